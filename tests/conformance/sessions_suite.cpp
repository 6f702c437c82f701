// Sessions and the rotation of refresh tokens, as chat/sessions.hpp promises them.
#include <algorithm>

#include "store_suite.hpp"

namespace asq::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST_P(StoreConformance, ASessionLivesFromItsOpeningForItsOwnerOnly) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Session open = session(maks);
  EXPECT_EQ(open.user_id, maks.id);
  EXPECT_EQ(open.generation, 1);
  EXPECT_EQ(open.user_agent, "test");
  EXPECT_EQ(open.created_at, clock().now());
  EXPECT_EQ(open.expires_at, clock().now() + hours(1));
  EXPECT_TRUE(verbs().sessions().live(open.id, maks.id));
  EXPECT_FALSE(verbs().sessions().live(open.id, dima.id));
  EXPECT_FALSE(verbs().sessions().live(SessionId(open.id.value() + 1), maks.id));
}

TEST_P(StoreConformance, ASessionKeepsThatItsTokenWentIntoACookie) {
  const User maks = user("maks");
  const SessionId plain = session(maks).id;
  const auto insert = [owner = maks.id](store::Transaction& rows) -> Result<SessionId> {
    Session session;
    session.user_id = owner;
    session.expires_at = rows.now() + hours(1);
    session.by_cookie = true;
    return rows.insert_session(session);
  };
  const SessionId begun =
      run(store().write<SessionId>({"log in", Payer::server()}, insert)).value();
  ASSERT_TRUE(run(verbs().sessions().refresh(begun, 1, hours(2))));
  const auto by_cookie = [&](SessionId id) {
    const auto find = [id](store::Snapshot& rows) -> Result<bool> {
      return rows.find_session(id).value().by_cookie;
    };
    return run(store().read<bool>({"find session", Payer::server()}, find)).value();
  };
  EXPECT_TRUE(by_cookie(begun));
  EXPECT_FALSE(by_cookie(plain));
  const auto move = [&](SessionId id, std::int64_t generation) {
    const auto refresh = [id, generation](store::Transaction& rows) -> Result<void> {
      const chat::ShownRefresh shown{
          .session_id = id, .generation = generation, .into_cookie = true};
      EXPECT_TRUE(chat::refresh_session(rows, shown, hours(1)).session);
      return {};
    };
    EXPECT_TRUE(run(store().write<void>({"refresh", Payer::server()}, refresh)));
  };
  move(plain, 1);
  EXPECT_TRUE(by_cookie(plain));
  const SessionId repeated = session(maks).id;
  ASSERT_TRUE(run(verbs().sessions().refresh(repeated, 1, hours(1))));
  move(repeated, 1);
  EXPECT_TRUE(by_cookie(repeated)) << "the repeat's answer went into the cookie, too";
  ASSERT_EQ(run(verbs().sessions().refresh(repeated, 2, hours(1))).value().generation, 3)
      << "and moved nothing on";
}

TEST_P(StoreConformance, RefreshingTheNewestGenerationMovesTheSessionOn) {
  const User maks = user("maks");
  const Session open = session(maks);
  clock().advance(minutes(30));
  const Session moved = run(verbs().sessions().refresh(open.id, 1, hours(2))).value();
  EXPECT_EQ(moved.id, open.id);
  EXPECT_EQ(moved.generation, 2);
  EXPECT_EQ(moved.last_used_at, clock().now());
  EXPECT_EQ(moved.expires_at, clock().now() + hours(2));
  EXPECT_EQ(moved.created_at, open.created_at);
}

TEST_P(StoreConformance, TheGenerationBeforeAnswersTheSameAgainUntilTheNewOneIsUsed) {
  const User maks = user("maks");
  const Session open = session(maks);
  const Session moved = run(verbs().sessions().refresh(open.id, 1, hours(1))).value();
  clock().advance(minutes(5));
  for (int repeat = 0; repeat < 3; ++repeat) {
    const Session again = run(verbs().sessions().refresh(open.id, 1, hours(1))).value();
    EXPECT_EQ(again.generation, 2);
    EXPECT_EQ(again.expires_at, moved.expires_at);
    EXPECT_EQ(again.last_used_at, moved.last_used_at);
  }
  ASSERT_EQ(run(verbs().sessions().refresh(open.id, 2, hours(1))).value().generation, 3);
  EXPECT_EQ(refusal(run(verbs().sessions().refresh(open.id, 1, hours(1)))),
            ErrorCode::unauthenticated);
  EXPECT_FALSE(verbs().sessions().live(open.id, maks.id));
  EXPECT_EQ(announced().ended_sessions(), std::vector{open.id});
  EXPECT_EQ(refusal(run(verbs().sessions().refresh(open.id, 3, hours(1)))),
            ErrorCode::unauthenticated);
}

