// A socket without a network, which records what it would send. Threads: the loop's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/loop.hpp"
#include "net/ws.hpp"

namespace asq::test {

// Takes at most `room` frames until drain().
class RecordingSocket final : public net::WsConnection {
 public:
  explicit RecordingSocket(net::Loop& loop) : loop_(loop) {}

  net::Push push(Frame frame) override {
    if (static_cast<int>(queued_) >= room) return net::Push::full;
    ++queued_;
    texts.emplace_back(payload_of(*frame));
    return net::Push::accepted;
  }
  net::Push push_stored(Frame frame) override {
    ++stored;
    return push(std::move(frame));
  }
  void reply(std::string text) override { texts.push_back(std::move(text)); }
  void close(net::CloseCode code, std::string_view) override {
    if (!closed_with) closed_with = code;
  }
  void pause_reading() override { paused = true; }
  void resume_reading() override { paused = false; }
  net::Loop& loop() override { return loop_; }

  void drain() { queued_ = 0; }

  int room = 1'000'000;
  int stored = 0;  // frames that were offered as read from the store
  std::vector<std::string> texts;
  std::optional<net::CloseCode> closed_with;
  bool paused = false;

 private:
  static std::string_view payload_of(std::string_view frame) {
    const auto length = static_cast<unsigned char>(frame[1]);
    return frame.substr(length < 126 ? 2 : length == 126 ? 4 : 10);
  }

  net::Loop& loop_;
  std::size_t queued_ = 0;
};

}  // namespace asq::test
