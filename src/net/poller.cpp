#include "net/poller.hpp"

#include <boost/system/error_code.hpp>
#include <cerrno>
#include <system_error>

namespace asq::net {
namespace {

int make_epoll() {
  const int fd = ::epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  return fd;
}

}  // namespace

Poller::Poller(boost::asio::io_context& context) : epoll_(context, make_epoll()) { wait(); }

bool Poller::add(int fd, Pollable& pollable, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &pollable;
  return ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void Poller::modify(int fd, Pollable& pollable, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &pollable;
  ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_MOD, fd, &event);
}

void Poller::remove(int fd, Pollable& pollable) {
  ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_DEL, fd, nullptr);
  for (std::size_t i = next_; i < count_; ++i) {
    if (batch_[i].data.ptr == &pollable) batch_[i].data.ptr = nullptr;
  }
}

void Poller::wait() {
  epoll_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                    [this](const boost::system::error_code& error) {
                      if (error) return;  // the loop is going away
                      try {
                        dispatch();
                      } catch (...) {  // the others are reported again
                        count_ = next_ = 0;
                        wait();
                        throw;
                      }
                      wait();
                    });
}

void Poller::dispatch() {
  const int count =
      ::epoll_wait(epoll_.native_handle(), batch_.data(), static_cast<int>(kBatch), 0);
  count_ = count > 0 ? static_cast<std::size_t>(count) : 0;
  for (next_ = 0; next_ < count_;) {
    const epoll_event event = batch_[next_++];
    if (event.data.ptr != nullptr) static_cast<Pollable*>(event.data.ptr)->on_ready(event.events);
  }
  count_ = next_ = 0;
}

}  // namespace asq::net
