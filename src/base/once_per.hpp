// Lets a thing happen once, or a few times, for each key in a period, and counts how often it was
// kept from happening: for lines of the log that anybody can cause.
//
// Memory is bounded: so many keys are known at a time, each for one period. While there are that
// many, what other keys ask for is kept back, and counted for all of them together. So no more than
// most_keys * times things happen in any period.
// Threads: one's own; who shares it has a lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace asq {

// Key: ordered, copied.
template <class Key>
class OncePer {
 public:
  OncePer(SteadyTime::duration period, std::size_t most_keys, std::uint64_t times = 1)
      : period_(period), most_keys_(most_keys), times_(times) {}

  OncePer(const OncePer&) = delete;
  OncePer& operator=(const OncePer&) = delete;

  // nullopt: not now. Else it may happen, and so often it was kept back for this key in the period
  // before, as far as take_over() has not told that. A period begins with what may happen.
  [[nodiscard]] std::optional<std::uint64_t> take(const Key& key, SteadyTime now) {
    const auto known = places_.find(key);
    if (known == places_.end()) {
      if (!make_room(now)) {
        keep_back_other(now);
        return std::nullopt;
      }
      entries_.push_back({key, now + period_});
      places_.emplace(key, std::prev(entries_.end()));
      return 0;
    }
    Entry& entry = *known->second;
    if (entry.ends <= now) {
      entries_.splice(entries_.end(), entries_, known->second);
      entry.ends = now + period_;
      entry.taken = 1;
      return std::exchange(entry.kept_back, 0);
    }
    if (entry.taken < times_) {
      ++entry.taken;
      return 0;
    }
    ++entry.kept_back;
    return std::nullopt;
  }

  struct KeptBack {
    std::optional<Key> key;  // nullopt: of keys that found no room
    std::uint64_t count = 0;
  };
  // What was kept back in periods that are over, each once. To be called now and then by whoever
  // wants to tell of it although nothing else happens.
  [[nodiscard]] std::vector<KeptBack> take_over(SteadyTime now) {
    std::vector<KeptBack> over;
    while (!entries_.empty() && entries_.front().ends <= now) {
      const Entry& entry = entries_.front();
      if (entry.kept_back > 0) over.push_back({entry.key, entry.kept_back});
      forget_oldest();
    }
    if (others_ > 0 && others_end_ <= now) over.push_back({{}, std::exchange(others_, 0)});
    return over;
  }

  // Whether it has a place, if only for a period that is over.
  [[nodiscard]] bool knows(const Key& key) const { return places_.contains(key); }
  [[nodiscard]] std::size_t keys() const { return entries_.size(); }

 private:
  struct Entry {
    Key key;
    SteadyTime ends;
    std::uint64_t taken = 1;
    std::uint64_t kept_back = 0;
  };

  bool make_room(SteadyTime now) {
    if (entries_.size() < most_keys_) return true;
    if (entries_.empty() || entries_.front().ends > now) return false;
    keep_back_other(now, entries_.front().kept_back);
    forget_oldest();
    return true;
  }

  void forget_oldest() {
    places_.erase(entries_.front().key);
    entries_.pop_front();
  }

  void keep_back_other(SteadyTime now, std::uint64_t count = 1) {
    if (others_ == 0) others_end_ = now + period_;
    others_ += count;
  }

  const SteadyTime::duration period_;
  const std::size_t most_keys_;
  const std::uint64_t times_;
  std::list<Entry> entries_;  // the one whose period ends next comes first
  std::map<Key, typename std::list<Entry>::iterator> places_;
  std::uint64_t others_ = 0;
  SteadyTime others_end_{};
};

}  // namespace asq
