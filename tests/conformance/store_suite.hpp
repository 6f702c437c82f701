// The ground of every store test: a store, a clock in the test's hand, loops to run tasks on, and
// short words for what most tests begin with.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "manual_clock.hpp"
#include "store/store.hpp"
#include "store_factory.hpp"
#include "support/by.hpp"
#include "support/store_verbs.hpp"

namespace asq::testing {

using test::by;

// A loop with its thread, as the server has several.
class TestLoop {
 public:
  TestLoop() : thread_([this] { context_.run(); }) {}
  ~TestLoop() {
    work_.reset();
    thread_.join();
  }
  TestLoop(const TestLoop&) = delete;
  TestLoop& operator=(const TestLoop&) = delete;

  template <class T>
  [[nodiscard]] std::future<T> start(Task<T> task) {
    return boost::asio::co_spawn(context_, std::move(task), boost::asio::use_future);
  }
  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  [[nodiscard]] std::thread::id thread_id() const { return thread_.get_id(); }

 private:
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  std::thread thread_;
};

// Everything that has been announced, in the order of the announcements. Threads: any.
class Announcements {
 public:
  void add(const EventBatch& batch);
  // Is called with each batch from now on, on the thread that announces it.
  void probe(std::function<void(const EventBatch&)> probe);
  // All, or without the first `from`.
  [[nodiscard]] std::vector<std::shared_ptr<const Event>> events(std::size_t from = 0) const;
  [[nodiscard]] std::size_t count() const;  // of events
  [[nodiscard]] std::vector<Message> messages() const;
  [[nodiscard]] std::vector<SessionId> ended_sessions() const;
  [[nodiscard]] std::size_t batches() const;

 private:
  mutable std::mutex mutex_;
  std::size_t batches_ = 0;
  std::vector<std::shared_ptr<const Event>> events_;
  std::function<void(const EventBatch&)> probe_;
};

// A store and its surroundings; also for tests that are no part of the suite.
class StoreGround {
 public:
  explicit StoreGround(std::unique_ptr<StoreFactory> factory);
  ~StoreGround();

  // Closes the store and opens its data again, with a listener that starts empty.
  void reopen();

  // Runs the task on a loop and waits for it.
  template <class T>
  T run(Task<T> task) {
    return loop_.start(std::move(task)).get();
  }

  // A person with the e-mail <name>@example.com.
  User user(const std::string& name);
  // The e-mail that user() gave them.
  static std::string email(const std::string& name) { return name + "@example.com"; }
  Chat direct(const User& actor, const User& other);
  Chat group(const User& creator, std::vector<UserId> participants, std::string name = "team");
  Session session(const User& user);
  Result<Receipt> try_send(UserId sender, ChatId chat, std::string text,
                           std::optional<std::string> client_id = std::nullopt);
  Message send(const User& sender, const Chat& chat, std::string text,
               std::optional<std::string> client_id = std::nullopt);
  Message edit(const User& actor, const Message& message, std::string text);
  Message erase(const User& actor, const Message& message);
  Message react(const User& actor, const Message& message, std::string emoji, bool present = true);
  // Both put a row there without asking for a rule, as an earlier version may have left it.
  User user_as_before(store::NewAccount account);
  void react_as_before(store::ReactionKey reaction);
  void read(const User& reader, const Chat& chat, std::int64_t seq);
  void add(const User& actor, const Chat& group, const User& added);
  void remove(const User& actor, const Chat& group, const User& removed);
  std::optional<store::Departure> departure(const User& user, const Chat& group);
  void leave(const User& actor, const Chat& group) { remove(actor, group, actor); }
  void erase_chat(const User& actor, const Chat& group);
  void rename(const User& user, std::string name);
  void erase_account(const User& user);
  // The newest messages of the chat in order, as far as one page of 200 goes.
  Result<std::vector<Message>> try_history(UserId viewer, ChatId chat);
  std::vector<Message> history(const User& viewer, const Chat& chat);
  Chat seen_by(const User& viewer, const Chat& chat);

  [[nodiscard]] test::Verbs verbs() { return test::Verbs(*store_); }
  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] ManualClock& clock() { return clock_; }
  [[nodiscard]] Announcements& announced() { return announced_; }
  [[nodiscard]] TestLoop& loop() { return loop_; }

 private:
  void listen();

  ManualClock clock_;
  TestLoop loop_;
  std::unique_ptr<StoreFactory> factory_;
  Announcements announced_;
  std::unique_ptr<store::Store> store_;
};

class StoreConformance : public ::testing::TestWithParam<StoreCase>, public StoreGround {
 protected:
  StoreConformance() : StoreGround(GetParam().make_factory()) {}
};

// The code of a refusal; nullopt: it was none.
template <class T>
[[nodiscard]] std::optional<ErrorCode> refusal(const Result<T>& result) {
  if (result) return std::nullopt;
  return result.error().code;
}

[[nodiscard]] std::vector<std::string> texts(const std::vector<Message>& messages);
[[nodiscard]] std::vector<std::int64_t> seqs(const std::vector<Message>& messages);

}  // namespace asq::testing

namespace asq {
// How GoogleTest prints it.
void PrintTo(ErrorCode code, std::ostream* out);
}  // namespace asq
