#include "net/outbox.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace asq::net {
namespace {

constexpr Outbox::Bounds kBounds{.frames = 3, .bytes = 10};

Frame frame(std::string bytes) { return make_frame(std::move(bytes)); }

// All unsent bytes, as the pieces of gathered writes of at most `count`.
std::string unsent(const Outbox& outbox, std::size_t count = 16) {
  std::array<iovec, 16> pieces{};
  std::string bytes;
  const std::size_t used = outbox.gather(std::span(pieces).first(count));
  for (std::size_t i = 0; i < used; ++i) {
    bytes.append(static_cast<const char*>(pieces.at(i).iov_base), pieces.at(i).iov_len);
  }
  return bytes;
}

TEST(Outbox, keeps_the_order) {
  Outbox outbox;
  ASSERT_EQ(outbox.push(frame("ab"), kBounds), Push::accepted);
  ASSERT_EQ(outbox.push(frame("cd"), kBounds), Push::accepted);

  EXPECT_EQ(unsent(outbox), "abcd");
  EXPECT_EQ(unsent(outbox, 1), "ab");
  EXPECT_EQ(outbox.bytes(), 4U);
}

TEST(Outbox, shares_the_frame_instead_of_copying_it) {
  Outbox outbox;
  const Frame shared = frame("shared");
  std::array<iovec, 1> piece{};
  ASSERT_EQ(outbox.push(shared, kBounds), Push::accepted);

  ASSERT_EQ(outbox.gather(piece), 1U);
  EXPECT_EQ(piece[0].iov_base, shared->data());
}

TEST(Outbox, is_full_at_either_bound) {
  Outbox frames;
  Outbox bytes;
  for (int i = 0; i < 3; ++i) ASSERT_EQ(frames.push(frame("x"), kBounds), Push::accepted);
  ASSERT_EQ(bytes.push(frame("12345"), kBounds), Push::accepted);

  EXPECT_EQ(frames.push(frame("x"), kBounds), Push::full);
  EXPECT_EQ(bytes.push(frame("678901"), kBounds), Push::full);
  EXPECT_EQ(bytes.push(frame("67890"), kBounds), Push::accepted) << "exactly the bound";
  EXPECT_EQ(unsent(frames), "xxx") << "a refused frame leaves nothing";
}

TEST(Outbox, takes_any_frame_when_it_is_empty) {
  Outbox outbox;
  EXPECT_EQ(outbox.push(frame(std::string(100, 'x')), kBounds), Push::accepted);
}

TEST(Outbox, append_ignores_the_bounds) {
  Outbox outbox;
  for (int i = 0; i < 10; ++i) outbox.append(frame("12345"));
  EXPECT_EQ(outbox.frames(), 10U);
  EXPECT_EQ(outbox.bytes(), 50U);
}

TEST(Outbox, goes_on_within_a_frame_that_was_sent_in_part) {
  Outbox outbox;
  outbox.append(frame("abcd"));
  outbox.append(frame("ef"));

  outbox.sent(3);
  EXPECT_EQ(unsent(outbox), "def");
  EXPECT_EQ(outbox.bytes(), 3U);
  outbox.sent(2);
  EXPECT_EQ(unsent(outbox), "f");
  outbox.sent(1);
  EXPECT_TRUE(outbox.empty());
  EXPECT_EQ(outbox.bytes(), 0U);
}

TEST(Outbox, lets_go_of_a_frame_when_it_is_sent) {
  Outbox outbox;
  const Frame first = frame("ab");
  outbox.append(first);
  outbox.append(frame("cd"));

  outbox.sent(2);

  EXPECT_EQ(first.use_count(), 1);
}

TEST(Outbox, drop_unstarted_keeps_only_what_the_peer_has_begun_to_read) {
  Outbox started;
  Outbox fresh;
  for (Outbox* outbox : {&started, &fresh}) {
    outbox->append(frame("abcd"));
    outbox->append(frame("ef"));
  }
  started.sent(1);

  started.drop_unstarted();
  fresh.drop_unstarted();

  EXPECT_EQ(unsent(started), "bcd");
  EXPECT_EQ(started.bytes(), 3U);
  EXPECT_TRUE(fresh.empty());
  EXPECT_EQ(fresh.bytes(), 0U);
}

// A queue that is never empty must not grow with what went through it.
TEST(Outbox, stays_small_while_it_is_drained_and_filled) {
  Outbox outbox;
  outbox.append(frame("first"));
  for (int i = 0; i < 10'000; ++i) {
    outbox.append(frame(std::to_string(i % 10)));
    outbox.sent(i == 0 ? 5 : 1);
  }
  EXPECT_EQ(unsent(outbox), "9");
  EXPECT_EQ(outbox.frames(), 1U);
}

}  // namespace
}  // namespace asq::net
