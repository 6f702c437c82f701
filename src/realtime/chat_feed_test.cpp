// A chat's feed over the real store: a message reaches a socket once and in order, whatever it
// missed live.
#include "realtime/chat_feed.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <charconv>
#include <deque>
#include <filesystem>
#include <thread>

#include "base/clock.hpp"
#include "net/loop.hpp"
#include "store/sqlite/open.hpp"
#include "support/interposed_store.hpp"

namespace asq::realtime {
namespace {

// Records what is pushed; takes at most `room` frames until drain().
class RecordingSocket final : public net::WsConnection {
 public:
  explicit RecordingSocket(net::Loop& loop) : loop_(loop) {}

  net::Push push(Frame frame) override {
    if (static_cast<int>(queued_) >= room) return net::Push::full;
    ++queued_;
    const std::size_t at = frame->find("\"seq\":");
    std::int64_t seq = 0;
    std::from_chars(frame->data() + at + 6, frame->data() + frame->size(), seq);
    seqs.push_back(seq);
    return net::Push::accepted;
  }
  void reply(std::string) override {}
  void close(net::CloseCode code, std::string_view) override { closed_with = code; }
  void pause_reading() override {}
  void resume_reading() override {}
  net::Loop& loop() override { return loop_; }

  void drain() { queued_ = 0; }

  int room = 1'000'000;
  std::vector<std::int64_t> seqs;
  std::optional<net::CloseCode> closed_with;

