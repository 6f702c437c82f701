// The ground of the tests of hub and feeds: a real store whose commits reach a hub on a loop, as in
// the server, and a socket that records. Threads: the test's; the loop runs on its own.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "bus/local_bus.hpp"
#include "chat/caller.hpp"
#include "net/loop.hpp"
#include "realtime/hub.hpp"
#include "store/sqlite/open.hpp"
#include "support/interposed_store.hpp"
#include "support/recording_socket.hpp"
#include "support/store_verbs.hpp"
#include "support/temporary_directory.hpp"

namespace asq::test {

// One lasting event, as a commit of its own.
inline EventBatch event_of(Change change, std::int64_t position) {
  auto event = std::make_shared<Event>();
  event->what = std::move(change);
  event->position = LogPosition(position);
  std::vector<std::shared_ptr<const Event>> alone{std::move(event)};
  return std::make_shared<const std::vector<std::shared_ptr<const Event>>>(std::move(alone));
}

class RealtimeGround : public ::testing::Test {
 protected:
  RealtimeGround() {
    const auto deliver = [this](EventBatch batch) {
      loop_.post([this, batch = std::move(batch)] {
        if (lose_events_) return;
        if (hold_events_) {
          held_.push_back(batch);
        } else {
          hub_.deliver(batch);
        }
      });
    };
    bus_.subscribe(deliver);
    store_->set_commit_listener([this](EventBatch batch) { bus_.publish(std::move(batch)); });
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~RealtimeGround() override {
    store_->close();
    loop_.stop();
    thread_.join();
  }

  template <class T>
  std::future<T> start(Task<T> task) {
    return boost::asio::co_spawn(loop_.executor(), std::move(task), boost::asio::use_future);
  }
  template <class T>
  T wait(Task<T> task) {
    return start(std::move(task)).get();
  }
  // Runs on the loop and returns its value. What was posted before has run by then.
  template <class F>
  auto on_loop(F work) {
    std::promise<decltype(work())> promise;
    loop_.post([&] {
      if constexpr (std::is_void_v<decltype(work())>) {
        work();
        promise.set_value();
      } else {
        promise.set_value(work());
      }
    });
    return promise.get_future().get();
  }
  // Until `condition`, asked on the loop, is true.
  template <class F>
  void until(F condition) {
    while (!on_loop(condition)) std::this_thread::yield();
  }

  // While held, commits don't reach the hub; release() lets them, in order.
  void hold_events() {
    on_loop([this] { hold_events_ = true; });
  }
  void release() {
    on_loop([this] {
      hold_events_ = false;
      for (const EventBatch& batch : std::exchange(held_, {})) hub_.deliver(batch);
    });
  }

  [[nodiscard]] test::Verbs verbs() { return test::Verbs(*store_); }
  // <name>@example.com, logged in.
  chat::Caller person(const std::string& name) {
    const User user = wait(verbs().accounts().create({name, name + "@example.com", "h"})).value();
    return {user.id, session_of(user.id)};
  }
  SessionId session_of(UserId user) {
    return wait(verbs().sessions().open({user, "", std::chrono::hours(1)})).value().id;
  }
  ChatId group(chat::Caller owner, const std::vector<chat::Caller>& others = {}) {
    std::vector<UserId> ids;
    for (const chat::Caller& other : others) ids.push_back(other.user_id);
    return wait(verbs().chats().create_group({owner, "g", std::move(ids)})).value().id;
  }
  void add(chat::Caller actor, ChatId chat, const std::string& name) {
    ASSERT_TRUE(wait(verbs().members().add(actor, chat, name + "@example.com")));
  }
  // `count` messages, all under way at once: "1", "2", ... in this order.
  void send(ChatId chat, chat::Caller sender, int count = 1) {
    std::vector<std::future<Result<Receipt>>> under_way;
    on_loop([&] {
      for (int i = 1; i <= count; ++i) {
        test::NewMessage message{chat, sender, std::to_string(i), {}, {}};
        under_way.push_back(start(verbs().messages().append(std::move(message))));
      }
    });
    for (auto& one : under_way) ASSERT_TRUE(one.get());
  }

  static boost::json::value parsed(const std::string& text) { return parse_json(text).value(); }

  TemporaryDirectory directory_;
  SystemClock clock_;
  std::unique_ptr<InterposedStore> store_{open_store()};
  bus::LocalBus bus_;
  realtime::PresenceTracker presence_{bus_, clock_};
  realtime::TypingNotices typing_{bus_, clock_};
  realtime::Audience audience_;
  realtime::AccountSockets sockets_{presence_, 3};
  realtime::Hub hub_{{*store_, presence_, typing_, audience_, sockets_}, loop_};
  net::Loop loop_{clock_};
  std::thread thread_;
  bool lose_events_ = false;  // read on the loop

 private:
  std::unique_ptr<InterposedStore> open_store() {
    store::sqlite::Options options;
    options.directory = directory_.path();
    return std::make_unique<InterposedStore>(
        std::move(store::sqlite::open(options, clock_).value()));
  }

  bool hold_events_ = false;
  std::vector<EventBatch> held_;
};

}  // namespace asq::test
