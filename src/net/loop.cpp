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

constexpr std::size_t kReadBuffer = std::size_t{64} * 1024;
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

struct Loop::State {
  std::atomic<bool> stopped{false};

  std::mutex mutex;
  std::vector<std::function<void()>> inbox;  // guarded by mutex

  bool turn_ends = false;
  std::vector<Flushable*> dirty;
  std::vector<Flushable*> flushing;
  std::vector<Sweepable*> sweepables;  // nullptr: removed, erased after the sweep
  std::unique_ptr<boost::asio::steady_timer> timer;
  std::unique_ptr<Poller> poller;
};

Loop::Loop(const Clock& clock)
    : clock_(clock), read_buffer_(kReadBuffer), state_(std::make_unique<State>()) {
  state_->poller = std::make_unique<Poller>(context_);
  state_->timer = std::make_unique<boost::asio::steady_timer>(context_);
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
    run_guarded("handler", [this] {
      if (state_->dirty.empty()) {
        context_.run_one();
      } else {
        context_.poll_one();
      }
      for (int ran = 1; ran < kHandlersPerTurn && !state_->turn_ends && context_.poll_one() > 0;
           ++ran) {
      }
    });
    flush_dirty();
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

void Loop::mark_dirty(Flushable& flushable) {
  if (flushable.marked_) return;
  flushable.marked_ = true;
  flushable.slot_ = static_cast<std::uint32_t>(state_->dirty.size());
  state_->dirty.push_back(&flushable);
}

void Loop::flush_soon(Flushable& flushable) {
  mark_dirty(flushable);
  state_->turn_ends = true;
}

void Loop::unmark(Flushable& flushable) {
  if (!flushable.marked_) return;
  flushable.marked_ = false;
  for (auto* list : {&state_->dirty, &state_->flushing}) {
    if (flushable.slot_ < list->size() && (*list)[flushable.slot_] == &flushable) {
      (*list)[flushable.slot_] = nullptr;
    }
  }
}

void Loop::flush_dirty() {
  state_->flushing.swap(state_->dirty);
  for (std::size_t i = 0; i < state_->flushing.size(); ++i) {
    if (write_budget_ == 0) return put_off(i);
    Flushable* flushable = std::exchange(state_->flushing[i], nullptr);
    if (flushable == nullptr) continue;
    flushable->marked_ = false;
    run_guarded("flush", [flushable] { flushable->flush(); });
  }
  state_->flushing.clear();
  renew_write_budget();
}

// Those from there on were not served: in the next turn they come before the others.
void Loop::put_off(std::size_t from) {
  auto& waiting = state_->flushing;
  waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(from));
  waiting.insert(waiting.end(), state_->dirty.begin(), state_->dirty.end());
  std::erase(waiting, nullptr);
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    waiting[i]->slot_ = static_cast<std::uint32_t>(i);
  }
  state_->dirty.swap(waiting);
  waiting.clear();
  renew_write_budget();
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
    if (state_->sweepables[i] != nullptr) state_->sweepables[i]->after_pause(now, lost);
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
