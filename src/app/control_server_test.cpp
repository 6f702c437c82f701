#include "app/control_server.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <fstream>

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
  net::Descriptor connect() {
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
  EXPECT_EQ(read_line(silent.get(), 100, milliseconds(5000)).error(), LineFault::closed);
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

}  // namespace
}  // namespace asq::app
