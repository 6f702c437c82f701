// A bounded queue that serves payers in turn: start-time fair queueing (Goyal, Vin, Cheng 1996).
//
//   push(payer, price, job)   the job goes to the end of the payer's own line
//   pop()                     the front of the line whose payer has been served least
//   charge(payer, more)       the job took more than its price: the payer's next one waits longer
//
// Each line has a tag, in the unit of the prices: what it has been served so far. The lowest tag is
// next and moves on by the price of its job. Who comes anew starts where the queue stands, so
// nobody saves up turns, and what somebody owes is forgotten once all others have caught up. One
// payer's jobs keep their order.
// In a full queue the longest line makes room: a newcomer takes the place of its last job. So one
// payer alone can fill the queue, and yet never keep another one out.
// Threads: one at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace asq {

template <class Key, class Job>
class FairQueue {
 public:
  explicit FairQueue(std::size_t bound) : bound_(bound) {}

  struct Entry {
    Key payer;
    std::int64_t price = 1;
    Job job;
  };

  // Gives back whoever found no room: this job, or the last one of the longest line.
  [[nodiscard]] std::optional<Entry> push(Key payer, std::int64_t price, Job job) {
    std::optional<Entry> left_out;
    if (size_ >= bound_) {
      const auto longest = longest_line();
      const auto own = lines_.find(payer);
      const std::size_t own_length = own == lines_.end() ? 0 : own->second.entries.size();
      if (longest == lines_.end() || longest->second.entries.size() <= own_length + 1) {
        return Entry{payer, price, std::move(job)};
      }
      left_out = take_back(longest);
    }
    append({payer, std::max<std::int64_t>(price, 1), std::move(job)});
    return left_out;
  }

  // The next job of a payer that `ready(payer)` holds for; nullopt: there is none.
  template <class Ready>
  [[nodiscard]] std::optional<Entry> pop_if(Ready ready) {
    for (auto next = waiting_.begin(); next != waiting_.end(); ++next) {
      if (ready(next->payer)) return take_front(next);
    }
    return std::nullopt;
  }
  [[nodiscard]] std::optional<Entry> pop() {
    return pop_if([](const Key&) { return true; });
  }

  // The payer with the longest line; nullopt: nobody waits.
  [[nodiscard]] std::optional<Key> longest() {
    const auto line = longest_line();
    if (line == lines_.end() || line->second.entries.empty()) return std::nullopt;
    return line->first;
  }
  [[nodiscard]] std::size_t length(const Key& payer) const {
    const auto line = lines_.find(payer);
    return line == lines_.end() ? 0 : line->second.entries.size();
  }
  // The last job of the payer's line, as in a full queue; nullopt: there is none.
  [[nodiscard]] std::optional<Entry> pop_back(const Key& payer) {
    const auto line = lines_.find(payer);
    if (line == lines_.end() || line->second.entries.empty()) return std::nullopt;
    return take_back(line);
  }

  // A job that was popped goes back to the front of its line, and the queue stands where it stood
  // before: nothing has been served.
  void put_back(Entry entry) {
    const auto [found, forgotten] = lines_.try_emplace(entry.payer);
    Line& line = found->second;
    if (forgotten) line.tag = now_ + entry.price;
    if (!line.entries.empty()) waiting_.erase(place_of(entry.payer, line));
    line.tag -= entry.price;
    now_ = std::min(now_, line.tag);
    line.entries.push_front(std::move(entry));
    ++size_;
    waiting_.insert(place_of_front(line));
  }

  void charge(const Key& payer, std::int64_t more) {
    if (more <= 0) return;
    Line& line = line_of(payer);
    if (line.entries.empty()) {
      line.tag += more;
      return;
    }
    waiting_.erase(place_of(payer, line));
    line.tag += more;
    waiting_.insert(place_of_front(line));
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  // Payers that it remembers, those without jobs too.
  [[nodiscard]] std::size_t lines() const { return lines_.size(); }
  // Some payer waits for whom `wanted(payer)` holds.
  template <class Wanted>
  [[nodiscard]] bool any_if(Wanted wanted) const {
    return std::ranges::any_of(waiting_, [&](const Place& place) { return wanted(place.payer); });
  }

 private:
  struct Line {
    std::int64_t tag = 0;
    std::uint64_t turn = 0;  // of lines with the same tag the one that waits longest is next
    std::deque<Entry> entries;
  };
  using Lines = std::unordered_map<Key, Line>;
  struct Place {
    std::int64_t tag;
    std::uint64_t turn;
    Key payer;
    bool operator<(const Place& other) const {
      return tag != other.tag ? tag < other.tag : turn < other.turn;
    }
  };
  static constexpr std::size_t kSweepAt = 1024;  // lines, before those without jobs are dropped

  [[nodiscard]] Place place_of(const Key& payer, const Line& line) const {
    return {line.tag, line.turn, payer};
  }
  [[nodiscard]] Place place_of_front(Line& line) {
    line.turn = ++turns_;
    return {line.tag, line.turn, line.entries.front().payer};
  }

  Line& line_of(const Key& payer) {
    const auto [line, fresh] = lines_.try_emplace(payer);
    if (line->second.entries.empty()) line->second.tag = std::max(line->second.tag, now_);
    return line->second;
  }

  void append(Entry entry) {
    if (lines_.size() >= sweep_at_) forget_settled();
    Line& line = line_of(entry.payer);
    const bool first = line.entries.empty();
    line.entries.push_back(std::move(entry));
    ++size_;
    if (first) waiting_.insert(place_of_front(line));
  }

  Entry take_front(typename std::set<Place>::iterator place) {
    const auto found = lines_.find(place->payer);
    Line& line = found->second;
    now_ = std::max(now_, line.tag);
    waiting_.erase(place);
    Entry entry = std::move(line.entries.front());
    line.entries.pop_front();
    --size_;
    line.tag += entry.price;
    highest_ = std::max(highest_, line.tag);
    if (size_ == 0) now_ = highest_;  // nobody waits, so nobody is owed anything
    if (!line.entries.empty()) waiting_.insert(place_of_front(line));
    return entry;
  }

  Entry take_back(typename Lines::iterator found) {
    Line& line = found->second;
    Entry entry = std::move(line.entries.back());
    if (line.entries.size() == 1) waiting_.erase(place_of(entry.payer, line));
    line.entries.pop_back();
    --size_;
    return entry;
  }

  [[nodiscard]] typename Lines::iterator longest_line() {
    return std::ranges::max_element(lines_, {},
                                    [](const auto& line) { return line.second.entries.size(); });
  }

  // A line without jobs that owes nothing is as good as none.
  void forget_settled() {
    std::erase_if(lines_, [this](const auto& line) {
      return line.second.entries.empty() && line.second.tag <= now_;
    });
    sweep_at_ = std::max(kSweepAt, lines_.size() * 2);
  }

  const std::size_t bound_;
  std::size_t size_ = 0;
  std::size_t sweep_at_ = kSweepAt;
  std::int64_t now_ = 0;      // where the queue stands: the tag of what was served last
  std::int64_t highest_ = 0;  // of all tags after a job was taken
  std::uint64_t turns_ = 0;
  Lines lines_;
  std::set<Place> waiting_;  // the lines with jobs
};

}  // namespace asq
