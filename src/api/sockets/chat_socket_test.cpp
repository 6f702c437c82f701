// The session behind a chat's socket over the real services, with a connection that only records.
#include "api/sockets/chat_socket.hpp"

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "net/loop.hpp"
#include "support/account_ground.hpp"
#include "support/test_hub.hpp"

namespace asq::api {
namespace {

using namespace std::chrono_literals;

class RecordedConnection final : public net::WsConnection {
 public:
  explicit RecordedConnection(net::Loop& loop) : loop_(loop) {}

  net::Push push(Frame frame) override {
    pushed.push_back(std::move(frame));
    return net::Push::accepted;
  }
  net::Push push_stored(Frame frame) override { return push(std::move(frame)); }
  void reply(std::string text) override { replies.push_back(std::move(text)); }
  void close(net::CloseCode code, std::string_view) override { closed_with = code; }
  void pause_reading() override {}
  void resume_reading() override {}
  net::Loop& loop() override { return loop_; }

  std::vector<Frame> pushed;
  std::vector<std::string> replies;
  std::optional<net::CloseCode> closed_with;

 private:
  net::Loop& loop_;
};

class ChatSocketTest : public test::AccountGround {
 protected:
  ChatSocketTest() : thread_([this] { socket_loop_.run(); }) {
    store_.set_commit_listener([this](EventBatch batch) {
      socket_loop_.post([this, batch] { hub_.hub.deliver(batch); });
    });
    options_.refresh_lifetime = 60s;
    person("anna");
    caller_ = caller(login("anna"));
    chat_ = loop_.run(verbs().chats().create_group({caller_, "g", {}})).value().id;
  }
  ~ChatSocketTest() override {
    on_loop([&] {
      if (socket_) socket_->on_close();
      socket_.reset();
    });
    store_.close();
    socket_loop_.stop();
    thread_.join();
  }

  void on_loop(const std::function<void()>& work) {
    std::promise<void> done;
    socket_loop_.post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }
  void open() {
    on_loop([&] {
      const ChatSocketServices services{messages_, logins_, limits_, hub_.hub};
      socket_ = make_chat_socket(services, caller_, chat_, Seq(0));
      socket_->on_open(connection_);
    });
  }
  void send(std::string_view text) {
    on_loop([&] { socket_->on_text(text); });
  }
  // Echoes and replies.
  void wait_for_answers(std::size_t count) {
    std::size_t there = 0;
    while (there < count) {
      on_loop([&] { there = connection_.pushed.size() + connection_.replies.size(); });
    }
  }
  std::int64_t stored() {
    return loop_.run(verbs().members().membership(chat_, caller_.user_id)).value().last_seq.value();
  }

  chat::Logins logins_ = logins();
  chat::SendMessage messages_{store_};
  RateLimits limits_{RateOptions{.sends = {0.001, 1}}, clock_};  // one, and ten look-ups
  net::Loop socket_loop_{clock_};
  test::TestHub hub_{store_, socket_loop_, clock_};
  RecordedConnection connection_{socket_loop_};
  chat::Caller caller_;
  ChatId chat_;
  std::unique_ptr<net::WsHandler> socket_;

 private:
  std::thread thread_;
};

// It swallowed what was sent to it: nobody says that a session has expired until somebody logs in.
TEST_F(ChatSocketTest, AMessageOfASessionThatHasExpiredClosesTheSocket) {
  open();
  clock_.advance(61s);

  send(R"({"text":"too late"})");

  EXPECT_EQ(connection_.closed_with, net::CloseCode::session_ended);
  EXPECT_EQ(stored(), 0);
}

// Over the limit every new client_id cost a read of the store, as many as one could send.
TEST_F(ChatSocketTest, ReceiptsAreLookedForWithinALimitOfTheirOwn) {
  open();
  for (int i = 0; i < 50; ++i) {
    send(R"({"text":"x","client_id":"c-)" + std::to_string(i) + "\"}");
  }
  wait_for_answers(50);
  EXPECT_EQ(store_.count("find receipt"), 10);
  EXPECT_EQ(stored(), 1);
}

}  // namespace
}  // namespace asq::api
