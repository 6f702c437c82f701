#include "chat/account_log.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "support/log_lines.hpp"
#include "support/standing_clock.hpp"

namespace asq::chat {
namespace {

using std::chrono::seconds;
using Lines = std::vector<std::string>;

ClientNetwork from(const std::string& host) {
  ClientNetwork client;
  client.address = host;
  client.host = host;
  return client;
}

class AccountLogTest : public ::testing::Test {
 protected:
  void refuse(const std::string& host, const AccountLine& line) {
    log_.write(AccountEvent::login_refused, from(host), line);
  }
  // What it tells when so much time has passed.
  Lines after(seconds time) {
    clock_.advance(time);
    log_.tell_left_out(clock_.steady());
    return lines_.take();
  }

  test::StandingClock clock_;
  test::LogLines lines_;
  AccountLog log_{clock_, lines_.sink()};
};

TEST_F(AccountLogTest, ALineSaysWhatIsKnown) {
  log_.write(AccountEvent::member_removed, from("192.0.2.1"),
             {.chat = ChatId(3), .user = UserId(2), .by = UserId(1)});
  log_.write(AccountEvent::session_ended, from("192.0.2.1"),
             {.user = UserId(1), .session = SessionId(7), .reason = "because"});
  log_.write(AccountEvent::login_refused, ClientNetwork(), {.level = log::Level::warning});
  EXPECT_EQ(lines_.take(),
            (Lines{"member_removed chat_id=3 user_id=2 by=1 address=192.0.2.1",
                   "session_ended user_id=1 session_id=7 address=192.0.2.1 reason=because",
                   "warning login_refused"}));
}

// 35 of them had left no line.
TEST_F(AccountLogTest, ARefusalIsWrittenOnceAMinuteWithACountOfTheOthers) {
  for (int i = 0; i < 35; ++i) refuse("192.0.2.1", {.reason = "unknown_email"});
  EXPECT_EQ(lines_.take(), Lines{"login_refused address=192.0.2.1 reason=unknown_email"});
  EXPECT_EQ(after(seconds(59)), Lines{});
  EXPECT_EQ(after(seconds(1)), Lines{"login_refused address=192.0.2.1 reason=unknown_email "
                                     "left_out=34"});
  EXPECT_EQ(after(seconds(60)), Lines{}) << "told once";
  refuse("192.0.2.1", {.reason = "unknown_email"});
  EXPECT_EQ(lines_.take().size(), 1U) << "the next minute";
}

TEST_F(AccountLogTest, AnotherAddressAccountReasonOrEventHasALineOfItsOwn) {
  for (int i = 0; i < 2; ++i) {
    refuse("192.0.2.1", {.reason = "unknown_email"});
    refuse("192.0.2.2", {.reason = "unknown_email"});
    refuse("192.0.2.1", {.user = UserId(1), .reason = "wrong_password"});
    refuse("192.0.2.1", {.user = UserId(2), .reason = "wrong_password"});
    refuse("192.0.2.1", {.user = UserId(2), .reason = "disabled"});
    log_.write(AccountEvent::refresh_refused, from("192.0.2.1"), {.reason = "unknown_email"});
  }
  EXPECT_EQ(lines_.take().size(), 6U);
  EXPECT_EQ(after(seconds(60)).size(), 6U) << "each with what it left out";
}

TEST_F(AccountLogTest, AHostIsCountedByItsNetworkAndShownWhole) {
  ClientNetwork client = from("2001:db8::1");
  client.address = "2001:db8::/64";
  log_.write(AccountEvent::login_refused, client, {.reason = "unknown_email"});
  client.host = "2001:db8::2";
  log_.write(AccountEvent::login_refused, client, {.reason = "unknown_email"});
  EXPECT_EQ(lines_.take(), Lines{"login_refused address=2001:db8::1 reason=unknown_email"});
  EXPECT_EQ(after(seconds(60)),
            Lines{"login_refused address=2001:db8::/64 reason=unknown_email left_out=1"});
}

TEST_F(AccountLogTest, WhatAnAccountDoesIsWritten20TimesAMinute) {
  for (int i = 0; i < 25; ++i) {
    log_.write(AccountEvent::member_removed, from("192.0.2.1"),
               {.chat = ChatId(i), .user = UserId(100 + i), .by = UserId(1)});
    log_.write(AccountEvent::logged_in, from("192.0.2.1"), {.user = UserId(1)});
  }
  log_.write(AccountEvent::member_removed, from("192.0.2.1"), {.user = UserId(9), .by = UserId(2)});
  EXPECT_EQ(lines_.take().size(), 41U);
  EXPECT_EQ(after(seconds(60)),
            (Lines{"logged_in user_id=1 left_out=5", "member_removed by=1 left_out=5"}));
}

TEST_F(AccountLogTest, AThousandAddressesFillNothingAndPushOutNoOther) {
  for (int i = 0; i < 1000; ++i) refuse("host" + std::to_string(i), {.reason = "unknown_email"});
  EXPECT_EQ(lines_.take().size(), AccountLog::kMostRefused);
  refuse("192.0.2.1", {.user = UserId(1), .reason = "wrong_password"});
  log_.write(AccountEvent::refresh_refused, from("192.0.2.1"), {.reason = "session_ended"});
  log_.write(AccountEvent::logged_in, from("192.0.2.1"), {.user = UserId(1)});
  EXPECT_EQ(lines_.take().size(), 3U);
  EXPECT_EQ(after(seconds(60)), Lines{"login_refused left_out=900"});
}

TEST_F(AccountLogTest, InTheEndItTellsWhatItStillHas) {
  for (int i = 0; i < 3; ++i) refuse("192.0.2.1", {.reason = "unknown_email"});
  lines_.take();
  log_.tell_left_out(SteadyTime::max());
  EXPECT_EQ(lines_.take(),
            Lines{"login_refused address=192.0.2.1 reason=unknown_email left_out=2"});
}

TEST(AccountEvents, AreListedInOperationsMd) {
  std::ifstream file(ASQ_DOCS "/operations.md");
  const std::string document((std::istreambuf_iterator<char>(file)), {});
  for (std::size_t i = 0; i < kAccountEvents; ++i) {
    const std::string row = "| `" + std::string(event_name(static_cast<AccountEvent>(i))) + "` |";
    EXPECT_NE(document.find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace asq::chat
