#include "net/loop.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <mutex>
#include <utility>

#include "base/log.hpp"
#include "net/poller.hpp"

namespace asq::net {
namespace {

constexpr std::size_t kKiB = 1024;
constexpr std::size_t kReadBuffer = 64 * kKiB;
constexpr std::size_t kReadInAll = 1024 * kKiB;  // in a turn, before all read slowly
constexpr std::size_t kSlowRead = 4 * kKiB;
// What is written in a turn: at most this to each of those that were touched, and so much to all
// of them; and then the same for those that have more.
constexpr std::size_t kTouchedEach = 16 * kKiB;
constexpr std::size_t kTouchedInAll = 4096 * kKiB;
constexpr std::size_t kMuchEach = 256 * kKiB;
constexpr std::size_t kMuchInAll = 1024 * kKiB;
constexpr int kHandlersPerTurn = 256;  // then the outboxes are flushed, whatever is still ready
constexpr std::chrono::seconds kSweepEvery{1};
constexpr std::chrono::seconds kLate{2};  // behind its time, a sweep has been kept from running

// What one piece of work throws is a bug of that piece. The others go on.
template <class Work>
void run_guarded(const char* where, Work work) {
  try {
    work();
  } catch (const std::exception& exception) {
    log::error("loop_work_threw", {{"where", where}, {"what", exception.what()}});
  } catch (...) {
    log::error("loop_work_threw", {{"where", where}});
  }
}

}  // namespace

// Those marked, in order; nullptr for who was served or has died. Who is not served in a turn keeps
// its place.
struct Loop::Marked {
  std::vector<Flushable*> list;
  std::size_t first = 0;  // all before it are nullptr

  [[nodiscard]] bool empty() const { return first == list.size(); }
  // The place of somebody changes once at most for each one that was served.
  void close_up() {
    if (first < (list.size() + 1) / 2) return;
    list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(first));
    first = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i] != nullptr) list[i]->slot_ = static_cast<std::uint32_t>(i);
    }
  }
};

struct Loop::State {
  std::atomic<bool> stopped{false};

  std::mutex mutex;
  std::vector<std::function<void()>> inbox;  // guarded by mutex

  bool turn_ends = false;
  Marked touched;
  Marked much;
  std::vector<Sweepable*> sweepables;  // nullptr: removed, erased after the sweep
  std::unique_ptr<boost::asio::steady_timer> timer;
  std::unique_ptr<Poller> poller;
};

Loop::Loop(const Clock& clock)
    : clock_(clock), read_buffer_(kReadBuffer), state_(std::make_unique<State>()) {
  state_->poller = std::make_unique<Poller>(context_);
  state_->timer = std::make_unique<boost::asio::steady_timer>(context_);
  renew_write_budget();
  read_budget_ = kReadInAll;
}

Loop::~Loop() {
  // They belong to the context, which dies before the state.
  state_->timer.reset();
  state_->poller.reset();
}

void Loop::run() {
  const auto work = boost::asio::make_work_guard(context_);
  schedule_sweep();
  while (!state_->stopped.load(std::memory_order_relaxed)) {
    state_->turn_ends = false;
    read_budget_ = kReadInAll;
    run_guarded("handler", [this] {
      if (state_->touched.empty() && state_->much.empty()) {
        context_.run_one();
      } else {
        context_.poll_one();
      }
      for (int ran = 1; ran < kHandlersPerTurn && !state_->turn_ends && context_.poll_one() > 0;
           ++ran) {
      }
    });
    flush_marked();
  }
}

void Loop::stop() {
  state_->stopped.store(true, std::memory_order_relaxed);
  context_.stop();
}

void Loop::post(std::function<void()> work) {
  bool wake = false;
  {
    const std::lock_guard lock(state_->mutex);
    wake = state_->inbox.empty();
    state_->inbox.push_back(std::move(work));
  }
  if (wake) boost::asio::post(context_, [this] { take_inbox(); });
}

void Loop::take_inbox() {
  std::vector<std::function<void()>> batch;
  {
    const std::lock_guard lock(state_->mutex);
    batch.swap(state_->inbox);
  }
  for (auto& work : batch) run_guarded("posted", std::ref(work));
}

