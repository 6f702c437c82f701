#include "app/control_server.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <condition_variable>
#include <fstream>
#include <future>
#include <mutex>

#include "app/line_socket.hpp"
#include "support/temporary_directory.hpp"

namespace asq::app {
namespace {

using std::chrono::milliseconds;

struct ControlServerTest : testing::Test {
  std::unique_ptr<ControlServer> start(const ControlOptions& options = {}) {
    auto started = ControlServer::start(
        directory, [](std::string_view request) { return "<" + std::string(request) + ">"; },
        options);
    EXPECT_TRUE(started) << started.error();
    return std::move(*started);
  }
  Descriptor connect() {
    auto socket = connect_local(directory.short_path(kControlSocket));
    EXPECT_TRUE(socket);
    return std::move(*socket);
  }

  test::TemporaryDirectory home;
  DataDirectory directory = DataDirectory::open(home.path() / "data").value();
};

TEST_F(ControlServerTest, AnswersOneLineWithOneLine) {
  const auto server = start();

  EXPECT_EQ(ask_server(directory, "one").value(), "<one>");
  EXPECT_EQ(ask_server(directory, "two").value(), "<two>");
}

TEST_F(ControlServerTest, SocketIsForItsOwnerOnly) {
  const auto server = start();

  struct stat status{};
  ASSERT_EQ(::stat((directory.path() / kControlSocket).c_str(), &status), 0);
  EXPECT_TRUE(S_ISSOCK(status.st_mode));
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(ControlServerTest, SocketLeftByADeadServerIsReplaced) {
  std::ofstream(directory.path() / kControlSocket) << "left over";
  const auto server = start();
  EXPECT_EQ(ask_server(directory, "hello").value(), "<hello>");
}

TEST_F(ControlServerTest, WithoutAServerTheCallerIsToldSo) {
  const auto before = ask_server(directory, "hello");
  {
    const auto server = start();
  }
  const auto after = ask_server(directory, "hello");

  ASSERT_FALSE(before);
  EXPECT_TRUE(before.error().no_server);
  ASSERT_FALSE(after);
  EXPECT_TRUE(after.error().no_server);
  EXPECT_FALSE(std::filesystem::exists(directory.path() / kControlSocket));
}

TEST_F(ControlServerTest, TooLongARequestIsRefused) {
  const auto server = start({.max_request = 100, .deadline = milliseconds(5000)});

  const auto reply = ask_server(directory, std::string(101, 'x'));

  ASSERT_TRUE(reply) << reply.error().sentence;
  EXPECT_NE(reply->find("body_too_large"), std::string::npos);
}

TEST_F(ControlServerTest, SilentClientHoldsUpTheNextOnlyForTheDeadline) {
  const auto server = start({.max_request = 100, .deadline = milliseconds(50)});
  const auto silent = connect();

  EXPECT_EQ(ask_server(directory, "next").value(), "<next>");
  EXPECT_EQ(read_line(silent.get(), 100, milliseconds(5000)).error(), LineError::closed);
}

TEST_F(ControlServerTest, ClientThatLeavesDoesNoHarm) {
  const auto server = start();
  {
    const auto gone = connect();
  }
  {
    const auto half = connect();
    ASSERT_EQ(::send(half.get(), "{\"ver", 5, 0), 5);
  }
  EXPECT_EQ(ask_server(directory, "next").value(), "<next>");
}

// A server whose requests all ask for work that waits until it is let go, or has to stop.
struct ControlWorkTest : ControlServerTest {
  std::unique_ptr<ControlServer> start() {
    auto started = ControlServer::start(
        directory,
        [this](std::string_view request) -> std::variant<std::string, ControlServer::Work> {
          if (request == "quick") return "quick";
          return [this](const std::stop_token& stop) { return work(stop); };
        },
        {.max_request = 100, .deadline = milliseconds(20'000)});
    EXPECT_TRUE(started) << started.error();
    return std::move(*started);
  }
  std::string work(const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    ++begun;
    changed.notify_all();
    changed.wait(lock, stop, [this] { return let_go; });
    ended = stop.stop_requested() ? "stopped" : "done";
    changed.notify_all();
    return ended;
  }
  void wait_until_begun(int times) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return begun == times; });
  }
  std::string wait_until_ended() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return !ended.empty(); });
    return ended;
  }
  void release() {
    const std::lock_guard lock(mutex);
    let_go = true;
    changed.notify_all();
  }

  std::mutex mutex;
  std::condition_variable_any changed;
  int begun = 0;
  bool let_go = false;
  std::string ended;
};

TEST_F(ControlWorkTest, OthersAreAnsweredWhileWorkIsUnderWay) {
  const auto server = start();
  auto reply = std::async(std::launch::async, [this] { return ask_server(directory, "work"); });
  wait_until_begun(1);

  EXPECT_EQ(ask_server(directory, "quick").value(), "quick");
  EXPECT_NE(ask_server(directory, "more work").value().find("under way"), std::string::npos);
  release();
  EXPECT_EQ(reply.get().value(), "done");
  EXPECT_EQ(ask_server(directory, "work").value(), "done");
}

TEST_F(ControlWorkTest, ClientThatLeavesEndsItsWork) {
  const auto server = start();
  {
    const auto client = connect();
    ASSERT_EQ(::send(client.get(), "work\n", 5, 0), 5);
    wait_until_begun(1);
  }
  EXPECT_EQ(wait_until_ended(), "stopped");
  release();
  EXPECT_EQ(ask_server(directory, "work").value(), "done") << "it is in nobody's way";
  EXPECT_EQ(ask_server(directory, "quick").value(), "quick");
}

TEST_F(ControlWorkTest, ServerThatEndsStopsTheWork) {
  auto server = start();
  auto reply = std::async(std::launch::async, [this] { return ask_server(directory, "work"); });
  wait_until_begun(1);
  server.reset();
  EXPECT_EQ(reply.get().value(), "stopped");
}

}  // namespace
}  // namespace asq::app
