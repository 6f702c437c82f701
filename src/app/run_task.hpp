// Runs a coroutine to its end on the calling thread: for threads that may block, which no loop is.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "base/task.hpp"

namespace asq::app {

template <class T>
[[nodiscard]] T run_task(Task<T> task) {
  boost::asio::io_context context(1);
  std::optional<T> value;
  boost::asio::co_spawn(context, std::move(task), [&value](std::exception_ptr error, T result) {
    if (error) std::rethrow_exception(error);
    value.emplace(std::move(result));
  });
  context.run();
  return std::move(*value);
}

}  // namespace asq::app
