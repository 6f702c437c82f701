#include "net/connections.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <tuple>
#include <utility>

#include "base/log.hpp"
#include "net/http_connection.hpp"
#include "net/http_reply.hpp"
#include "net/ws_connection.hpp"

namespace asq::net {
namespace {

// Adds to the end, and tells the connection its place.
template <class Owner>
auto& keep(std::vector<Owner>& all, Owner connection) {
  connection->slot = static_cast<std::uint32_t>(all.size());
  return *all.emplace_back(std::move(connection));
}

// Takes it out of its place, which the last one gets.
template <class Owner>
void move_out(std::vector<Owner>& all, std::size_t slot, std::vector<Owner>& dead) {
  dead.push_back(std::move(all[slot]));
  if (slot + 1 < all.size()) {
    all[slot] = std::move(all.back());
    all[slot]->slot = static_cast<std::uint32_t>(slot);
  }
  all.pop_back();
}

// Calls something for each connection, which may retire the one it is given. What throws ends that
// connection alone; the loop hears of it when all others have had their call.
class Visits {
 public:
  template <class Owner, class Visit>
  Visits& each(std::vector<Owner>& all, Visit visit) {
    for (std::size_t i = all.size(); i-- > 0;) {
      auto& connection = *all[i];
      if (!guarded([&] { visit(connection); })) guarded([&] { connection.die(); });
    }
    return *this;
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  template <class Work>
  bool guarded(Work work) {
    try {
      work();
      return true;
    } catch (...) {
      error_ = std::current_exception();
      return false;
    }
  }

  std::exception_ptr error_;
};

}  // namespace

Connections::Connections(Loop& loop, ServerShared& shared) : loop_(loop), shared_(shared) {}

Connections::~Connections() {
  kill();
  loop_.unmark(*this);
  loop_.remove(*this);
}

void Connections::accept(Descriptor socket, std::string peer) {
  auto permit = shared_.unproven.enter(peer);
  if (!permit.granted() || permit.surplus()) warn_of_many(peer);
  if (!permit.granted()) return;
  shared_.connections.fetch_add(1, std::memory_order_relaxed);
  keep(http_, std::make_shared<HttpConnection>(*this, std::move(socket), std::move(peer),
                                               std::move(permit)))
      .open();
}

// Once a minute for the whole server.
void Connections::warn_of_many(const std::string& peer) {
  const auto time = now().time_since_epoch();
  SteadyTime::rep last = shared_.warned_of_many.load();
  if (last != 0 && time - SteadyTime::duration(last) < std::chrono::minutes(1)) return;
  if (!shared_.warned_of_many.compare_exchange_strong(last, time.count())) return;
  log::warning("too_many_unproven_connections",
               {{"address", peer}, {"bound", limits().max_unproven_per_address}});
}

void Connections::evict(Held kind, std::uint64_t who) {
  Visits()
      .each(http_,
            [=](HttpConnection& connection) {
              if (connection.holding().is_for(kind, who)) connection.die();
            })
      .each(websockets_, [=](OpenWebSocket& socket) { socket.evict(kind, who); })
      .rethrow();
}

std::size_t Connections::make_room() {
  if (const std::size_t closed = close_idle(); closed > 0) return closed;
  shared_.tell_all([this, tell_all = shared_.tell_all](Connections& other) {
    if (&other == this || other.close_idle() == 0) return;
    tell_all([this](Connections& asked) {
      if (&asked == this && asked.room_made_) asked.room_made_();
    });
  });
  return 0;
}

// The address with the most of them loses its own first, and nobody loses the last one before all
// others are down to theirs. Half of them at most, else the one of somebody quiet would go with a
// few of the others.
std::size_t Connections::close_idle() {
  constexpr std::size_t kBatch = 32;
  struct Idle {
    std::uint64_t address;
    SteadyTime since;
    HttpConnection* connection;
    std::size_t younger;  // of the same address
  };
  std::vector<Idle> idle;
  for (const auto& connection : http_) {
    if (const auto since = connection->idle_since()) {
      idle.push_back({connection->address(), *since, connection.get(), 0});
    }
  }
  std::ranges::sort(idle, [](const Idle& a, const Idle& b) {
    return std::tie(a.address, b.since) < std::tie(b.address, a.since);
  });
  for (std::size_t i = 1; i < idle.size(); ++i) {
    if (idle[i].address == idle[i - 1].address) idle[i].younger = idle[i - 1].younger + 1;
  }
  // The more there are, the longer the search takes, and the more go at once.
  const std::size_t count = std::min(std::max(kBatch, idle.size() / kBatch), (idle.size() + 1) / 2);
  std::ranges::partial_sort(idle, idle.begin() + static_cast<std::ptrdiff_t>(count),
                            [](const Idle& a, const Idle& b) {
                              return std::tie(b.younger, a.since) < std::tie(a.younger, b.since);
                            });
  for (std::size_t i = 0; i < count; ++i) idle[i].connection->die();
  return count;
}

void Connections::become_websocket(HttpConnection& connection, Channel channel, Upgraded upgraded) {
  move_out(http_, connection.slot, dead_http_);
  loop_.mark_dirty(*this);
  shared_.websockets.fetch_add(1, std::memory_order_relaxed);
  auto made = std::make_unique<OpenWebSocket>(*this, std::move(channel),
                                              std::move(upgraded.handler), upgraded.holder);
  keep(websockets_, std::move(made)).open(std::move(upgraded.rest));
}

void Connections::retire(HttpConnection& connection) {
  move_out(http_, connection.slot, dead_http_);
  loop_.mark_dirty(*this);
  count_gone();
}

void Connections::retire(OpenWebSocket& socket) {
  move_out(websockets_, socket.slot, dead_websockets_);
  loop_.mark_dirty(*this);
  shared_.websockets.fetch_sub(1, std::memory_order_relaxed);
  count_gone();
}

void Connections::count_gone() {
  if (shared_.connections.fetch_sub(1) > 1) return;
  const std::lock_guard lock(shared_.mutex);
  shared_.all_gone.notify_all();
}

void Connections::flush() {
  dead_http_.clear();
  dead_websockets_.clear();
}

void Connections::sweep(SteadyTime now) {
  std::size_t queued = 0;
  Visits visits;
  visits.each(http_, [now](HttpConnection& connection) { connection.sweep(now); })
      .each(websockets_, [now, &queued](OpenWebSocket& socket) {
        queued += socket.queued_frames();
        socket.sweep(now);
      });
  queued_frames_.store(static_cast<std::int64_t>(queued), std::memory_order_relaxed);
  visits.rethrow();
}

void Connections::after_pause(SteadyTime now, SteadyTime::duration lost) {
  Visits()
      .each(http_, [=](HttpConnection& connection) { connection.after_pause(now, lost); })
      .each(websockets_, [=](OpenWebSocket& socket) { socket.after_pause(now, lost); })
      .rethrow();
}

void Connections::drain() {
  draining_ = true;
  Visits()
      .each(http_, [](HttpConnection& connection) { connection.drain(); })
      .each(websockets_, [](OpenWebSocket& socket) { socket.drain(); })
      .rethrow();
}

void Connections::kill() {
  Visits()
      .each(http_, [](HttpConnection& connection) { connection.die(); })
      .each(websockets_, [](OpenWebSocket& socket) { socket.die(); });
  flush();
}

std::string_view Connections::date() {
  const auto now = std::chrono::floor<std::chrono::seconds>(loop_.clock().now());
  const std::int64_t second = now.time_since_epoch().count();
  if (date_.empty() || second != date_second_) {
    date_second_ = second;
    date_ = http_date(now);
  }
  return date_;
}

}  // namespace asq::net
