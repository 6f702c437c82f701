#include "net/ws_connection.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "net/test_server.hpp"

namespace asq::net {
namespace {

using namespace test;

// ---- messages

TEST(WebSocket, echoes_messages_of_every_size_up_to_the_limit) {
  RunningServer server;
  WsClient client(server.port);
  for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U, 262144U}) {
    client.send(client_text(std::string(size, 'm')));
    EXPECT_EQ(client.read_frame().payload.size(), size);
  }
}

TEST(WebSocket, takes_what_comes_together_with_the_handshake) {
  RunningServer server;
  Client client(server.port);
  client.send(std::string(kHandshake) + client_text("early"));
  EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 101 "));
  EXPECT_EQ(client.read(7), encode_text_frame("early"));
}

TEST(WebSocket, answers_a_ping_between_fragments) {
  RunningServer server;
  WsClient client(server.port);
  client.send(client_frame(0x01, "Hel") + client_frame(0x89, "are you there"));
  const auto pong = client.read_frame();
  client.send(client_frame(0x80, "lo"));

  EXPECT_EQ(pong.opcode, 0xA);
  EXPECT_EQ(pong.payload, "are you there");
  EXPECT_EQ(client.read_frame().payload, "Hello");
}

TEST(WebSocket, answers_each_of_several_pings_that_come_together) {
  RunningServer server;
  WsClient client(server.port);
  client.send(client_frame(0x89, "1") + client_text("text") + client_frame(0x89, "2") +
              client_frame(0x89, "3"));
  for (const char* payload : {"1", "text", "2", "3"}) {
    EXPECT_EQ(client.read_frame().payload, payload);
  }
}

TEST(WebSocket, answers_no_ping_behind_its_close) {
  RunningServer server;
  WsClient client(server.port);
  client.send(client_text("close") + client_frame(0x89, "too late"));
  EXPECT_EQ(client.read_frame().code(), 4401);
  let_the_loop_catch_up(server.port);
  client.send(client_close(4401));
  EXPECT_TRUE(client.at_end());
}

// ---- RFC 6455 section 7: what ends a connection, and with which code

struct Ending {
  std::string name;
  std::string bytes;
  int code;
};
class WsEnding : public testing::TestWithParam<Ending> {};

TEST_P(WsEnding, is_told_by_a_close_frame_and_then_the_connection_ends) {
  RunningServer server;
  WsClient client(server.port);

  client.send(GetParam().bytes + client_text("not echoed"));

  const auto close = client.read_frame();
  EXPECT_EQ(close.opcode, 0x8);
  EXPECT_EQ(close.code(), GetParam().code);
  EXPECT_TRUE(client.at_end());
  client.end_output();
  EXPECT_TRUE(eventually([&] { return server.server->open_connections() == 0; }));
  EXPECT_EQ(server.handler.sockets.closed, 1);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc6455, WsEnding,
    testing::ValuesIn(std::vector<Ending>{
        {"S7_1_close_1000", client_close(1000), 1000},
        {"S7_1_close_4999", client_close(4999), 4999},
        {"S7_1_close_with_reason", client_frame(0x88, "\x03\xE9going"), 1001},
        {"S7_4_1_close_without_code", client_frame(0x88, ""), 0},
        {"S7_4_1_close_of_one_byte", client_frame(0x88, "\x03"), 1002},
        {"S7_4_1_close_1005", client_close(1005), 1002},
        {"S7_4_1_close_1006", client_close(1006), 1002},
        {"S7_4_2_close_999", client_close(999), 1002},
        {"S8_1_close_reason_no_text", client_frame(0x88, "\x03\xE8\xFF"), 1007},
        {"S5_1_not_masked", encode_text_frame("x"), 1002},
        {"S5_2_reserved_bit", client_frame(0xC1, "x"), 1002},
        {"S5_2_reserved_opcode", client_frame(0x83, "x"), 1002},
        {"S5_4_continuation_of_nothing", client_frame(0x80, "x"), 1002},
        {"S5_5_fragmented_ping", client_frame(0x09, "x"), 1002},
        {"S5_6_binary", client_frame(0x82, "x"), 1003},
        {"S8_1_text_no_utf8", client_text("\xFF"), 1007},
        {"too_big", client_text(std::string(262145, 'x')).substr(0, 14), 1009}}),
    [](const auto& ending) { return ending.param.name; });

