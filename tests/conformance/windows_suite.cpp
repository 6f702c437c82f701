// Pages around a place in a chat, as chat/history.hpp promises them.
#include "told.hpp"

namespace asq::testing {
namespace {

using std::chrono::seconds;
using Anchor = WindowRequest::Anchor;
using Words = std::vector<std::string>;

// "older 3 4 5 newer": whether there is more before, the numbers, whether there is more after.
std::string in_words(const MessageWindow& window) {
  std::string words = window.has_older ? "older" : "first";
  for (const Message& message : window.messages) {
    words += " " + std::to_string(message.seq.value());
  }
  return words + (window.has_newer ? " newer" : " last");
}

class Windows {
 public:
  Windows(StoreGround& ground, const User& viewer, const Chat& chat)
      : ground_(ground), viewer_(viewer.id), page_{chat.id, Anchor::newest, Seq(), {}, 3} {}

  std::string newest() { return ask(Anchor::newest, 0); }
  std::string ask(Anchor anchor, std::int64_t seq, int limit = 3) {
    page_.anchor = anchor;
    page_.seq = Seq(seq);
    page_.limit = limit;
    return in_words(ground_.run(ground_.verbs().messages().window(viewer_, page_)).value());
  }
  std::string at(Timestamp time) {
    page_.time = time;
    return ask(Anchor::at, 0);
  }

 private:
  StoreGround& ground_;
  UserId viewer_;
  WindowRequest page_;
};

TEST_P(StoreConformance, AWindowEndsBeforeBeginsAfterOrSurroundsASeq) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  for (int i = 1; i <= 10; ++i) send(maks, team, std::to_string(i));
  Windows windows(*this, maks, team);
  EXPECT_EQ(windows.newest(), "older 8 9 10 last");
  EXPECT_EQ(windows.ask(Anchor::before, 5), "older 2 3 4 newer");
  EXPECT_EQ(windows.ask(Anchor::before, 4), "first 1 2 3 newer");
  EXPECT_EQ(windows.ask(Anchor::before, 3), "first 1 2 newer");
  EXPECT_EQ(windows.ask(Anchor::after, 5), "older 6 7 8 newer");
  EXPECT_EQ(windows.ask(Anchor::after, 7), "older 8 9 10 last");
  EXPECT_EQ(windows.ask(Anchor::after, 8), "older 9 10 last");
  EXPECT_EQ(windows.ask(Anchor::around, 5), "older 4 5 6 newer");
  EXPECT_EQ(windows.ask(Anchor::around, 5, 4), "older 3 4 5 6 newer");
  EXPECT_EQ(windows.ask(Anchor::around, 5, 1), "older 5 newer");
  EXPECT_EQ(windows.ask(Anchor::around, 1), "first 1 2 3 newer");
  EXPECT_EQ(windows.ask(Anchor::around, 10), "older 8 9 10 last");
  EXPECT_EQ(windows.ask(Anchor::around, 5, 200), "first 1 2 3 4 5 6 7 8 9 10 last");
}

TEST_P(StoreConformance, AroundASeqThatDoesNotExistThereIsAWindowTooWithoutAHole) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Chat next = group(maks, {});
  for (int i = 1; i <= 5; ++i) send(maks, team, std::to_string(i));
  send(maks, next, "in the chat whose messages lie behind");
  Windows windows(*this, maks, team);
  for (const std::int64_t far : {std::int64_t{6}, std::int64_t{7}, std::int64_t{1} << 32,
                                 (std::int64_t{1} << 32) + 1, kMaxWireInteger}) {
    EXPECT_EQ(windows.ask(Anchor::before, far), "older 3 4 5 last") << far;
    EXPECT_EQ(windows.ask(Anchor::after, far), "older last") << far;
    EXPECT_EQ(windows.ask(Anchor::around, far), "older 3 4 5 last") << far;
  }
  for (const std::int64_t low : {0, -1, -7}) {
    EXPECT_EQ(windows.ask(Anchor::before, low), "first newer") << low;
    EXPECT_EQ(windows.ask(Anchor::after, low), "first 1 2 3 newer") << low;
    EXPECT_EQ(windows.ask(Anchor::around, low), "first 1 2 3 newer") << low;
  }
  EXPECT_EQ(windows.ask(Anchor::before, 1), "first newer");
  EXPECT_EQ(windows.ask(Anchor::after, 5), "older last");
}

TEST_P(StoreConformance, AnEmptyChatHasEmptyWindows) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  Windows windows(*this, maks, team);
  EXPECT_EQ(windows.newest(), "first last");
  EXPECT_EQ(windows.at(clock().now()), "first last");
  for (const Anchor anchor : {Anchor::before, Anchor::after, Anchor::around}) {
    for (const std::int64_t seq : {0, 1, 7}) EXPECT_EQ(windows.ask(anchor, seq), "first last");
  }
}

TEST_P(StoreConformance, ATimeIsThatOfItsFirstMessageOrTheNextOne) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  std::vector<Timestamp> times;
  for (const int wait : {0, 10, 0, 0, 10, 10, 10, 10}) {  // 2, 3, 4 at the same moment
    clock().advance(seconds(wait));
    times.push_back(send(maks, team, "x").timestamp);
  }
  Windows windows(*this, maks, team);
  EXPECT_EQ(windows.at(times[1]), "first 1 2 3 newer");
  EXPECT_EQ(windows.at(times[1] + seconds(1)), "older 4 5 6 newer");
  EXPECT_EQ(windows.at(times[5]), "older 5 6 7 newer");
  EXPECT_EQ(windows.at(times[5] - seconds(9)), "older 5 6 7 newer");
  EXPECT_EQ(windows.at(times[0] - std::chrono::hours(24 * 365)), "first 1 2 3 newer");
  EXPECT_EQ(windows.at(times[7] + std::chrono::hours(1)), "older 6 7 8 last");
}

TEST_P(StoreConformance, AWindowIsForMembersOnlyAndShowsTombstonesAndReactions) {
  const User maks = user("maks");
  const User olga = user("olga");
  const Chat team = group(maks, {});
  const Message gone = send(maks, team, "gone");
  react(maks, send(maks, team, "2"), "👍");
  erase(maks, gone);
  WindowRequest page{team.id, Anchor::around, Seq(1), {}, 10};
  const MessageWindow window = run(verbs().messages().window(maks.id, page)).value();
  EXPECT_TRUE(window.messages.at(0).deleted);
  EXPECT_EQ(window.messages.at(1).reactions.at(0).emoji, "👍");
  EXPECT_EQ(refusal(run(verbs().messages().window(olga.id, page))), ErrorCode::chat_not_found);
  page.chat_id = ChatId(99);
  EXPECT_EQ(refusal(run(verbs().messages().window(olga.id, page))), ErrorCode::chat_not_found);
}

}  // namespace
}  // namespace asq::testing
