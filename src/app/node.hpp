// The whole server, put together in rank order: what needs nothing first, the network last.
//
// How it is taken apart. A coroutine's frame may use everything below it (accounts, store, hub),
// and it waits for a thread of another pool: so first nobody is left who would resume one, then the
// frames are destroyed, and only then what they use.
//
//   1. server     accepts nothing more, drains, then closes every connection
//   2. hasher     closed: who waits for a password thread hears shutting_down
//   3. control    its thread and its work end; an operator's request still finds the store open
//   4. store      closed: readers, then the writer. From here on nobody outside the loops posts
//   5. loops      stop and join. They ran until now, so that everybody above could be answered
//   6. server_    destroyed: its connections leave the hubs and tell every loop of it
//   7. loops_     destroyed, and with them every frame and all that was posted
//   8. core_      destroyed: accounts, hasher, store. The rest follows in the reverse of its order
//
// Threads: the main thread calls; it starts the loops' threads itself.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <atomic>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/http/rate_limits.hpp"
#include "api/http_api.hpp"
#include "app/control_server.hpp"
#include "app/core.hpp"
#include "app/data_directory.hpp"
#include "app/erasure.hpp"
#include "app/gauges.hpp"
#include "app/left_out_lines.hpp"
#include "app/session_expiry.hpp"
#include "app/settings.hpp"
#include "app/upkeep.hpp"
#include "auth/key_ring.hpp"
#include "base/clock.hpp"
#include "bus/local_bus.hpp"
#include "chat/account_log.hpp"
#include "chat/chats.hpp"
#include "chat/directory.hpp"
#include "chat/history.hpp"
#include "chat/logins.hpp"
#include "chat/members.hpp"
#include "chat/message_changes.hpp"
#include "chat/send_message.hpp"
#include "chat/sync.hpp"
#include "net/loop.hpp"
#include "net/server.hpp"
#include "realtime/hub.hpp"

namespace asq::app {

class Node {
 public:
  // Takes the lock of the data directory and opens what is in it. On failure one sentence.
  [[nodiscard]] static std::expected<std::unique_ptr<Node>, std::string> open(
      const Settings& settings);
  ~Node();  // stops
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // Listens and serves. The port. On failure one sentence.
  [[nodiscard]] std::expected<std::uint16_t, std::string> start();
  // /readyz says 503; nothing more is accepted; what is under way is answered and sockets are
  // closed (1012), for at most drain_timeout; what was written is on disk; all threads end, and
  // nothing is left that could still run. Repeats do nothing.
  void stop();

  [[nodiscard]] int loops() const { return static_cast<int>(loops_.size()); }
  [[nodiscard]] const DataDirectory& directory() const { return directory_; }

 private:
  // A loop, its hub and its thread. The loop dies before the hub: what its coroutines own may
  // unsubscribe.
  struct LoopUnit {
    LoopUnit(const Clock& clock, const realtime::HubServices& services)
        : hub(services, loop), loop(clock) {}
    realtime::Hub hub;
    net::Loop loop;
    std::jthread thread;
  };

  // What can be refused, made before the rest.
  struct Opened {
    DataDirectory directory;
    std::unique_ptr<const Clock> clock;
    std::unique_ptr<prometheus::Registry> metrics;
    auth::KeyRing keys;
    std::unique_ptr<Core> core;
  };
  Node(const Settings& settings, Opened opened);
  void make_loops();
  void run_loops();
  void on_commit(EventBatch batch);

  Settings settings_;
  DataDirectory directory_;
  std::unique_ptr<const Clock> clock_;
  std::unique_ptr<prometheus::Registry> metrics_;
  prometheus::Counter& stored_messages_;
  auth::KeyRing keys_;
  std::unique_ptr<Core> core_;
  Upkeep upkeep_;
  chat::AccountLog account_log_;
  LeftOutLines left_out_lines_{account_log_};
  chat::Logins logins_;
  chat::Chats chats_;
  chat::Directory people_;
  chat::History history_;
  chat::Members members_;
  chat::SendMessage messages_;
  chat::MessageChanges changes_;
  chat::Sync sync_;
  bus::LocalBus bus_;
  realtime::PresenceTracker presence_;
  realtime::TypingNotices typing_;
  realtime::Audience audience_;
  realtime::AccountSockets account_sockets_;
  api::RateLimits limits_;
  std::shared_ptr<net::HeldBytes> held_;
  api::HttpApi api_;
  std::unordered_map<net::Loop*, realtime::Hub*> hubs_;
  std::vector<std::unique_ptr<LoopUnit>> loops_;
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<Gauges> gauges_;
  std::unique_ptr<SessionExpiry> session_expiry_;
  std::unique_ptr<Erasure> erasure_;
  std::unique_ptr<ControlServer> control_;
  std::atomic<bool> serving_{false};
  bool stopped_ = false;
};

}  // namespace asq::app
