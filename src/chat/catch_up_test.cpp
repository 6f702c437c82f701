#include "chat/catch_up.hpp"

#include <algorithm>
#include <random>

#include "chat/replay_json.hpp"
#include "store/sqlite/core/database.hpp"
#include "support/chat_ground.hpp"
#include "wire/cursor.hpp"

namespace asq::chat {
namespace {

class CatchUpTest : public test::ChatGround {
 protected:
  LogPosition head() { return store_->head(); }
  std::uint64_t epoch() { return store_->epoch(); }

  static bool lasts(const Replayed& replayed) {
    return std::holds_alternative<LoggedEvent>(replayed);
  }
  static LogPosition position_of(const Replayed& replayed) {
    if (const auto* moved = std::get_if<MovedMarker>(&replayed)) return moved->position;
    return std::get<LoggedEvent>(replayed).position;
  }
  // As clients see them.
  std::vector<std::string> written(const std::vector<Replayed>& replay, bool lasting_only = true) {
    std::vector<std::string> texts;
    for (const Replayed& replayed : replay) {
      if (lasts(replayed) || !lasting_only) texts.push_back(replay_json(replayed, epoch()));
    }
    return texts;
  }

  // As groups of 30,000 are: a read of the store looks at the markers of one of them only.
  void say_that_groups_are_large() {
    store_->close();
    store_.reset();
    store::sqlite::Database(directory_.path() / "asq.db", store::sqlite::Database::Missing::refuse)
        .execute("UPDATE chats SET member_count = 30000 WHERE type = 1");
    store_ = open_store();
    store_->set_commit_listener([](const EventBatch&) {});
  }

  std::vector<Replayed> all(UserId user, LogPosition since, std::size_t limit = 200) {
    CatchUp catch_up(*store_, user, since);
    EXPECT_TRUE(loop_.run(catch_up.begin()));
    EXPECT_TRUE(catch_up.resumes());
    std::vector<Replayed> replay;
    while (!catch_up.done()) {
      for (Replayed& replayed : run(catch_up.next(limit))) replay.push_back(std::move(replayed));
    }
    EXPECT_EQ(catch_up.reached(), catch_up.head());
    return replay;
  }
};

TEST_F(CatchUpTest, ACursorOfThisLogResumes) {
  const UserId anna = person("anna");
  group(anna);
  for (const LogPosition position : {LogPosition(0), LogPosition(1), head()}) {
    EXPECT_EQ(resume_position(*store_, wire::encode_cursor({epoch(), position})), position);
  }
}

TEST_F(CatchUpTest, AnyOtherDoesNot) {
  const auto resumes = [this](const Cursor& cursor) {
    return resume_position(*store_, wire::encode_cursor(cursor)).has_value();
  };
  EXPECT_FALSE(resumes({epoch() ^ 1U, head()})) << "of another database";
  const std::string good = wire::encode_cursor({epoch(), head()});
  for (const std::string& text : {std::string(), good.substr(1), good + "A", std::string("0")}) {
    EXPECT_FALSE(resume_position(*store_, text)) << text;
  }
}

// It is the snapshot that decides. Compared with what the writer says of itself, a cursor that a
// reader had just given was now and then taken for one from the future.
TEST_F(CatchUpTest, APositionBehindTheHeadResumesNothing) {
  const UserId anna = person("anna");
  group(anna);
  for (const std::int64_t ahead : {std::int64_t{1}, INT64_MAX - head().value()}) {
    CatchUp catch_up(*store_, anna, LogPosition(head().value() + ahead));
    ASSERT_TRUE(loop_.run(catch_up.begin()));
    EXPECT_FALSE(catch_up.resumes());
    EXPECT_EQ(catch_up.head(), head());
  }
  CatchUp catch_up(*store_, anna, head());
  ASSERT_TRUE(loop_.run(catch_up.begin()));
  EXPECT_TRUE(catch_up.resumes());
}

TEST_F(CatchUpTest, WhoMissedNothingIsDoneAtOnce) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const ChatId others = group(boris);
  CatchUp catch_up(*store_, anna, head());
  say(boris, others, "not hers");
  ASSERT_TRUE(loop_.run(catch_up.begin()));
  EXPECT_TRUE(catch_up.done());
  EXPECT_EQ(catch_up.reached(), head());
}

TEST_F(CatchUpTest, EveryPageSizeGivesTheSame) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const ChatId chat = group(anna, {boris});
  const LogPosition since = head();
  for (int i = 0; i < 10; ++i) say(anna, chat, std::to_string(i));
  const auto whole = written(all(boris, since));
  EXPECT_EQ(whole.size(), 10U);
  for (const std::size_t limit : {1U, 3U, 9U, 10U, 11U}) {
    EXPECT_EQ(written(all(boris, since, limit)), whole) << limit;
  }
}

TEST_F(CatchUpTest, AMarkerStandsBeforeWhatWasCommittedAfterIt) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const ChatId chat = group(anna, {boris});
  say(anna, chat, "1");
  const LogPosition since = head();
  read(boris, chat, 1);
  say(anna, chat, "2");
  read(boris, chat, 2);
  const auto replay = all(boris, since);
  ASSERT_GE(replay.size(), 2U);
  for (std::size_t i = 1; i < replay.size(); ++i) {
    EXPECT_LE(position_of(replay[i - 1]), position_of(replay[i]));
  }
  const auto& last = std::get<MovedMarker>(replay.back()).marker;
  EXPECT_EQ(last.user_id, boris);
  EXPECT_EQ(last.seq, Seq(2)) << "one marker, at its newest place";
}

