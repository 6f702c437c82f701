// The ground of the tests of a person's feed: anna and boris in one group, and sockets that record.
// Threads: as in realtime_ground.hpp.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "realtime/person_feed.hpp"
#include "support/realtime_ground.hpp"
#include "wire/cursor.hpp"

namespace asq::test {

class PersonFeedGround : public RealtimeGround {
 protected:
  using Feed = std::shared_ptr<realtime::PersonFeed>;

  Feed open(RecordingSocket& socket, chat::Caller caller) {
    return on_loop([&] {
      auto feed = std::make_shared<realtime::PersonFeed>(hub_, caller);
      feed->open(socket);
      return feed;
    });
  }
  static Task<std::optional<realtime::PersonFeed::Start>> start_feed(
      Feed feed, std::optional<std::string> since) {
    auto start = co_await realtime::PersonFeed::find_start(feed, std::move(since));
    if (start) feed->begin(std::move(start->missed));
    co_return start;
  }
  realtime::PersonFeed::Start hello(const Feed& feed, std::optional<std::string> since = {}) {
    return wait(start_feed(feed, std::move(since))).value();
  }
  void until_live(RecordingSocket& socket) {
    until([&] { return says(socket, "live") == 1; });
  }
  static int says(const RecordingSocket& socket, const std::string& type) {
    int count = 0;
    for (const std::string& text : socket.texts) {
      count += text.starts_with(R"({"type":")" + type + '"') ? 1 : 0;
    }
    return count;
  }
  void until_texts(RecordingSocket& socket, std::size_t count) {
    until([&] { return socket.texts.size() >= count; });
  }
  // Until the feed gets its events from the hub; it may have said `live` a moment before.
  void settle(const Feed& feed) {
    until([&] { return feed->live(); });
  }
  // As heard(), without the markers that anna's own sends have moved.
  std::vector<std::string> lasting(RecordingSocket& socket) {
    auto all = heard(socket);
    std::erase(all, "read");
    return all;
  }
  std::vector<std::string> lasting_texts(RecordingSocket& socket) {
    auto all = on_loop([&] { return socket.texts; });
    std::erase_if(all,
                  [](const std::string& text) { return text.starts_with(R"({"type":"read")"); });
    return all;
  }
  // "message 7" for the message of that seq, else the type.
  std::vector<std::string> heard(RecordingSocket& socket) {
    std::vector<std::string> all;
    for (const std::string& text : on_loop([&] { return socket.texts; })) {
      const auto value = parsed(text);
      std::string line(value.at("type").as_string());
      if (const auto* message = value.as_object().if_contains("message")) {
        line += " " + std::to_string(message->at("seq").as_int64());
      }
      all.push_back(std::move(line));
    }
    return all;
  }
  std::vector<std::int64_t> seqs(RecordingSocket& socket) {
    std::vector<std::int64_t> all;
    for (const std::string& line : heard(socket)) {
      if (line.starts_with("message ")) all.push_back(std::stoll(line.substr(8)));
    }
    return all;
  }
  static std::vector<std::int64_t> numbers(std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> all;
    for (std::int64_t i = first; i <= last; ++i) all.push_back(i);
    return all;
  }
  std::string cursor() { return wire::encode_cursor({store_->epoch(), store_->head()}); }
  void close(const Feed& feed) {
    on_loop([&] { feed->close(); });
  }
  void drain(RecordingSocket& socket, const Feed& feed) {
    on_loop([&] {
      socket.drain();
      feed->drained();
    });
  }

  chat::Caller anna_ = person("anna");
  chat::Caller boris_ = person("boris");
  ChatId chat_ = group(anna_, {boris_});
};

}  // namespace asq::test
