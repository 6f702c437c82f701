// The connections of one loop: owns them, sweeps their deadlines once a second, and frees the dead
// at the end of the turn, when nobody stands on them any more.
// Threads: the loop's, but for construction (any) and destruction (while the loop doesn't run).
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "net/channel.hpp"
#include "net/held_bytes.hpp"
#include "net/http.hpp"
#include "net/loop.hpp"
#include "net/server.hpp"
#include "net/unproven.hpp"

namespace asq::net {

class Connections;
class HttpConnection;
class OpenWebSocket;

// What an HTTP connection hands over when it becomes a WebSocket.
struct Upgraded {
  std::unique_ptr<WsHandler> handler;
  Holder holder;
  std::string rest;  // what was read behind the handshake
};

// How long a stop of the server waits for a peer that does nothing more. With a sweep a second: 1.5
// to 2.5 s.
inline constexpr std::chrono::milliseconds kDrainPatience{1500};

// What all loops of a server share. Threads: any.
struct ServerShared {
  ServerShared(HttpHandler& http_handler, const ServerLimits& server_limits,
               std::shared_ptr<HeldBytes> held_bytes)
      : handler(http_handler),
        limits(server_limits),
        unproven(server_limits.max_unproven_per_address),
        held(std::move(held_bytes)) {}

  HttpHandler& handler;
  const ServerLimits limits;
  UnprovenPeers unproven;
  const std::shared_ptr<HeldBytes> held;
  // Runs it on every loop, as soon as that comes round; returns at once.
  std::function<void(std::function<void(Connections&)>)> tell_all;
  std::atomic<SteadyTime::rep> warned_of_many{0};  // when the log last named an address
  std::atomic<std::int64_t> connections{0};
  std::atomic<std::int64_t> websockets{0};
  std::mutex mutex;
  std::condition_variable all_gone;  // connections is 0
};

class Connections final : public Flushable, public Sweepable {
 public:
  Connections(Loop& loop, ServerShared& shared);
  ~Connections() override;
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  // The first call: sweeps from now on.
  void start() { loop_.add(*this); }
  // A connection just accepted, non-blocking.
  void accept(Descriptor socket, std::string peer);
  // From now on: requests under way are answered, idle connections closed, sockets finish and get
  // 1012.
  void drain();
  // Closes all at once.
  void kill();

  // Closes those that hold such bytes for this account or address.
  void evict(Held kind, std::uint64_t who);
  // The process has no descriptor left: closes idle HTTP connections, those of the address that has
  // most of them first, the longest idle of an address before its others. Returns how many are
  // closed here. If there are none, other loops do the same soon, and when one has closed some,
  // `room_made` is called here.
  std::size_t make_room();
  void on_room_made(std::function<void()> room_made) { room_made_ = std::move(room_made); }

  // For the connections themselves.
  [[nodiscard]] Loop& loop() const { return loop_; }
  [[nodiscard]] HttpHandler& handler() const { return shared_.handler; }
  [[nodiscard]] HeldBytes& held() const { return *shared_.held; }
  [[nodiscard]] const ServerLimits& limits() const { return shared_.limits; }
  [[nodiscard]] SteadyTime now() const { return loop_.clock().steady(); }
  [[nodiscard]] bool draining() const { return draining_; }
  // `usual`, or less while the server stops.
  [[nodiscard]] std::chrono::milliseconds patience(std::chrono::milliseconds usual) const {
    return draining_ ? std::min(usual, kDrainPatience) : usual;
  }
  // The Date field, made once a second.
  [[nodiscard]] std::string_view date();
  // `connection` has released `channel`, whose outbox ends with the 101.
  void become_websocket(HttpConnection& connection, Channel channel, Upgraded upgraded);
  // It is closed; it is freed at the end of the turn.
  void retire(HttpConnection& connection);
  void retire(OpenWebSocket& socket);

  void flush() override;
  void sweep(SteadyTime now) override;
  void after_pause(SteadyTime now, SteadyTime::duration lost) override;

  [[nodiscard]] std::int64_t queued_frames() const {
    return queued_frames_.load(std::memory_order_relaxed);
  }

 private:
  void count_gone();
  std::size_t close_idle();
  void warn_of_many(const std::string& peer);

  Loop& loop_;
  ServerShared& shared_;
  std::vector<std::shared_ptr<HttpConnection>> http_;  // shared: a request under way looks for it
  std::vector<std::unique_ptr<OpenWebSocket>> websockets_;
  std::vector<std::shared_ptr<HttpConnection>> dead_http_;
  std::vector<std::unique_ptr<OpenWebSocket>> dead_websockets_;
  std::function<void()> room_made_;
  bool draining_ = false;
  std::string date_;
  std::int64_t date_second_ = 0;
  std::atomic<std::int64_t> queued_frames_{0};
};

}  // namespace asq::net
