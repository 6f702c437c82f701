#include "app/node.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <string>

#include "app/healthcheck.hpp"
#include "app/operator_access.hpp"
#include "support/temporary_directory.hpp"

namespace asq::app {
namespace {

struct NodeTest : testing::Test {
  NodeTest() {
    settings.data = home.path() / "data";
    settings.listen = {"127.0.0.1", 0};
    settings.loops = 2;
  }
  std::unique_ptr<Node> start() {
    auto node = Node::open(settings);
    EXPECT_TRUE(node) << node.error();
    const auto port = (*node)->start();
    EXPECT_TRUE(port) << port.error();
    address = {"127.0.0.1", *port};
    return std::move(*node);
  }

  test::TemporaryDirectory home;
  Settings settings;
  Endpoint address;
};

TEST_F(NodeTest, ServesUntilItIsStopped) {
  const auto node = start();
  EXPECT_EQ(check_health(address), 0);

  node->stop();

  EXPECT_EQ(check_health(address), 1);
}

TEST_F(NodeTest, StartsAgainOnTheSameDataAndPort) {
  start()->stop();
  settings.listen = address;
  const auto again = start();
  EXPECT_EQ(check_health(address), 0);
}

TEST_F(NodeTest, SecondOneOnTheSameDataIsRefused) {
  const auto first = start();

  const auto second = Node::open(settings);

  ASSERT_FALSE(second);
  EXPECT_NE(second.error().find("is in use by the asq process"), std::string::npos);
}

TEST_F(NodeTest, PortInUseIsRefusedAndNothingIsLeftRunning) {
  const auto first = start();
  Settings other = settings;
  other.data = home.path() / "other";
  other.listen = address;

  {
    const auto second = Node::open(other);
    ASSERT_TRUE(second) << second.error();
    const auto port = (*second)->start();
    ASSERT_FALSE(port);
    EXPECT_NE(port.error().find("in use"), std::string::npos) << port.error();
  }

  EXPECT_EQ(check_health(address), 0);
  EXPECT_TRUE(DataDirectory::open(other.data)) << "its lock has ended";
}

TEST_F(NodeTest, IdleConnectionDoesNotHoldUpTheStop) {
  const auto node = start();
  boost::asio::ip::tcp::iostream idle;
  idle.connect(address.host, std::to_string(address.port));
  ASSERT_TRUE(idle);
  ASSERT_EQ(check_health(address), 0);

  const auto began = std::chrono::steady_clock::now();
  node->stop();

  EXPECT_LT(std::chrono::steady_clock::now() - began, settings.drain_timeout / 2);
}

TEST_F(NodeTest, OperatorReachesTheDataWithAndWithoutIt) {
  const boost::json::object add{{"verb", "user_add"},
                                {"username", "Anna"},
                                {"email", "anna@example.com"},
                                {"password", "secret"}};
  auto node = start();

  const auto through_server = OperatorAccess(settings, true).ask(add);
  node.reset();
  const auto alone = OperatorAccess(settings, true).ask(add);

  EXPECT_TRUE(through_server) << through_server.error();
  ASSERT_FALSE(alone) << "the account is there already";
  EXPECT_NE(alone.error().find("e-mail"), std::string::npos) << alone.error();
}

TEST_F(NodeTest, OperatorIsRefusedWhileSomebodyElseHasTheLock) {
  const auto held = DataDirectory::open(settings.data);

  const auto reply = OperatorAccess(settings, true).ask({{"verb", "user_list"}});

  ASSERT_FALSE(reply);
  EXPECT_NE(reply.error().find("is in use"), std::string::npos) << reply.error();
}

TEST_F(NodeTest, DamagedDatabaseIsOneSentence) {
  start()->stop();
  std::filesystem::resize_file(settings.data / "asq.db", 5000);

  const auto node = Node::open(settings);

  ASSERT_FALSE(node);
  EXPECT_NE(node.error().find("asq.db"), std::string::npos) << node.error();
}

}  // namespace
}  // namespace asq::app