TEST_P(StoreConformance, AGenerationNeverHandedOutIsUnauthenticatedAndEndsNothing) {
  const User maks = user("maks");
  const Session open = session(maks);
  EXPECT_EQ(refusal(run(verbs().sessions().refresh(open.id, 2, hours(1)))),
            ErrorCode::unauthenticated);
  EXPECT_TRUE(verbs().sessions().live(open.id, maks.id));
}

TEST_P(StoreConformance, AnUnknownSessionIsUnauthenticated) {
  EXPECT_EQ(refusal(run(verbs().sessions().refresh(SessionId(99), 1, hours(1)))),
            ErrorCode::unauthenticated);
}

TEST_P(StoreConformance, AnExpiredSessionIsDeadForEveryVerb) {
  const User maks = user("maks");
  const Session open = session(maks);
  clock().advance(hours(1) + minutes(1));
  EXPECT_FALSE(verbs().sessions().live(open.id, maks.id));
  EXPECT_EQ(refusal(run(verbs().sessions().refresh(open.id, 1, hours(1)))),
            ErrorCode::unauthenticated);
  EXPECT_TRUE(run(verbs().sessions().list(maks.id, clock().now())).value().empty());
}

// Memory is asked every few seconds; the log says nothing of it.
TEST_P(StoreConformance, ThatASessionHasExpiredIsToldOnce) {
  const User maks = user("maks");
  const Session first = session(maks);
  const Session second = session(maks);
  EXPECT_TRUE(store().memory().take_expired(10).empty());
  clock().advance(hours(2));
  const Session fresh = session(maks);
  std::vector<SessionId> ended;
  for (const SessionEnded& expired : store().memory().take_expired(10)) {
    EXPECT_EQ(expired.user_id, maks.id);
    ended.push_back(expired.session_id);
  }
  std::ranges::sort(ended);
  EXPECT_EQ(ended, (std::vector{first.id, second.id}));
  EXPECT_TRUE(store().memory().take_expired(10).empty());
  EXPECT_TRUE(verbs().sessions().live(fresh.id, maks.id));
}

// Expiry is a matter of the clock, and a clock that ran ahead for a while costs nobody the session.
TEST_P(StoreConformance, AClockSetBackBringsExpiredSessionsBack) {
  const User maks = user("maks");
  const Session open = session(maks);
  clock().advance(hours(24));
  session(maks);
  EXPECT_FALSE(verbs().sessions().live(open.id, maks.id));
  reopen();
  clock().advance(-hours(24));
  EXPECT_TRUE(verbs().sessions().live(open.id, maks.id));
  EXPECT_TRUE(run(verbs().sessions().refresh(open.id, 1, hours(1))));
}

TEST_P(StoreConformance, OfTooManySessionsTheOneUsedLeastRecentlyEnds) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Session other = session(dima);
  std::vector<Session> all;
  for (int i = 0; i < chat::kMaxSessions; ++i) {
    clock().advance(std::chrono::milliseconds(1));
    all.push_back(session(maks));
  }
  clock().advance(std::chrono::milliseconds(1));
  ASSERT_TRUE(run(verbs().sessions().refresh(all[0].id, 1, hours(1))));
  EXPECT_TRUE(announced().ended_sessions().empty());
  const Session newest = session(maks);
  EXPECT_EQ(announced().ended_sessions(), std::vector{all[1].id});
  EXPECT_FALSE(verbs().sessions().live(all[1].id, maks.id));
  for (const SessionId id : {all[0].id, all[2].id, newest.id}) {
    EXPECT_TRUE(verbs().sessions().live(id, maks.id));
  }
  EXPECT_TRUE(verbs().sessions().live(other.id, dima.id));
}

TEST_P(StoreConformance, ASessionInUseIsNotTheOneThatEnds) {
  const User maks = user("maks");
  std::vector<Session> all;
  for (int i = 0; i < chat::kMaxSessions; ++i) {
    clock().advance(std::chrono::milliseconds(1));
    all.push_back(session(maks));
  }
  ASSERT_TRUE(run(verbs().sessions().open_beside(maks.id, std::vector{all[0].id, all[1].id})));
  EXPECT_EQ(announced().ended_sessions(), std::vector{all[2].id});
}

