#include "realtime/read_batch.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace asq::realtime {
namespace {

using std::chrono::milliseconds;

constexpr SteadyTime kStart{std::chrono::hours(1)};

MovedMarker moved(std::int64_t chat, std::int64_t user, std::int64_t seq) {
  return {LogPosition(100 + seq), {ChatId(chat), UserId(user), Seq(seq)}};
}

// "chat user seq" of each, sorted.
std::vector<std::array<std::int64_t, 3>> listed(const std::vector<MovedMarker>& all) {
  std::vector<std::array<std::int64_t, 3>> list;
  for (const auto& [position, one] : all) {
    list.push_back({one.chat_id.value(), one.user_id.value(), one.seq.value()});
  }
  std::ranges::sort(list);
  return list;
}

using Listed = std::vector<std::array<std::int64_t, 3>>;

TEST(ReadBatch, TheFirstMoveInAQuietChatIsToldAtOnce) {
  ReadBatch batch;
  EXPECT_TRUE(batch.add(moved(1, 7, 3), kStart));
  EXPECT_TRUE(batch.add(moved(2, 7, 3), kStart));
  EXPECT_EQ(batch.next_due(), std::nullopt);
  EXPECT_TRUE(batch.take_due(kStart + milliseconds(999)).empty());
}

TEST(ReadBatch, WhatFollowsWithinASecondIsToldTogetherAndOnlyTheNewestOfEachReader) {
  ReadBatch batch;
  EXPECT_TRUE(batch.add(moved(1, 7, 3), kStart));
  EXPECT_FALSE(batch.add(moved(1, 7, 4), kStart + milliseconds(10)));
  EXPECT_FALSE(batch.add(moved(1, 8, 2), kStart + milliseconds(20)));
  EXPECT_FALSE(batch.add(moved(1, 7, 9), kStart + milliseconds(30)));
  EXPECT_EQ(batch.next_due(), kStart + milliseconds(1000));

  EXPECT_TRUE(batch.take_due(kStart + milliseconds(999)).empty());
  EXPECT_EQ(listed(batch.take_due(kStart + milliseconds(1000))), (Listed{{1, 7, 9}, {1, 8, 2}}));
  EXPECT_EQ(batch.next_due(), std::nullopt);
}

TEST(ReadBatch, ABusyChatIsToldOncePerSecond) {
  ReadBatch batch;
  int tellings = 0;
  for (int at = 0; at <= 5000; at += 10) {
    const SteadyTime now = kStart + milliseconds(at);
    tellings += batch.take_due(now).empty() ? 0 : 1;
    tellings += batch.add(moved(1, 1 + at % 3, 1 + at), now) ? 1 : 0;
  }
  EXPECT_EQ(tellings, 6);
}

TEST(ReadBatch, AMoveThatComesLateNeverTakesAReaderBack) {
  ReadBatch batch;
  EXPECT_TRUE(batch.add(moved(1, 9, 1), kStart));
  EXPECT_FALSE(batch.add(moved(1, 7, 5), kStart));
  EXPECT_FALSE(batch.add(moved(1, 7, 4), kStart));
  EXPECT_EQ(listed(batch.take_due(kStart + milliseconds(1000))), (Listed{{1, 7, 5}}));
}

TEST(ReadBatch, AChatThatWasQuietForASecondIsForgotten) {
  ReadBatch batch;
  for (int chat = 1; chat <= 100; ++chat) EXPECT_TRUE(batch.add(moved(chat, 7, 1), kStart));
  EXPECT_TRUE(batch.add(moved(1, 7, 2), kStart + milliseconds(1000)));
  EXPECT_EQ(batch.chats(), 1U);
}

TEST(ReadBatch, WithoutRoomEvenTheFirstMoveWaits) {
  ReadBatch batch;
  EXPECT_FALSE(batch.add(moved(1, 7, 1), kStart, false));
  EXPECT_EQ(batch.next_due(), kStart + milliseconds(1000));
  EXPECT_EQ(listed(batch.take_due(kStart + milliseconds(1000))), (Listed{{1, 7, 1}}));
  EXPECT_EQ(batch.next_due(), std::nullopt);
}

TEST(ReadBatch, OfManyQuietChatsTheOneWithSomethingKeptIsNext) {
  ReadBatch batch;
  for (int chat = 1; chat <= 100; ++chat) {
    EXPECT_TRUE(batch.add(moved(chat, 7, 1), kStart + milliseconds(chat)));
  }
  EXPECT_FALSE(batch.add(moved(90, 7, 2), kStart + milliseconds(200)));
  EXPECT_FALSE(batch.add(moved(60, 7, 2), kStart + milliseconds(201)));
  EXPECT_EQ(batch.next_due(), kStart + milliseconds(1060));
}

}  // namespace
}  // namespace asq::realtime
