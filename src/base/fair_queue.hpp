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
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

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
      left_out = take_back(longest->second);
    }
    append({payer, std::max<std::int64_t>(price, 1), std::move(job)});
    return left_out;
  }

  // The next job of a payer that `ready(payer)` holds for; nullopt: there is none.
  template <class Ready>
  [[nodiscard]] std::optional<Entry> pop_if(Ready ready) {
    Line* next = first_ready(0, nullptr, ready);
    if (next == nullptr) return std::nullopt;
    return take_front(*next);
  }
  [[nodiscard]] std::optional<Entry> pop() {
    if (waiting_.empty()) return std::nullopt;
    return take_front(*waiting_.front());
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
    return take_back(line->second);
  }

  // A job that was popped goes back to the front of its line, and the queue stands where it stood
  // before: nothing has been served.
  void put_back(Entry entry) {
    const auto [found, forgotten] = lines_.try_emplace(entry.payer, entry.payer);
    Line& line = found->second;
    if (forgotten) line.tag = now_ + entry.price;
    line.tag -= entry.price;
    now_ = std::min(now_, line.tag);
    line.entries.push_front(std::move(entry));
    ++size_;
    place(line);
  }

  void charge(const Key& payer, std::int64_t more) {
    if (more <= 0) return;
    Line& line = line_of(payer);
    line.tag += more;
    if (!line.entries.empty()) place(line);
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  // Payers that it remembers, those without jobs too.
  [[nodiscard]] std::size_t lines() const { return lines_.size(); }
  // Some payer waits for whom `wanted(payer)` holds.
  template <class Wanted>
  [[nodiscard]] bool any_if(Wanted wanted) const {
    return std::ranges::any_of(waiting_, [&](const Line* line) { return wanted(line->payer); });
  }

 private:
  struct Line {
    explicit Line(const Key& whose) : payer(whose) {}
    Key payer;
    std::int64_t tag = 0;
    std::uint64_t turn = 0;        // of lines with the same tag the one that waits longest is next
    std::size_t place = kNowhere;  // in waiting_
    std::deque<Entry> entries;
  };
  using Lines = std::unordered_map<Key, Line>;   // a line stays where it is
  static constexpr std::size_t kSweepAt = 1024;  // lines, before those without jobs are dropped
  static constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

  [[nodiscard]] static bool is_before(const Line& one, const Line& other) {
    return one.tag != other.tag ? one.tag < other.tag : one.turn < other.turn;
  }

  // ---- waiting_, a binary heap whose lines know their places

  // A line with jobs whose tag has changed, or which has its first job.
  void place(Line& line) {
    line.turn = ++turns_;
    if (line.place == kNowhere) {
      line.place = waiting_.size();
      waiting_.push_back(&line);
    }
    settle(line);
  }
  void displace(Line& line) {
    const std::size_t place = std::exchange(line.place, kNowhere);
    Line& last = *waiting_.back();
    waiting_.pop_back();
    if (&last == &line) return;
    waiting_[place] = &last;
    last.place = place;
    settle(last);
  }
  void settle(Line& line) {
    rise(line);
    sink(line);
  }
  void rise(Line& line) {
    while (line.place > 0) {
      Line& parent = *waiting_[(line.place - 1) / 2];
      if (!is_before(line, parent)) return;
      swap_places(line, parent);
    }
  }
  // Of `best` and those from that place of the heap downwards.
  template <class Ready>
  [[nodiscard]] Line* first_ready(std::size_t place, Line* best, Ready& ready) {
    if (place >= waiting_.size()) return best;
    Line* line = waiting_[place];
    if (best != nullptr && !is_before(*line, *best)) return best;
    if (ready(line->payer)) return line;
    best = first_ready(2 * place + 1, best, ready);
    return first_ready(2 * place + 2, best, ready);
  }
  void sink(Line& line) {
    for (;;) {
      std::size_t child = 2 * line.place + 1;
      if (child >= waiting_.size()) return;
      if (child + 1 < waiting_.size() && is_before(*waiting_[child + 1], *waiting_[child])) ++child;
      if (!is_before(*waiting_[child], line)) return;
      swap_places(line, *waiting_[child]);
    }
  }
  void swap_places(Line& one, Line& other) {
    std::swap(one.place, other.place);
    waiting_[one.place] = &one;
    waiting_[other.place] = &other;
  }

  // ---- lines

  Line& line_of(const Key& payer) {
    Line& line = lines_.try_emplace(payer, payer).first->second;
    if (line.entries.empty()) line.tag = std::max(line.tag, now_);
    return line;
  }

  void append(Entry entry) {
    if (lines_.size() >= sweep_at_) forget_settled();
    Line& line = line_of(entry.payer);
    line.entries.push_back(std::move(entry));
    ++size_;
    if (line.place == kNowhere) place(line);
  }

  Entry take_front(Line& line) {
    now_ = std::max(now_, line.tag);
    Entry entry = std::move(line.entries.front());
    line.entries.pop_front();
    --size_;
    line.tag += entry.price;
    highest_ = std::max(highest_, line.tag);
    if (size_ == 0) now_ = highest_;  // nobody waits, so nobody is owed anything
    if (line.entries.empty()) {
      displace(line);
    } else {
      place(line);
    }
    return entry;
  }

  Entry take_back(Line& line) {
    Entry entry = std::move(line.entries.back());
    line.entries.pop_back();
    if (line.entries.empty()) displace(line);
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
  std::vector<Line*> waiting_;  // the lines with jobs
};

}  // namespace asq
