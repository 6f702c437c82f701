// A loop with its thread, for tests that run coroutines. Threads: start() and run() from any.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <thread>
#include <utility>

#include "base/task.hpp"

namespace asq::test {

class TaskLoop {
 public:
  TaskLoop() : thread_([this] { context_.run(); }) {}
  ~TaskLoop() {
    work_.reset();
    thread_.join();
  }
  TaskLoop(const TaskLoop&) = delete;
  TaskLoop& operator=(const TaskLoop&) = delete;

  template <class T>
  [[nodiscard]] std::future<T> start(Task<T> task) {
    return boost::asio::co_spawn(context_, std::move(task), boost::asio::use_future);
  }
  // Starts the task and waits for what it gives.
  template <class T>
  T run(Task<T> task) {
    return start(std::move(task)).get();
  }
  [[nodiscard]] std::thread::id thread_id() const { return thread_.get_id(); }

 private:
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  std::thread thread_;
};

}  // namespace asq::test
