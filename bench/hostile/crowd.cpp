#include "hostile/crowd.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

namespace asq::bench {
namespace {

constexpr char kClose = static_cast<char>(0x88);  // how a frame begins that closes a socket

}  // namespace

Crowd::Crowd(Attack& attack, int host, int receive_buffer)
    : attack_(&attack),
      host_(host),
      receive_buffer_(receive_buffer),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      events_(256),
      buffer_(65'536) {}

Crowd::~Crowd() {
  close_all();
  close(epoll_);
}

bool Crowd::add() {
  try {
    adopt(connect_to(attack_->port(), host_, receive_buffer_));
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

void Crowd::adopt(int fd) {
  fcntl(fd, F_SETFL, O_NONBLOCK);
  members_.emplace_back().fd = fd;
  ++open_;
  watch(members_.size() - 1, EPOLL_CTL_ADD);
}

void Crowd::watch(std::size_t index, int operation) {
  Member& member = members_[index];
  epoll_event event{};
  event.events = EPOLLRDHUP;
  if (read_at_most_ > 0) event.events |= EPOLLIN;
  if (!member.to_say.empty()) event.events |= EPOLLOUT;
  event.data.u64 = index;
  epoll_ctl(epoll_, operation, member.fd, &event);
}

void Crowd::say(std::size_t index, std::string_view bytes) {
  if (members_[index].fd < 0) return;
  members_[index].to_say = bytes;
  write_some(index);
}

void Crowd::write_some(std::size_t index) {
  Member& member = members_[index];
  if (member.to_say.empty()) return;
  const ssize_t sent = send(member.fd, member.to_say.data(), member.to_say.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) {
    end(index);
    return;
  }
  if (sent > 0) {
    member.to_say.remove_prefix(static_cast<std::size_t>(sent));
    attack_->count_bytes(sent, 0);
  }
  watch(index, EPOLL_CTL_MOD);
}

void Crowd::read_some_of(std::size_t index) {
  const std::size_t most = std::min(read_at_most_, buffer_.size());
  if (most == 0) return;
  const ssize_t got = read(members_[index].fd, buffer_.data(), most);
  if (got > 0) {
    const std::string_view bytes{buffer_.data(), static_cast<std::size_t>(got)};
    attack_->count_bytes(0, got);
    note_head(members_[index], bytes);
    if (bytes.front() == kClose) {
      end(index);
    } else if (act_) {
      act_(index, bytes);
    }
  } else if (got == 0 || errno != EAGAIN) {
    end(index);
  }
}

void Crowd::note_head(Member& member, std::string_view bytes) {
  if (bytes.starts_with("HTTP/1.1 ") && bytes.size() >= 12) {
    attack_->count_answer(std::stoi(std::string(bytes.substr(9, 3))));
  } else if (bytes.size() >= 4 && bytes.front() == kClose) {
    const auto byte = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    ++codes_[byte(2) << 8 | byte(3)];
  }
  member.heard = true;
}

void Crowd::end(std::size_t index) {
  Member& member = members_[index];
  if (member.fd < 0) return;
  close(member.fd);
  member.fd = -1;
  --open_;
  if (!member.heard) ++closed_silently_;
}

void Crowd::poll(int milliseconds) {
  const int ready =
      epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), milliseconds);
  for (int i = 0; i < ready; ++i) {
    const epoll_event event = events_[static_cast<std::size_t>(i)];
    const std::size_t index = event.data.u64;
    if (members_[index].fd < 0) continue;
    if ((event.events & EPOLLIN) != 0) read_some_of(index);
    if (members_[index].fd >= 0 && (event.events & EPOLLOUT) != 0) write_some(index);
    const bool gone = (event.events & (EPOLLERR | EPOLLHUP)) != 0 ||
                      ((event.events & EPOLLRDHUP) != 0 && (event.events & EPOLLIN) == 0);
    if (members_[index].fd >= 0 && gone) end(index);
  }
}

void Crowd::poll_until(const std::function<bool()>& condition) {
  while (!attack_->over() && !condition()) poll(20);
}

void Crowd::close_all() {
  for (Member& member : members_) {
    if (member.fd >= 0) close(member.fd);
    member.fd = -1;
  }
  open_ = 0;
}

std::int64_t Crowd::closed_with(int code) const {
  const auto found = codes_.find(code);
  return found == codes_.end() ? 0 : found->second;
}

}  // namespace asq::bench
