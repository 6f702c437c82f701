// A connected socket on its loop: bytes in, frames out, and how each direction ends.
//                                                       Stops 1 and 8 of docs/life-of-a-message.md
//   before: net/listener.cpp      after: net/http_connection.cpp, net/ws_connection.cpp
// Threads: its loop's.
//
// HttpConnection and OpenWebSocket each hold one Channel by value. The channel does the system
// calls and remembers what they told; it decides nothing. Deadlines, and when to close, belong to
// the owner.
//
// States:  made, then opened, then closed or released. Only begin(), release() and close() change
//          the state. Within `opened` the two directions end independently: the input when the peer
//          has sent its last byte, the output by end_output(). An owner that lingers ends the
//          output when the outbox is empty, then reads and drops until the input ends too.
// Reading: when the owner hears of EPOLLIN it calls read() once. The bytes lie in the loop's shared
//          buffer; the channel keeps none.
// Writing: push() and append() queue a frame and mark the owner. At the end of the turn the loop
//          calls the owner's flush(), which calls flush() here: one gathered write for all that is
//          queued. A frame costs no system call and no virtual call of its own. The loop says how
//          much a socket may take in a turn, so that big answers don't keep it from the others.
// Memory:  72 bytes and an outbox that holds nothing while it is empty; no timer, no buffer.
#pragma once

#include <sys/epoll.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/descriptor.hpp"
#include "net/loop.hpp"
#include "net/outbox.hpp"
#include "net/poller.hpp"
#include "net/socket_io.hpp"

namespace asq::net {

// Who holds the channel, and whom the loop calls for it: on_ready() for the socket, flush() at the
// end of a turn in which something was queued. Its destructor calls Loop::unmark(*this).
class ChannelOwner : public Pollable, public Flushable {};

class Channel {
 public:
  // `socket`: connected and non-blocking. The loop outlives the channel.
  Channel(Loop& loop, Descriptor socket) : loop_(loop), socket_(std::move(socket)) {}
  // Before begin() or after release(). The channel that was moved from can only be destroyed.
  Channel(Channel&&) = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  ~Channel() = default;

  // ---- state

  // From now on the poller calls `owner` when there is something to read. What an earlier owner
  // learned of the socket is forgotten: the kernel will say again that it is full, or that the
  // input has ended. False: the kernel cannot watch one more socket; close() it.
  [[nodiscard]] bool begin(ChannelOwner& owner);
  // Ends the calls to `owner` and gives the socket away, with all that is still queued. Not for a
  // closed channel.
  [[nodiscard]] Channel release(ChannelOwner& owner);
  // Closes the socket at once, whatever is queued, and ends the calls to `owner`. A repeat does
  // nothing.
  void close(ChannelOwner& owner);

  // ---- interest

  // Whether the poller reports EPOLLIN. It reports EPOLLOUT while blocked(), and errors always. One
  // system call if that changes something, otherwise none.
  void watch_input(ChannelOwner& owner, bool watched);
  [[nodiscard]] bool watches_input() const { return (interest_ & EPOLLIN) != 0; }

  // ---- reading

  // One non-blocking read into the loop's buffer; the bytes are valid until the handler returns.
  // `end`: the peer has sent its last byte, and read() is not to be called again. `gone`: the
  // connection is lost; close() it.
  [[nodiscard]] Read read();
  [[nodiscard]] bool input_ended() const { return input_ended_; }

  // ---- writing

  // Queues the frame if the bounds allow it, otherwise `full` (see Outbox::push).
  [[nodiscard]] Push push(ChannelOwner& owner, Frame frame, const Outbox::Bounds& bounds);
  // Queues the frame whatever the bounds say.
  void append(ChannelOwner& owner, Frame frame);
  // Writes what is queued until it is gone (`drained`), the kernel takes no more (`blocked`), or
  // this socket or the turn has had its share (`more`: Loop::flush_later). Call watch_input()
  // afterwards, so that the poller learns of blocked(). `gone`: close() it.
  [[nodiscard]] WriteResult flush();
  // The kernel took no more at the last flush().
  [[nodiscard]] bool blocked() const { return blocked_; }
  // Half-close: the peer sees the end of our output, and its own bytes still arrive. Call it when
  // the outbox is empty. True: done now. A repeat does nothing and returns false.
  bool end_output();
  [[nodiscard]] bool output_ended() const { return output_ended_; }

  [[nodiscard]] const Outbox& outbox() const { return outbox_; }
  // See Outbox.
  void drop_unstarted() { outbox_.drop_unstarted(); }
  void shrink() { outbox_.shrink(); }

  // ---- stalls: two measures of a slow reader

  // While blocked(): when the kernel last took a byte, or refused for the first time.
  [[nodiscard]] SteadyTime moved_at() const { return moved_at_; }
  // The process was paused for `lost`, which doesn't count against the peer.
  void forgive(SteadyTime now, SteadyTime::duration lost) {
    moved_at_ = std::min(now, moved_at_ + lost);
  }
  // Bytes that the peer's kernel has confirmed. It differs from what our kernel has taken: our
  // kernel takes megabytes, and then nothing until a good part of them is gone. One system call.
  [[nodiscard]] std::uint64_t acknowledged() const;

 private:
  void mark(ChannelOwner& owner) {
    if (!blocked_) loop_.mark_dirty(owner);  // a blocked one is flushed when the kernel has room
  }

  Loop& loop_;
  Outbox outbox_;
  SteadyTime moved_at_;
  std::uint64_t written_ = 0;  // taken by the kernel
  Descriptor socket_;
  std::uint8_t interest_ = 0;  // EPOLLIN and EPOLLOUT, as the poller knows them
  bool blocked_ = false;
  bool input_ended_ = false;
  bool output_ended_ = false;
};
static_assert(sizeof(Channel) <= 72, "an idle socket pays for every byte");

}  // namespace asq::net
