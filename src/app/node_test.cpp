#include "app/node.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <thread>

#include "app/healthcheck.hpp"
#include "app/line_socket.hpp"
#include "app/operator_access.hpp"
#include "base/json.hpp"
#include "support/plain_client.hpp"
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

// One line, however many addresses and loops there are.
TEST_F(NodeTest, OpenRegistrationBeyondLoopbackIsAWarning) {
  using chat::Registrations;
  const auto lines = [&](const std::string& host, Registrations registration, chat::People people) {
    settings.listen = {host, 0};
    settings.registration = registration;
    settings.people = people;
    testing::internal::CaptureStderr();
    start()->stop();
    const std::string log = testing::internal::GetCapturedStderr();
    std::size_t count = 0;
    for (auto at = log.find("registration_open_to_all"); at != std::string::npos; ++count) {
      at = log.find("registration_open_to_all", at + 1);
    }
    if (count > 0) {
      EXPECT_NE(log.find("registration"), std::string::npos) << log;
      EXPECT_NE(log.find("people"), std::string::npos) << log;
    }
    return count;
  };
  EXPECT_EQ(lines("0.0.0.0", Registrations::open, chat::People::open), 1U);
  EXPECT_EQ(lines("0.0.0.0", Registrations::open, chat::People::known), 1U);
  EXPECT_EQ(lines("0.0.0.0", Registrations::invited, chat::People::open), 0U);
  EXPECT_EQ(lines("0.0.0.0", Registrations::closed, chat::People::open), 0U);
  EXPECT_EQ(lines("127.0.0.1", Registrations::open, chat::People::open), 0U);
  EXPECT_EQ(lines("127.0.0.2", Registrations::open, chat::People::open), 0U);
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

// A server that stops at once, and whose one thread for passwords has seconds of work to do.
struct BusyNodeTest : NodeTest {
  BusyNodeTest() {
    settings.limits = false;
    settings.drain_timeout = std::chrono::seconds(0);
    settings.password_threads = 1;
    node = start();
    auto& setup = client();
    setup.send("POST", "/chat/register", {},
               R"({"username":"Anna","email":"anna@example.com","password":"secret"})");
    EXPECT_EQ(setup.answer().status, 201);
    token = log_in();
    setup.send("POST", "/chat/group", token, R"({"name":"Group","participant_ids":[]})");
    chat = std::to_string(json_of(setup.answer()).at("id").as_int64());
  }

  test::PlainClient& client() { return clients.emplace_back(address.host, address.port); }
  static boost::json::value json_of(const test::PlainClient::Answer& answer) {
    return parse_json(answer.body).value();
  }
  std::string log_in() {
    auto& setup = client();
    send_log_in(setup, "secret");
    return json_of(setup.answer()).at("access_token").as_string().c_str();
  }
  static void send_log_in(test::PlainClient& from, std::string_view password) {
    from.send("POST", "/chat/token", {},
              "username=anna@example.com&password=" + std::string(password),
              "application/x-www-form-urlencoded");
  }
  // Two changes at a time is what one person may have under way, and behind log-ins they wait: that
  // one of three is refused says that the other two do.
  void make_password_changes_wait() {
    int first = 0;
    while (first != 429) {
      for (int i = 0; i < 16; ++i) send_log_in(client(), "wrong");
      const std::array changes{&client(), &client(), &client()};
      for (auto* change : changes) {
        change->send("PATCH", "/chat/me", token,
                     R"({"current_password":"wrong","email":"other@example.com"})");
      }
      auto heard = changes.end();
      while (heard == changes.end()) {
        std::this_thread::yield();
        heard = std::ranges::find_if(changes, &test::PlainClient::hears);
      }
      first = (*heard)->answer().status;
    }
  }
  Descriptor ask_control(std::string_view request) {
    auto socket = connect_local(node->directory().short_path(kControlSocket));
    EXPECT_TRUE(write_line(socket->get(), request, std::chrono::minutes(1)));
    return std::move(*socket);
  }

  std::unique_ptr<Node> node;
  std::deque<test::PlainClient> clients;
  std::string token;
  std::string chat;
};

// Coroutines that waited for a password thread were destroyed after the accounts that they used.
TEST_F(BusyNodeTest, StopsWhilePasswordsWaitForTheirTurn) {
  make_password_changes_wait();

  node.reset();

  EXPECT_EQ(check_health(address), 1);
  EXPECT_TRUE(Node::open(settings)) << "everything of it is closed";
}

// Each client has more requests on their way than are answered before the stop.
TEST_F(BusyNodeTest, StopsWithWorkUnderWayInEveryPool) {
  constexpr int kClients = 8;
  constexpr int kAhead = 50;
  make_password_changes_wait();
  const auto operators = ask_control(
      R"({"verb":"user_add","username":"Boris","email":"boris@example.com","password":"secret"})");
  const auto check = ask_control(R"({"verb":"check"})");
  for (int i = 0; i < kClients; ++i) {
    auto& writer = client();
    auto& reader = client();
    for (int ahead = 0; ahead < kAhead; ++ahead) {
      writer.send("POST", "/chat/group-message", token,
                  R"({"chat_id":)" + chat + R"(,"text":"x"})");
      reader.send("GET", "/chat/history/" + chat, token);
    }
    client().send_upgrade("/chat/ws/" + chat + "?since_seq=0", token);
  }

  node.reset();

  EXPECT_EQ(check_health(address), 1);
  EXPECT_TRUE(Node::open(settings)) << "everything of it is closed";
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
