// Just enough of a client to load the server: blocking HTTP for the set-up, sockets with prebuilt
// masked frames, and a counter of frames that parses nothing but their lengths.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace asq::bench {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

// One keep-alive connection. Throws std::runtime_error when the connection fails.
class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpAnswer request(std::string_view method, std::string_view path, std::string_view token,
                     std::string_view body, std::string_view type = "application/json");
  [[nodiscard]] int descriptor() const { return fd_; }

 private:
  int fd_ = -1;
  std::string unread_;
};

// The bytes of a request with a JSON body (or none).
[[nodiscard]] std::string request_bytes(std::string_view method, std::string_view path,
                                        std::string_view token, std::string_view body,
                                        std::string_view type = "application/json");

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

}  // namespace asq::bench
