#include "client.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>

namespace asq::bench {
namespace {

sockaddr_in loopback(int host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl((127U << 24U) | static_cast<std::uint32_t>(host));
  return address;
}

thread_local const std::atomic<bool>* given_up = nullptr;

void wait_for(int fd, short what) {
  pollfd ready{fd, what, 0};
  while (poll(&ready, 1, given_up == nullptr ? -1 : 50) == 0) {
    if (given_up->load()) throw std::runtime_error("given up");
  }
}

}  // namespace

std::string read_some(int fd) {
  std::array<char, 65536> buffer;
  wait_for(fd, POLLIN);
  const ssize_t got = read(fd, buffer.data(), buffer.size());
  if (got <= 0) throw std::runtime_error("connection closed");
  return {buffer.data(), static_cast<std::size_t>(got)};
}

void give_up_when(const std::atomic<bool>* flag) { given_up = flag; }

int connect_to(std::uint16_t port, int host, int receive_buffer) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw std::runtime_error("no socket left");
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (receive_buffer > 0) {
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  if (given_up != nullptr) {  // of connecting and writing, which don't look at the flag
    const timeval patience{5, 0};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }
  sockaddr_in from = loopback(host, 0);
  sockaddr_in to = loopback(1, port);
  if (bind(fd, reinterpret_cast<sockaddr*>(&from), sizeof from) != 0 ||
      connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
    close(fd);
    throw std::runtime_error("can't connect");
  }
  return fd;
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      wait_for(fd, POLLOUT);
    } else {
      throw std::runtime_error("connection closed while writing");
    }
  }
}

std::string request_bytes(std::string_view method, std::string_view path, std::string_view token,
                          std::string_view body, std::string_view type,
                          std::string_view more_fields) {
  std::string out;
  out.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: bench\r\n");
  if (!token.empty()) out.append("Authorization: Bearer ").append(token).append("\r\n");
  if (!body.empty()) {
    out.append("Content-Type: ").append(type).append("\r\nContent-Length: ");
    out.append(std::to_string(body.size())).append("\r\n");
  }
  return out.append(more_fields).append("\r\n").append(body);
}

HttpClient::HttpClient(std::uint16_t port, int host) : fd_(connect_to(port, host)) {}
HttpClient::~HttpClient() { close(fd_); }

