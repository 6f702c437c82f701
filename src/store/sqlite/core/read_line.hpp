// Who reads next, and for how long: the line before the threads that read.
//
//   fair    payers in turn (base/fair_queue.hpp). One payer has at most half of the readers.
//   slow    A read that has run for kPatience while another payer waits gives way: it ends, and
//           begins again in the slow lane, which has one thread for all, at a low priority.
//           There it has kSlowLimit. A payer that reads for more than a quarter of the time, and
//           has used up kBurst, reads there only: so it takes little of the processor from others.
//   pause   The writer may ask for a moment without any read, so that SQLite's log can start
//           afresh. What runs has kPausePatience to end, then it gives way and is the next again.
//
// A read that gives way has told nobody anything, so it may begin again.
// Threads: any; next(), stop_reason() and the ends of a read from the thread that reads.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "base/fair_queue.hpp"
#include "base/used_time.hpp"
#include "store/call.hpp"
#include "store/snapshot.hpp"

namespace asq::store::sqlite {

class ReadLine {
 public:
  using Read = std::unique_ptr<Call<Snapshot>>;
  enum class Lane : std::uint8_t { usual, slow };
  // Why a read has to end before it is through.
  enum class Stop : std::uint8_t { no, others_wait, pause, too_long, closed };

  static constexpr std::chrono::milliseconds kPatience{250};
  static constexpr std::chrono::milliseconds kPausePatience{50};
  static constexpr std::chrono::seconds kSlowLimit{5};
  static constexpr std::chrono::milliseconds kBurst{100};

  // `readers`: the threads of the usual lane. `clock` outlives it.
  ReadLine(int readers, std::size_t max_queued, const Clock& clock);

  // Queues the read or refuses it, or another one in its place: overloaded, shutting_down.
  void push(Read read);

  // A read under way.
  struct Running {
    Payer payer;
    Lane lane = Lane::usual;
    SteadyTime begun;
    SteadyTime slow_until;  // of the slow lane
    Stop stop = Stop::no;   // what stop_reason() has said
  };
  struct Turn {
    Read read;
    std::list<Running>::iterator running;
  };
  // Waits for the turn of a read; nullopt: closed.
  [[nodiscard]] std::optional<Turn> next(Lane lane);
  // To be asked often while it runs. Once it is not `no` it stays so.
  [[nodiscard]] Stop stop_reason(Running& running);
  // The read is through, or has failed; the caller answers it.
  void done(const Turn& turn);
  // The read has stopped as it was told: it begins again elsewhere, or is refused: overloaded (it
  // took too long), shutting_down.
  void stopped(Turn turn);

  // No read begins until resume(). `drained` is called once, when none is under way, on whichever
  // thread ends the last one; at once if there is none.
  void pause(std::function<void()> drained);
  void resume();
  // Since pause(): nothing is under way.
  [[nodiscard]] bool drained() const;

  // What waits is refused (shutting_down), what runs is to stop.
  void close();

 private:
  struct Slow {
    Read read;
    std::chrono::steady_clock::duration left;  // of kSlowLimit
  };
  [[nodiscard]] std::optional<Turn> take(Lane lane);
  [[nodiscard]] std::optional<Turn> take_slow(SteadyTime now);
  void charge(const Running& running, SteadyTime now, std::int64_t rows);
  [[nodiscard]] bool reads_much(const Payer& payer, SteadyTime now) const {
    return spent_.much(payer, now);
  }
  // In the usual lane.
  [[nodiscard]] bool others_could_read(const Payer& than, SteadyTime now) const;
  [[nodiscard]] bool may_begin(const Payer& payer) const;
  void leave(std::list<Running>::iterator running, std::unique_lock<std::mutex>& lock);
  static void refuse_slow(Read read);

  const int most_of_one_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable usual_ready_;
  std::condition_variable slow_ready_;
  // All guarded by mutex_.
  FairQueue<Payer, Read> usual_;
  FairQueue<Payer, Slow> slow_;
  std::list<Running> running_;
  UsedTimes<Payer> spent_{kBurst, 4};
  bool paused_ = false;
  SteadyTime paused_at_;
  std::function<void()> when_drained_;
  bool closed_ = false;

  std::atomic<bool> all_are_to_stop_{false};  // soon: paused_ or closed_
};

}  // namespace asq::store::sqlite
