#include "chat/logins.hpp"

#include "auth/tokens.hpp"
#include "support/account_ground.hpp"
#include "support/by.hpp"

namespace asq::chat {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using test::refusal;

class LoginTest : public test::AccountGround {};

TEST_F(LoginTest, GivesTokensThatStandForThePersonAndASession) {
  const User john = person("john");
  const auto tokens = try_login("john@example.com", "secret");
  ASSERT_TRUE(tokens);
  EXPECT_EQ(tokens->user.id, john.id);
  EXPECT_EQ(tokens->expires_in, hours(24));
  const auto caller = logins().authenticate(tokens->access_token);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->user_id, john.id);
  ASSERT_EQ(sessions_of(john.id).size(), 1U);
  EXPECT_EQ(sessions_of(john.id).front().id, caller->session_id);
  EXPECT_EQ(sessions_of(john.id).front().user_agent, "test");
}

TEST_F(LoginTest, TheEmailIsComparedWithoutCase) {
  person("john");
  EXPECT_TRUE(try_login("JOHN@Example.COM", "secret"));
}

TEST_F(LoginTest, TheDomainIsComparedByItsALabelAndWhiteSpaceDoesNotCount) {
  auto all = accounts();
  Registration ivan{"ivan", "ivan@почта.рф", "secret"};
  ASSERT_TRUE(loop_.run(all.register_account(ClientNetwork(), std::move(ivan))));
  EXPECT_TRUE(try_login("ivan@почта.рф", "secret"));
  EXPECT_TRUE(try_login("Ivan@xn--80a1acny.xn--p1ai", "secret"));
  EXPECT_TRUE(try_login(" ivan@почта.рф\n", "secret"));
  EXPECT_EQ(refusal(try_login("ivan@xn--80a1acny.xn--p1ai", "wrong!")),
            ErrorCode::invalid_credentials);
  Registration again{"ivan", "ivan@xn--80a1acny.xn--p1ai", "secret"};
  EXPECT_EQ(refusal(loop_.run(all.register_account(ClientNetwork(), std::move(again)))),
            ErrorCode::email_taken);
}

// Two from the time when that made a difference, with passwords of their own.
TEST_F(LoginTest, TwoAccountsOfOneEmailLogInByTheirOwnSpelling) {
  const User john = person("john");
  const User jack = person("jack");
  const auto give = [this](UserId id, const char* email, const char* password) {
    store::AccountChange change;
    change.email = email;
    const auth::PasswordPayer payer{alone(Payer::server())};
    change.password_hash = loop_.run(hasher_.hash(payer, password)).value();
    auto verb = [id, change](store::Transaction& rows) -> Result<void> {
      rows.update_user(id, change);
      return {};
    };
    EXPECT_TRUE(loop_.run(store_.write<void>({"give", Payer::server()}, std::move(verb))));
  };
  give(john.id, "ivan@почта.рф", "password of john");
  give(jack.id, "ivan@xn--80a1acny.xn--p1ai", "password of jack");
  EXPECT_EQ(try_login("Ivan@почта.рф", "password of john").value().user.id, john.id);
  EXPECT_EQ(try_login("ivan@XN--80A1ACNY.xn--p1ai", "password of jack").value().user.id, jack.id);
  EXPECT_EQ(refusal(try_login("ivan@почта.рф", "password of jack")),
            ErrorCode::invalid_credentials);
  const Caller own = caller(try_login("ivan@почта.рф", "password of john").value());
  ProfileEdit edit;
  edit.current_password = "password of john";
  edit.new_password = "another password";
  auto all = accounts();
  EXPECT_TRUE(loop_.run(all.change_profile(own, std::move(edit)))) << "its own is asked for";
}

TEST_F(LoginTest, AWrongPasswordAndAnUnknownEmailAreToldInTheSameWords) {
  person("john");
  const auto wrong = try_login("john@example.com", "Secret");
  const auto unknown = try_login("nobody@example.com", "secret");
  ASSERT_EQ(refusal(wrong), ErrorCode::invalid_credentials);
  ASSERT_EQ(refusal(unknown), ErrorCode::invalid_credentials);
  EXPECT_EQ(wrong.error().detail, unknown.error().detail);
  EXPECT_EQ(store_.count("log in"), 0);
}

TEST_F(LoginTest, ADisabledAccountAnswersLikeAWrongPassword) {
  const User john = person("john");
  ASSERT_TRUE(loop_.run(verbs().accounts().set_disabled("john@example.com", true)));
  EXPECT_EQ(refusal(try_login("john@example.com", "secret")), ErrorCode::invalid_credentials);
  EXPECT_EQ(refusal(try_login("john@example.com", "wrong")), ErrorCode::invalid_credentials);
  EXPECT_EQ(store_.count("log in"), 0);
  EXPECT_TRUE(sessions_of(john.id).empty());
}

