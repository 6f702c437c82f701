#include "net/channel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "net/test_server.hpp"

namespace asq::net {
namespace {

using namespace test;

constexpr Outbox::Bounds kAny{1000, 100'000'000};

// Both ends of one TCP connection on loopback; the peer has a small receive buffer.
struct Pair {
  Pair() {
    const Descriptor listener(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener.get(), name, size) != 0 || ::listen(listener.get(), 1) != 0 ||
        ::getsockname(listener.get(), name, &size) != 0) {
      throw std::runtime_error("no listener");
    }
    peer.emplace(ntohs(address.sin_port), 4096);
    ours = Descriptor(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK));
    if (!ours.valid()) throw std::runtime_error("no connection");
  }
  Descriptor ours;
  std::optional<Client> peer;
};

// Does what the test tells it to.
class Owner final : public ChannelOwner {
 public:
  explicit Owner(Loop& loop) : loop_(loop) {}
  ~Owner() override { loop_.unmark(*this); }
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;

  void on_ready(std::uint32_t events) override {
    if (ready) ready(events);
  }
  void flush() override {
    ++flushes;
    if (flushed) flushed();
  }
  std::function<void(std::uint32_t)> ready;
  std::function<void()> flushed;
  int flushes = 0;

 private:
  Loop& loop_;
};