TEST(WebSocket, closes_with_1011_when_its_handler_throws) {
  RunningServer server;
  WsClient client(server.port);
  client.send(client_text("throw") + client_text("not echoed"));
  EXPECT_EQ(client.read_frame().code(), 1011);
  client.send(client_close(1011));
  EXPECT_TRUE(client.at_end());
}

TEST(WebSocket, echoes_what_came_before_the_close) {
  RunningServer server;
  WsClient client(server.port);
  client.send(client_text("last") + client_close(1000));
  EXPECT_EQ(client.read_frame().payload, "last");
  EXPECT_EQ(client.read_frame().code(), 1000);
}

TEST(WebSocket, waits_for_the_answer_to_its_own_close) {
  RunningServer server;
  WsClient client(server.port);
  client.send(client_text("close"));
  const auto close = client.read_frame();
  EXPECT_EQ(close.code(), 4401);
  EXPECT_EQ(close.payload.substr(2), "The session ended.");
  EXPECT_EQ(server.server->open_websockets(), 1);

  client.send(client_text("ignored") + client_close(4401));

  EXPECT_TRUE(client.at_end());
  client.end_output();
  EXPECT_TRUE(eventually([&] { return server.server->open_websockets() == 0; }));
  EXPECT_EQ(server.handler.sockets.closed, 1);
}

// What waits for resume_reading() may hold the peer's own close frame.
TEST(WebSocket, sees_the_answer_to_its_close_behind_messages_that_waited) {
  RunningServer server;
  WsClient client(server.port);
  client.send(client_text("pause") + client_text("waits") + client_close(1000));
  ASSERT_EQ(client.read_frame().payload, "paused");

  server.loop().post(
      [&] { server.handler.sockets.newest.load()->close(CloseCode::session_ended, ""); });

  EXPECT_EQ(client.read_frame().code(), 4401);
  EXPECT_TRUE(client.at_end());
}

TEST(WebSocket, ends_when_its_close_stays_without_answer) {
  RunningServer server;
  WsClient client(server.port);
  client.send(client_text("close"));
  EXPECT_EQ(client.read_frame().code(), 4401);
  server.clock.advance(6s);
  EXPECT_TRUE(client.at_end());
}

TEST(WebSocket, tells_the_handler_when_the_peer_vanishes) {
  RunningServer server;
  {
    const WsClient client(server.port);
  }
  EXPECT_TRUE(eventually([&] { return server.handler.sockets.closed == 1; }));
  EXPECT_TRUE(eventually([&] { return server.server->open_connections() == 0; }));
}

// ---- liveness

TEST(WebSocket, pings_after_silence_and_lives_while_it_is_answered) {
  RunningServer server;
  WsClient client(server.port);
  for (int i = 0; i < 3; ++i) {
    server.clock.advance(26s);
    EXPECT_EQ(client.read_frame().opcode, 0x9) << i;
    client.send(client_frame(0x8A, "") + client_text("still here"));
    EXPECT_EQ(client.read_frame().payload, "still here") << i;
  }
}

TEST(WebSocket, ends_when_pings_stay_without_answer) {
  RunningServer server;
  WsClient client(server.port);
  server.clock.advance(61s);
  const auto close = client.read_frame();
  EXPECT_EQ(close.opcode, 0x8);
  EXPECT_EQ(close.code(), 4408);
  EXPECT_TRUE(eventually([&] { return server.handler.sockets.closed == 1; }));
}

