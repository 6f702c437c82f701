#include "store/sqlite/core/read_line.hpp"

#include <algorithm>
#include <utility>

#include "store/call_queue.hpp"

namespace asq::store::sqlite {
namespace {

constexpr std::size_t kMaxSlow = 16;
constexpr std::chrono::milliseconds kLookAgain{20};  // who reads much changes with the time alone
constexpr std::chrono::milliseconds kLookSeldom{60'000};  // every other change wakes a reader

}  // namespace

ReadLine::ReadLine(int readers, std::size_t max_queued, const Clock& clock)
    : most_of_one_(std::max(1, readers / 2)), clock_(clock), usual_(max_queued), slow_(kMaxSlow) {}

void ReadLine::push(Read read) {
  const Work work = read->work();
  std::optional<FairQueue<Payer, Read>::Entry> left_out;
  ErrorCode code = ErrorCode::overloaded;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) {
      code = ErrorCode::shutting_down;
      left_out.emplace(work.payer, work.rows, std::move(read));
    } else {
      left_out = usual_.push(work.payer, work.rows, std::move(read));
    }
  }
  usual_ready_.notify_one();
  slow_ready_.notify_one();
  if (left_out) refuse_call(std::move(left_out->job), code);
}

bool ReadLine::may_begin(const Payer& payer) const {
  const auto reads = std::ranges::count_if(running_, [&](const Running& running) {
    return running.lane == Lane::usual && running.payer == payer;
  });
  return reads < most_of_one_;
}

std::optional<ReadLine::Turn> ReadLine::next(Lane lane) {
  auto& ready = lane == Lane::slow ? slow_ready_ : usual_ready_;
  std::unique_lock lock(mutex_);
  std::optional<Turn> turn;
  while (!closed_ && !(turn = take(lane))) {
    ready.wait_for(lock, paused_ || usual_.empty() ? kLookSeldom : kLookAgain);
  }
  return turn;
}

std::optional<ReadLine::Turn> ReadLine::take(Lane lane) {
  if (paused_) return std::nullopt;
  const SteadyTime now = clock_.steady();
  if (lane == Lane::slow) return take_slow(now);
  auto entry = usual_.pop_if(
      [&](const Payer& payer) { return may_begin(payer) && !reads_much(payer, now); });
  if (!entry) return std::nullopt;
  running_.push_front({entry->payer, lane, now, SteadyTime()});
  return Turn{std::move(entry->job), running_.begin()};
}

// What gave way, and then whoever reads much.
std::optional<ReadLine::Turn> ReadLine::take_slow(SteadyTime now) {
  if (auto entry = slow_.pop()) {
    running_.push_front({entry->payer, Lane::slow, now, now + entry->job.left});
    return Turn{std::move(entry->job.read), running_.begin()};
  }
  auto entry = usual_.pop_if([&](const Payer& payer) { return reads_much(payer, now); });
  if (!entry) return std::nullopt;
  running_.push_front({entry->payer, Lane::slow, now, now + kSlowLimit});
  return Turn{std::move(entry->job), running_.begin()};
}

bool ReadLine::others_could_read(const Payer& than, SteadyTime now) const {
  return usual_.any_if([&](const Payer& payer) {
    return payer != than && may_begin(payer) && !reads_much(payer, now);
  });
}

// `rows`: what the queue has taken for it already.
void ReadLine::charge(const Running& running, SteadyTime now, std::int64_t rows) {
  const auto took = now - running.begun;
  usual_.charge(running.payer, took / kRowTime - rows);
  spent_.add(running.payer, took, now);
}

ReadLine::Stop ReadLine::stop_reason(Running& running) {
  if (running.stop != Stop::no) return running.stop;
  const SteadyTime now = clock_.steady();
  // Without the lock, which a thread that stands back could keep from the others.
  const bool in_time =
      running.lane == Lane::slow ? now < running.slow_until : now - running.begun < kPatience;
  if (in_time && !all_are_to_stop_.load(std::memory_order_relaxed)) return Stop::no;
  const std::lock_guard lock(mutex_);
  if (closed_) {
    running.stop = Stop::closed;
  } else if (paused_ && now - paused_at_ >= kPausePatience) {
    running.stop = Stop::pause;
  } else if (running.lane == Lane::slow) {
    if (now >= running.slow_until) running.stop = Stop::too_long;
  } else if (now - running.begun >= kPatience && others_could_read(running.payer, now)) {
    running.stop = Stop::others_wait;
  }
  return running.stop;
}

void ReadLine::done(const Turn& turn) {
  std::unique_lock lock(mutex_);
  charge(*turn.running, clock_.steady(), turn.read->work().rows);
  leave(turn.running, lock);
  // What waits may be for the other lane now.
  slow_ready_.notify_one();
  usual_ready_.notify_one();
}

void ReadLine::leave(std::list<Running>::iterator running, std::unique_lock<std::mutex>& lock) {
  running_.erase(running);
  std::function<void()> drained;
  if (running_.empty()) drained = std::exchange(when_drained_, nullptr);
  lock.unlock();
  if (drained) drained();
}

void ReadLine::stopped(Turn turn) {
  const Running running = *turn.running;
  const SteadyTime now = clock_.steady();
  const Work work = turn.read->work();
  std::unique_lock lock(mutex_);
  charge(running, now, 0);
  Read left_out;
  const bool closed = closed_;
  if (closed || running.stop == Stop::too_long) {
    left_out = std::move(turn.read);
  } else if (running.lane == Lane::slow || running.stop == Stop::others_wait) {
    const auto left = running.lane == Lane::slow ? running.slow_until - now : kSlowLimit;
    auto refused = slow_.push(work.payer, work.rows, Slow{std::move(turn.read), left});
    if (refused) left_out = std::move(refused->job.read);
  } else {
    usual_.put_back({work.payer, work.rows, std::move(turn.read)});
  }
  leave(turn.running, lock);
  slow_ready_.notify_one();
  usual_ready_.notify_one();
  if (!left_out) return;
  if (closed) return refuse_call(std::move(left_out), ErrorCode::shutting_down);
  refuse_slow(std::move(left_out));
}

void ReadLine::refuse_slow(Read read) {
  Error refusal(ErrorCode::overloaded,
                "This search took too long while others were waiting; try again later.");
  refusal.retry_after = kSlowLimit;
  read->refuse(std::move(refusal));
  Calls<Snapshot> refused;
  refused.push_back(std::move(read));
  finish(std::move(refused));
}

void ReadLine::pause(std::function<void()> drained) {
  {
    const std::lock_guard lock(mutex_);
    paused_ = true;
    all_are_to_stop_ = true;
    paused_at_ = clock_.steady();
    if (!running_.empty()) {
      when_drained_ = std::move(drained);
      return;
    }
  }
  drained();
}

void ReadLine::resume() {
  {
    const std::lock_guard lock(mutex_);
    paused_ = false;
    all_are_to_stop_ = closed_;
    when_drained_ = nullptr;
  }
  usual_ready_.notify_all();
  slow_ready_.notify_all();
}

bool ReadLine::drained() const {
  const std::lock_guard lock(mutex_);
  return paused_ && running_.empty();
}

void ReadLine::close() {
  Calls<Snapshot> waiting;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    all_are_to_stop_ = true;
    while (auto entry = usual_.pop()) waiting.push_back(std::move(entry->job));
    while (auto entry = slow_.pop()) waiting.push_back(std::move(entry->job.read));
  }
  usual_ready_.notify_all();
  slow_ready_.notify_all();
  for (Read& read : waiting) refuse_call(std::move(read), ErrorCode::shutting_down);
}

}  // namespace asq::store::sqlite