TEST_P(StoreConformance, WhereEverySessionIsInUseALoginIsRefusedAndEndsNone) {
  const User maks = user("maks");
  std::vector<SessionId> all;
  for (int i = 0; i < chat::kMaxSessions; ++i) all.push_back(session(maks).id);
  for (const auto& in_use : {std::optional(all), std::optional<std::vector<SessionId>>()}) {
    EXPECT_EQ(refusal(run(verbs().sessions().open_beside(maks.id, in_use))),
              ErrorCode::too_many_sessions);
  }
  EXPECT_TRUE(announced().ended_sessions().empty());
  all.pop_back();
  EXPECT_TRUE(run(verbs().sessions().open_beside(maks.id, all)));
}

TEST_P(StoreConformance, WhereThereIsRoomItDoesNotMatterWhatIsInUse) {
  const User maks = user("maks");
  for (int i = 1; i < chat::kMaxSessions; ++i) session(maks);
  EXPECT_TRUE(run(verbs().sessions().open_beside(maks.id, std::nullopt)));
  EXPECT_EQ(refusal(run(verbs().sessions().open_beside(maks.id, std::nullopt))),
            ErrorCode::too_many_sessions);
}

TEST_P(StoreConformance, ARefreshedSessionLivesBeyondItsFirstExpiry) {
  const User maks = user("maks");
  const Session open = session(maks);
  clock().advance(minutes(50));
  ASSERT_TRUE(run(verbs().sessions().refresh(open.id, 1, hours(1))));
  clock().advance(minutes(50));
  EXPECT_TRUE(verbs().sessions().live(open.id, maks.id));
}

TEST_P(StoreConformance, EndingIsForTheOwnerAndAnnounced) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Session open = session(maks);
  EXPECT_EQ(refusal(run(verbs().sessions().end(dima.id, open.id))), ErrorCode::session_not_found);
  EXPECT_TRUE(verbs().sessions().live(open.id, maks.id));
  EXPECT_TRUE(run(verbs().sessions().end(maks.id, open.id)));
  EXPECT_FALSE(verbs().sessions().live(open.id, maks.id));
  EXPECT_EQ(announced().ended_sessions(), std::vector{open.id});
  EXPECT_EQ(refusal(run(verbs().sessions().end(maks.id, open.id))), ErrorCode::session_not_found);
}

TEST_P(StoreConformance, ASessionIsDeadBeforeItsEndIsAnnounced) {
  const User maks = user("maks");
  const Session open = session(maks);
  std::optional<bool> alive;
  announced().probe([&](const EventBatch&) { alive = verbs().sessions().live(open.id, maks.id); });
  ASSERT_TRUE(run(verbs().sessions().end(maks.id, open.id)));
  EXPECT_EQ(alive, false);
}

TEST_P(StoreConformance, SessionsAreListedNewestUseFirst) {
  const User maks = user("maks");
  const Session first = session(maks);
  clock().advance(minutes(1));
  const Session second = session(maks);
  session(user("dima"));
  clock().advance(minutes(1));
  ASSERT_TRUE(run(verbs().sessions().refresh(first.id, 1, hours(1))));
  const auto listed = run(verbs().sessions().list(maks.id, clock().now())).value();
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].id, first.id);
  EXPECT_EQ(listed[1].id, second.id);
}

TEST_P(StoreConformance, SessionIdsAreNeverGivenTwice) {
  const User maks = user("maks");
  const Session ended = session(maks);
  ASSERT_TRUE(run(verbs().sessions().end(maks.id, ended.id)));
  reopen();
  EXPECT_GT(session(maks).id, ended.id);
}

TEST_P(StoreConformance, SessionsLiveOnAfterReopeningAndEndedOnesStayEnded) {
  const User maks = user("maks");
  const Session lives = session(maks);
  const Session ended = session(maks);
  ASSERT_TRUE(run(verbs().sessions().refresh(lives.id, 1, hours(1))));
  ASSERT_TRUE(run(verbs().sessions().end(maks.id, ended.id)));
  reopen();
  EXPECT_TRUE(verbs().sessions().live(lives.id, maks.id));
  EXPECT_FALSE(verbs().sessions().live(ended.id, maks.id));
  EXPECT_EQ(run(verbs().sessions().refresh(lives.id, 2, hours(1))).value().generation, 3);
}

}  // namespace
}  // namespace asq::testing