// A password takes long to verify, and the world goes on meanwhile.
TEST_F(LoginTest, AnAccountThatIsDisabledMeanwhileIsNotLoggedIn) {
  const User john = person("john");
  store_.before("log in", [this]() -> Task<void> {
    std::string email = "john@example.com";
    EXPECT_TRUE(co_await verbs().accounts().set_disabled(std::move(email), true));
  });
  EXPECT_EQ(refusal(try_login("john@example.com", "secret")), ErrorCode::invalid_credentials);
  EXPECT_TRUE(sessions_of(john.id).empty());
}

TEST_F(LoginTest, APasswordThatIsReplacedMeanwhileDoesNotOpenASession) {
  const User john = person("john");
  auto all = accounts();
  store_.before("log in", [&all]() -> Task<void> {
    std::string email = "john@example.com";
    std::string password = "another";
    EXPECT_TRUE(co_await all.reset_password(std::move(email), std::move(password)));
  });
  EXPECT_EQ(refusal(try_login("john@example.com", "secret")), ErrorCode::invalid_credentials);
  EXPECT_EQ(store_.count("log in"), 1);
  EXPECT_TRUE(sessions_of(john.id).empty());
  EXPECT_TRUE(try_login("john@example.com", "another"));
}

TEST_F(LoginTest, AnEmailThatGoesToSomebodyElseMeanwhileLogsNobodyIn) {
  const User john = person("john");
  const auto stored = loop_.run(verbs().accounts().find_credentials("john@example.com"));
  const std::string hash = stored.value().password_hash;
  store_.before("log in", [this, john, hash]() -> Task<void> {
    chat::ProfileChange change;
    change.email = "jack@example.com";
    EXPECT_TRUE(co_await verbs().accounts().change_profile(test::by(john), std::move(change)));
    store::NewAccount other{"other", "john@example.com", hash};
    EXPECT_TRUE(co_await verbs().accounts().create(std::move(other)));
  });
  EXPECT_EQ(refusal(try_login("john@example.com", "secret")), ErrorCode::invalid_credentials);
  EXPECT_TRUE(sessions_of(john.id).empty());
}

TEST_F(LoginTest, EachLoginIsASessionOfItsOwn) {
  const User john = person("john");
  const Caller first = caller(login("john"));
  const Caller second = caller(login("john"));
  EXPECT_NE(first.session_id, second.session_id);
  auto all = logins();
  ASSERT_TRUE(loop_.run(all.log_out(first)));
  EXPECT_FALSE(all.live(first));
  EXPECT_TRUE(all.live(second));
  EXPECT_EQ(sessions_of(john.id).size(), 1U);
}

TEST_F(LoginTest, LoggingOutWorksAtOnceAndTwice) {
  person("john");
  const Tokens tokens = login("john");
  const Caller john = caller(tokens);
  auto all = logins();
  EXPECT_TRUE(loop_.run(all.log_out(john))->by_this);
  EXPECT_EQ(refusal(all.authenticate(tokens.access_token)), ErrorCode::unauthenticated);
  EXPECT_EQ(refusal(loop_.run(all.refresh(ClientNetwork(), tokens.refresh_token))),
            ErrorCode::unauthenticated);
  EXPECT_FALSE(loop_.run(all.log_out(john))->by_this);
}

TEST_F(LoginTest, ALogOutTellsWhetherTheSessionBeganByCookie) {
  person("john");
  auto all = logins();
  for (const bool by_cookie : {true, false}) {
    const auto tokens =
        loop_.run(all.log_in(ClientNetwork(), "john@example.com", "secret", "browser", by_cookie));
    ASSERT_TRUE(tokens);
    EXPECT_EQ(tokens->refresh_expires_in, options_.refresh_lifetime);
    const auto renewed = loop_.run(all.refresh(ClientNetwork(), tokens->refresh_token));
    ASSERT_TRUE(renewed);
    EXPECT_EQ(loop_.run(all.log_out(caller(*renewed)))->by_cookie, by_cookie);
  }
}

TEST_F(LoginTest, ALogOutTellsWhetherARefreshPutTheSessionIntoTheCookie) {
  person("john");
  auto all = logins();
  const Tokens begun = login("john");
  const auto moved = loop_.run(all.refresh(ClientNetwork(), begun.refresh_token, true));
  ASSERT_TRUE(moved);
  EXPECT_TRUE(loop_.run(all.log_out(caller(*moved)))->by_cookie);
}

