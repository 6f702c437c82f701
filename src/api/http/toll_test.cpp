// What it costs that many hear something.
#include "api/http/toll.hpp"

#include <gtest/gtest.h>

#include "support/people.hpp"
#include "support/standing_clock.hpp"

namespace asq::api {
namespace {

constexpr ChatId kChat{7};
using test::kAnna;
using Sockets = realtime::Audience::Sockets;

TEST(PriceOf, IsOneForEachUnitThatIsBegun) {
  EXPECT_EQ(price_of(0, 0, 1000), 1);
  EXPECT_EQ(price_of(10, 99, 1000), 1);
  EXPECT_EQ(price_of(10, 100, 1000), 1);
  EXPECT_EQ(price_of(10, 101, 1000), 2);
  EXPECT_EQ(price_of(10, 1'000'000, 0), 1) << "off";
}

class TollTest : public ::testing::Test {
 protected:
  static RateOptions options() {
    RateOptions options;
    options.sends = {1, 20};
    options.memberships = {1, 30};
    options.invites = {1, 3};
    options.bytes_per_send = 1000;
    return options;
  }
  static Message message(std::size_t characters) {
    Message message;
    message.chat_id = kChat;
    message.text = std::string(characters, 'x');
    return message;
  }
  BroadcastToll toll(BroadcastToll::Bucket bucket = BroadcastToll::Bucket::sends) {
    return {limits_, audience_, kAnna, bucket};
  }

  test::StandingClock clock_;
  RateLimits limits_{options(), clock_};
  realtime::Audience audience_;
};

TEST_F(TollTest, WhereFewListenNothingIsOwed) {
  EXPECT_EQ(toll().owed_to_send(message(100'000)), 0);
  EXPECT_EQ(toll().owed_to_change(message(100'000)), 0);
}

TEST_F(TollTest, SocketsOfTheChatHearMessagesButNotChanges) {
  audience_.add(kChat, Sockets::of_chat, 10);
  EXPECT_GT(toll().owed_to_send(message(900)), 0);
  EXPECT_EQ(toll().owed_to_change(message(900)), 0);
}

TEST_F(TollTest, WhatIsOwedGrowsWithBytesAndSocketsUpToTheBurst) {
  audience_.add(kChat, Sockets::of_people, 4);
  const auto few = toll().owed_to_change(message(500));
  EXPECT_GE(few, 2);
  EXPECT_LE(few, 4);
  audience_.add(kChat, Sockets::of_people, 4);
  EXPECT_GE(toll().owed_to_change(message(500)), 2 * few - 1);
  audience_.add(kChat, Sockets::of_people, 1000);
  EXPECT_EQ(toll().owed_to_change(message(500)), 19) << "one has been paid";
  EXPECT_EQ(toll(BroadcastToll::Bucket::memberships).owed_to_change_member(kChat), 29);
}

// A verb may run again after a rollback.
TEST_F(TollTest, WhatIsPaidIsPaidOnce) {
  audience_.add(kChat, Sockets::of_people, 10);
  BroadcastToll toll = this->toll();
  const auto owed = toll.owed_to_send(message(500));
  ASSERT_TRUE(toll.pay(owed));
  EXPECT_EQ(toll.owed_to_send(message(500)), 0);
  ASSERT_TRUE(toll.pay(0));
  EXPECT_EQ(toll.verdict()->remaining, 20 - owed);
}

TEST_F(TollTest, WhoJoinsByAnInvitationPaysTheWholePriceAndOneOfTheInvitation) {
  audience_.add(kChat, Sockets::of_people, 10);
  BroadcastToll toll(limits_, audience_, kAnna, InviteId(1));
  const auto owed = toll.owed_to_change_member(kChat);
  ASSERT_GT(owed, 0);
  ASSERT_TRUE(toll.pay(owed));
  ASSERT_TRUE(toll.pay(toll.owed_to_change_member(kChat))) << "once, as all";
  EXPECT_EQ(limits_.take_membership(kAnna, 0).remaining, 30 - 1 - owed);
  EXPECT_EQ(limits_.take_invite(InviteId(1), 0).remaining, 2);
}

TEST_F(TollTest, OfTwoBucketsBothPayOrNone) {
  ASSERT_TRUE(limits_.take_membership(kAnna, 30).allowed);
  BroadcastToll toll(limits_, audience_, kAnna, InviteId(1));
  ASSERT_FALSE(toll.pay(0));
  EXPECT_EQ(toll.verdict()->limit, 30);
  EXPECT_EQ(limits_.take_invite(InviteId(1), 0).remaining, 3);
}

TEST_F(TollTest, AnInvitationPaysForTheAccountThatItMakes) {
  audience_.add(kChat, Sockets::of_people, 1000);
  BroadcastToll toll(limits_, audience_, InviteId(1));
  ASSERT_TRUE(limits_.take_invite(InviteId(1)).allowed);
  EXPECT_EQ(toll.owed_to_change_member(kChat), 2) << "one has been paid";
  ASSERT_TRUE(toll.pay(2));
  EXPECT_EQ(toll.verdict()->remaining, 0);
  EXPECT_FALSE(toll.pay(1));
}

TEST_F(TollTest, ARefusalTakesNothingAndSaysWhenItIsWorthATry) {
  audience_.add(kChat, Sockets::of_people, 1000);
  ASSERT_TRUE(limits_.take_send(kAnna, 10).allowed);
  BroadcastToll toll = this->toll();
  const auto paid = toll.pay(toll.owed_to_send(message(500)));
  ASSERT_FALSE(paid);
  EXPECT_EQ(paid.error().code, ErrorCode::rate_limited);
  EXPECT_EQ(toll.verdict()->remaining, 10);
  EXPECT_EQ(*paid.error().retry_after, std::chrono::seconds(10)) << "the whole burst";
  clock_.advance(std::chrono::seconds(10));
  ASSERT_TRUE(limits_.take_send(kAnna).allowed);
  EXPECT_TRUE(toll.pay(toll.owed_to_send(message(500))));
}

}  // namespace
}  // namespace asq::api
