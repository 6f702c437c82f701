// A coroutine that suspends instead of blocking its loop.
//
// Threads: a task runs on the executor it was spawned on and resumes there after every co_await,
// whichever thread did the work. GCC 12: bind arguments of a co_awaited call to named locals first
// where they own memory, and keep co_await out of conditional expressions; both are miscompiled
// otherwise (GCC bugs 99576, 101367).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace asq {

template <class T>
using Task = boost::asio::awaitable<T>;

using Executor = boost::asio::any_io_executor;

}  // namespace asq
