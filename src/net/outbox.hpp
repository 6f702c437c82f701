// What one connection has still to send, bounded in frames and bytes.
//                                                              Stop 8 of docs/life-of-a-message.md
//   before: realtime/chat_feed.cpp, realtime/person_feed.cpp, api/sockets/chat_socket.cpp,
//           api/sockets/person_socket.cpp
//   after: net/channel.cpp
// Pure. Threads: its loop's. An empty outbox that has been shrunk holds no memory.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/frame.hpp"
#include "net/ws.hpp"

namespace asq::net {

class Outbox {
 public:
  struct Bounds {
    std::size_t frames = 0;
    std::size_t bytes = 0;
  };

  // `full`: the frame would break a bound, and nothing was queued. An empty outbox takes any frame.
  [[nodiscard]] Push push(Frame frame, const Bounds& bounds);
  // Queues whatever the bound says.
  void append(Frame frame);

  // The unsent bytes in order, as many pieces as `pieces` holds. Returns their number.
  [[nodiscard]] std::size_t gather(std::span<iovec> pieces) const;
  // The first `bytes` of what gather() showed have been sent.
  void sent(std::size_t bytes);
  // Forgets every frame of which nothing has been sent yet.
  void drop_unstarted();
  // Gives its memory back, if it is empty.
  void shrink();

  [[nodiscard]] bool empty() const { return head_ == frames_.size(); }
  [[nodiscard]] std::size_t frames() const { return frames_.size() - head_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }  // unsent
  // Of frames that nobody else has: a broadcast or a constant answer is not held for this peer
  // alone. Looks at every frame.
  [[nodiscard]] std::size_t unshared_bytes() const;

 private:
  std::vector<Frame> frames_;  // those before head_ are gone
  std::size_t bytes_ = 0;
  std::uint32_t offset_ = 0;  // sent of the first frame, which is far below 4 GiB
  std::uint32_t head_ = 0;
};

}  // namespace asq::net
