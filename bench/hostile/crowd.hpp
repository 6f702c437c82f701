// Many connections of an attacker on one epoll. What the server does to them (answers, refuses,
// closes) is counted; nothing is an error. Threads: one.
#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hostile/attack.hpp"

namespace asq::bench {

class Crowd {
 public:
  // `receive_buffer` in bytes is what each connection can hold unread; 0: as the system likes.
  explicit Crowd(Attack& attack, int host = Attack::host(), int receive_buffer = 0);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  // At most so many bytes of each at a time; 0: it reads nothing.
  void read_at_most(std::size_t bytes) { read_at_most_ = bytes; }
  // What it does with what it has read, by index.
  void on_bytes(std::function<void(std::size_t, std::string_view)> act) { act_ = std::move(act); }

  // Connects one more. False if that can't be.
  bool add();
  // Takes a socket that is open already.
  void adopt(int fd);
  // Writes as fast as it is taken; `bytes` must outlive the crowd.
  void say(std::size_t index, std::string_view bytes);
  // Writes and reads what can be, for at most so long.
  void poll(int milliseconds);
  // Until condition(), or the attack is over.
  void poll_until(const std::function<bool()>& condition);
  void poll_until_over() {
    poll_until([] { return false; });
  }
  void close_all();

  [[nodiscard]] std::size_t size() const { return members_.size(); }
  [[nodiscard]] std::size_t open() const { return open_; }
  [[nodiscard]] int descriptor(std::size_t index) const { return members_[index].fd; }
  // Connections that ended before a byte had come.
  [[nodiscard]] std::size_t closed_silently() const { return closed_silently_; }
  // Sockets that were closed with that code (in a frame that came alone).
  [[nodiscard]] std::int64_t closed_with(int code) const;

 private:
  struct Member {
    int fd = -1;
    std::string_view to_say;
    bool heard = false;
  };

  void watch(std::size_t index, int operation);
  void write_some(std::size_t index);
  void read_some_of(std::size_t index);
  void note_head(Member& member, std::string_view bytes);
  void end(std::size_t index);

  Attack* attack_;
  int host_;
  int receive_buffer_;
  std::size_t read_at_most_ = 65'536;
  int epoll_ = -1;
  std::size_t open_ = 0;
  std::size_t closed_silently_ = 0;
  std::map<int, std::int64_t> codes_;
  std::vector<Member> members_;
  std::vector<epoll_event> events_;
  std::vector<char> buffer_;
  std::function<void(std::size_t, std::string_view)> act_;
};

}  // namespace asq::bench