class ChannelTest : public testing::Test {
 protected:
  // Runs what is ready by now. Bounded: what is not read is reported again and again.
  void turn() {
    for (int i = 0; i < 10; ++i) loop.context().poll_one();
  }
  // As in as many turns as it takes.
  WriteResult flush() {
    WriteResult result = WriteResult::more;
    while (result == WriteResult::more) {
      loop.renew_write_budget();
      result = channel.flush();
    }
    return result;
  }
  // Writes until the kernel takes no more.
  void fill() {
    for (int i = 0; i < 100; ++i) channel.append(owner, make_frame(std::string(100'000, 'x')));
    ASSERT_EQ(flush(), WriteResult::blocked);
    ASSERT_TRUE(channel.blocked());
  }
  // The peer reads everything that is queued.
  void drain() {
    std::size_t wanted = kFilled;
    while (wanted > 0) {
      const std::size_t got = pair.peer->read(std::min<std::size_t>(wanted, 10'000)).size();
      ASSERT_GT(got, 0U);
      wanted -= got;
      ASSERT_NE(flush(), WriteResult::gone);
    }
  }
  static constexpr std::size_t kFilled = 100 * 100'000;

  TestClock clock;
  Loop loop{clock};
  Pair pair;
  Owner owner{loop};
  Channel channel{loop, std::move(pair.ours)};
};

// ---- reading

TEST_F(ChannelTest, reports_input_and_reads_it_into_the_buffer_of_the_loop) {
  std::string got;
  owner.ready = [&](std::uint32_t) {
    const Read read = channel.read();
    got.assign(read.bytes.begin(), read.bytes.end());
    EXPECT_EQ(read.bytes.data(), loop.read_buffer().data());
  };
  ASSERT_TRUE(channel.begin(owner));
  EXPECT_EQ(channel.read().result, ReadResult::nothing_now);

  pair.peer->send("hello");

  ASSERT_TRUE(eventually([&] { return turn(), !got.empty(); }));
  EXPECT_EQ(got, "hello");
  EXPECT_FALSE(channel.input_ended());
}

TEST_F(ChannelTest, says_that_the_peer_has_sent_its_last_byte_and_can_still_write) {
  ASSERT_TRUE(channel.begin(owner));
  pair.peer->send("last");
  pair.peer->end_output();

  ASSERT_TRUE(eventually([&] { return channel.read().result == ReadResult::end; }));
  EXPECT_TRUE(channel.input_ended());
  channel.append(owner, make_frame("answer"));
  EXPECT_EQ(flush(), WriteResult::drained);
  EXPECT_EQ(pair.peer->read(6), "answer");
}

TEST_F(ChannelTest, does_not_report_input_that_nobody_wants_to_hear_of) {
  int reports = 0;
  owner.ready = [&](std::uint32_t) { ++reports; };
  ASSERT_TRUE(channel.begin(owner));
  channel.watch_input(owner, false);
  EXPECT_FALSE(channel.watches_input());
  pair.peer->send("waits");
  ASSERT_TRUE(eventually([&] { return channel.read().result == ReadResult::data; }));
  pair.peer->end_output();
  ASSERT_TRUE(eventually([&] { return channel.read().result == ReadResult::end; }));
  turn();
  EXPECT_EQ(reports, 0) << "the end is there to be read";

  channel.watch_input(owner, true);

  ASSERT_TRUE(eventually([&] { return turn(), reports > 0; }));
}

// ---- writing

TEST_F(ChannelTest, flushes_all_that_was_queued_in_a_turn_once_at_its_end) {
  ASSERT_TRUE(channel.begin(owner));
  owner.flushed = [&] {
    EXPECT_EQ(channel.outbox().frames(), 3U);
    EXPECT_EQ(flush(), WriteResult::drained);
    loop.stop();
  };
  loop.post([&] {
    channel.append(owner, make_frame("one "));
    EXPECT_EQ(channel.push(owner, make_frame("two "), kAny), Push::accepted);
    EXPECT_EQ(channel.push(owner, make_frame("three"), kAny), Push::accepted);
    EXPECT_EQ(channel.push(owner, make_frame("four"), {3, 1000}), Push::full);
  });

  loop.run();

  EXPECT_EQ(owner.flushes, 1);
  EXPECT_EQ(pair.peer->read(13), "one two three");
}

TEST_F(ChannelTest, waits_for_the_poller_while_the_kernel_takes_no_more) {
  ASSERT_TRUE(channel.begin(owner));
  std::uint32_t seen = 0;
  owner.ready = [&](std::uint32_t events) { seen |= events; };
  channel.watch_input(owner, true);
  turn();
  EXPECT_EQ(seen, 0U) << "there is room, but nothing waits for it";

  fill();
  channel.watch_input(owner, true);
  std::size_t read = 0;
  while (seen == 0 && read < kFilled) {
    read += pair.peer->read(1000).size();
    turn();
  }

  EXPECT_EQ(seen, EPOLLOUT);
}

TEST_F(ChannelTest, is_not_marked_for_what_is_queued_while_blocked) {
  ASSERT_TRUE(channel.begin(owner));
  fill();
  loop.unmark(owner);
  loop.post([&] { channel.append(owner, make_frame("later")); });
  loop.post([&] { loop.stop(); });

  loop.run();

  EXPECT_EQ(owner.flushes, 0);
}

TEST_F(ChannelTest, tells_that_the_connection_is_lost) {
  ASSERT_TRUE(channel.begin(owner));
  fill();
  pair.peer.reset();  // with bytes unread: a reset
  ASSERT_TRUE(eventually([&] { return flush() == WriteResult::gone; }));
  channel.close(owner);
  channel.close(owner);
}

TEST_F(ChannelTest, ends_its_output_once_and_reads_on) {
  ASSERT_TRUE(channel.begin(owner));
  EXPECT_TRUE(channel.end_output());
  EXPECT_FALSE(channel.end_output());
  EXPECT_TRUE(channel.output_ended());
  EXPECT_TRUE(pair.peer->at_end());

  pair.peer->send("still heard");

  Read read;
  ASSERT_TRUE(eventually([&] {
    read = channel.read();
    return read.result == ReadResult::data;
  }));
  EXPECT_EQ(std::string(read.bytes.begin(), read.bytes.end()), "still heard");
}

// ---- stalls

TEST_F(ChannelTest, remembers_when_the_kernel_last_took_a_byte) {
  ASSERT_TRUE(channel.begin(owner));
  fill();
  SteadyTime blocked_at;
  std::size_t queued = 0;
  do {  // until nothing more is on its way to the peer
    blocked_at = channel.moved_at();
    queued = channel.outbox().bytes();
    clock.advance(30s);
    ASSERT_EQ(flush(), WriteResult::blocked);
  } while (channel.outbox().bytes() < queued);
  EXPECT_EQ(channel.moved_at(), blocked_at) << "nothing was taken";

  std::size_t read = 0;
  while (channel.outbox().bytes() == queued && read < kFilled) {
    read += pair.peer->read(1000).size();
    ASSERT_EQ(flush(), WriteResult::blocked);
  }
  EXPECT_GE(channel.moved_at() - blocked_at, 30s);
}

TEST_F(ChannelTest, counts_what_the_peer_has_confirmed_not_what_the_kernel_took) {
  ASSERT_TRUE(channel.begin(owner));
  fill();
  EXPECT_LT(channel.acknowledged(), kFilled - channel.outbox().bytes());

  drain();

  EXPECT_TRUE(eventually([&] { return channel.acknowledged() == kFilled; }));
}

// ---- a new owner (the WebSocket upgrade)

TEST_F(ChannelTest, moves_to_a_new_owner_with_all_that_is_queued) {
  int old_reports = 0;
  int new_reports = 0;
  owner.ready = [&](std::uint32_t) { ++old_reports; };
  Owner next(loop);
  next.ready = [&](std::uint32_t) { ++new_reports; };
  ASSERT_TRUE(channel.begin(owner));
  channel.append(owner, make_frame("queued before"));

  Channel moved = channel.release(owner);
  ASSERT_TRUE(moved.begin(next));
  pair.peer->send("for the new one");

  ASSERT_TRUE(eventually([&] { return turn(), new_reports > 0; }));
  EXPECT_EQ(old_reports, 0);
  EXPECT_EQ(moved.flush(), WriteResult::drained);
  EXPECT_EQ(pair.peer->read(13), "queued before");
  moved.close(next);
}

TEST_F(ChannelTest, asks_the_kernel_anew_after_a_move) {
  Owner next(loop);
  ASSERT_TRUE(channel.begin(owner));
  pair.peer->end_output();
  ASSERT_TRUE(eventually([&] { return channel.read().result == ReadResult::end; }));
  fill();

  Channel moved = channel.release(owner);
  ASSERT_TRUE(moved.begin(next));

  EXPECT_FALSE(moved.blocked());
  EXPECT_FALSE(moved.input_ended());
  EXPECT_EQ(moved.read().result, ReadResult::end);
  EXPECT_EQ(moved.flush(), WriteResult::blocked);
  moved.close(next);
}

}  // namespace
}  // namespace asq::net
