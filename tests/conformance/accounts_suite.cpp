// Accounts, as chat/account_changes.hpp promises them.
#include "store_suite.hpp"

namespace asq::testing {
namespace {

using ::testing::TestWithParam;

TEST_P(StoreConformance, UserIdsStartAtOneAndARefusedAccountUsesNoneUp) {
  EXPECT_EQ(user("maks").id, UserId(1));
  const auto refused = run(verbs().accounts().create({"other", email("maks"), "$argon2id$x"}));
  EXPECT_EQ(refusal(refused), ErrorCode::email_taken);
  EXPECT_EQ(user("dima").id, UserId(2));
}

TEST_P(StoreConformance, AnAccountIsFoundAsItWasMade) {
  const User made = user("maks");
  const User found = run(verbs().accounts().find(made.id)).value();
  EXPECT_EQ(found.username, "maks");
  EXPECT_EQ(found.email, email("maks"));
  EXPECT_EQ(found.created_at, clock().now());
  EXPECT_FALSE(found.disabled);
}

TEST_P(StoreConformance, EmailsAreComparedByTheirCaseFoldedForm) {
  const User made =
      run(verbs().accounts().create({"maks", "Макс@Example.com", "$argon2id$1"})).value();
  EXPECT_EQ(made.email, "Макс@Example.com");
  EXPECT_EQ(refusal(run(verbs().accounts().create({"x", "мАКС@exAMPLE.COM", "$argon2id$2"}))),
            ErrorCode::email_taken);
  const store::Credentials found =
      run(verbs().accounts().find_credentials("МАКС@EXAMPLE.COM")).value();
  EXPECT_EQ(found.user.id, made.id);
  EXPECT_EQ(found.user.email, "Макс@Example.com");
  EXPECT_EQ(found.password_hash, "$argon2id$1");
}

TEST_P(StoreConformance, EmailsAreComparedByTheALabelOfTheirDomain) {
  const User made =
      run(verbs().accounts().create({"ivan", "Ivan@почта.рф", "$argon2id$1"})).value();
  EXPECT_EQ(made.email, "Ivan@почта.рф");
  for (const char* same :
       {"ivan@xn--80a1acny.xn--p1ai", "IVAN@ПОЧТА.РФ", "ivan@почта.xn--p1ai", " ivan@почта.рф\n"}) {
    EXPECT_EQ(refusal(run(verbs().accounts().create({"x", same, "$argon2id$2"}))),
              ErrorCode::email_taken)
        << same;
    EXPECT_EQ(run(verbs().accounts().find_credentials(same)).value().user.id, made.id) << same;
  }
  const User straight = run(verbs().accounts().create({"a", "a@fass.de", "$argon2id$3"})).value();
  const User sharp = run(verbs().accounts().create({"a", "a@faß.de", "$argon2id$4"})).value();
  EXPECT_NE(straight.id, sharp.id) << "two domains";
  EXPECT_EQ(run(verbs().accounts().find_credentials("a@xn--fa-hia.de")).value().user.id, sharp.id);
}

// Made when these were three e-mails; the first two share a domain in all, the third one label.
class TwinsOfBefore {
 public:
  explicit TwinsOfBefore(StoreGround& ground)
      : ground_(ground),
        cyrillic_(ground.user_as_before({"one", "Ivan@почта.рф", "$argon2id$1"})),
        ascii_(ground.user_as_before({"two", "ivan@xn--80a1acny.xn--p1ai", "$argon2id$2"})),
        mixed_(ground.user_as_before({"three", "ivan@почта.xn--p1ai", "$argon2id$3"})) {}

  [[nodiscard]] std::string found_by(const std::string& email) {
    const auto found = ground_.run(ground_.verbs().accounts().find_credentials(email));
    return found ? found->user.username : "nobody";
  }
  [[nodiscard]] const User& cyrillic() const { return cyrillic_; }
  [[nodiscard]] const User& ascii() const { return ascii_; }
  [[nodiscard]] const User& mixed() const { return mixed_; }

