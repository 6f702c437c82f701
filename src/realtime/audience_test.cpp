// How many hear a chat, as hubs tell it.
#include "realtime/audience.hpp"

#include <gtest/gtest.h>

namespace asq::realtime {
namespace {

constexpr ChatId kTeam{7};
using Sockets = Audience::Sockets;

std::int64_t told_of(std::uint32_t count) {
  Audience audience;
  Audience::Told told;
  told.update(&audience, kTeam, Sockets::of_people, count);
  return audience.of(kTeam).of_people;
}

TEST(Audience, AHubTellsOfAChatFromSixteenSocketsOn) {
  EXPECT_EQ(told_of(15), 0);
  EXPECT_EQ(told_of(16), 16);
  EXPECT_EQ(told_of(17), 17);
}

TEST(Audience, TheHubsOfAllLoopsAddUpAndBothKindsAreKnownApart) {
  Audience audience;
  Audience::Told one;
  Audience::Told other;
  Audience::Told of_chat;
  one.update(&audience, kTeam, Sockets::of_people, 100);
  other.update(&audience, kTeam, Sockets::of_people, 50);
  of_chat.update(&audience, kTeam, Sockets::of_chat, 30);
  EXPECT_EQ(audience.of(kTeam).of_people, 150);
  EXPECT_EQ(audience.of(kTeam).of_chat, 30);
  EXPECT_EQ(audience.of(kTeam).all(), 180);
  EXPECT_EQ(audience.of(ChatId(8)).all(), 0);
}

TEST(Audience, ACountIsNeverMoreThanAnEighthOff) {
  Audience audience;
  Audience::Told told;
  for (std::uint32_t count = 16; count <= 2000; ++count) {
    told.update(&audience, kTeam, Sockets::of_people, count);
    const std::int64_t known = audience.of(kTeam).of_people;
    EXPECT_LE(known, count);
    EXPECT_GE(known * 9, std::int64_t{count} * 8);
  }
}

TEST(Audience, WhatNobodyHearsIsForgotten) {
  Audience audience;
  Audience::Told told;
  told.update(&audience, kTeam, Sockets::of_chat, 40);
  told.update(&audience, kTeam, Sockets::of_chat, 8);
  EXPECT_NE(audience.of(kTeam).of_chat, 0) << "near the least, nothing is told each time";
  told.update(&audience, kTeam, Sockets::of_chat, 7);
  EXPECT_EQ(audience.of(kTeam).of_chat, 0);
}

}  // namespace
}  // namespace asq::realtime