TEST(WebSocket, gives_up_on_a_message_that_never_ends) {
  RunningServer server;
  WsClient client(server.port);
  client.send(client_frame(0x01, "beginning") + client_frame(0x89, "seen"));
  ASSERT_EQ(client.read_frame().payload, "seen");
  server.clock.advance(31s);
  client.send(client_frame(0x89, "alive"));
  auto frame = client.read_frame();
  while (frame.opcode == 0x9 || frame.opcode == 0xA) frame = client.read_frame();
  EXPECT_EQ(frame.code(), 1009);
}

// A reader must not lose its connection because each of its reads ends inside the next message.
TEST(WebSocket, gives_each_message_its_own_time) {
  RunningServer server;
  WsClient client(server.port);
  const std::string message = client_text("message");
  client.send(message.substr(0, 5));
  for (int i = 0; i < 3; ++i) {
    server.clock.advance(20s);
    client.send(message.substr(5) + message.substr(0, 5));
    auto frame = client.read_frame();
    while (frame.opcode == 0x9) frame = client.read_frame();
    ASSERT_EQ(frame.payload, "message") << i;
  }
}

// ---- slow readers

// Fills the connection until the kernel takes no more: a second flood behind the first finds the
// outbox as full as the first has left it.
void clog(RunningServer& server, WsClient& client) {
  const EchoSocket::Log& log = server.handler.sockets;
  int drained = -1;
  for (int floods = 1; drained != log.drained; ++floods) {
    drained = log.drained;
    client.send(client_text("flood"));
    ASSERT_TRUE(eventually([&] { return log.refused == floods; }));
    let_the_loop_catch_up(server.port);
  }
}

TEST(WebSocket, refuses_pushes_to_a_slow_reader_and_says_when_it_has_caught_up) {
  RunningServer server;
  WsClient client(server.port, 4096);
  clog(server, client);
  const int before = server.handler.sockets.drained;

  int drained = 0;
  while (drained <= before) {
    const auto frame = client.read_frame();
    ASSERT_EQ(frame.opcode, 0x1);
    if (frame.payload == "drained") ++drained;
  }

  EXPECT_EQ(server.handler.sockets.drained, before + 1);
}

TEST(WebSocket, closes_with_4408_when_nothing_is_read_for_30_s) {
  RunningServer server;
  WsClient client(server.port, 4096);
  clog(server, client);
  server.clock.advance(31s);
  ASSERT_TRUE(eventually([&] { return server.handler.sockets.closed == 1; }));

  auto frame = client.read_frame();
  while (frame.opcode == 0x1) frame = client.read_frame();

  EXPECT_EQ(frame.code(), 4408);
}

TEST(WebSocket, answers_only_the_newest_ping_when_the_outbox_is_full) {
  ServerLimits limits;
  limits.outbox_frames = 8;
  RunningServer server(limits);
  WsClient client(server.port, 4096);
  clog(server, client);
  std::string pings;
  for (int i = 0; i < 1000; ++i) pings += client_frame(0x89, std::to_string(i));

  client.send(pings);

  int pongs = 0;
  auto frame = client.read_frame();
  for (; frame.opcode >= 0 && frame.payload != "999"; frame = client.read_frame()) {
    if (frame.opcode == 0xA) ++pongs;
  }
  EXPECT_EQ(frame.opcode, 0xA);
  EXPECT_LT(pongs, 100);
}

