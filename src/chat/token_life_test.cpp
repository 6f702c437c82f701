// How long what a log-in gives is good: access tokens, refresh tokens and their sessions.
#include <fmt/format.h>

#include <vector>

#include "auth/tokens.hpp"
#include "chat/logins.hpp"
#include "support/account_ground.hpp"
#include "support/signed_token.hpp"

namespace asq::chat {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using test::refusal;

class TokenLifeTest : public test::AccountGround {
 protected:
  // A session as it was when its database got a name.
  SessionId session_of_before(UserId user, std::int64_t generation) {
    auto verb = [user, generation](store::Transaction& rows) -> Result<SessionId> {
      Session session;
      session.user_id = user;
      session.generation = generation;
      session.created_at = session.last_used_at = rows.now();
      session.expires_at = rows.now() + hours(24);
      session.unnamed_generation = generation;
      session.id = rows.insert_session(session);
      rows.record(rows.take_position(), SessionBegan{session.id, user, session.expires_at});
      return session.id;
    };
    return loop_.run(store_.write<SessionId>({"log in", Payer::server()}, std::move(verb))).value();
  }
  // As 0.1.0 made it.
  static std::string unnamed_access(UserId user, SessionId session, Timestamp issued) {
    const auto second = std::chrono::floor<seconds>(issued).time_since_epoch().count();
    const std::string claims = fmt::format(
        R"({{"iss":"asq","aud":"asq","sub":"{}","sid":"{}","jti":"x","iat":{},"nbf":{},"exp":{}}})",
        user.value(), session.value(), second, second, second + 24 * 3600);
    return test::signed_token(test::kHeader, claims);
  }
};

TEST_F(TokenLifeTest, TheAccessTokenExpiresAndTheSessionGoesOn) {
  person("john");
  const Tokens tokens = login("john");
  clock_.advance(hours(24));
  auto all = logins();
  const auto expired = all.authenticate(tokens.access_token);
  ASSERT_EQ(refusal(expired), ErrorCode::unauthenticated);
  EXPECT_EQ(expired.error().detail, "The access token has expired; refresh it or log in again.");
  const auto renewed = loop_.run(all.refresh(ClientNetwork(), tokens.refresh_token));
  ASSERT_TRUE(renewed);
  EXPECT_TRUE(all.authenticate(renewed->access_token));
}

// The wall clock set back, as by a first answer of NTP: who is logged in stays so, and can refresh.
TEST_F(TokenLifeTest, AClockThatIsSetBackEndsNothing) {
  person("john");
  const Tokens tokens = login("john");
  for (const seconds back : {seconds(119), seconds(hours(24 * 365))}) {
    clock_.advance(-back);
    EXPECT_TRUE(logins().authenticate(tokens.access_token)) << back.count();
    auto all = logins();
    EXPECT_TRUE(loop_.run(all.refresh(ClientNetwork(), tokens.refresh_token))) << back.count();
    EXPECT_TRUE(try_login("john@example.com", "secret")) << back.count();
    clock_.advance(back);
  }
}

TEST_F(TokenLifeTest, ASessionEndsWithItsRefreshToken) {
  person("john");
  const Tokens tokens = login("john");
  clock_.advance(hours(30 * 24));
  auto all = logins();
  EXPECT_EQ(refusal(loop_.run(all.refresh(ClientNetwork(), tokens.refresh_token))),
            ErrorCode::unauthenticated);
}

TEST_F(TokenLifeTest, AnAccessTokenEndsWithItsSession) {
  options_.refresh_lifetime = seconds(60);
  person("john");
  const Tokens tokens = login("john");
  EXPECT_EQ(tokens.expires_in, seconds(60));
  clock_.advance(seconds(60));
  EXPECT_EQ(refusal(logins().authenticate(tokens.access_token)), ErrorCode::unauthenticated);
}

TEST_F(TokenLifeTest, RefreshingRotatesAndARepeatGetsTheVerySameNext) {
  person("john");
  const Tokens first = login("john");
  auto all = logins();
  const auto second = loop_.run(all.refresh(ClientNetwork(), first.refresh_token));
  const auto repeat = loop_.run(all.refresh(ClientNetwork(), first.refresh_token));
  ASSERT_TRUE(second && repeat);
  EXPECT_NE(second->refresh_token, first.refresh_token);
  EXPECT_EQ(repeat->refresh_token, second->refresh_token);
  EXPECT_EQ(caller(*repeat).session_id, caller(first).session_id);
}

// Somebody has a copy of the token: nobody goes on with that session.
TEST_F(TokenLifeTest, ARepeatLongAfterTheNextOneWasUsedEndsTheSession) {
  person("john");
  const Tokens first = login("john");
  auto all = logins();
  const auto second = loop_.run(all.refresh(ClientNetwork(), first.refresh_token));
  ASSERT_TRUE(second);
  const auto third = loop_.run(all.refresh(ClientNetwork(), second->refresh_token));
  ASSERT_TRUE(third);
  clock_.advance(seconds(61));
  EXPECT_EQ(refusal(loop_.run(all.refresh(ClientNetwork(), first.refresh_token))),
            ErrorCode::unauthenticated);
  EXPECT_EQ(refusal(loop_.run(all.refresh(ClientNetwork(), third->refresh_token))),
            ErrorCode::unauthenticated);
  EXPECT_EQ(refusal(all.authenticate(third->access_token)), ErrorCode::unauthenticated);
}

// The one before the newest is good for a minute after something of the newest pair was used: not
// for ever, or who has a copy could follow its owner.
TEST_F(TokenLifeTest, ARepeatLongAfterTheNewPairWasUsedEndsTheSession) {
  person("john");
  const Tokens first = login("john");
  auto all = logins();
  const auto refresh = [&](const Tokens& tokens) {
    return loop_.run(all.refresh(ClientNetwork(), tokens.refresh_token));
  };
  const Tokens second = refresh(first).value();
  clock_.advance(hours(1));
  ASSERT_TRUE(refresh(first)) << "nothing of the new pair was used";
  ASSERT_TRUE(all.authenticate(first.access_token)) << "the old one's use does not count";
  clock_.advance(seconds(61));
  ASSERT_TRUE(refresh(first));
  ASSERT_TRUE(all.authenticate(second.access_token));
  clock_.advance(seconds(59));
  ASSERT_TRUE(all.authenticate(second.access_token));
  ASSERT_EQ(refresh(first).value().refresh_token, second.refresh_token);
  clock_.advance(seconds(2));
  EXPECT_EQ(refusal(refresh(first)), ErrorCode::unauthenticated);
  EXPECT_EQ(refusal(refresh(second)), ErrorCode::unauthenticated);
  EXPECT_EQ(refusal(all.authenticate(second.access_token)), ErrorCode::unauthenticated);
}

// A slow tab, or a page that is loaded again and again, while others refresh.
TEST_F(TokenLifeTest, AnyOldOneIsGoodForAMinuteAfterANewerOneWasUsed) {
  person("john");
  auto all = logins();
  const auto refresh = [&](const Tokens& tokens) {
    return loop_.run(all.refresh(ClientNetwork(), tokens.refresh_token));
  };
  std::vector<Tokens> given{login("john")};
  for (int round = 0; round < 4; ++round) {
    given.push_back(refresh(given.back()).value());
    clock_.advance(seconds(10));
  }
  // Those after the first were used 30, 20 and 10 seconds ago; the last one not at all.
  for (const Tokens& old : given) {
    if (&old == &given.back()) break;
    const auto repeat = refresh(old);
    ASSERT_TRUE(repeat);
    EXPECT_EQ(repeat->refresh_token, given.back().refresh_token);
  }
  clock_.advance(seconds(35));
  ASSERT_TRUE(refresh(given[1])) << "the one after it was used 55 seconds ago";
  EXPECT_EQ(refusal(refresh(given[0])), ErrorCode::unauthenticated) << "65 seconds ago";
  EXPECT_EQ(refusal(refresh(given.back())), ErrorCode::unauthenticated) << "the session has ended";
}

TEST_F(TokenLifeTest, AfterARestartTheOneBeforeTheNewestIsGoodAndNoOlderOne) {
  const User john = person("john");
  auto all = logins();
  const auto token = [&](SessionId session, std::int64_t generation) {
    return auth::make_refresh_token(keys_, {session, generation, store_.identity().id});
  };
  // As nothing is remembered of it.
  const SessionId session = session_of_before(john.id, 5);
  const auto repeat = loop_.run(all.refresh(ClientNetwork(), token(session, 4)));
  ASSERT_TRUE(repeat);
  EXPECT_EQ(repeat->refresh_token, token(session, 5));
  ASSERT_TRUE(all.authenticate(repeat->access_token));
  EXPECT_TRUE(loop_.run(all.refresh(ClientNetwork(), token(session, 4))))
      << "its minute begins anew";
  EXPECT_FALSE(loop_.run(all.refresh(ClientNetwork(), token(session, 3))));
  EXPECT_FALSE(all.live({john.id, session}));
}

TEST_F(TokenLifeTest, TheNewestIsGoodHoweverLongItsPairWasUsed) {
  person("john");
  auto all = logins();
  Tokens tokens = login("john");
  for (int round = 0; round < 5; ++round) {
    ASSERT_TRUE(all.authenticate(tokens.access_token));
    clock_.advance(hours(2));
    auto next = loop_.run(all.refresh(ClientNetwork(), tokens.refresh_token));
    ASSERT_TRUE(next) << round;
    tokens = *next;
  }
}

// Users and sessions are numbered from 1 in every database, and one key may serve many.
TEST_F(TokenLifeTest, TokensOfAnotherDatabaseOpenNothing) {
  const User john = person("john");
  const SessionId session = caller(login("john")).session_id;
  auto all = logins();
  const DatabaseId here = store_.identity().id;
  for (const std::int64_t there : {here.value() + 1, here.value() - 1, std::int64_t{1}}) {
    const DatabaseId other(there);
    const auto access =
        auth::make_access_token(keys_, "asq", {john.id, session, 1, other}, clock_.now(), hours(1));
    EXPECT_EQ(refusal(all.authenticate(access)), ErrorCode::unauthenticated);
    EXPECT_EQ(refusal(all.authenticate_to_log_out(access)), ErrorCode::unauthenticated);
    const auto refresh = auth::make_refresh_token(keys_, {session, 1, other});
    EXPECT_EQ(refusal(loop_.run(all.refresh(ClientNetwork(), refresh))),
              ErrorCode::unauthenticated);
  }
  // Nor do tokens that name none: this database had a name before its first session.
  const auto unnamed = auth::make_refresh_token(keys_, {session, 1, std::nullopt});
  EXPECT_EQ(refusal(loop_.run(all.refresh(ClientNetwork(), unnamed))), ErrorCode::unauthenticated);
  EXPECT_EQ(sessions_of(john.id).size(), 1U) << "nothing of that ends a session";
}

// Two servers of 0.1.0 had one key, and only this one was upgraded: the other goes on to make
// tokens that name no database, of sessions with the same numbers.
TEST_F(TokenLifeTest, TokensWithoutADatabaseAreOfBeforeTheUpgradeOnly) {
  const User john = person("john");
  const SessionId session = session_of_before(john.id, 3);
  const Timestamp upgraded = std::chrono::floor<seconds>(clock_.now());
  store_.pass_for({store_.identity().id, session, upgraded});
  auto all = logins();
  EXPECT_TRUE(all.authenticate(unnamed_access(john.id, session, upgraded - hours(1))));
  EXPECT_TRUE(all.authenticate(unnamed_access(john.id, session, upgraded + seconds(60))));
  EXPECT_FALSE(all.authenticate(unnamed_access(john.id, session, upgraded + seconds(61))));

  const auto refresh = [&](std::int64_t generation, std::optional<DatabaseId> database) {
    const auto token = auth::make_refresh_token(keys_, {session, generation, database});
    return loop_.run(all.refresh(ClientNetwork(), token));
  };
  const auto expect_none_later = [&] {
    for (const std::int64_t generation : {4, 5, 100}) {
      const auto refused = refresh(generation, std::nullopt);
      ASSERT_EQ(refusal(refused), ErrorCode::unauthenticated);
      EXPECT_EQ(refused.error().detail,
                "The refresh token was issued for another database; log in again.");
    }
    EXPECT_TRUE(all.live({john.id, session})) << "nothing of that ends it";
  };
  expect_none_later();
  const auto renewed = refresh(3, std::nullopt);
  ASSERT_TRUE(renewed);
  expect_none_later();
  const auto repeat = refresh(3, std::nullopt);
  ASSERT_TRUE(repeat) << "a lost answer";
  EXPECT_EQ(repeat->refresh_token, renewed->refresh_token);
  EXPECT_TRUE(refresh(4, store_.identity().id));
  expect_none_later();
}

TEST_F(TokenLifeTest, ForgedTokensOpenNothing) {
  person("john");
  const Tokens tokens = login("john");
  auto all = logins();
  for (const std::string& token :
       {std::string(), std::string("x"), tokens.refresh_token, tokens.access_token + "="}) {
    EXPECT_EQ(refusal(all.authenticate(token)), ErrorCode::unauthenticated) << token;
  }
  for (const std::string& token : {std::string(), std::string("x"), tokens.access_token}) {
    EXPECT_EQ(refusal(loop_.run(all.refresh(ClientNetwork(), token))), ErrorCode::unauthenticated)
        << token;
  }
}

// Signed by the right key, for a session that is another person's or was never there.
TEST_F(TokenLifeTest, ATokenStandsForTheOwnerOfItsSessionOnly) {
  const User dima = person("dima");
  person("john");
  const Caller john = caller(login("john"));
  const auto token = [&](UserId user, SessionId session) {
    const DatabaseId here = store_.identity().id;
    return auth::make_access_token(keys_, "asq", {user, session, 1, here}, clock_.now(), hours(1));
  };
  EXPECT_TRUE(logins().authenticate(token(john.user_id, john.session_id)));
  EXPECT_EQ(refusal(logins().authenticate(token(dima.id, john.session_id))),
            ErrorCode::unauthenticated);
  EXPECT_EQ(refusal(logins().authenticate(token(john.user_id, SessionId(999)))),
            ErrorCode::unauthenticated);
}

}  // namespace
}  // namespace asq::chat
