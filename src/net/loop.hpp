// One thread with one io_context: a connection lives and dies on its loop, so its state needs no
// lock.
//
// A turn: run what is ready (a bounded number of handlers), then flush every outbox that was
// touched with one gathered write each, then a few of those that have much to write, then sleep.
// So a small answer never waits behind big ones. A sweep once a second serves all deadlines
// (headers, idle, pings); no timer object per socket. Threads: post() from any; all else on the
// loop's thread.
#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/clock.hpp"
#include "base/task.hpp"

namespace asq::net {

// Something with bytes to send at the end of the turn.
class Flushable {
 public:
  virtual ~Flushable() = default;
  virtual void flush() = 0;

 private:
  friend class Loop;
  bool marked_ = false;
  std::uint32_t slot_ = 0;  // in the loop's list
};

// Something with deadlines, looked at once a second.
class Sweepable {
 public:
  virtual void sweep(SteadyTime now) = 0;
  // Before a sweep that comes late by `lost`: the process was stopped, or the loop was busy. Peers
  // could not be heard in that time, so it doesn't count against them.
  virtual void after_pause(SteadyTime /*now*/, SteadyTime::duration /*lost*/) {}

 protected:
  ~Sweepable() = default;
};

class Poller;

class Loop {
 public:
  explicit Loop(const Clock& clock);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Runs on the calling thread until stop().
  void run();
  // From any thread.
  void stop();

  [[nodiscard]] Executor executor() { return context_.get_executor(); }
  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }

  // Hands work to this loop, in order, woken once per batch. From any thread.
  // The inbox has no bound: what is committed goes through it, and whoever left out an event would
  // tear a hole into every feed. What fills it waits for the disk, or for a turn of the loop
  // itself.
  void post(std::function<void()> work);
  // Starts a coroutine on this loop. An exception that leaves it is logged, and nothing else: who
  // waits for what it would have done catches it there. So is one of posted work. From any thread.
  void spawn(Task<void> task);

  // flush() is called once at the end of this turn, however often it is marked. Unmark before the
  // object dies. What is marked during a flush is flushed in the next turn, which then doesn't
  // sleep.
  void mark_dirty(Flushable& flushable);
  // The same, and the turn ends with the handler that runs: for a socket that the kernel has room
  // for again, which the poller would report over and over.
  void flush_soon(Flushable& flushable);
  // For who has written all that it may in this flush and has more: flush() is called again behind
  // those who are marked dirty, in turn with others of this kind. The loop doesn't sleep until
  // then.
  void flush_later(Flushable& flushable);
  void unmark(Flushable& flushable);
  // What the flush that runs may write: little for who was marked dirty, more for who waited with
  // much; nothing when the turn has written enough. Who finds nothing left is served in a later
  // turn.
  [[nodiscard]] std::size_t write_budget() const { return std::min(flush_budget_, turn_budget_); }
  void spend(std::size_t bytes);
  // For the next flush of somebody with much to write. The loop itself calls it; public for tests.
  void renew_write_budget();

  // sweep() is called about once a second until removed.
  void add(Sweepable& sweepable);
  void remove(Sweepable& sweepable);
  // Tells everybody that the loop did not run for `lost`. The loop itself calls it; public for
  // tests.
  void resume_after(SteadyTime::duration lost);

  // Readiness of descriptors.
  [[nodiscard]] Poller& poller();
  // The loop's one read buffer; what is in it is gone when the handler returns. 64 KiB, and a small
  // part of it when much has been read in this turn: who sends much must not keep the loop from
  // the others.
  [[nodiscard]] std::span<char> read_buffer();
  // So much has been read into it.
  void count_read(std::size_t bytes);

 private:
  void take_inbox();
  struct Marked;
  static void mark(Flushable& flushable, Marked& marked);
  void flush_marked();
  void flush_each(Marked& marked, std::size_t bytes_each, std::size_t bytes);
  void schedule_sweep();
  void sweep();

  const Clock& clock_;
  std::vector<char> read_buffer_;
  std::size_t read_budget_ = 0;   // what may still be read at full speed in this turn
  std::size_t turn_budget_ = 0;   // of those who are flushed now, all together
  std::size_t flush_budget_ = 0;  // of the one that is flushed
  struct State;
  // Outlives the context: what its pending coroutines own may unmark itself when they are
  // destroyed.
  std::unique_ptr<State> state_;
  boost::asio::io_context context_{1};
};

}  // namespace asq::net