HttpAnswer HttpClient::request(std::string_view method, std::string_view path,
                               std::string_view token, std::string_view body, std::string_view type,
                               std::string_view more_fields) {
  const std::string bytes = request_bytes(method, path, token, body, type, more_fields);
  write_all(fd_, bytes);
  up_ += static_cast<std::int64_t>(bytes.size());
  std::size_t end = 0;
  while ((end = unread_.find("\r\n\r\n")) == std::string::npos) unread_ += read_some(fd_);
  HttpAnswer answer;
  answer.status = std::stoi(unread_.substr(9, 3));
  std::string header = unread_.substr(0, end);
  std::ranges::transform(header, header.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  const std::size_t field = header.find("content-length: ");
  const std::size_t length = field == std::string::npos ? 0 : std::stoul(header.substr(field + 16));
  while (unread_.size() < end + 4 + length) unread_ += read_some(fd_);
  answer.body = unread_.substr(end + 4, length);
  down_ += static_cast<std::int64_t>(end + 4 + length);
  unread_.erase(0, end + 4 + length);
  return answer;
}

std::string upgrade_bytes(const std::string& path, std::string_view token) {
  return request_bytes("GET", path, token, "", "",
                       "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
}

namespace {

// Blocking.
int open_socket(std::uint16_t port, const std::string& path, std::string_view token, int host) {
  const int fd = connect_to(port, host);
  try {
    write_all(fd, upgrade_bytes(path, token));
    std::string answer;
    while (answer.find("\r\n\r\n") == std::string::npos) answer += read_some(fd);
    if (!answer.starts_with("HTTP/1.1 101")) throw std::runtime_error("refused: " + answer);
  } catch (...) {
    close(fd);
    throw;
  }
  return fd;
}

}  // namespace

int open_chat_socket(std::uint16_t port, std::int64_t chat, std::string_view token, int host) {
  const int fd = open_socket(port, "/chat/ws/" + std::to_string(chat), token, host);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

int open_silent_person_socket(std::uint16_t port, std::string_view token, int host) {
  const int fd = open_socket(port, "/chat/ws", token, host);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

int open_person_socket(std::uint16_t port, std::string_view token, int host) {
  const int fd = open_socket(port, "/chat/ws", token, host);
  write_all(fd, masked_frame(R"({"id":1,"type":"hello"})"));
  FrameCounter frames;
  for (int heard = 0; heard == 0;) heard = frames.feed(read_some(fd));
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

namespace {

std::string masked(unsigned first, std::string_view payload) {
  constexpr std::array<char, 4> kMask{0x12, 0x34, 0x56, 0x78};
  std::string frame{static_cast<char>(first)};
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80U | payload.size());
  } else {
    frame += static_cast<char>(0x80U | 126U);
    frame += static_cast<char>(payload.size() >> 8U);
    frame += static_cast<char>(payload.size() & 0xFFU);
  }
  frame.append(kMask.data(), kMask.size());
  for (std::size_t i = 0; i < payload.size(); ++i) {
    frame += static_cast<char>(payload[i] ^ kMask[i % kMask.size()]);
  }
  return frame;
}

}  // namespace

std::string masked_frame(std::string_view payload) { return masked(0x81, payload); }

std::string pong_to(std::string_view ping) { return masked(0x8A, ping.substr(2)); }

int FrameCounter::feed(std::string_view bytes) {
  int frames = 0;
  while (!bytes.empty()) {
    if (remaining_ > 0) {
      const std::size_t taken = std::min<std::uint64_t>(remaining_, bytes.size());
      bytes.remove_prefix(taken);
      remaining_ -= taken;
      if (remaining_ == 0) ++frames;
      continue;
    }
    header_ += bytes.front();
    bytes.remove_prefix(1);
    if (header_.size() < 2) continue;
    const auto byte = [this](std::size_t i) { return static_cast<unsigned char>(header_[i]); };
    if (byte(0) == 0x89) {  // a ping: empty, and none of ours to answer
      header_.clear();
      continue;
    }
    if (byte(0) != 0x81) throw std::runtime_error("not a text frame");
    const std::size_t extended = byte(1) == 126 ? 2 : byte(1) == 127 ? 8 : 0;
    if (header_.size() < 2 + extended) continue;
    remaining_ = extended == 0 ? byte(1) : 0;
    for (std::size_t i = 0; i < extended; ++i) remaining_ = (remaining_ << 8U) | byte(2 + i);
    header_.clear();
  }
  return frames;
}

void FrameReader::feed(std::string_view bytes,
                       const std::function<void(std::string_view)>& on_text) {
  unread_ += bytes;
  std::string_view rest = unread_;
  const auto byte = [&rest](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
  while (rest.size() >= 2) {
    const std::size_t extended = byte(1) == 126 ? 2 : byte(1) == 127 ? 8 : 0;
    if (rest.size() < 2 + extended) break;
    std::uint64_t length = extended == 0 ? byte(1) : 0;
    for (std::size_t i = 0; i < extended; ++i) length = (length << 8U) | byte(2 + i);
    if (rest.size() - 2 - extended < length) break;
    if (byte(0) == 0x88) throw std::runtime_error("the server closed a socket");
    if (byte(0) == 0x81) on_text(rest.substr(2 + extended, length));
    rest.remove_prefix(2 + extended + length);
  }
  unread_.erase(0, unread_.size() - rest.size());
}

std::int64_t json_integer(std::string_view json, std::string_view name) {
  const std::string key = "\"" + std::string(name) + "\":";
  const std::size_t at = json.find(key);
  std::int64_t value = -1;
  if (at != std::string_view::npos) {
    std::from_chars(json.data() + at + key.size(), json.data() + json.size(), value);
  }
  return value;
}

std::string json_string(std::string_view json, std::string_view name) {
  const std::string key = "\"" + std::string(name) + "\":\"";
  const std::size_t at = json.find(key);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + key.size();
  return std::string(json.substr(begin, json.find('"', begin) - begin));
}

}  // namespace asq::bench
