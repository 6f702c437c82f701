// Runs a coroutine to its end while the calling thread waits: for threads that may block, which no
// loop is.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <utility>

#include "base/task.hpp"

namespace asq::app {

// Where such coroutines run. It lives as long as the process: a worker that has handed over its
// result may still be on its way out of this executor when the caller has the result.
[[nodiscard]] inline boost::asio::thread_pool& waiting_room() {
  static auto& pool = *new boost::asio::thread_pool(1);
  return pool;
}

template <class T>
[[nodiscard]] T run_task(Task<T> task) {
  return boost::asio::co_spawn(waiting_room(), std::move(task), boost::asio::use_future).get();
}

}  // namespace asq::app
