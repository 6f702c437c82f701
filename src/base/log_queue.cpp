#include "base/log_queue.hpp"

#include <pthread.h>

#include <thread>
#include <utility>

namespace asq::log {

struct LogQueue::State {
  State(std::size_t most, Sink to, Missing line)
      : most_bytes(most), sink(std::move(to)), missing(std::move(line)) {}

  const std::size_t most_bytes;
  const Sink sink;
  const Missing missing;

  struct Line {
    std::string text;
    std::uint64_t tells = 0;  // of how many that are missing
  };

  mutable std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  std::deque<Line> lines;
  std::size_t bytes = 0;
  std::uint64_t dropped = 0;
  std::uint64_t told = 0;  // of the dropped
  bool refused = false;    // the last line; until the next one is pushed nothing is tried
  bool writing = false;
  bool ended = false;

  [[nodiscard]] bool anything_to_write() const {
    return !lines.empty() || (dropped != told && !refused);
  }

  void append(Line line) {
    lines.push_back(std::move(line));
    bytes += lines.back().text.size();
  }

  // Where lines are missing, right behind the last one before them.
  void say_what_is_missing() {
    if (dropped == told) return;
    append({missing(dropped - told), dropped - told});
    told = dropped;
  }

  void put(std::string text) {
    if (bytes + text.size() > most_bytes) {
      ++dropped;
      return;
    }
    say_what_is_missing();
    append({std::move(text)});
  }

  // Empty: no memory for it.
  Line take() noexcept {
    try {
      if (lines.empty()) say_what_is_missing();
    } catch (...) {
      told = dropped;
      return {};
    }
    Line line = std::move(lines.front());
    lines.pop_front();
    bytes -= line.text.size();
    return line;
  }

  void has_written(const Line& line, bool well) {
    refused = !well;
    if (well) return;
    if (line.tells == 0) ++dropped;
    told -= line.tells;
  }
};

LogQueue::LogQueue(std::size_t most_bytes, Sink sink, Missing missing)
    : state_(std::make_shared<State>(most_bytes, std::move(sink), std::move(missing))) {
  std::thread([state = state_] {
    ::pthread_setname_np(::pthread_self(), "asq-log");
    run(state);
  }).detach();
}

LogQueue::~LogQueue() {
  const std::lock_guard lock(state_->mutex);
  state_->ended = true;
  state_->changed.notify_all();
}

void LogQueue::push(std::string line) noexcept {
  const std::lock_guard lock(state_->mutex);
  try {
    state_->put(std::move(line));
  } catch (...) {  // no memory for it
    ++state_->dropped;
  }
  state_->changed.notify_all();
}

void LogQueue::drop() noexcept {
  const std::lock_guard lock(state_->mutex);
  ++state_->dropped;
}

bool LogQueue::flush(std::chrono::milliseconds patience) {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(
      lock, patience, [this] { return !state_->anything_to_write() && !state_->writing; });
}

std::uint64_t LogQueue::dropped() const {
  const std::lock_guard lock(state_->mutex);
  return state_->dropped;
}

void LogQueue::run(const std::shared_ptr<State>& state) noexcept {
  std::unique_lock lock(state->mutex);
  while (true) {
    state->changed.wait(lock, [&] { return state->ended || state->anything_to_write(); });
    if (state->ended) return;
    const State::Line line = state->take();
    if (line.text.empty()) continue;
    state->writing = true;
    lock.unlock();
    const bool well = state->sink(line.text);
    lock.lock();
    state->writing = false;
    state->has_written(line, well);
    state->changed.notify_all();
  }
}

}  // namespace asq::log
