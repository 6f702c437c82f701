// A call that suspends its coroutine while one of the store's own threads works on it.
//
// The verb of a call is a function of the thread's context (a transaction, a snapshot). The call
// keeps the verb, its outcome, and the coroutine to resume.
// Threads: made on the caller's executor, run on a thread of the store, finished on the caller's
// executor.
#pragma once

#include <algorithm>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "model/payer.hpp"

namespace asq::store {

// What a call is, before it runs.
struct Work {
  const char* name;  // of the verb, a literal: stands in the log when it fails
  Payer payer;       // in whose line it waits
  // What it takes, in rows that are read or written, as far as that is known before. What it took
  // beyond that is charged afterwards, by the time.
  std::int64_t rows = 1;
};

template <class Context>
class Call {
 public:
  virtual ~Call() = default;

  // Runs the verb and keeps what it gives; true: it did not refuse. What the verb throws passes
  // through. May be run again after a rollback.
  virtual bool run(Context& context) = 0;
  // Another outcome than the verb's own.
  virtual void refuse(Error error) = 0;
  // Hands the outcome over. Once, on the caller's executor.
  virtual void finish() = 0;

  [[nodiscard]] const Executor& executor() const { return executor_; }
  [[nodiscard]] const Work& work() const { return work_; }

 protected:
  Call(Executor executor, const Work& work) : executor_(std::move(executor)), work_(work) {}

 private:
  Executor executor_;  // counts as outstanding work there
  Work work_;
};

template <class Context>
using Calls = std::vector<std::unique_ptr<Call<Context>>>;

template <class T, class Context, class Verb, class Handler>
class PendingCall final : public Call<Context> {
 public:
  PendingCall(Handler handler, const Work& work, Verb verb)
      : Call<Context>(boost::asio::prefer(boost::asio::get_associated_executor(handler),
                                          boost::asio::execution::outstanding_work.tracked),
                      work),
        handler_(std::move(handler)),
        verb_(std::move(verb)) {}

  bool run(Context& context) override {
    outcome_.emplace(verb_(context));
    return outcome_->has_value();
  }
  void refuse(Error error) override { outcome_.emplace(std::unexpected(std::move(error))); }
  void finish() override {
    Result<T> outcome = std::move(*outcome_);
    std::move(handler_)(std::move(outcome));
  }

 private:
  Handler handler_;
  const Verb verb_;
  std::optional<Result<T>> outcome_;
};

// Suspends the caller and gives the queue its call: queue.enqueue(std::unique_ptr<Call<Context>>).
template <class T, class Context, class Queue, class Verb>
[[nodiscard]] Task<Result<T>> suspend_in(Queue& queue, const Work& work, Verb verb) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(Result<T>)>(
      [](auto handler, Queue* to, const Work& asked, Verb of) {
        using Pending = PendingCall<T, Context, Verb, decltype(handler)>;
        std::unique_ptr<Call<Context>> call =
            std::make_unique<Pending>(std::move(handler), asked, std::move(of));
        to->enqueue(std::move(call));
      },
      boost::asio::use_awaitable, &queue, work, std::move(verb));
}

// Calls of one executor, finished there one after the other.
template <class Context>
struct FinishAll {
  Calls<Context> calls;

  void operator()() {
    for (auto next = calls.begin(); next != calls.end();) {
      const std::unique_ptr<Call<Context>> call = std::move(*next++);
      try {
        call->finish();
      } catch (...) {
        // What one caller throws is the loop's to handle; the others are resumed all the same.
        Calls<Context> rest(std::make_move_iterator(next), std::make_move_iterator(calls.end()));
        if (!rest.empty()) {
          const Executor executor = rest.front()->executor();
          boost::asio::post(executor, FinishAll{std::move(rest)});
        }
        throw;
      }
    }
  }
};

// Resumes every caller on its own executor; each executor is woken once.
template <class Context>
void finish(Calls<Context> calls) {
  std::vector<std::pair<Executor, Calls<Context>>> loops;  // a handful
  for (auto& call : calls) {
    auto loop =
        std::ranges::find(loops, call->executor(), &std::pair<Executor, Calls<Context>>::first);
    if (loop == loops.end()) loop = loops.emplace(loop, call->executor(), Calls<Context>());
    loop->second.push_back(std::move(call));
  }
  for (auto& [executor, together] : loops) {
    boost::asio::post(executor, FinishAll<Context>{std::move(together)});
  }
}

}  // namespace asq::store
