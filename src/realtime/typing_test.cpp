#include "realtime/typing.hpp"

#include <gtest/gtest.h>

#include "bus/local_bus.hpp"
#include "support/standing_clock.hpp"

namespace asq::realtime {
namespace {

class TypingTest : public ::testing::Test {
 protected:
  TypingTest() {
    bus_.subscribe([this](const EventBatch& batch) {
      passed_.push_back(std::get<Typing>(batch->front()->what));
    });
  }

  test::StandingClock clock_;
  bus::LocalBus bus_;
  TypingNotices typing_{bus_, clock_};
  std::vector<Typing> passed_;
};

TEST_F(TypingTest, IsPassedOnOnceInThreeSecondsPerPersonAndChat) {
  for (int tenth = 0; tenth <= 60; ++tenth) {
    typing_.typed(ChatId(1), UserId(7));
    clock_.advance(std::chrono::milliseconds(100));
  }
  EXPECT_EQ(passed_.size(), 3U);  // at 0, 3 and 6 s
}

TEST_F(TypingTest, AnotherPersonAndAnotherChatHaveTheirOwn) {
  typing_.typed(ChatId(1), UserId(7));
  typing_.typed(ChatId(1), UserId(8));
  typing_.typed(ChatId(2), UserId(7));
  typing_.typed(ChatId(1), UserId(7));
  ASSERT_EQ(passed_.size(), 3U);
  EXPECT_EQ(passed_[2].chat_id, ChatId(2));
  EXPECT_EQ(passed_[2].user_id, UserId(7));
}

TEST_F(TypingTest, BeyondItsBoundNothingIsPassedOnUntilThereIsRoom) {
  for (std::size_t i = 1; i <= TypingNotices::kMost + 10; ++i) {
    typing_.typed(ChatId(static_cast<std::int64_t>(i)), UserId(7));
  }
  EXPECT_EQ(passed_.size(), TypingNotices::kMost);
  clock_.advance(std::chrono::seconds(3));
  typing_.typed(ChatId(1), UserId(7));
  EXPECT_EQ(passed_.size(), TypingNotices::kMost + 1);
}

}  // namespace
}  // namespace asq::realtime