// In as many reads as it takes, but none is told of what has moved behind the head.
TEST_F(CatchUpTest, MarkersOfManyLargeGroupsAreGivenInOneOrder) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  std::vector<ChatId> chats;
  for (int i = 0; i < 6; ++i) chats.push_back(group(anna, {boris}));
  const LogPosition since = head();
  for (const ChatId chat : chats) say(anna, chat, "1");
  for (const std::size_t i : {5U, 0U, 3U, 2U, 4U, 1U}) read(boris, chats[i], 1);
  const auto whole = written(all(boris, since), false);
  EXPECT_EQ(whole.size(), 18U) << "messages, and markers of both";
  say_that_groups_are_large();
  EXPECT_EQ(written(all(boris, since), false), whole);
  CatchUp catch_up(*store_, boris, since);
  auto begun = loop_.start(catch_up.begin());
  for (const ChatId chat : chats) say(anna, chat, "2");
  ASSERT_TRUE(begun.get());
  while (!catch_up.done()) {
    for (const Replayed& replayed : run(catch_up.next(5))) {
      EXPECT_LE(position_of(replayed), catch_up.head());
    }
  }
  EXPECT_EQ(catch_up.reached(), catch_up.head());
}

TEST_F(CatchUpTest, WhatIsCommittedMeanwhileIsForTheNext) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const ChatId chat = group(anna, {boris});
  const LogPosition since = head();
  say(anna, chat, "before");
  CatchUp catch_up(*store_, boris, since);
  ASSERT_TRUE(loop_.run(catch_up.begin()));
  const LogPosition snapshot = head();
  say(anna, chat, "after");
  const auto events = run(catch_up.next(200));
  EXPECT_EQ(written(events).size(), 1U);
  EXPECT_TRUE(catch_up.done());
  EXPECT_EQ(catch_up.reached(), snapshot);
  EXPECT_EQ(written(all(boris, catch_up.reached())).size(), 1U);
}

TEST_F(CatchUpTest, WhatCeasesToConcernOneMeanwhileIsLeftOut) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const ChatId chat = group(anna, {boris});
  const LogPosition since = head();
  for (int i = 0; i < 3; ++i) say(anna, chat, "secret");
  CatchUp catch_up(*store_, boris, since);
  ASSERT_TRUE(loop_.run(catch_up.begin()));
  remove(anna, chat, boris);
  const auto events = run(catch_up.next(2));
  EXPECT_TRUE(written(events).empty());
  EXPECT_FALSE(catch_up.done()) << "a page may come out empty";
  EXPECT_TRUE(written(run(catch_up.next(2))).empty());
  EXPECT_TRUE(catch_up.done());
  const auto rest = written(all(boris, since));
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_TRUE(rest[0].starts_with(R"({"type":"chat_removed")")) << rest[0];
}

TEST_F(CatchUpTest, TenThousandAreReplayedAndNotOneMore) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const ChatId chat = group(anna, {boris});
  const LogPosition since = head();
  say_often(anna, chat, static_cast<int>(kMaxMissed));
  EXPECT_EQ(written(all(boris, since)).size(), kMaxMissed);
  say(anna, chat, "one more");
  CatchUp catch_up(*store_, boris, since);
  ASSERT_TRUE(loop_.run(catch_up.begin()));
  EXPECT_FALSE(catch_up.resumes());
  EXPECT_EQ(catch_up.head(), head());
}

// A client that is cut off again and again, and each time goes on from the last event it heard, or
// from where the catch-up had come, hears all of it once.
TEST_F(CatchUpTest, WhoIsCutOffAnywhereHearsEverythingOnce) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  std::vector<ChatId> chats;
  for (int i = 0; i < 3; ++i) chats.push_back(group(anna, {boris}));
  const LogPosition since = head();
  std::mt19937 random(20260729);
  const auto below = [&random](std::size_t bound) { return random() % bound; };
  for (int i = 0; i < 120; ++i) {
    const ChatId chat = chats[below(chats.size())];
    const Message message = say(anna, chat, std::to_string(i));
    const MessageRef place{
        chat, Seq(std::uniform_int_distribution(std::int64_t{1}, message.seq.value())(random))};
    if (i % 5 == 0) run(verbs().messages().react(test::by(boris), place, "👍", i % 2 == 0));
    if (i % 7 == 0) read(boris, chat, message.seq.value());
  }
  const auto whole = written(all(boris, since));
  std::vector<std::string> heard;
  LogPosition from = since;
  while (from != head()) {
    CatchUp catch_up(*store_, boris, from);
    ASSERT_TRUE(loop_.run(catch_up.begin()));
    auto page = run(catch_up.next(1 + below(9)));
    if (below(2) == 0) {
      for (std::string& text : written(page)) heard.push_back(std::move(text));
      from = catch_up.reached();
      continue;
    }
    page.resize(below(page.size() + 1));
    for (const Replayed& replayed : page) {
      if (!lasts(replayed)) continue;
      heard.push_back(replay_json(replayed, epoch()));
      from = position_of(replayed);
    }
  }
  EXPECT_EQ(heard, whole);
}

TEST_F(CatchUpTest, IsWrittenAsALiveEventIs) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const LogPosition since = head();
  const ChatId chat = group(anna, {boris});
  say(anna, chat, "hello");
  const auto texts = written(all(boris, since), false);
  ASSERT_GE(texts.size(), 3U);
  EXPECT_TRUE(texts[0].starts_with(R"({"type":"chat_added","chat_id":1,"cursor":")"));
  EXPECT_TRUE(texts[1].starts_with(R"({"type":"message","chat_id":1,"cursor":")") ||
              texts[2].starts_with(R"({"type":"message","chat_id":1,"cursor":")"));
  EXPECT_EQ(std::ranges::count(texts, R"({"type":"read","chat_id":1,"user_id":1,"seq":1})"), 1);
}

}  // namespace
}  // namespace asq::chat
