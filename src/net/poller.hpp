// Which descriptors of a loop are ready: one epoll set per loop, itself watched by the loop's
// io_context.
//
// A connection costs nothing here but the kernel's entry: no pending operation, no handler, no
// memory per socket, and a read costs one system call (asio's async_wait re-arms the descriptor
// with a second one each time). Level-triggered: what is not read is reported again.
// Threads: the loop's.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <cstdint>

namespace asq::net {

class Pollable {
 public:
  // `events`: EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP. May remove this or any other Pollable.
  virtual void on_ready(std::uint32_t events) = 0;

 protected:
  ~Pollable() = default;
};

class Poller {
 public:
  explicit Poller(boost::asio::io_context& context);

  // EPOLLERR and EPOLLHUP are always reported. False: the kernel has no room for one more.
  [[nodiscard]] bool add(int fd, Pollable& pollable, std::uint32_t events);
  void modify(int fd, Pollable& pollable, std::uint32_t events);
  // Before the descriptor is closed; no on_ready() follows, not even one of this batch.
  void remove(int fd, Pollable& pollable);

 private:
  static constexpr std::size_t kBatch = 256;

  void wait();
  void dispatch();

  boost::asio::posix::stream_descriptor epoll_;
  std::array<epoll_event, kBatch> batch_{};
  std::size_t next_ = 0;  // of the batch being dispatched
  std::size_t count_ = 0;
};

}  // namespace asq::net
