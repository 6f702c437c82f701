// The line in front of the password threads. Networks take turns, the smaller ones within the
// larger ones (base/fair_queue.hpp), so that a thousand /64 of one /48 are served as often as one
// address elsewhere. Pairs of address and e-mail that have logged in before wait in a lane of their
// own, with a quarter of the places for itself and a thread of its own; beyond that it has every
// second turn of the other threads.
// Threads: one at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>

#include "base/clock.hpp"
#include "base/fair_queue.hpp"
#include "base/used_time.hpp"
#include "model/client_network.hpp"

namespace asq::auth {

// Who waits: a path of networks, or an account. `known`: the pair has logged in before.
struct PasswordPayer {
  PayerPath path;
  bool known = false;
};

// Lines within lines, without a bound of its own.
template <std::size_t Depth, class Job>
class NestedLines {
 public:
  using Path = std::span<const Payer, Depth>;

  void push(Path path, Job job) {
    if constexpr (kInnermost) {
      (void)lines_.push(path.front(), 1, std::move(job));
    } else {
      (void)lines_.push(path.front(), 1, Turn{});
      inner_[path.front()].push(path.template subspan<1>(), std::move(job));
    }
  }

  [[nodiscard]] std::optional<Job> pop() {
    return pop_if([](const Payer&) { return true; });
  }
  // Of the outermost lines for which `may` is true.
  template <class May>
  [[nodiscard]] std::optional<Job> pop_if(May may) {
    auto next = lines_.pop_if(may);
    if (!next) return std::nullopt;
    if constexpr (kInnermost) {
      return std::move(next->job);
    } else {
      return take_from(next->payer, [](Inner& inner) { return inner.pop(); });
    }
  }

  // The last job of the longest line, if that is longer than this path's would be with one more.
  [[nodiscard]] std::optional<Job> make_room(Path path) {
    const auto longest = lines_.longest();
    if (!longest) return std::nullopt;
    const Payer& own = path.front();
    if (lines_.length(*longest) > lines_.length(own) + 1) return take_longest();
    if constexpr (!kInnermost) {
      if (lines_.length(own) == 0) return std::nullopt;
      auto job =
          take_from(own, [&](Inner& inner) { return inner.make_room(path.template subspan<1>()); });
      if (job) (void)lines_.pop_back(own);
      return job;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::size_t size() const { return lines_.size(); }

 private:
  static constexpr bool kInnermost = Depth == 1;
  struct Turn {};
  using Carried = std::conditional_t<kInnermost, Job, Turn>;
  using Inner = std::conditional_t<kInnermost, std::monostate, NestedLines<Depth - 1, Job>>;

  template <class Take>
  std::optional<Job> take_from(const Payer& payer, Take take) {
    const auto inner = inner_.find(payer);
    std::optional<Job> job = take(inner->second);
    if (inner->second.size() == 0) inner_.erase(inner);
    return job;
  }

  friend class NestedLines<Depth + 1, Job>;
  std::optional<Job> take_longest() {
    const auto longest = lines_.longest();
    auto last = lines_.pop_back(*longest);
    if constexpr (kInnermost) {
      return std::move(last->job);
    } else {
      return take_from(*longest, [](Inner& inner) { return inner.take_longest(); });
    }
  }

  FairQueue<Payer, Carried> lines_{std::numeric_limits<std::size_t>::max()};
  std::unordered_map<Payer, Inner> inner_;
};

template <class Job>
class PasswordQueue {
 public:
  explicit PasswordQueue(std::size_t bound)
      : reserved_(bound / 4), open_to_all_(bound - reserved_) {}

  // What a network may use of the thread of the known pairs at once, beyond an eighth of the time.
  static constexpr std::chrono::milliseconds kKnownBurst{100};

  // Gives back the job that found no room: this one, or the last one of the longest line. A known
  // pair without room in its lane waits with all others.
  [[nodiscard]] std::optional<Job> push(PasswordPayer payer, Job job) {
    Waiting waiting{payer.path, std::move(job)};
    if (payer.known) {
      auto left_out = put(known_, reserved_, std::move(waiting));
      if (!left_out) return std::nullopt;
      waiting = std::move(*left_out);
    }
    auto left_out = put(others_, open_to_all_, std::move(waiting));
    if (!left_out) return std::nullopt;
    return std::move(left_out->job);
  }

  // For the thread of the known pairs: nobody whose network has used it much. That is left to the
  // others, for the thread is for those who come back, not for one who does so over and over.
  [[nodiscard]] std::optional<Job> pop_known(SteadyTime now = {}) {
    auto waiting =
        known_.pop_if([&](const Payer& network) { return !known_use_.much(network, now); });
    if (waiting) popped_ = waiting->path.front();
    return job_of(std::move(waiting));
  }
  // What the last one of them has taken.
  void charge_known(SteadyTime::duration used, SteadyTime now) {
    known_use_.add(popped_, used, now);
  }

  // For all other threads: of the known pairs those that are left to them, those for whom that
  // thread comes late, and, while it rests, all.
  [[nodiscard]] std::optional<Job> pop(bool it_rests = false, SteadyTime now = {}) {
    std::optional<Waiting> next;
    if (others_.size() == 0 || !last_was_known_) next = next_known(it_rests ? 0 : 1, now);
    last_was_known_ = next.has_value();
    return job_of(next ? std::move(next) : others_.pop());
  }

  [[nodiscard]] std::size_t size() const { return known_.size() + others_.size(); }

 private:
  struct Waiting {
    PayerPath path;
    Job job;
  };
  using Lane = NestedLines<std::tuple_size_v<PayerPath>, Waiting>;

  std::optional<Waiting> next_known(std::size_t left_to_its_thread, SteadyTime now) {
    auto next = known_.pop_if([&](const Payer& network) { return known_use_.much(network, now); });
    if (!next && known_.size() > left_to_its_thread) next = known_.pop();
    return next;
  }

  static std::optional<Job> job_of(std::optional<Waiting> waiting) {
    if (!waiting) return std::nullopt;
    return std::move(waiting->job);
  }

  static std::optional<Waiting> put(Lane& lane, std::size_t bound, Waiting waiting) {
    std::optional<Waiting> left_out;
    if (lane.size() >= bound) {
      left_out = lane.make_room(waiting.path);
      if (!left_out) return waiting;
    }
    const PayerPath path = waiting.path;
    lane.push(path, std::move(waiting));
    return left_out;
  }

  const std::size_t reserved_;
  const std::size_t open_to_all_;
  UsedTimes<Payer> known_use_{kKnownBurst, 8};  // by the largest network of a path
  Payer popped_ = Payer::server();              // of the last one that pop_known() gave
  Lane known_;
  Lane others_;
  bool last_was_known_ = false;
};

}  // namespace asq::auth
