// Suspends a coroutine until work on another thread is done.
//
//   co_return co_await suspend<User>([&](Resume<User> resume) { queue.push(..., std::move(resume));
//   });
//
// Threads: `start` runs on the coroutine's own executor, before it suspends; Resume may be called
// once, from any thread, and the coroutine goes on on its own executor.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "base/task.hpp"

namespace asq {

template <class T>
using Resume = std::function<void(Result<T>)>;

template <class T, class Start>
[[nodiscard]] Task<Result<T>> suspend(Start start) {
  auto initiate = [](auto handler, Start begin) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    begin(Resume<T>([shared](Result<T> result) {
      auto executor = boost::asio::get_associated_executor(*shared);
      boost::asio::post(executor, [shared, result = std::move(result)]() mutable {
        std::move (*shared)(std::move(result));
      });
    }));
  };
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                                 void(Result<T>)>(
      initiate, boost::asio::use_awaitable, std::move(start));
}

}  // namespace asq
