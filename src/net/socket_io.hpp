// The system calls on a connected, non-blocking socket, for net/channel.cpp. No SIGPIPE, no EINTR.
// Threads: any.
#pragma once

#include <cstdint>
#include <span>

#include "net/outbox.hpp"

namespace asq::net {

enum class WriteResult : std::uint8_t {
  drained,  // the outbox is empty
  blocked,  // the kernel takes no more for now
  more,     // the budget is used up; the kernel may take more
  gone,     // the peer is
};
// Sends up to `budget` bytes of the outbox: one call for one frame, one gathered call for up to 64.
[[nodiscard]] WriteResult write_outbox(int fd, Outbox& outbox, std::size_t budget);

// Bytes that were written and that the peer has not acknowledged yet.
[[nodiscard]] std::uint64_t unacknowledged(int fd);

enum class ReadResult : std::uint8_t { data, nothing_now, end, gone };
struct Read {
  ReadResult result = ReadResult::nothing_now;
  std::span<char> bytes;  // of `buffer`
};
[[nodiscard]] Read read_some(int fd, std::span<char> buffer);

}  // namespace asq::net