void Loop::spawn(Task<void> task) {
  boost::asio::co_spawn(context_, std::move(task), [](const std::exception_ptr& error) {
    if (error) run_guarded("task", [&error] { std::rethrow_exception(error); });
  });
}

Poller& Loop::poller() { return *state_->poller; }

void Loop::mark(Flushable& flushable, Marked& marked) {
  if (flushable.marked_) return;
  flushable.marked_ = true;
  flushable.slot_ = static_cast<std::uint32_t>(marked.list.size());
  marked.list.push_back(&flushable);
}

void Loop::mark_dirty(Flushable& flushable) { mark(flushable, state_->touched); }

void Loop::flush_soon(Flushable& flushable) {
  mark_dirty(flushable);
  state_->turn_ends = true;
}

void Loop::flush_later(Flushable& flushable) { mark(flushable, state_->much); }

void Loop::unmark(Flushable& flushable) {
  if (!flushable.marked_) return;
  flushable.marked_ = false;
  for (auto* list : {&state_->touched.list, &state_->much.list}) {
    if (flushable.slot_ < list->size() && (*list)[flushable.slot_] == &flushable) {
      (*list)[flushable.slot_] = nullptr;
    }
  }
}

std::span<char> Loop::read_buffer() {
  return std::span(read_buffer_).first(read_budget_ > 0 ? kReadBuffer : kSlowRead);
}

// The turn ends with the handler that runs.
void Loop::count_read(std::size_t bytes) {
  read_budget_ -= std::min(bytes, read_budget_);
  if (read_budget_ == 0) state_->turn_ends = true;
}

void Loop::spend(std::size_t bytes) {
  turn_budget_ -= std::min(bytes, turn_budget_);
  flush_budget_ -= std::min(bytes, flush_budget_);
}

void Loop::renew_write_budget() { turn_budget_ = flush_budget_ = kMuchEach; }

void Loop::flush_marked() {
  flush_each(state_->touched, kTouchedEach, kTouchedInAll);
  flush_each(state_->much, kMuchEach, kMuchInAll);
}

// Who is marked meanwhile is served in the next turn, and behind those who find no budget now.
void Loop::flush_each(Marked& marked, std::size_t bytes_each, std::size_t bytes) {
  turn_budget_ = bytes;
  for (const std::size_t end = marked.list.size(); marked.first < end && turn_budget_ > 0;) {
    Flushable* flushable = std::exchange(marked.list[marked.first++], nullptr);
    if (flushable == nullptr) continue;
    flushable->marked_ = false;
    flush_budget_ = bytes_each;
    run_guarded("flush", [flushable] { flushable->flush(); });
  }
  marked.close_up();
}

void Loop::add(Sweepable& sweepable) { state_->sweepables.push_back(&sweepable); }

void Loop::remove(Sweepable& sweepable) {
  std::ranges::replace(state_->sweepables, &sweepable, nullptr);
}

void Loop::schedule_sweep() {
  state_->timer->expires_after(kSweepEvery);
  state_->timer->async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    // By the machine's clock, as the timer: how long it really was.
    const auto late = std::chrono::steady_clock::now() - state_->timer->expiry();
    if (late >= kLate) resume_after(late);
    sweep();
    schedule_sweep();
  });
}

void Loop::resume_after(SteadyTime::duration lost) {
  const SteadyTime now = clock_.steady();
  for (std::size_t i = 0; i < state_->sweepables.size(); ++i) {
    run_guarded("pause", [this, i, now, lost] {
      if (state_->sweepables[i] != nullptr) state_->sweepables[i]->after_pause(now, lost);
    });
  }
}

void Loop::sweep() {
  const SteadyTime now = clock_.steady();
  for (std::size_t i = 0; i < state_->sweepables.size(); ++i) {
    run_guarded("sweep", [this, i, now] {
      if (state_->sweepables[i] != nullptr) state_->sweepables[i]->sweep(now);
    });
  }
  std::erase(state_->sweepables, nullptr);
}

}  // namespace asq::net