 private:
  StoreGround& ground_;
  User cyrillic_;
  User ascii_;
  User mixed_;
};

TEST_P(StoreConformance, AccountsOfBeforeWhoseEmailsAreTheSameNowAreEachFoundByTheirOwn) {
  TwinsOfBefore twins(*this);
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(twins.found_by("Ivan@почта.рф"), "one");
    EXPECT_EQ(twins.found_by("ivan@ПОЧТА.рф"), "one");
    EXPECT_EQ(twins.found_by("IVAN@xn--80a1acny.xn--p1ai"), "two");
    EXPECT_EQ(twins.found_by("ivan@почта.xn--p1ai"), "three");
    EXPECT_EQ(twins.found_by("ivan@xn--80a1acny.рф"), "one") << "nobody's own: the first";
    reopen();
  }
  EXPECT_EQ(refusal(run(verbs().accounts().create({"x", "ivan@почта.рф", "$argon2id$"}))),
            ErrorCode::email_taken);
  for (const User& twin : {twins.cyrillic(), twins.ascii(), twins.mixed()}) {
    EXPECT_TRUE(verbs().sessions().live(session(twin).id, twin.id));
  }
}

TEST_P(StoreConformance, WhoeverIsLeftOfThemIsFoundByAllSpellings) {
  TwinsOfBefore twins(*this);
  erase_account(twins.cyrillic());
  EXPECT_EQ(twins.found_by("ivan@почта.рф"), "two");
  chat::ProfileChange away;
  away.email = "elsewhere@example.com";
  ASSERT_TRUE(run(verbs().accounts().change_profile(by(twins.ascii()), away)));
  reopen();
  for (const char* same : {"ivan@почта.рф", "ivan@xn--80a1acny.xn--p1ai", "ivan@почта.xn--p1ai"}) {
    EXPECT_EQ(twins.found_by(same), "three") << same;
    EXPECT_EQ(refusal(run(verbs().accounts().create({"x", same, "$argon2id$"}))),
              ErrorCode::email_taken);
  }
  erase_account(twins.mixed());
  EXPECT_TRUE(run(verbs().accounts().create({"x", "ivan@почта.рф", "$argon2id$"})));
}

TEST_P(StoreConformance, OneOfThemCanSpellItsOwnAnewAndTakesNoOthers) {
  TwinsOfBefore twins(*this);
  const auto respell = [&](const User& user, const char* email) {
    chat::ProfileChange change;
    change.email = email;
    return run(verbs().accounts().change_profile(by(user), change));
  };
  EXPECT_EQ(respell(twins.mixed(), "IVAN@почта.xn--p1ai").value().email, "IVAN@почта.xn--p1ai");
  EXPECT_EQ(respell(twins.cyrillic(), "ivan@Почта.рф").value().email, "ivan@Почта.рф");
  EXPECT_EQ(refusal(respell(twins.mixed(), "ivan@почта.рф")), ErrorCode::email_taken);
  EXPECT_EQ(twins.found_by("ivan@почта.рф"), "one");
  EXPECT_EQ(twins.found_by("ivan@почта.xn--p1ai"), "three");
}

TEST_P(StoreConformance, UsernamesNeedNotBeUnique) {
  user("maks");
  EXPECT_TRUE(run(verbs().accounts().create({"maks", "second@example.com", "$argon2id$x"})));
}

TEST_P(StoreConformance, WhoDoesNotExistIsUserNotFound) {
  EXPECT_EQ(refusal(run(verbs().accounts().find(UserId(7)))), ErrorCode::user_not_found);
  EXPECT_EQ(refusal(run(verbs().accounts().find_credentials("nobody@example.com"))),
            ErrorCode::user_not_found);
  EXPECT_EQ(refusal(run(verbs().accounts().change_profile(by(UserId(7)), {}))),
            ErrorCode::user_not_found);
  EXPECT_EQ(refusal(run(verbs().accounts().set_disabled("nobody@example.com", true))),
            ErrorCode::user_not_found);
}

TEST_P(StoreConformance, AProfileChangeLeavesWhatIsAbsent) {
  const User made = user("maks");
  chat::ProfileChange rename;
  rename.username = "Maksim";
  EXPECT_EQ(run(verbs().accounts().change_profile(by(made), rename)).value().username, "Maksim");
  const auto found = run(verbs().accounts().find_credentials(email("maks"))).value();
  EXPECT_EQ(found.user.username, "Maksim");
  EXPECT_EQ(found.password_hash, "$argon2id$maks");
}

TEST_P(StoreConformance, AProfileChangeThatIsRefusedChangesNothing) {
  const User maks = user("maks");
  user("dima");
  chat::ProfileChange change;
  change.username = "Maksim";
  change.email = "DIMA@example.com";
  EXPECT_EQ(refusal(run(verbs().accounts().change_profile(by(maks), change))),
            ErrorCode::email_taken);
  EXPECT_EQ(run(verbs().accounts().find(maks.id)).value().username, "maks");
}

TEST_P(StoreConformance, AChangedEmailIsFreeForOthersAndOnesOwnCanChangeItsCase) {
  const User maks = user("maks");
  chat::ProfileChange upper;
  upper.email = "MAKS@example.com";
  EXPECT_EQ(run(verbs().accounts().change_profile(by(maks), upper)).value().email,
            "MAKS@example.com");
  chat::ProfileChange other;
  other.email = "new@example.com";
  ASSERT_TRUE(run(verbs().accounts().change_profile(by(maks), other)));
  EXPECT_EQ(refusal(run(verbs().accounts().find_credentials(email("maks")))),
            ErrorCode::user_not_found);
  EXPECT_EQ(user("maks").id, UserId(2));
}

TEST_P(StoreConformance, ANewPasswordEndsEverySessionButTheOneKept) {
  const User maks = user("maks");
  const Session kept = session(maks);
  const Session ended = session(maks);
  const Session foreign = session(user("dima"));
  chat::ProfileChange change;
  change.password_hash = "$argon2id$new";
  change.keep_session = kept.id;
  ASSERT_TRUE(run(verbs().accounts().change_profile(by(maks), change)));
  EXPECT_TRUE(verbs().sessions().live(kept.id, maks.id));
  EXPECT_FALSE(verbs().sessions().live(ended.id, maks.id));
  EXPECT_TRUE(verbs().sessions().live(foreign.id, foreign.user_id));
  EXPECT_EQ(announced().ended_sessions(), std::vector{ended.id});
  EXPECT_EQ(run(verbs().accounts().find_credentials(email("maks"))).value().password_hash,
            "$argon2id$new");
}

TEST_P(StoreConformance, ANewNameEndsNoSession) {
  const User maks = user("maks");
  const Session open = session(maks);
  chat::ProfileChange change;
  change.username = "Maksim";
  ASSERT_TRUE(run(verbs().accounts().change_profile(by(maks), change)));
  EXPECT_TRUE(verbs().sessions().live(open.id, maks.id));
}

TEST_P(StoreConformance, DisablingEndsEverySessionAndIsFoundAfterReopening) {
  const User maks = user("maks");
  const Session first = session(maks);
  const Session second = session(maks);
  EXPECT_TRUE(run(verbs().accounts().set_disabled("MAKS@example.com", true)).value().disabled);
  EXPECT_FALSE(verbs().sessions().live(first.id, maks.id));
  EXPECT_FALSE(verbs().sessions().live(second.id, maks.id));
  EXPECT_EQ(announced().ended_sessions().size(), 2U);
  reopen();
  EXPECT_TRUE(run(verbs().accounts().find_credentials(email("maks"))).value().user.disabled);
  EXPECT_FALSE(verbs().sessions().live(first.id, maks.id));
}

TEST_P(StoreConformance, DisablingAgainChangesNothing) {
  user("maks");
  ASSERT_TRUE(run(verbs().accounts().set_disabled(email("maks"), true)));
  EXPECT_TRUE(run(verbs().accounts().set_disabled(email("maks"), true)).value().disabled);
  EXPECT_EQ(announced().count(), 0U);
}

TEST_P(StoreConformance, ADisabledPersonOpensNoSessionUntilEnabledAgain) {
  const User maks = user("maks");
  ASSERT_TRUE(run(verbs().accounts().set_disabled(email("maks"), true)));
  EXPECT_EQ(refusal(run(verbs().sessions().open({maks.id, "test", std::chrono::hours(1)}))),
            ErrorCode::invalid_credentials);
  EXPECT_FALSE(run(verbs().accounts().set_disabled(email("maks"), false)).value().disabled);
  EXPECT_TRUE(verbs().sessions().live(session(maks).id, maks.id));
}

TEST_P(StoreConformance, SomebodyIsKnownToThoseInWhoseChatsHeIsOrHasBeen) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const User petr = user("petr");
  const Chat team = group(maks, {dima.id, olga.id});
  const auto known = [&](const User& viewer, const User& whom) {
    return run(verbs().accounts().find_seen(viewer.id, whom.id));
  };
  EXPECT_EQ(known(maks, dima).value().username, "dima");
  EXPECT_EQ(known(petr, petr).value().username, "petr");
  EXPECT_EQ(refusal(known(petr, dima)), ErrorCode::user_not_found);
  EXPECT_EQ(refusal(known(dima, petr)), ErrorCode::user_not_found);
  leave(olga, team);
  EXPECT_EQ(known(maks, olga).value().username, "olga") << "her messages are there";
  EXPECT_EQ(refusal(known(olga, maks)), ErrorCode::user_not_found) << "it is no chat of hers";
  add(maks, team, petr);
  EXPECT_EQ(known(petr, olga).value().username, "olga") << "he reads all of the history";
  erase_account(dima);
  const User gone = known(petr, dima).value();
  EXPECT_TRUE(gone.deleted);
  EXPECT_EQ(gone.username + gone.email, "");
  EXPECT_EQ(refusal(run(verbs().accounts().find_seen(maks.id, UserId(99)))),
            ErrorCode::user_not_found);
}

TEST_P(StoreConformance, AccountsAreListedInOrderOfIdAPageAtATime) {
  for (const char* name : {"a", "b", "c", "d"}) user(name);
  const auto first = run(verbs().accounts().list(UserId(0), 3)).value();
  ASSERT_EQ(first.size(), 3U);
  EXPECT_EQ(first[0].id, UserId(1));
  EXPECT_EQ(first[2].id, UserId(3));
  const auto rest = run(verbs().accounts().list(UserId(3), 3)).value();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].username, "d");
}

}  // namespace
}  // namespace asq::testing
