// One HTTP connection that writes requests ahead of their answers. Threads: one; reading blocks,
// for a minute at most.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace asq::test {

class PlainClient {
 public:
  struct Answer {
    int status = 0;
    std::string body;
  };

  PlainClient(const std::string& host, std::uint16_t port) {
    stream_.expires_after(std::chrono::minutes(1));
    stream_.connect(host, std::to_string(port));
    if (!stream_) throw std::runtime_error("no connection: " + stream_.error().message());
  }

  // Writes the request and doesn't wait. An empty token or body is left out.
  void send(std::string_view method, std::string_view target, std::string_view token = {},
            std::string_view body = {}, std::string_view media = "application/json") {
    stream_ << method << ' ' << target << " HTTP/1.1\r\nHost: a\r\n";
    if (!token.empty()) stream_ << "Authorization: Bearer " << token << "\r\n";
    if (!body.empty()) {
      stream_ << "Content-Type: " << media << "\r\nContent-Length: " << body.size() << "\r\n";
    }
    stream_ << "\r\n" << body << std::flush;
  }
  // Asks to become a WebSocket, and doesn't wait.
  void send_upgrade(std::string_view target, std::string_view token) {
    stream_ << "GET " << target << " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " << token
            << "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            << "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            << std::flush;
  }
  // Some of an answer has come. Doesn't wait.
  [[nodiscard]] bool hears() {
    return stream_.rdbuf()->in_avail() > 0 || stream_.socket().available() > 0;
  }
  // The answer to the oldest request that has none yet.
  Answer answer() {
    constexpr std::string_view kLength = "Content-Length: ";
    Answer got;
    std::string version;
    stream_ >> version >> got.status;
    std::size_t length = 0;
    for (std::string line; std::getline(stream_, line) && line != "\r";) {
      if (line.starts_with(kLength)) length = std::stoul(line.substr(kLength.size()));
    }
    got.body.resize(length);
    stream_.read(got.body.data(), static_cast<std::streamsize>(length));
    if (!stream_) throw std::runtime_error("no answer: " + stream_.error().message());
    return got;
  }

 private:
  boost::asio::ip::tcp::iostream stream_;
};

}  // namespace asq::test
