// For the tests beside it: a server on real loopback sockets with a small handler, and a blocking
// client. Threads: the server's loops run on their own; the rest is the test's.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "net/http.hpp"
#include "net/loop.hpp"
#include "net/server.hpp"
#include "net/test_frames.hpp"
#include "net/ws_frame.hpp"

namespace asq::net::test {

using namespace std::chrono_literals;

// A machine's clock that can be put forward.
class TestClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return SystemClock().now() + shift(); }
  [[nodiscard]] SteadyTime steady() const override {
    return std::chrono::steady_clock::now() + shift();
  }
  void advance(std::chrono::seconds time) { shift_ += time.count(); }

 private:
  [[nodiscard]] std::chrono::seconds shift() const { return std::chrono::seconds(shift_.load()); }
  std::atomic<std::int64_t> shift_{0};
};

// Waits for what another thread does; fails after 10 s.
inline bool eventually(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

// What the handler's sockets do: echo texts (those that begin with "task" from a coroutine), and
// some words do more.
class EchoSocket final : public WsHandler {
 public:
  struct Log {
    std::atomic<int> opened{0};
    std::atomic<int> closed{0};
    std::atomic<int> refused{0};
    std::atomic<int> drained{0};
    std::atomic<WsConnection*> newest{nullptr};
    std::function<void(WsConnection&)> on_open;   // set before the sockets open
    std::function<void(WsConnection&)> on_sweep;  // the same
  };
  explicit EchoSocket(Log& log) : log_(log) {}

  void on_open(WsConnection& connection) override {
    connection_ = &connection;
    log_.newest = &connection;
    ++log_.opened;
    if (log_.on_open) log_.on_open(connection);
  }
  void on_text(std::string_view text) override {
    if (text == "close") return connection_->close(CloseCode::session_ended, "The session ended.");
    if (text == "pause") {
      connection_->pause_reading();
      return connection_->reply("paused");
    }
    if (text == "flood") return flood();
    if (text.starts_with("task ")) {
      return connection_->loop().spawn(echo(*connection_, std::string(text)));
    }
    if (text == "throw") throw std::runtime_error("asked to");
    if (text == "throw 7") throw 7;  // no std::exception
    if (text == "busy") busy_ = true;
    connection_->reply(std::string(text));
  }
  void finish(CloseCode code, std::string_view reason) override {
    if (busy_) return;
    connection_->close(code, reason);
  }
  void on_drained() override {
    ++log_.drained;
    connection_->push(make_frame(encode_text_frame("drained")));
  }
  void on_sweep(SteadyTime) override {
    if (log_.on_sweep) log_.on_sweep(*connection_);
  }
  void on_close() override { ++log_.closed; }

 private:
  void flood() {
    const Frame frame = make_frame(encode_text_frame(std::string(60'000, 'x')));
    while (connection_->push(frame) == Push::accepted) {
    }
    ++log_.refused;
  }
  static Task<void> echo(WsConnection& connection, std::string text) {
    connection.reply(std::move(text));
    co_return;
  }
  Log& log_;
  WsConnection* connection_ = nullptr;
  bool busy_ = false;  // with something that never ends
};

// /echo gives the body back, /bodiless wants none and says how much it was given, /slow after a
// moment, /big a large body, /refuse 403 before the body, /throw throws, /ws is a WebSocket; the
// rest is 404.
class TestHandler final : public HttpHandler {
 public:
  std::variant<HttpResponse, std::unique_ptr<HttpExchange>> begin(HttpHead head) override {
    ++begun;
    if (head.path == "/refuse") return text(403, "refused");
    if (head.path == "/begin-throws") throw std::runtime_error("asked to");
    if (head.path == "/ws" && (!head.websocket || !head.websocket->valid())) {
      return text(head.websocket ? head.websocket->status : 426, "no handshake");
    }
    return std::make_unique<Exchange>(*this, std::move(head));
  }
  HttpResponse refuse(int status, std::string_view reason) override {
    if (refuse_throws) throw std::runtime_error("asked to");
    return text(status, std::string(reason));
  }

  static HttpResponse text(int status, std::string body) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/plain"}};
    response.body = make_frame(std::move(body));
    return response;
  }

  EchoSocket::Log sockets;
  std::atomic<int> begun{0};
  std::atomic<int> running{0};
  std::atomic<bool> hold{false};  // /slow waits for it to be false
  std::atomic<bool> refuse_throws{false};
  std::string big = std::string(8'000'000, 'b');
  std::atomic<std::uint64_t> body_limit{1000};

 private:
  class Exchange final : public HttpExchange {
   public:
    Exchange(TestHandler& home, HttpHead head) : home_(home), head_(std::move(head)) {}
    [[nodiscard]] std::uint64_t body_limit() const override { return home_.body_limit; }
    // The field X-Account: a number.
    [[nodiscard]] Holder holder() const override {
      const std::string* account = head_.find("X-Account");
      return {.account = account == nullptr ? 0 : std::stoull(*account), .address = 0};
    }
    [[nodiscard]] bool wants_body() const override { return head_.path != "/bodiless"; }
    HttpResponse refuse_body_too_large() override { return text(413, "too large"); }
    HttpResponse refuse_body(int status, std::string_view) override {
      return text(status, "refused by " + head_.path);
    }
    Task<HttpReply> run(Loop& loop, std::string body) override {
      if (head_.path == "/slow") {
        ++home_.running;
        while (home_.hold) {
          boost::asio::steady_timer timer(loop.context(), 2ms);
          co_await timer.async_wait(boost::asio::use_awaitable);
        }
        --home_.running;
      }
      if (head_.path == "/throw") throw std::runtime_error("asked to");
      co_return reply(std::move(body));
    }

   private:
    HttpReply reply(std::string body) {
      if (head_.path == "/ws") {
        HttpUpgrade upgrade;
        upgrade.headers = {{"X-Request-Id", "r1"}};
        upgrade.handler = std::make_unique<EchoSocket>(home_.sockets);
        upgrade.holder = holder();
        return upgrade;
      }
      if (head_.path == "/bodiless") return text(200, std::to_string(body.size()));
      if (head_.path == "/echo" || head_.path == "/slow") return text(200, std::move(body));
      if (head_.path == "/big") return text(200, home_.big);
      if (head_.path == "/peer") return text(200, head_.peer_address);
      return text(404, "not found");
    }
    TestHandler& home_;
    HttpHead head_;
  };
};

class RunningServer {
 public:
  explicit RunningServer(const ServerLimits& limits = {}, std::size_t loop_count = 1,
                         const std::string& host = "127.0.0.1",
                         const HeldBytes::Options& bounds = {})
      : held(std::make_shared<HeldBytes>(bounds)) {
    std::vector<Loop*> pointers;
    for (std::size_t i = 0; i < loop_count; ++i) {
      loops_.push_back(std::make_unique<Loop>(clock));
      pointers.push_back(loops_.back().get());
    }
    server = std::make_unique<Server>(pointers, handler, limits, held);
    const auto started = server->start(host, 0);
    if (!started) throw std::runtime_error(started.error());
    port = *started;
    this->loop().post([this] { this->loop().add(sweeps_); });
    for (auto& loop : loops_) threads_.emplace_back([&loop] { loop->run(); });
  }
  ~RunningServer() { stop(); }

  void stop() {
    for (auto& loop : loops_) loop->stop();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    server.reset();
  }
  [[nodiscard]] Loop& loop() { return *loops_.front(); }
  // Waits until the connections of the first loop have been swept with the clock as it is now.
  [[nodiscard]] bool swept() {
    const auto now = clock.steady().time_since_epoch().count();
    return eventually([&] { return sweeps_.newest >= now; });
  }

  TestClock clock;
  TestHandler handler;
  std::shared_ptr<HeldBytes> held;
  std::uint16_t port = 0;
  std::unique_ptr<Server> server;

 private:
  struct Sweeps final : Sweepable {
    void sweep(SteadyTime now) override { newest = now.time_since_epoch().count(); }
    std::atomic<SteadyTime::rep> newest{0};
  };
  Sweeps sweeps_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::vector<std::thread> threads_;
};

// A blocking TCP client; every read gives up after 10 s.
class Client {
 public:
  // A small `receive_buffer` makes a reader that is soon full.
  explicit Client(std::uint16_t port, int receive_buffer = 0) {
    fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
    if (fd_ < 0) throw std::runtime_error("no socket for the client");
    if (receive_buffer > 0) {
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { ::close(fd_); }

  [[nodiscard]] bool connected() const { return connected_; }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  void end_output() { ::shutdown(fd_, SHUT_WR); }

  // Exactly that many bytes; fewer when the server ends the connection.
  std::string read(std::size_t size) {
    while (buffer_.size() < size && fill()) {
    }
    return take(std::min(size, buffer_.size()));
  }
  // Up to and with `mark`.
  std::string read_until(std::string_view mark) {
    std::size_t found = 0;
    while ((found = buffer_.find(mark)) == std::string::npos) {
      if (!fill()) return take(buffer_.size());
    }
    return take(found + mark.size());
  }
  std::string read_to_end() {
    while (fill()) {
    }
    return take(buffer_.size());
  }
  // The server has ended the connection, and nothing more came.
  [[nodiscard]] bool at_end() { return buffer_.empty() && !fill(); }

  struct Answer {
    int status = 0;
    std::string head;
    std::string body;
  };
  Answer read_answer(bool head_request = false) {
    Answer answer;
    answer.head = read_until("\r\n\r\n");
    if (answer.head.size() < 12) return answer;
    answer.status = std::stoi(answer.head.substr(9, 3));
    const auto at = answer.head.find("Content-Length: ");
    if (at != std::string::npos && !head_request) {
      answer.body = read(std::stoul(answer.head.substr(at + 16)));
    }
    return answer;
  }

 private:
  std::string take(std::size_t size) {
    std::string taken = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return taken;
  }
  bool fill() {
    pollfd ready{fd_, POLLIN, 0};
    if (::poll(&ready, 1, 10'000) != 1) return false;
    std::string chunk(65536, '\0');
    const ssize_t count = ::recv(fd_, chunk.data(), chunk.size(), 0);
    if (count <= 0) return false;
    buffer_.append(chunk, 0, static_cast<std::size_t>(count));
    return true;
  }

  int fd_ = -1;
  bool connected_ = false;
  std::string buffer_;
};

// When it returns, the loop has dealt with what had reached the server before, and flushed it.
inline void let_the_loop_catch_up(std::uint16_t port) {
  Client client(port);
  for (int i = 0; i < 2; ++i) {
    client.send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_EQ(client.read_answer().status, 200);
  }
}

// Stands on a loop: what is ready when it goes on is dealt with in one turn.
class HeldLoop {
 public:
  // Holds when what is ready by now has been dealt with.
  explicit HeldLoop(Loop& loop) : loop_(loop) {
    post([this, released = released_.get_future().share()] {
      held_.set_value();
      released.wait();
    });
    held_.get_future().wait();
  }
  HeldLoop(const HeldLoop&) = delete;
  HeldLoop& operator=(const HeldLoop&) = delete;
  ~HeldLoop() { released_.set_value(); }

  // A handler of its own, behind those that are ready.
  void post(std::function<void()> work) { boost::asio::post(loop_.context(), std::move(work)); }
  // So many handlers that the turn ends behind them.
  void fill_the_turn() {
    for (int i = 0; i < 300; ++i) post([] {});
  }

 private:
  Loop& loop_;
  std::promise<void> held_;
  std::promise<void> released_;
};

inline constexpr std::string_view kHandshake =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

// A client whose WebSocket is open.
class WsClient : public Client {
 public:
  explicit WsClient(std::uint16_t port, int receive_buffer = 0, std::string_view fields = {})
      : Client(port, receive_buffer) {
    send(kHandshake.substr(0, kHandshake.size() - 2));
    send(fields);
    send("\r\n");
    handshake = read_until("\r\n\r\n");
  }
  struct Frame {
    int opcode = -1;  // -1: the connection ended
    std::string payload;
    // Of a close frame.
    [[nodiscard]] int code() const {
      if (payload.size() < 2) return 0;
      return static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]);
    }
  };
  Frame read_frame() {
    const std::string start = read(2);
    if (start.size() < 2) return {};
    std::size_t size = static_cast<std::uint8_t>(start[1]);
    if (size >= 126) {
      const std::string extended = read(size == 126 ? 2 : 8);
      size = 0;
      for (const char c : extended) size = size << 8U | static_cast<std::uint8_t>(c);
    }
    return {static_cast<std::uint8_t>(start[0]) & 0x0F, read(size)};
  }
  std::string handshake;
};

}  // namespace asq::net::test