TEST_F(LoginTest, OnlyOnesOwnSessionsCanBeEnded) {
  person("john");
  person("dima");
  const Caller john = caller(login("john"));
  const Caller dima = caller(login("dima"));
  auto all = logins();
  EXPECT_EQ(refusal(loop_.run(all.end_session(dima, john.session_id))),
            ErrorCode::session_not_found);
  EXPECT_EQ(refusal(loop_.run(all.end_session(dima, SessionId(999)))),
            ErrorCode::session_not_found);
  EXPECT_TRUE(all.live(john));
  EXPECT_TRUE(loop_.run(all.end_session(john, john.session_id)));
  EXPECT_FALSE(all.live(john));
}

TEST_F(LoginTest, AFullPasswordQueueIsPassedOn) {
  person("john");
  const auth::HasherOptions slow{
      .threads = 1, .max_queued = 1, .memory_kib = 8192, .iterations = 3};
  auth::PasswordHasher narrow(slow);
  Logins all(store_, narrow, keys_, clock_, log_, options_);
  std::vector<std::future<Result<Tokens>>> answers;
  answers.reserve(40);
  for (int i = 0; i < 40; ++i) {
    answers.push_back(loop_.start(all.log_in(ClientNetwork(), "nobody@example.com", "secret", "")));
  }
  int full = 0;
  for (auto& answer : answers) {
    const auto tokens = answer.get();
    ASSERT_FALSE(tokens);
    if (tokens.error().code != ErrorCode::login_queue_full) continue;
    EXPECT_TRUE(tokens.error().retry_after);
    ++full;
  }
  EXPECT_GE(full, 1);
}

ClientNetwork network_of(const std::string& address) {
  return {
      address,
      {Payer::address(address + "/48"), Payer::address(address + "/56"), Payer::address(address)}};
}

TEST_F(LoginTest, ThePairOfAddressAndEmailIsKnownAfterASuccess) {
  person("john");
  auto all = logins();
  const ClientNetwork home = network_of("home");
  const auto try_at_home = [&](const std::string& password) {
    return loop_.run(all.log_in(home, "john@example.com", password, ""));
  };
  EXPECT_FALSE(try_at_home("wrong!"));
  EXPECT_FALSE(all.known(home, "john@example.com"));
  EXPECT_TRUE(try_at_home("secret"));
  EXPECT_TRUE(all.known(home, "JOHN@example.com"));
  EXPECT_FALSE(all.known(network_of("elsewhere"), "john@example.com"));
  EXPECT_FALSE(all.known(home, "dima@example.com"));
}

TEST_F(LoginTest, TheWidestNetworkPaysUntilItIsKnownWhoAsks) {
  const User john = person("john");
  auto all = logins();
  const ClientNetwork home = network_of("home");
  auto tokens = loop_.run(all.log_in(home, "john@example.com", "secret", ""));
  ASSERT_TRUE(tokens);
  EXPECT_EQ(store_.payer("find account"), home.networks[0]);
  EXPECT_EQ(store_.payer("log in"), Payer(john.id));
  ASSERT_TRUE(loop_.run(all.refresh(home, tokens->refresh_token)));
  EXPECT_EQ(store_.payer("refresh"), home.networks[0]);
}

// ---- what the log says

using Lines = std::vector<std::string>;

TEST_F(LoginTest, TheLogSaysWhyNobodyWasLetInAndTheAnswerDoesNot) {
  person("john");
  person("dima");
  ASSERT_TRUE(loop_.run(verbs().accounts().set_disabled("dima@example.com", true)));
  for (const auto& [email, password] :
       std::vector<std::pair<std::string, std::string>>{{"nobody@example.com", "secret"},
                                                        {"john@example.com", "wrong"},
                                                        {"dima@example.com", "wrong"},
                                                        {"dima@example.com", "secret"}}) {
    EXPECT_EQ(refusal(try_login(email, password)), ErrorCode::invalid_credentials);
  }
  EXPECT_EQ(lines_.take(), (Lines{"login_refused reason=unknown_email",
                                  "login_refused user_id=1 reason=wrong_password",
                                  "login_refused user_id=2 reason=wrong_password",
                                  "login_refused user_id=2 reason=disabled"}));
}

TEST_F(LoginTest, TheLogNamesTheAddressThatLogsInAndTheSessionThatEndsForIt) {
  const User john = person("john");
  auto all = logins();
  ClientNetwork home = network_of("2001:db8::/64");
  home.host = "2001:db8::7";
  ASSERT_TRUE(loop_.run(all.log_in(home, "john@example.com", "secret", "")));
  EXPECT_EQ(lines_.take(), Lines{"logged_in user_id=1 session_id=1 address=2001:db8::7"});
  clock_.advance(seconds(1));
  for (int i = 1; i < kMaxSessions; ++i) {
    ASSERT_TRUE(loop_.run(verbs().sessions().open({john.id, "test", hours(1)})));
  }
  ASSERT_TRUE(loop_.run(all.log_in(home, "john@example.com", "secret", "")));
  EXPECT_EQ(lines_.take(), (Lines{"logged_in user_id=1 session_id=201 address=2001:db8::7",
                                  "session_ended user_id=1 session_id=1 address=2001:db8::7 "
                                  "reason=too_many_sessions"}));
}

