// Where the calls of a store wait for its threads: payers in turn (base/fair_queue.hpp), bounded.
//
// A thread that sleeps is woken once for each turn of a caller's loop, not once for each call: the
// commands that one read of a socket brought are pushed one after the other, and all of them are to
// be there when the writer looks. In a turn that takes longer it is woken before the end, so that
// it works while the loop goes on. A thread that is at work looks by itself. Threads: any. What it
// posted to a caller's executor may outlive it.
#pragma once

#include <algorithm>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/fair_queue.hpp"
#include "store/call.hpp"

namespace asq::store {

// What a row takes, roughly: in this unit a call that took longer than its price is charged.
inline constexpr std::chrono::microseconds kRowTime{4};

// A call that finds no room, or comes too late. retry_after is set where that makes sense.
template <class Context>
void refuse_call(std::unique_ptr<Call<Context>> call, ErrorCode code) {
  Error refusal(code);
  if (code == ErrorCode::overloaded) refusal.retry_after = std::chrono::seconds(1);
  call->refuse(std::move(refusal));
  Calls<Context> refused;
  refused.push_back(std::move(call));
  finish(std::move(refused));
}

template <class Context>
class CallQueue {
 public:
  using OneCall = std::unique_ptr<Call<Context>>;

  explicit CallQueue(std::size_t bound) : state_(std::make_shared<State>(bound)) {}
  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  // Takes the call, or refuses it, or another one in its place: overloaded, shutting_down.
  void push(OneCall call) {
    const Loop loop = &boost::asio::query(call->executor(), boost::asio::execution::context);
    const Work work = call->work();
    std::optional<Executor> executor;  // to wake a thread from there
    std::optional<typename Queue::Entry> left_out;
    ErrorCode code = ErrorCode::overloaded;
    bool wake = false;
    {
      const std::lock_guard lock(state_->mutex);
      if (state_->closed) {
        code = ErrorCode::shutting_down;
        left_out.emplace(work.payer, work.rows, std::move(call));
      } else {
        if (state_->sleeping > 0) executor = call->executor();
        left_out = state_->queue.push(work.payer, work.rows, std::move(call));
        if (executor && !state_->wake_from(loop)) executor.reset();
        wake = state_->sleeping > 0 && state_->turn_is_long();
      }
    }
    if (wake) state_->ready.notify_one();
    if (left_out) refuse_call(std::move(left_out->job), code);
    if (executor) {
      boost::asio::post(*executor, [state = state_, loop] { state->woken_by(loop); });
    }
  }

  // Waits for work and takes up to `most`; empty: closed, and nothing is left, or somebody nudged.
  Calls<Context> take(std::size_t most) {
    std::unique_lock lock(state_->mutex);
    ++state_->sleeping;
    state_->ready.wait(lock, [this] { return state_->has_work(); });
    --state_->sleeping;
    return take_some(most);
  }
  // The same, but waits no longer than that.
  Calls<Context> take_within(std::chrono::milliseconds time, std::size_t most) {
    std::unique_lock lock(state_->mutex);
    ++state_->sleeping;
    state_->ready.wait_for(lock, time, [this] { return state_->has_work(); });
    --state_->sleeping;
    return take_some(most);
  }

  // The last of `calls`, from `first` on, have not run: they are to be the next of their payers.
  void put_back(Calls<Context>& calls, std::size_t first) {
    const std::lock_guard lock(state_->mutex);
    while (calls.size() > first) {
      const Work work = calls.back()->work();
      state_->queue.put_back({work.payer, work.rows, std::move(calls.back())});
      calls.pop_back();
    }
  }

  // What a call took beyond its price.
  void charge(const Work& work, std::chrono::steady_clock::duration took) {
    const std::int64_t more = took / kRowTime - work.rows;
    if (more < kWorthCharging) return;
    const std::lock_guard lock(state_->mutex);
    state_->queue.charge(work.payer, more);
  }

  // Whoever sleeps in take() looks up once, though there may be no work.
  void nudge() {
    {
      const std::lock_guard lock(state_->mutex);
      state_->nudged = true;
    }
    state_->ready.notify_all();
  }
  void close() {
    {
      const std::lock_guard lock(state_->mutex);
      state_->closed = true;
    }
    state_->ready.notify_all();
  }
  // Closed, and nothing is left.
  [[nodiscard]] bool finished() const {
    const std::lock_guard lock(state_->mutex);
    return state_->closed && state_->queue.empty();
  }
  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(state_->mutex);
    return state_->queue.size();
  }
  // A thread sleeps in take().
  [[nodiscard]] bool asleep() const {
    const std::lock_guard lock(state_->mutex);
    return state_->sleeping > 0;
  }

 private:
  using Queue = FairQueue<Payer, OneCall>;
  using Loop = const boost::asio::execution_context*;
  static constexpr std::int64_t kWorthCharging = 16;  // rows; a lock costs something, too
  // What one read of a socket brings is parsed in less.
  static constexpr std::chrono::microseconds kLongTurn{100};

  struct State {
    explicit State(std::size_t bound) : queue(bound) {}

    [[nodiscard]] bool has_work() const { return closed || nudged || !queue.empty(); }
    // False: a wake-up from there is on its way already.
    [[nodiscard]] bool wake_from(Loop loop) {
      if (std::ranges::find(waking, loop) != waking.end()) return false;
      waking.push_back(loop);
      return true;
    }
    // Asked with each push while a thread sleeps.
    [[nodiscard]] bool turn_is_long() {
      const auto now = std::chrono::steady_clock::now();
      if (queue.size() <= 1) first_pushed_at = now;
      return now - first_pushed_at >= kLongTurn;
    }
    void woken_by(Loop loop) {
      {
        const std::lock_guard lock(mutex);
        std::erase(waking, loop);
      }
      ready.notify_one();
    }

    mutable std::mutex mutex;
    std::condition_variable ready;
    // All guarded by mutex.
    Queue queue;
    std::vector<Loop> waking;  // whose turn is not over yet
    std::chrono::steady_clock::time_point first_pushed_at;
    int sleeping = 0;
    bool nudged = false;
    bool closed = false;
  };

  // With the mutex held.
  Calls<Context> take_some(std::size_t most) {
    state_->nudged = false;
    Calls<Context> taken;
    taken.reserve(std::min(most, state_->queue.size()));
    while (taken.size() < most) {
      auto next = state_->queue.pop();
      if (!next) break;
      taken.push_back(std::move(next->job));
    }
    return taken;
  }

  const std::shared_ptr<State> state_;
};

}  // namespace asq::store
