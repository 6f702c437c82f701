// Bytes that many sockets send: encoded once, with their WebSocket header, and shared by pointer.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace asq {

using Frame = std::shared_ptr<const std::string>;

[[nodiscard]] inline Frame make_frame(std::string bytes) {
  return std::make_shared<const std::string>(std::move(bytes));
}

// A frame that is encoded at its first use, by whichever loop gets there first, and then shared by
// all of them. Threads: any.
class LazyFrame {
 public:
  // `encode` gives the bytes; it runs at most once in the life of this object.
  template <class Encode>
  [[nodiscard]] const Frame& get(Encode&& encode) const {
    std::call_once(once_, [&] { frame_ = make_frame(std::forward<Encode>(encode)()); });
    return frame_;
  }

 private:
  mutable std::once_flag once_;
  mutable Frame frame_;
};

}  // namespace asq