// What comes from the store leaves the rest of the outbox to what happens now, whichever bound is
// met first.
TEST(WebSocket, fills_a_quarter_of_the_outbox_with_what_is_stored) {
  struct Case {
    std::size_t frames, bytes, of_each, fit;
  };
  for (const Case& bounds : {Case{40, 1'000'000, 10, 10}, Case{1000, 4000, 100, 10},
                             Case{1000, 4000, 101, 9}, Case{3, 1'000'000, 10, 1}}) {
    ServerLimits limits;
    limits.outbox_frames = bounds.frames;
    limits.outbox_bytes = bounds.bytes;
    RunningServer server(limits);
    const WsClient client(server.port);
    std::promise<std::pair<std::size_t, Push>> pushed;
    server.loop().post([&] {
      WsConnection& connection = *server.handler.sockets.newest;
      const Frame frame = make_frame(std::string(bounds.of_each, 'x'));
      std::size_t stored = 0;
      while (connection.push_stored(frame) == Push::accepted) ++stored;
      pushed.set_value({stored, connection.push(frame)});
    });
    const auto [stored, live] = pushed.get_future().get();
    EXPECT_EQ(stored, bounds.fit) << bounds.frames << " frames, " << bounds.bytes << " bytes";
    EXPECT_EQ(live, Push::accepted) << "there is room for what happens now";
  }
}

// ---- back-pressure towards the peer

