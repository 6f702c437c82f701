// Just enough of a client to load the server: blocking HTTP for the set-up, sockets with prebuilt
// masked frames, and a counter of frames that parses nothing but their lengths.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace asq::bench {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

// From now on every wait of the calling thread in this file ends with std::runtime_error soon after
// the flag is set; without one (nullptr) it waits for ever.
void give_up_when(const std::atomic<bool>* flag);

// A blocking connection from 127.0.0.`host`. `receive_buffer` in bytes; 0: as the system likes.
[[nodiscard]] int connect_to(std::uint16_t port, int host, int receive_buffer = 0);

// One keep-alive connection, from 127.0.0.`host`. Throws std::runtime_error when it fails.
class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port, int host = 1);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpAnswer request(std::string_view method, std::string_view path, std::string_view token,
                     std::string_view body, std::string_view type = "application/json",
                     std::string_view more_fields = "");
  [[nodiscard]] int descriptor() const { return fd_; }
  [[nodiscard]] std::int64_t bytes_up() const { return up_; }
  [[nodiscard]] std::int64_t bytes_down() const { return down_; }

 private:
  int fd_ = -1;
  std::int64_t up_ = 0;
  std::int64_t down_ = 0;
  std::string unread_;
};

// The bytes of a request with a JSON body (or none). `more_fields` are whole lines of the header.
[[nodiscard]] std::string request_bytes(std::string_view method, std::string_view path,
                                        std::string_view token, std::string_view body,
                                        std::string_view type = "application/json",
                                        std::string_view more_fields = "");
// The bytes that ask for a socket.
[[nodiscard]] std::string upgrade_bytes(const std::string& path, std::string_view token);

// Opens the socket of a chat, from 127.0.0.`host`; the descriptor is non-blocking. Throws if it is
// refused.
[[nodiscard]] int open_chat_socket(std::uint16_t port, std::int64_t chat, std::string_view token,
                                   int host = 1);
// Opens the socket of a person, and says nothing yet.
[[nodiscard]] int open_silent_person_socket(std::uint16_t port, std::string_view token,
                                            int host = 1);
// Opens the socket of a person, and says hello.
[[nodiscard]] int open_person_socket(std::uint16_t port, std::string_view token, int host = 1);

// One masked text frame.
[[nodiscard]] std::string masked_frame(std::string_view payload);
// The answer to a ping, whose whole frame it is.
[[nodiscard]] std::string pong_to(std::string_view ping);

// Counts whole text frames from a server in a stream of bytes.
class FrameCounter {
 public:
  // How many frames ended in these bytes. Throws on a frame that is not text (a close).
  int feed(std::string_view bytes);

 private:
  std::uint64_t remaining_ = 0;  // of the frame under way
  std::string header_;           // an unfinished header
};

// Gives the text frames from a server in a stream of bytes, one by one; pings are passed over.
class FrameReader {
 public:
  // Throws on a close.
  void feed(std::string_view bytes, const std::function<void(std::string_view text)>& on_text);

 private:
  std::string unread_;
};

// The number behind `"name":` in a JSON text; -1 if it is not there.
[[nodiscard]] std::int64_t json_integer(std::string_view json, std::string_view name);
// The string behind `"name":"`, without unescaping.
[[nodiscard]] std::string json_string(std::string_view json, std::string_view name);

void write_all(int fd, std::string_view bytes);
// What has come, at least one byte. Throws std::runtime_error when the connection has ended.
[[nodiscard]] std::string read_some(int fd);

}  // namespace asq::bench
