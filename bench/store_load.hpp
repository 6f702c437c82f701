// A store with its people and chats, on one loop: 100 senders with 16 appends in flight each, 1,000
// chats of 4 members.
#pragma once

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

#include "store/sqlite/open.hpp"
#include "store_rates.hpp"
#include "support/store_verbs.hpp"

namespace asq {

inline constexpr int kLoadChats = 1'000;
inline constexpr int kLoadMembers = 4;
inline constexpr int kLoadSenders = 100;

struct LoadMessage {
  int text_bytes = 100;
  bool client_ids = true;
};

class StoreLoad {
 public:
  StoreLoad(const std::filesystem::path& directory, int messages, LoadMessage message = {})
      : message_(message), remaining_(messages) {
    store::sqlite::Options options;
    options.directory = directory;
    auto opened = store::sqlite::open(options, clock_);
    if (!opened) throw std::runtime_error(opened.error());
    store_ = std::move(*opened);
    prepare();
  }

  Rate append() {
    const int messages = remaining_;
    const Stopwatch watch;
    for (int i = 0; i < kLoadSenders * 16; ++i) {
      boost::asio::co_spawn(loop_, send(i % kLoadSenders), boost::asio::detached);
    }
    loop_.restart();
    loop_.run();
    return watch.rate(messages);
  }

  Rate read_pages() {
    constexpr int kPages = 20'000;
    const Stopwatch watch;
    remaining_ = kPages;
    for (int i = 0; i < 64; ++i) boost::asio::co_spawn(loop_, read(), boost::asio::detached);
    loop_.restart();
    loop_.run();
    return watch.rate(kPages);
  }

  [[nodiscard]] test::Verbs verbs() { return test::Verbs(*store_); }

 private:
  // What one thread starts in order is stored in order: user i gets the id i + 1.
  void prepare() {
    for (int i = 1; i <= kLoadSenders; ++i) {
      store::NewAccount account{fmt::format("u{}", i), fmt::format("u{}@example.com", i), "$"};
      boost::asio::co_spawn(loop_, verbs().accounts().create(std::move(account)), check);
    }
    for (int i = 0; i < kLoadChats; ++i) {
      test::NewGroup group{actor(i, 0), "chat", {member(i, 1), member(i, 2), member(i, 3)}};
      boost::asio::co_spawn(loop_, verbs().chats().create_group(std::move(group)), check);
    }
    loop_.run();
  }

  static constexpr auto check = [](const std::exception_ptr& thrown, const auto& result) {
    if (thrown) std::rethrow_exception(thrown);
    if (!result) throw std::runtime_error(std::string(error_name(result.error().code)));
  };

  // Chat i has the people i, i + 1, i + 2, i + 3, counted round.
  static UserId member(int chat, int place) { return UserId((chat + place) % kLoadSenders + 1); }
  static Actor actor(int chat, int place) { return Actor::without_session(member(chat, place)); }

  Task<void> send(int sender) {
    while (remaining_ > 0) {
      const int number = remaining_--;
      const int place = static_cast<int>(random_() % kLoadMembers);
      const int chat = (static_cast<int>(random_() % (kLoadChats / kLoadSenders)) * kLoadSenders +
                        sender - place + kLoadChats) %
                       kLoadChats;
      test::NewMessage message{ChatId(chat + 1), actor(chat, place), text_, std::nullopt,
                               std::nullopt};
      if (message_.client_ids) {
        message.client_id = fmt::format("{:08x}-{:08x}-{}", random_(), random_(), number);
      }
      (co_await verbs().messages().append(std::move(message))).value();
    }
  }

  Task<void> read() {
    while (remaining_-- > 0) {
      const int chat = static_cast<int>(random_() % kLoadChats);
      test::OffsetPage page{ChatId(chat + 1), member(chat, 0), 0, 50, false, std::nullopt};
      (co_await verbs().messages().page(page)).value();
    }
  }

  SystemClock clock_;
  boost::asio::io_context loop_{1};
  std::mt19937 random_{1};
  const LoadMessage message_;
  const std::string text_ = std::string(static_cast<std::size_t>(message_.text_bytes), 'x');
  std::unique_ptr<store::Store> store_;
  int remaining_;
};

}  // namespace asq