TEST(WebSocket, stops_reading_from_a_peer_that_reads_none_of_its_replies) {
  ServerLimits limits;
  limits.outbox_frames = 8;
  RunningServer server(limits);
  WsClient client(server.port, 4096);
  constexpr int kMessages = 400;
  std::thread sender([&client] {
    for (int i = 0; i < kMessages; ++i) client.send(client_text(std::string(60'000, 'm')));
  });
  EXPECT_TRUE(eventually([&] { return server.server->queued_frames() > 8; }));
  EXPECT_LE(server.server->queued_frames(), 17);

  int echoed = 0;
  while (echoed < kMessages && client.read_frame().payload.size() == 60'000U) ++echoed;

  EXPECT_EQ(echoed, kMessages);
  sender.join();
}

TEST(WebSocket, hands_on_nothing_while_reading_is_paused_and_everything_later) {
  RunningServer server;
  WsClient client(server.port);
  client.send(client_text("pause") + client_text("one") + client_text("two"));
  ASSERT_EQ(client.read_frame().payload, "paused");
  client.send(client_text("three"));
  EXPECT_EQ(server.server->open_websockets(), 1);

  server.loop().post([&] {
    WsConnection* connection = server.handler.sockets.newest;
    connection->reply("resumed");
    connection->resume_reading();
  });

  for (const char* text : {"resumed", "one", "two", "three"}) {
    EXPECT_EQ(client.read_frame().payload, text);
  }
}

// Two messages waited while reading was paused. A busy loop flushed, read the third, and its work
// began before theirs: a chat's messages were stored out of order.
TEST(WebSocket, starts_the_work_of_what_waited_before_that_of_what_is_read_later) {
  RunningServer server;
  WsClient other(server.port);
  WsClient client(server.port);
  client.send(client_text("pause") + client_text("task 1") + client_text("task 2"));
  ASSERT_EQ(client.read_frame().payload, "paused");
  {
    HeldLoop held(server.loop());
    client.send(client_text("task 3"));
    other.send(client_text("makes the loop look for input before it flushes"));
    held.post([&] { server.handler.sockets.newest.load()->resume_reading(); });
    held.fill_the_turn();
  }
  for (const char* text : {"task 1", "task 2", "task 3"}) {
    EXPECT_EQ(client.read_frame().payload, text);
  }
}

// A message came with the handshake and had to wait; what was read before the turn's flush took
// its place.
TEST(WebSocket, loses_nothing_that_waits_behind_the_handshake) {
  RunningServer server;
  std::promise<void> opened;
  std::promise<void> sent;
  server.handler.sockets.on_open = [&](WsConnection& connection) {
    boost::asio::post(connection.loop().context(), [&] {
      opened.set_value();
      sent.get_future().wait();
    });
  };
  Client client(server.port);
  client.send(std::string(kHandshake) + client_text("pause") + client_text("one"));
  opened.get_future().wait();
  client.send(client_text("two"));
  sent.set_value();
  EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 101 "));

  server.loop().post([&] { server.handler.sockets.newest.load()->resume_reading(); });

  for (const char* text : {"paused", "one", "two"}) {
    const std::string frame = encode_text_frame(text);
    EXPECT_EQ(client.read(frame.size()), frame);
  }
}

// ---- a pause of the process (SIGSTOP, a suspended machine)

void pause_for(RunningServer& server, std::chrono::seconds time) {
  HeldLoop held(server.loop());
  server.clock.advance(time);
  held.post([&server, time] { server.loop().resume_after(time); });
}

TEST(WebSocket, pings_after_a_pause_and_counts_from_there) {
  RunningServer server;
  WsClient client(server.port);
  pause_for(server, 300s);
  ASSERT_TRUE(server.swept());
  EXPECT_EQ(client.read_frame().opcode, 9);
  server.clock.advance(30s);  // 25 are ping_after, 60 close_after
  ASSERT_TRUE(server.swept());
  EXPECT_EQ(client.read_frame().opcode, 9);
  client.send(client_frame(0x8A, ""));
  let_the_loop_catch_up(server.port);
  server.clock.advance(10s);
  ASSERT_TRUE(server.swept());
  client.send(client_text("still there"));
  EXPECT_EQ(client.read_frame().payload, "still there");
}

TEST(WebSocket, closes_after_a_pause_who_does_not_answer) {
  RunningServer server;
  WsClient client(server.port);
  pause_for(server, 300s);
  ASSERT_TRUE(server.swept());
  EXPECT_EQ(client.read_frame().opcode, 9);
  server.clock.advance(36s);
  EXPECT_EQ(client.read_frame().code(), 4408);
}

TEST(WebSocket, gives_an_unfinished_message_its_time_back_after_a_pause) {
  RunningServer server;
  WsClient client(server.port);
  const std::string text = client_text("late");
  client.send(text.substr(0, 8));
  let_the_loop_catch_up(server.port);
  pause_for(server, 300s);
  ASSERT_TRUE(server.swept());
  EXPECT_EQ(client.read_frame().opcode, 9);
  client.send(text.substr(8));
  EXPECT_EQ(client.read_frame().payload, "late");
}

// ---- exceptions: nobody is left behind on a socket that has lost something

TEST(WebSocket, ends_when_its_opening_throws) {
  RunningServer server;
  server.handler.sockets.on_open = [](WsConnection&) { throw std::runtime_error("asked to"); };
  const WsClient client(server.port);
  EXPECT_TRUE(eventually([&] { return server.handler.sockets.closed == 1; }));
  EXPECT_TRUE(eventually([&] { return server.server->open_connections() == 0; }));
}

TEST(WebSocket, ends_when_what_waited_throws) {
  RunningServer server;
  WsClient client(server.port);
  client.send(client_text("pause") + client_text("throw 7"));
  EXPECT_EQ(client.read_frame().payload, "paused");
  server.loop().post([&] { server.handler.sockets.newest.load()->resume_reading(); });
  EXPECT_EQ(client.read_frame().opcode, -1);
  EXPECT_TRUE(eventually([&] { return server.server->open_connections() == 0; }));
}

TEST(WebSocket, keeps_its_deadlines_when_those_of_another_throw) {
  std::atomic<WsConnection*> broken{nullptr};
  std::atomic<int> swept{0};
  RunningServer server;
  server.handler.sockets.on_sweep = [&](WsConnection& connection) {
    if (&connection == broken) throw std::runtime_error("asked to");
    if (broken != nullptr) ++swept;
  };
  WsClient before(server.port);
  WsClient client(server.port);
  ASSERT_TRUE(eventually([&] { return server.handler.sockets.opened == 2; }));
  broken = server.handler.sockets.newest.load();
  EXPECT_EQ(client.read_frame().opcode, -1);
  EXPECT_TRUE(eventually([&] { return swept > 0; }));
  EXPECT_EQ(server.server->open_connections(), 1);
}

}  // namespace
}  // namespace asq::net
