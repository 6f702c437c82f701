// The ground of the tests of chats, members and messages: a real store, a clock in the test's hand,
// a loop, and short words for what most tests begin with.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "chat/caller.hpp"
#include "store/sqlite/open.hpp"
#include "support/account_ground.hpp"
#include "support/by.hpp"
#include "support/run_task.hpp"
#include "support/store_verbs.hpp"
#include "support/temporary_directory.hpp"

namespace asq::test {

class ChatGround : public ::testing::Test {
 protected:
  ChatGround() {
    store_->set_commit_listener([](const EventBatch&) {});
  }
  ~ChatGround() override { store_->close(); }

  template <class T>
  T run(Task<Result<T>> task) {
    return loop_.run(std::move(task)).value();
  }

  [[nodiscard]] test::Verbs verbs() { return test::Verbs(*store_); }
  UserId person(const std::string& name) {
    store::NewAccount account{name, name + "@example.com", "$argon2id$not-used"};
    return run(verbs().accounts().create(std::move(account))).id;
  }
  ChatId group(UserId owner, std::vector<UserId> others = {}) {
    test::NewGroup made{by(owner), "team", std::move(others)};
    return run(verbs().chats().create_group(std::move(made))).id;
  }
  Message say(UserId sender, ChatId chat, std::string text) {
    test::NewMessage message{chat, by(sender), std::move(text), {}, {}};
    return run(verbs().messages().append(std::move(message))).message;
  }
  // As many messages at once as the store takes into its commits.
  void say_often(UserId sender, ChatId chat, int count) {
    std::vector<std::future<Result<Receipt>>> sends;
    for (int i = 0; i < count; ++i) {
      test::NewMessage message{chat, by(sender), "m", {}, {}};
      sends.push_back(loop_.start(verbs().messages().append(std::move(message))));
      if (sends.size() < 200 && i + 1 < count) continue;
      for (auto& send : sends) ASSERT_TRUE(send.get());
      sends.clear();
    }
  }
  void read(UserId reader, ChatId chat, std::int64_t seq) {
    run(verbs().members().mark_read(by(reader), chat, Seq(seq)));
  }
  void remove(UserId actor, ChatId chat, UserId user) {
    ASSERT_TRUE(loop_.run(verbs().members().remove(by(actor), chat, user)));
  }
  // In a session of its own, which is opened at the first call.
  chat::Caller caller(UserId user) {
    auto& session = sessions_[user];
    if (session == SessionId()) {
      session = run(verbs().sessions().open({user, "test", std::chrono::hours(24)})).id;
    }
    return {user, session};
  }

  std::unique_ptr<store::Store> open_store() {
    store::sqlite::Options options;
    options.directory = directory_.path();
    auto opened = store::sqlite::open(options, clock_);
    if (!opened) throw std::runtime_error(opened.error());
    return std::move(*opened);
  }

  TemporaryDirectory directory_;
  HandClock clock_;
  TaskLoop loop_;
  std::unique_ptr<store::Store> store_ = open_store();
  std::map<UserId, SessionId> sessions_;
};

}  // namespace asq::test