TEST_F(LoginTest, TheLogWarnsOfARefreshTokenThatIsUsedAgain) {
  person("john");
  const Tokens first = login("john");
  auto all = logins();
  const auto second = loop_.run(all.refresh(ClientNetwork(), first.refresh_token));
  ASSERT_TRUE(loop_.run(all.refresh(ClientNetwork(), second->refresh_token)));
  clock_.advance(seconds(61));
  lines_.take();
  ASSERT_FALSE(loop_.run(all.refresh(ClientNetwork(), first.refresh_token)));
  ASSERT_FALSE(loop_.run(all.refresh(ClientNetwork(), "forged")));
  EXPECT_EQ(lines_.take(),
            (Lines{"warning session_ended user_id=1 session_id=1 reason=refresh_token_reused",
                   "refresh_refused session_id=1 reason=session_ended",
                   "refresh_refused reason=not_issued_here"}));
}

// That is over in a second, and the client tries again.
TEST_F(LoginTest, AnEndThatHasToWaitChangesNothing) {
  const User john = person("john");
  const Tokens tokens = login(john.username);
  auto all = logins();
  store_.refuse("end session", 1, ErrorCode::overloaded);
  EXPECT_EQ(refusal(loop_.run(all.log_out(caller(tokens)))), ErrorCode::overloaded);
  EXPECT_TRUE(all.live(caller(tokens)));
}

// On a full disk, say: whoever wants to be out is out.
TEST_F(LoginTest, AnEndThatCanNotBeStoredHoldsInMemoryUntilARepeatIsStored) {
  for (const ErrorCode code : {ErrorCode::storage_full, ErrorCode::storage_unavailable}) {
    const User john = person("john" + std::string(error_name(code)));
    const Tokens tokens = login(john.username);
    const Caller own = caller(tokens);
    auto all = logins();
    store_.refuse("end session", 1, code);
    EXPECT_EQ(refusal(loop_.run(all.log_out(own))), code);

    EXPECT_FALSE(all.live(own));
    EXPECT_EQ(refusal(all.authenticate(tokens.access_token)), ErrorCode::unauthenticated);
    EXPECT_EQ(refusal(loop_.run(all.refresh(ClientNetwork(), tokens.refresh_token))),
              ErrorCode::unauthenticated);
    EXPECT_EQ(store_.memory().take_expired(10).size(), 1U) << "its sockets are to close";
    EXPECT_EQ(sessions_of(john.id).size(), 1U) << "the row is there";

    ASSERT_TRUE(all.authenticate_to_log_out(tokens.access_token));
    EXPECT_TRUE(loop_.run(all.log_out(own)));
    EXPECT_TRUE(sessions_of(john.id).empty());
    EXPECT_FALSE(all.authenticate_to_log_out(tokens.access_token));
  }
}

TEST_F(LoginTest, AnotherSessionOfOnesOwnEndsInMemoryTooAndNobodyElses) {
  person("john");
  person("dima");
  const Caller john = caller(login("john"));
  const Caller other = caller(login("john"));
  const Caller dima = caller(login("dima"));
  auto all = logins();
  store_.refuse("end session", 2, ErrorCode::storage_full);
  EXPECT_EQ(refusal(loop_.run(all.end_session(john, other.session_id))), ErrorCode::storage_full);
  EXPECT_FALSE(all.live(other));
  EXPECT_EQ(refusal(loop_.run(all.end_session(john, dima.session_id))), ErrorCode::storage_full);
  EXPECT_TRUE(all.live(dima));
  EXPECT_TRUE(loop_.run(all.end_session(john, other.session_id)));
  EXPECT_TRUE(all.live(john));
}

TEST_F(LoginTest, AReusedRefreshTokenEndsItsSessionOnAFullDiskToo) {
  person("john");
  const Tokens first = login("john");
  auto all = logins();
  const auto second = loop_.run(all.refresh(ClientNetwork(), first.refresh_token));
  store_.refuse("refresh", 1, ErrorCode::storage_full);
  EXPECT_FALSE(loop_.run(all.refresh(ClientNetwork(), first.refresh_token)));
  EXPECT_TRUE(all.live(caller(first))) << "a repeat is no reuse";
  ASSERT_TRUE(loop_.run(all.refresh(ClientNetwork(), second->refresh_token)));
  clock_.advance(seconds(61));
  const Caller john = caller(first);
  store_.refuse("refresh", 1, ErrorCode::storage_full);
  EXPECT_EQ(refusal(loop_.run(all.refresh(ClientNetwork(), first.refresh_token))),
            ErrorCode::storage_full);
  EXPECT_FALSE(all.live(john));
}

}  // namespace
}  // namespace asq::chat
