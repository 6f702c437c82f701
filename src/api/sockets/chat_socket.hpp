// The socket of one chat, /chat/ws/{chat_id}.          Stops 2 and 9 of docs/life-of-a-message.md
//   before: net/ws_input.cpp      after: chat/send_message.cpp
// Threads: the loop of its connection.
#pragma once

#include <memory>

#include "api/http/rate_limits.hpp"
#include "chat/caller.hpp"
#include "chat/logins.hpp"
#include "chat/send_message.hpp"
#include "model/ids.hpp"
#include "net/ws.hpp"
#include "realtime/hub.hpp"

namespace asq::api {

// What a chat's socket calls. References outlive it.
struct ChatSocketServices {
  chat::SendMessage& messages;
  const chat::Logins& logins;
  RateLimits& limits;
  realtime::Hub& hub;  // of the connection's loop; gives the catch-up from the store
};

// `after`: the first message delivered is the one that follows it: since_seq, or the chat's last
// seq at the moment of the upgrade. The caller is known to be a member; removal in between is
// noticed when the socket opens.
[[nodiscard]] std::unique_ptr<net::WsHandler> make_chat_socket(const ChatSocketServices& services,
                                                               chat::Caller caller, ChatId chat,
                                                               Seq after);

}  // namespace asq::api
