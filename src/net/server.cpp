#include "net/server.hpp"

#include <future>
#include <utility>

#include "net/connections.hpp"
#include "net/listener.hpp"
#include "net/listening_sockets.hpp"

namespace asq::net {

struct Server::State {
  State(HttpHandler& handler, const ServerLimits& limits, std::shared_ptr<HeldBytes> held)
      : shared(handler, limits, std::move(held)) {}

  // What of the server lives on one loop.
  struct LoopPart {
    LoopPart(Loop& its_loop, ServerShared& shared)
        : loop(its_loop), connections(its_loop, shared) {}
    Loop& loop;
    Connections connections;
    std::unique_ptr<Listener> listener;
  };

  // Runs `work` on every loop, as soon as it runs; work that comes after the server finds nothing.
  template <class Work>
  std::vector<std::future<void>> on_every_loop(Work work) {
    std::vector<std::future<void>> done;
    for (const auto& part : loops) {
      auto promise = std::make_shared<std::promise<void>>();
      done.push_back(promise->get_future());
      part->loop.post([weak = std::weak_ptr(part), work, promise] {
        if (const auto found = weak.lock()) work(*found);
        promise->set_value();
      });
    }
    return done;
  }

  ServerShared shared;
  std::vector<std::shared_ptr<LoopPart>> loops;
  bool beyond_loopback = false;
};

Server::Server(std::vector<Loop*> loops, HttpHandler& handler, const ServerLimits& limits,
               std::shared_ptr<HeldBytes> held)
    : state_(std::make_unique<State>(handler, limits,
                                     held ? std::move(held) : std::make_shared<HeldBytes>())) {
  for (Loop* loop : loops) {
    state_->loops.push_back(std::make_shared<State::LoopPart>(*loop, state_->shared));
  }
  State& state = *state_;
  state.shared.tell_all = [&state](const std::function<void(Connections&)>& work) {
    state.on_every_loop([work](State::LoopPart& part) { work(part.connections); });
  };
  state.shared.held->set_evict([&state](Held kind, std::uint64_t who) {
    const std::shared_ptr<void> done(nullptr, [held = state.shared.held, kind](void*) {
      held->evicted(kind);  // by the last loop
    });
    state.shared.tell_all([kind, who, done](Connections& part) { part.evict(kind, who); });
  });
}

Server::~Server() { state_->shared.held->set_evict({}); }

std::expected<std::uint16_t, std::string> Server::start(const std::string& host,
                                                        std::uint16_t port) {
  const auto addresses = addresses_of(host);
  if (!addresses) return std::unexpected(addresses.error());
  // All are bound before the first accepts: the kernel spreads peers over those that listen.
  auto opened = listen_on(host, *addresses, port, state_->loops.size());
  if (!opened) return std::unexpected(std::move(opened.error()));
  state_->beyond_loopback = opened->beyond_loopback;
  auto sockets = opened->of_loops.begin();
  for (const auto& part : state_->loops) {
    part->listener =
        std::make_unique<Listener>(part->loop, part->connections, std::move(*sockets++));
  }
  state_->on_every_loop([](State::LoopPart& part) {
    part.connections.start();
    part.listener->start();
  });
  return opened->port;
}

bool Server::beyond_loopback() const { return state_->beyond_loopback; }

void Server::drain(std::chrono::milliseconds deadline) {
  const auto until = std::chrono::steady_clock::now() + deadline;
  const auto stopped = state_->on_every_loop([](State::LoopPart& part) {
    if (part.listener) part.listener->stop();
    part.connections.drain();
  });
  for (const auto& done : stopped) done.wait_until(until);
  {
    std::unique_lock lock(state_->shared.mutex);
    state_->shared.all_gone.wait_until(lock, until,
                                       [this] { return state_->shared.connections.load() == 0; });
  }
  constexpr std::chrono::seconds kPatience{1};  // with a loop that doesn't come round
  const auto killed = state_->on_every_loop([](State::LoopPart& part) { part.connections.kill(); });
  for (const auto& done : killed) done.wait_for(kPatience);
}

std::int64_t Server::open_connections() const { return state_->shared.connections.load(); }

std::int64_t Server::open_websockets() const { return state_->shared.websockets.load(); }

std::int64_t Server::queued_frames() const {
  std::int64_t sum = 0;
  for (const auto& part : state_->loops) sum += part->connections.queued_frames();
  return sum;
}

}  // namespace asq::net