 private:
  net::Loop& loop_;
  std::size_t queued_ = 0;
};

class ChatFeedTest : public testing::Test {
 protected:
  ChatFeedTest() : loop_(clock_) {
    std::string name = (std::filesystem::temp_directory_path() / "asq-feed-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    store::sqlite::Options options;
    options.directory = directory_;
    store_ = std::make_unique<test::InterposedStore>(
        std::move(store::sqlite::open(options, clock_).value()));
    hub_ = std::make_unique<Hub>(*store_);
    store_->set_commit_listener([this](EventBatch batch) {
      loop_.post([this, batch] {
        if (!lose_events_) hub_->deliver(batch);
      });
    });
    thread_ = std::thread([this] { loop_.run(); });
    person_ = wait(store_->accounts().create({"a", "a@example.com", "h"})).value().id;
    const Session session =
        wait(store_->sessions().open({person_, "", std::chrono::hours(1)})).value();
    caller_ = {person_, session.id};
    chat_ = wait(store_->chats().create_group({person_, "g", {}})).value().id;
  }
  ~ChatFeedTest() override {
    store_->close();
    loop_.stop();
    thread_.join();
    std::filesystem::remove_all(directory_);
  }

  template <class T>
  T wait(Task<T> task) {
    return boost::asio::co_spawn(loop_.executor(), std::move(task), boost::asio::use_future).get();
  }
  // Runs on the loop and returns its value.
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
  void send(int count) {
    for (int i = 0; i < count; ++i) {
      store::NewMessage message{chat_, person_, "text", std::nullopt, std::nullopt};
      ASSERT_TRUE(wait(store_->messages().append(std::move(message))));
    }
  }
  std::shared_ptr<ChatFeed> open(RecordingSocket& socket, std::int64_t after) {
    return on_loop([&] {
      auto feed = std::make_shared<ChatFeed>(*hub_, caller_, chat_, Seq(after));
      feed->open(socket);
      return feed;
    });
  }
  void wait_for_count(RecordingSocket& socket, std::size_t count) {
    while (on_loop([&] { return socket.seqs.size(); }) < count) std::this_thread::yield();
  }
  void close(const std::shared_ptr<ChatFeed>& feed) {
    on_loop([&] { feed->close(); });
  }
  static std::vector<std::int64_t> numbers(std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> all;
    for (std::int64_t i = first; i <= last; ++i) all.push_back(i);
    return all;
  }

  SystemClock clock_;
  std::filesystem::path directory_;
  std::unique_ptr<test::InterposedStore> store_;
  net::Loop loop_;
  std::unique_ptr<Hub> hub_;
  std::thread thread_;
  UserId person_;
  chat::Caller caller_;
  ChatId chat_;
  bool lose_events_ = false;  // read on the loop
};

TEST_F(ChatFeedTest, DeliversLiveMessagesFromTheOneBehindTheGivenSeq) {
  send(3);
  RecordingSocket socket(loop_);
  const auto feed = open(socket, 3);

  send(2);

  wait_for_count(socket, 2);
  EXPECT_EQ(on_loop([&] { return socket.seqs; }), numbers(4, 5));
  close(feed);
}

TEST_F(ChatFeedTest, ReadsWhatWasMissedFromTheStoreAndThenGoesOnLive) {
  send(450);  // more than two pages of catching up
  RecordingSocket socket(loop_);
  const auto feed = open(socket, 7);

  send(3);

  wait_for_count(socket, 446);
  EXPECT_EQ(on_loop([&] { return socket.seqs; }), numbers(8, 453));
  close(feed);
}

TEST_F(ChatFeedTest, AFullOutboxLosesNothing) {
  RecordingSocket socket(loop_);
  socket.room = 10;
  const auto feed = open(socket, 0);

  send(100);
  for (std::size_t drained = 10; drained <= 100; drained += 10) {
    wait_for_count(socket, drained);
    on_loop([&] {
      socket.drain();
      feed->drained();
    });
  }

  EXPECT_EQ(on_loop([&] { return socket.seqs; }), numbers(1, 100));
  close(feed);
}

TEST_F(ChatFeedTest, AHoleInTheLiveStreamIsFilledFromTheStore) {
  RecordingSocket socket(loop_);
  const auto feed = open(socket, 0);
  send(1);
  wait_for_count(socket, 1);

  on_loop([&] { lose_events_ = true; });
  send(5);
  on_loop([&] { lose_events_ = false; });
  send(1);

  wait_for_count(socket, 7);
  EXPECT_EQ(on_loop([&] { return socket.seqs; }), numbers(1, 7));
  close(feed);
}

// The socket was closed with 1012, and so were all others that had fallen behind at that moment.
TEST_F(ChatFeedTest, AStoreWithTooMuchToDoIsAskedAgain) {
  send(3);
  store_->messages().overloaded = 3;
  RecordingSocket socket(loop_);

  const auto feed = open(socket, 0);

  wait_for_count(socket, 3);
  EXPECT_EQ(on_loop([&] { return socket.seqs; }), numbers(1, 3));
  EXPECT_EQ(on_loop([&] { return socket.closed_with; }), std::nullopt);
  close(feed);
}

TEST_F(ChatFeedTest, AnEndedSessionClosesTheSocketAndGetsNothingMore) {
  RecordingSocket socket(loop_);
  const auto feed = open(socket, 0);
  send(1);
  wait_for_count(socket, 1);

  ASSERT_TRUE(wait(store_->sessions().end(person_, caller_.session_id)));
  send(1);

  // The loop has its inbox in order: this runs behind both events.
  EXPECT_EQ(on_loop([&] { return socket.closed_with; }), net::CloseCode::session_ended);
  EXPECT_EQ(on_loop([&] { return socket.seqs; }), numbers(1, 1));
  EXPECT_EQ(on_loop([&] { return hub_->subscribers(); }), 0U);
}

TEST_F(ChatFeedTest, ASessionThatEndedBeforeTheSocketOpenedIsNoticed) {
  ASSERT_TRUE(wait(store_->sessions().end(person_, caller_.session_id)));
  RecordingSocket socket(loop_);

  const auto feed = open(socket, 0);

  EXPECT_EQ(on_loop([&] { return socket.closed_with; }), net::CloseCode::session_ended);
}

}  // namespace
}  // namespace asq::realtime
