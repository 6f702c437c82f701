// What the API is given by app/: its settings, and the verbs of chat/ that routes and sockets call.
// Threads: values; what they refer to says for itself.
#pragma once

#include <prometheus/registry.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/http/rate_limits.hpp"
#include "base/clock.hpp"
#include "chat/account_log.hpp"
#include "chat/accounts.hpp"
#include "chat/chats.hpp"
#include "chat/directory.hpp"
#include "chat/history.hpp"
#include "chat/invites.hpp"
#include "chat/logins.hpp"
#include "chat/members.hpp"
#include "chat/message_changes.hpp"
#include "chat/send_message.hpp"
#include "chat/sync.hpp"
#include "net/held_bytes.hpp"
#include "net/loop.hpp"
#include "realtime/hub.hpp"

namespace asq::api {

struct ApiOptions {
  // Where clients reach the server, as in contract/public_url.hpp; empty: not known.
  std::string public_url = {};
  // What people are told of the server; no contact: empty.
  std::string server_name = "ASQ Chat";
  std::string contact = {};
  std::size_t min_password_characters = 6;
  // CORS, and the sockets' Origin check; empty: CORS off.
  std::vector<std::string> allowed_origins = {};
  // Addresses or CIDR blocks whose X-Forwarded-For counts.
  std::vector<std::string> trusted_proxies = {};
  // What the server holds for its peers; shared with net::Server, which counts.
  std::shared_ptr<net::HeldBytes> held = std::make_shared<net::HeldBytes>();
  std::chrono::seconds ping_after{25};   // of silence on a socket, as its clients are told
  std::int64_t sockets_per_account = 0;  // as clients are told; 0: any number
  bool log_requests = false;             // one line per request (never with a query or a header)
};

// Everything the routes call. References outlive the HttpApi.
struct Services {
  chat::Accounts& accounts;
  chat::Logins& logins;
  chat::Chats& chats;
  chat::Directory& directory;
  chat::History& history;
  chat::Members& members;
  chat::Invites& invites;
  chat::SendMessage& messages;
  chat::MessageChanges& changes;
  chat::Sync& sync;
  chat::AccountLog& account_log;
  RateLimits& limits;
  const Clock& clock;
  prometheus::Registry& metrics;
  std::function<realtime::Hub&(net::Loop&)> hub_of;
  std::function<bool()> ready;  // for /readyz: the store answers and no shutdown is under way
};

}  // namespace asq::api
