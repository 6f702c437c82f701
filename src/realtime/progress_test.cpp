// Every race of the table in progress.hpp, by its number.
#include "realtime/progress.hpp"

#include <gtest/gtest.h>

namespace asq::realtime {
namespace {

LogPosition at(std::int64_t position) { return LogPosition(position); }

// It has everything up to this position, and nothing is pending.
Progress live_at(std::int64_t position) {
  Progress progress;
  progress.start_at(at(position));
  EXPECT_TRUE(progress.finish_walk());
  progress.live_said();
  return progress;
}

// In a walk that began at this position.
Progress walking_from(std::int64_t position) {
  Progress progress;
  progress.resume_from(at(position));
  return progress;
}

TEST(Progress, BeforeHelloNothingIsPassedOnAndTheStartCoversWhatCame) {
  Progress progress;
  EXPECT_FALSE(progress.takes_event(at(7)));
  EXPECT_FALSE(progress.needs_walk(at(8)));
  progress.start_at(at(8));
  EXPECT_TRUE(progress.walking());
  EXPECT_TRUE(progress.finish_walk());
}

TEST(Progress, ALiveFeedTakesEventsInTheirOrder) {
  Progress progress = live_at(10);
  EXPECT_TRUE(progress.takes_event(at(11)));
  progress.delivered(at(11));
  EXPECT_TRUE(progress.takes_event(at(13)));
  progress.delivered(at(13));
  EXPECT_EQ(progress.delivered_up_to(), at(13));
  EXPECT_TRUE(progress.live());
}

TEST(Progress, Race1AnEventThatTheStoreBroughtFirstIsSkipped) {
  Progress progress = walking_from(10);
  progress.reached_head(at(15));
  ASSERT_TRUE(progress.finish_walk());
  EXPECT_FALSE(progress.takes_event(at(15)));
  EXPECT_FALSE(progress.needs_walk(at(14)));
  EXPECT_TRUE(progress.live()) << "nothing became pending";
}

TEST(Progress, Race2AnEventDuringAWalkMakesAnotherWalk) {
  Progress progress = walking_from(10);
  EXPECT_FALSE(progress.takes_event(at(16)));
  progress.reached_head(at(15));
  EXPECT_FALSE(progress.finish_walk());
  EXPECT_TRUE(progress.walking());
  EXPECT_EQ(progress.delivered_up_to(), at(15)) << "where the next walk begins";
}

TEST(Progress, Race3AnEventThatTheSnapshotHoldsIsNotPendingAtTheEnd) {
  Progress progress = walking_from(10);
  EXPECT_FALSE(progress.takes_event(at(15)));
  EXPECT_FALSE(progress.needs_walk(at(14)));
  progress.reached_head(at(15));
  EXPECT_TRUE(progress.finish_walk());
}

TEST(Progress, Race4ManyEventsDuringAWalkMakeOneMore) {
  Progress progress = walking_from(10);
  for (std::int64_t position = 16; position <= 25; ++position) {
    EXPECT_FALSE(progress.takes_event(at(position)));
  }
  progress.reached_head(at(15));
  ASSERT_FALSE(progress.finish_walk());
  progress.reached_head(at(25));
  EXPECT_TRUE(progress.finish_walk());
}

TEST(Progress, Race5WhatOnlyTheStoreCanTellStopsTheLiveStream) {
  Progress progress = live_at(10);
  EXPECT_TRUE(progress.needs_walk(at(11)));
  EXPECT_FALSE(progress.needs_walk(at(12))) << "it walks already";
  EXPECT_FALSE(progress.takes_event(at(13))) << "11 and 12 come first";
  progress.reached_head(at(12));
  EXPECT_FALSE(progress.finish_walk()) << "13 is pending";
}

TEST(Progress, Race6ChatsFromANewerSnapshotArePendingForALiveFeedToo) {
  Progress progress = live_at(10);
  EXPECT_FALSE(progress.needs_walk(at(10))) << "its own snapshot";
  EXPECT_TRUE(progress.needs_walk(at(14)));
  EXPECT_TRUE(progress.walking());
}

TEST(Progress, Race7AFullOutboxInAPageGoesOnFromTheLastThatFitted) {
  Progress progress = walking_from(10);
  progress.marker_delivered(at(9));
  progress.delivered(at(11));
  progress.outbox_full();  // 12 did not fit
  EXPECT_TRUE(progress.waiting());
  EXPECT_TRUE(progress.outbox_drained());
  EXPECT_TRUE(progress.walking());
  EXPECT_EQ(progress.delivered_up_to(), at(11));
  EXPECT_EQ(progress.markers_up_to(), at(9));
}

TEST(Progress, Race8AfterALiveEventThatDidNotFitNothingIsPassedOn) {
  Progress progress = live_at(10);
  ASSERT_TRUE(progress.takes_event(at(11)));
  progress.outbox_full();
  progress.missed(at(11));
  EXPECT_FALSE(progress.takes_event(at(12)));
  EXPECT_TRUE(progress.outbox_drained());
  EXPECT_FALSE(progress.takes_event(at(13))) << "there is room, and 11 comes first";
  EXPECT_EQ(progress.delivered_up_to(), at(10));
  progress.reached_head(at(12));
  EXPECT_FALSE(progress.finish_walk()) << "13 is pending";
}

TEST(Progress, Race9OnlyWhoWaitsForRoomGoesOnWhenTheOutboxDrains) {
  Progress progress = live_at(10);
  EXPECT_FALSE(progress.outbox_drained());
  EXPECT_TRUE(progress.live());
  progress.outbox_full();
  EXPECT_TRUE(progress.outbox_drained());
  EXPECT_FALSE(progress.waiting()) << "before anybody has begun to wait";
  EXPECT_FALSE(progress.outbox_drained());
}

TEST(Progress, Race10AMarkerThatTheStoreBroughtIsSkipped) {
  Progress progress = live_at(10);
  EXPECT_FALSE(progress.takes_marker(at(10)));
  EXPECT_TRUE(progress.takes_marker(at(11)));
}

TEST(Progress, Race11AMarkerThatPassesLateIsTakenAfterANewerOne) {
  Progress progress = live_at(10);
  EXPECT_TRUE(progress.takes_marker(at(14)));
  ASSERT_TRUE(progress.takes_event(at(15)));
  progress.delivered(at(15));
  EXPECT_TRUE(progress.takes_marker(at(12))) << "kept for a second, in another chat";
  EXPECT_TRUE(progress.lacks_marker(at(14))) << "a walk may repeat it";
  EXPECT_EQ(progress.markers_up_to(), at(10));
}

TEST(Progress, Race12AnOldMarkerThatDidNotFitMakesAWalkWithNothingPending) {
  Progress progress = live_at(10);
  ASSERT_TRUE(progress.takes_event(at(13)));
  progress.delivered(at(13));
  ASSERT_TRUE(progress.takes_marker(at(12)));
  progress.outbox_full();
  progress.missed(at(12));
  ASSERT_TRUE(progress.outbox_drained());
  EXPECT_TRUE(progress.walking());
  EXPECT_TRUE(progress.lacks_marker(at(12)));
  progress.reached_head(at(13));
  EXPECT_TRUE(progress.finish_walk());
}

TEST(Progress, AMarkerDuringAWalkIsPending) {
  Progress progress = walking_from(10);
  EXPECT_FALSE(progress.takes_marker(at(16)));
  progress.reached_head(at(15));
  EXPECT_FALSE(progress.finish_walk());
}

TEST(Progress, Race13AResyncStandsForEverythingUpToTheHead) {
  Progress progress = walking_from(10);
  EXPECT_FALSE(progress.takes_event(at(900)));
  progress.reached_head(at(900));
  EXPECT_FALSE(progress.lacks_marker(at(900)));
  EXPECT_TRUE(progress.finish_walk());
  EXPECT_TRUE(progress.takes_event(at(901)));
}

TEST(Progress, Race14LiveStaysDueUntilItIsInTheOutbox) {
  Progress progress = walking_from(10);
  progress.reached_head(at(10));
  ASSERT_TRUE(progress.finish_walk());
  EXPECT_TRUE(progress.owes_live());
  progress.outbox_full();
  EXPECT_FALSE(progress.live());
  ASSERT_TRUE(progress.outbox_drained());
  EXPECT_TRUE(progress.owes_live());
  ASSERT_TRUE(progress.finish_walk());
  progress.live_said();
  EXPECT_FALSE(progress.owes_live());
}

TEST(Progress, Race15ClosedIsTheEnd) {
  Progress progress = walking_from(10);
  progress.close();
  EXPECT_FALSE(progress.takes_event(at(11)));
  EXPECT_FALSE(progress.takes_marker(at(11)));
  EXPECT_FALSE(progress.needs_walk(at(11)));
  EXPECT_FALSE(progress.outbox_drained());
  EXPECT_TRUE(progress.closed());
}

}  // namespace
}  // namespace asq::realtime
