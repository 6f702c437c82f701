#include "chat/accounts.hpp"

#include "chat/handles.hpp"
#include "support/account_ground.hpp"
#include "support/by.hpp"

namespace asq::chat {
namespace {

using test::refusal;

using Password = std::optional<std::string>;

ProfileEdit new_name(std::string name) {
  return {std::move(name), std::nullopt, std::nullopt, std::nullopt};
}
ProfileEdit new_email(std::string email, Password current) {
  return {std::nullopt, std::move(email), std::nullopt, std::move(current)};
}
ProfileEdit new_password(std::string password, Password current) {
  return {std::nullopt, std::nullopt, std::move(password), std::move(current)};
}

class AccountTest : public test::AccountGround {
 protected:
  Result<User> change(Caller caller, ProfileEdit edit) {
    auto all = accounts();
    return loop_.run(all.change_profile(caller, std::move(edit)));
  }
  // The field and its message where the answer is `invalid` with just that one.
  static std::string bad_field(const Result<User>& result) {
    if (refusal(result) != ErrorCode::invalid || result.error().fields.size() != 1) return "none";
    return result.error().fields[0].field + ": " + result.error().fields[0].message;
  }
};

TEST_F(AccountTest, RegisteringGivesAPersonWhoCanLogIn) {
  const User john = person("john");
  EXPECT_EQ(john.username, "john");
  EXPECT_EQ(john.email, "john@example.com");
  EXPECT_EQ(john.created_at, clock_.now());
  EXPECT_TRUE(try_login("john@example.com", "secret"));
}

TEST_F(AccountTest, ThePasswordIsStoredAsAnArgon2idHashOnly) {
  person("john");
  const auto stored = loop_.run(verbs().accounts().find_credentials("john@example.com"));
  ASSERT_TRUE(stored);
  EXPECT_TRUE(stored->password_hash.starts_with("$argon2id$v=19$"));
  EXPECT_EQ(stored->password_hash.find("secret"), std::string::npos);
}

TEST_F(AccountTest, AnEmailIsTakenInAnySpellingOfItsCase) {
  person("john");
  auto all = accounts();
  EXPECT_EQ(refusal(loop_.run(
                all.register_account(ClientNetwork(), {"other", "JOHN@example.com", "secret"}))),
            ErrorCode::email_taken);
  EXPECT_EQ(refusal(loop_.run(all.add({"other", "john@example.com", "secret"}))),
            ErrorCode::email_taken);
}

TEST_F(AccountTest, ARefusedRegistrationUsesNoIdUp) {
  const User john = person("john");
  auto all = accounts();
  ASSERT_FALSE(
      loop_.run(all.register_account(ClientNetwork(), {"other", "john@example.com", "secret"})));
  EXPECT_EQ(person("dima").id.value(), john.id.value() + 1);
}

TEST_F(AccountTest, OfTwoThatTakeAnEmailAtOnceOneGetsIt) {
  auto all = accounts();
  store_.before("register", [this]() -> Task<void> {
    store::NewAccount other{"other", "john@example.com", "$argon2id$not-used"};
    EXPECT_TRUE(co_await verbs().accounts().create(std::move(other)));
  });
  EXPECT_EQ(refusal(loop_.run(
                all.register_account(ClientNetwork(), {"john", "john@example.com", "secret"}))),
            ErrorCode::email_taken);
}

TEST_F(AccountTest, ClosedRegistrationStillLetsTheOperatorAdd) {
  for (const auto registrations : {Registrations::invited, Registrations::closed}) {
    auto all = accounts(registrations);
    const std::string email = std::string(word_of(registrations)) + "@example.com";
    EXPECT_EQ(refusal(loop_.run(all.register_account(ClientNetwork(), {"a", email, "secret"}))),
              ErrorCode::registration_closed);
    EXPECT_TRUE(loop_.run(all.add({"a", email, "secret"})));
  }
}

TEST_F(AccountTest, MeIsTheCaller) {
  const User john = person("john");
  person("dima");
  auto all = accounts();
  const auto me = loop_.run(all.me(caller(login("john"))));
  ASSERT_TRUE(me);
  EXPECT_EQ(me->id, john.id);
  EXPECT_EQ(me->email, "john@example.com");
}

TEST_F(AccountTest, ANameIsChangedWithoutAPassword) {
  person("john");
  const auto changed = change(caller(login("john")), new_name("Johnny"));
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->username, "Johnny");
  EXPECT_EQ(changed->email, "john@example.com");
}

TEST_F(AccountTest, EmailAndPasswordNeedTheCurrentPassword) {
  person("john");
  const Caller john = caller(login("john"));
  for (ProfileEdit edit :
       {new_email("new@example.com", std::nullopt), new_password("another", std::nullopt)}) {
    edit.username = "x";
    EXPECT_EQ(
        bad_field(change(john, edit)),
        "current_password: The current password is needed to change the e-mail or the password.");
    edit.current_password = "Secret";
    EXPECT_EQ(bad_field(change(john, edit)), "current_password: This is not the current password.");
  }
  auto all = accounts();
  EXPECT_EQ(loop_.run(all.me(john))->username, "john") << "a refused change changes nothing";
  EXPECT_TRUE(try_login("john@example.com", "secret"));
}

TEST_F(AccountTest, ANewEmailIsTheIdentityFromThenOn) {
  person("john");
  const Caller john = caller(login("john"));
  const auto changed = change(john, new_email("new@example.com", "secret"));
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->email, "new@example.com");
  EXPECT_TRUE(try_login("new@example.com", "secret"));
  EXPECT_FALSE(try_login("john@example.com", "secret"));
  EXPECT_TRUE(logins().live(john));
}

TEST_F(AccountTest, AnEmailOfSomebodyElseIsTaken) {
  person("john");
  person("dima");
  EXPECT_EQ(refusal(change(caller(login("john")), new_email("DIMA@example.com", "secret"))),
            ErrorCode::email_taken);
}

TEST_F(AccountTest, ANewPasswordEndsTheOtherSessions) {
  person("john");
  const Caller here = caller(login("john"));
  const Caller elsewhere = caller(login("john"));
  ASSERT_TRUE(change(here, new_password("another", "secret")));
  EXPECT_TRUE(logins().live(here));
  EXPECT_FALSE(logins().live(elsewhere));
  EXPECT_FALSE(try_login("john@example.com", "secret"));
  EXPECT_TRUE(try_login("john@example.com", "another"));
}

// Who knew the old password and lost the session to a reset must not set the password back.
TEST_F(AccountTest, ASessionThatEndsMeanwhileChangesNothing) {
  person("john");
  const Caller john = caller(login("john"));
  auto all = accounts();
  store_.after("find password", [&all]() -> Task<void> {
    std::string email = "john@example.com";
    std::string password = "given by the operator";
    EXPECT_TRUE(co_await all.reset_password(std::move(email), std::move(password)));
  });
  EXPECT_EQ(refusal(change(john, new_password("mine", "secret"))), ErrorCode::unauthenticated);
  EXPECT_FALSE(try_login("john@example.com", "mine"));
  EXPECT_TRUE(try_login("john@example.com", "given by the operator"));
}

// The same, with the reset committed at the last moment: in front of the change in the queue.
TEST_F(AccountTest, ASessionThatEndsJustBeforeTheWriteChangesNothing) {
  person("john");
  const Caller john = caller(login("john"));
  chat::ProfileChange reset;
  reset.password_hash = "$argon2id$given-by-the-operator";
  ASSERT_TRUE(loop_.run(verbs().accounts().change_profile(test::by(john.user_id), reset)));
  chat::ProfileChange mine;
  mine.username = "mine";
  EXPECT_EQ(refusal(loop_.run(verbs().accounts().change_profile(john, mine))),
            ErrorCode::unauthenticated);
}

// One person's guesses at the own password took every place in the queue of the logins.
TEST_F(AccountTest, OnePersonHasTwoPasswordsCheckedAtATime) {
  person("john");
  const Caller john = caller(login("john"));
  auto all = accounts();
  std::optional<Result<User>> second;
  std::optional<Result<User>> third;
  store_.after("find password", [&]() -> Task<void> {
    store_.after("find password", [&]() -> Task<void> {
      ProfileEdit edit = new_email("third@example.com", "secret");
      third = co_await all.change_profile(john, std::move(edit));
    });
    ProfileEdit edit = new_email("second@example.com", "wrong!");
    second = co_await all.change_profile(john, std::move(edit));
  });

  const auto first = loop_.run(all.change_profile(john, new_password("another", "secret")));

  EXPECT_EQ(refusal(*third), ErrorCode::rate_limited);
  EXPECT_EQ(third->error().retry_after, std::chrono::seconds(1));
  EXPECT_EQ(bad_field(*second), "current_password: This is not the current password.");
  EXPECT_TRUE(first);
  EXPECT_TRUE(loop_.run(all.change_profile(john, new_email("third@example.com", "another"))));
}

TEST_F(AccountTest, SomebodyIsFoundByTheEmailInAnyCase) {
  const User john = person("john");
  auto all = accounts();
  const auto found = loop_.run(all.look_up(Payer::server(), "JOHN@example.com"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, john.id);
  EXPECT_EQ(refusal(loop_.run(all.look_up(Payer::server(), "ohn@example.com"))),
            ErrorCode::user_not_found);
}

TEST_F(AccountTest, AnAccountIsDeletedByWhoKnowsItsPassword) {
  const User john = person("john");
  const Caller session = caller(login("john"));
  auto all = accounts();
  const auto refused = loop_.run(all.erase(session, "Secret"));
  ASSERT_EQ(refusal(refused), ErrorCode::invalid);
  EXPECT_EQ(refused.error().fields[0].field, "current_password");
  EXPECT_TRUE(logins().live(session)) << "a refused deletion deletes nothing";
  EXPECT_TRUE(loop_.run(all.erase(session, "secret")));
  EXPECT_FALSE(logins().live(session));
  EXPECT_EQ(refusal(loop_.run(all.look_up(Payer::server(), "john@example.com"))),
            ErrorCode::user_not_found);
  EXPECT_EQ(refusal(loop_.run(all.erase(session, "secret"))), ErrorCode::unauthenticated);
  EXPECT_NE(person("john").id, john.id) << "the e-mail is free";
}

// Who knew the old password and lost the session to a reset must not delete the account.
TEST_F(AccountTest, ASessionThatEndsMeanwhileDeletesNothing) {
  person("john");
  const Caller john = caller(login("john"));
  auto all = accounts();
  store_.after("find password", [&all]() -> Task<void> {
    std::string email = "john@example.com";
    std::string password = "given by the operator";
    EXPECT_TRUE(co_await all.reset_password(std::move(email), std::move(password)));
  });
  EXPECT_EQ(refusal(loop_.run(all.erase(john, "secret"))), ErrorCode::unauthenticated);
  EXPECT_TRUE(try_login("john@example.com", "given by the operator"));
}

// The password is looked up by the account, not by the e-mail, which may go to somebody else.
TEST_F(AccountTest, AnEmailThatIsGivenUpMeanwhileLeavesThePasswordTheCallersOwn) {
  person("john");
  const Caller john = caller(login("john"));
  auto all = accounts();
  store_.before("find password", [this, &all, john]() -> Task<void> {
    ProfileEdit edit = new_email("moved@example.com", "secret");
    EXPECT_TRUE(co_await all.change_profile(john, std::move(edit)));
    store::NewAccount other{"other", "john@example.com", "$argon2id$not-used"};
    EXPECT_TRUE(co_await verbs().accounts().create(std::move(other)));
  });
  EXPECT_TRUE(loop_.run(all.erase(john, "secret")));
  EXPECT_TRUE(loop_.run(all.look_up(Payer::server(), "john@example.com")))
      << "the other one's is left alone";
}

TEST_F(AccountTest, AResetEndsEverySession) {
  const User john = person("john");
  const Caller session = caller(login("john"));
  auto all = accounts();
  const auto reset = loop_.run(all.reset_password("JOHN@example.com", "another"));
  ASSERT_TRUE(reset);
  EXPECT_EQ(reset->id, john.id);
  EXPECT_FALSE(logins().live(session));
  EXPECT_TRUE(sessions_of(john.id).empty());
  EXPECT_TRUE(try_login("john@example.com", "another"));
}

TEST_F(AccountTest, AResetOfNobodyIsUserNotFound) {
  auto all = accounts();
  EXPECT_EQ(refusal(loop_.run(all.reset_password("nobody@example.com", "another"))),
            ErrorCode::user_not_found);
}

TEST_F(AccountTest, ALinkOfTheOperatorSetsThePassword) {
  const User john = person("john");
  const Caller session = caller(login("john"));
  auto all = accounts();
  const auto link = loop_.run(all.make_reset_link("JOHN@example.com"));
  ASSERT_TRUE(link);
  EXPECT_EQ(link->user.id, john.id);
  EXPECT_EQ(link->expires_at, clock_.now() + std::chrono::hours(24));
  ClientNetwork client{"192.0.2.1", alone(Payer::address("192.0.2.0"))};
  EXPECT_TRUE(loop_.run(all.set_password(client, link->token, "another", clock_.now())));
  EXPECT_EQ(store_.payer("find reset link"), Payer::address("192.0.2.0"));
  EXPECT_EQ(store_.payer("set password"), Payer::address("192.0.2.0"));
  EXPECT_FALSE(logins().live(session));
  EXPECT_TRUE(try_login("john@example.com", "another"));
  EXPECT_EQ(refusal(loop_.run(all.set_password(client, link->token, "a third", clock_.now()))),
            ErrorCode::reset_over);
}

// Anybody can send tokens: only one that is good is worth a hash, and the writer.
TEST_F(AccountTest, AGuessedLinkCostsNothing) {
  person("john");
  auto all = accounts();
  EXPECT_EQ(refusal(loop_.run(
                all.set_password(ClientNetwork(), std::string(22, 'A'), "another", clock_.now()))),
            ErrorCode::reset_not_found);
  EXPECT_EQ(store_.payer("find reset link"), std::nullopt);
  const auto link = loop_.run(all.make_reset_link("john@example.com")).value();
  ASSERT_TRUE(loop_.run(all.make_reset_link("john@example.com")));
  EXPECT_EQ(
      refusal(loop_.run(all.set_password(ClientNetwork(), link.token, "another", clock_.now()))),
      ErrorCode::reset_over);
  EXPECT_EQ(store_.payer("set password"), std::nullopt) << "one that is over costs a look-up";
  const auto late = loop_.run(all.make_reset_link("john@example.com")).value();
  EXPECT_EQ(
      refusal(loop_.run(all.set_password(ClientNetwork(), late.token, "another", late.expires_at))),
      ErrorCode::reset_over);
  EXPECT_EQ(store_.payer("set password"), std::nullopt) << "and one whose time is up";
}

// Logged in while the new password was hashed: with the old one, which is no longer good.
TEST_F(AccountTest, ALinkEndsTheSessionsThatBeginMeanwhile) {
  person("john");
  auto all = accounts();
  const auto link = loop_.run(all.make_reset_link("john@example.com")).value();
  std::optional<Caller> meanwhile;
  auto others = logins();
  store_.before("set password", [&]() -> Task<void> {
    std::string email = "john@example.com";
    std::string password = "secret";
    std::string agent = "test";
    const auto tokens = co_await others.log_in(ClientNetwork(), std::move(email),
                                               std::move(password), std::move(agent));
    meanwhile = others.authenticate(tokens.value().access_token).value();
  });
  EXPECT_TRUE(loop_.run(all.set_password(ClientNetwork(), link.token, "another", clock_.now())));
  ASSERT_TRUE(meanwhile);
  EXPECT_FALSE(others.live(*meanwhile));
}

// The other sessions were to end; the password stays what it was.
TEST_F(AccountTest, APasswordThatCanNotBeStoredEndsTheOtherSessionsInMemory) {
  person("john");
  const Caller john = caller(login("john"));
  const Caller thief = caller(login("john"));
  auto all = accounts();
  ProfileEdit edit;
  edit.new_password = "another";
  edit.current_password = "secret";
  store_.refuse("change profile", 1, ErrorCode::storage_full);
  EXPECT_EQ(refusal(loop_.run(all.change_profile(john, edit))), ErrorCode::storage_full);
  EXPECT_FALSE(logins().live(thief));
  EXPECT_TRUE(logins().live(john)) << "it has to ask again";
  EXPECT_TRUE(loop_.run(all.change_profile(john, edit)));
}

TEST_F(AccountTest, ANameThatCanNotBeStoredEndsNoSession) {
  person("john");
  const Caller john = caller(login("john"));
  const Caller other = caller(login("john"));
  auto all = accounts();
  ProfileEdit edit;
  edit.username = "Johnny";
  store_.refuse("change profile", 1, ErrorCode::storage_full);
  EXPECT_EQ(refusal(loop_.run(all.change_profile(john, edit))), ErrorCode::storage_full);
  EXPECT_TRUE(logins().live(john) && logins().live(other));
}

TEST_F(AccountTest, ADeletionThatCanNotBeStoredEndsTheOtherSessionsInMemory) {
  person("john");
  const Caller john = caller(login("john"));
  const Caller other = caller(login("john"));
  auto all = accounts();
  store_.refuse("delete account", 1, ErrorCode::storage_full);
  EXPECT_EQ(refusal(loop_.run(all.erase(john, "secret"))), ErrorCode::storage_full);
  EXPECT_FALSE(logins().live(other));
  EXPECT_TRUE(loop_.run(all.erase(john, "secret")));
}

TEST_F(AccountTest, DisablingThatCanNotBeStoredEndsAllSessionsInMemory) {
  person("john");
  const Caller john = caller(login("john"));
  auto all = accounts();
  store_.refuse("set disabled", 2, ErrorCode::storage_full);
  EXPECT_FALSE(loop_.run(all.set_disabled("john@example.com", false)));
  EXPECT_TRUE(logins().live(john));
  EXPECT_FALSE(loop_.run(all.set_disabled("john@example.com", true)));
  EXPECT_FALSE(logins().live(john));
}

TEST_F(AccountTest, AHandleIsMadeFromTheNameAndStillFreeWhenItIsGiven) {
  store_.before("register", [this]() -> Task<void> {
    store::NewAccount other{"other", "o@example.com", "$argon2id$not-used", "dima"};
    EXPECT_TRUE(co_await verbs().accounts().create(std::move(other)));
  });
  auto all = accounts();
  const auto made =
      loop_.run(all.register_account(ClientNetwork(), {"Дима", "dima@example.com", "secret"}));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->handle, "dima2");
}

TEST_F(AccountTest, ATakenHandleIsToldWithoutAPasswordHash) {
  auto all = accounts();
  const auto sign_up = [&](const std::string& name, std::string handle) {
    return loop_.run(all.register_account(
        ClientNetwork(), {name, name + "@example.com", "secret", std::move(handle)}));
  };
  const User john = sign_up("john", "resting").value();
  EXPECT_EQ(john.handle, "resting");
  ProfileEdit edit;
  edit.handle = "j.d";
  ASSERT_TRUE(change(caller(login("john")), std::move(edit)));
  hasher_.close();  // a request from now on is refused otherwise
  EXPECT_EQ(refusal(sign_up("jane", "j.d")), ErrorCode::handle_taken);
  EXPECT_EQ(refusal(sign_up("jane", "resting")), ErrorCode::handle_taken);
  clock_.advance(kHandleRest);
  EXPECT_EQ(refusal(sign_up("jane", "resting")), ErrorCode::shutting_down) << "it is free";
  EXPECT_EQ(refusal(sign_up("jane", "here")), ErrorCode::handle_taken);
}

TEST_F(AccountTest, ANetworkPaysForARegistrationAndTheCallerForALookUp) {
  auto all = accounts();
  ClientNetwork client{"192.0.2.1", alone(Payer::address("192.0.2.0"))};
  const auto john = loop_.run(all.register_account(client, {"john", "john@example.com", "secret"}));
  ASSERT_TRUE(john);
  EXPECT_EQ(store_.payer("find account"), Payer::address("192.0.2.0"));
  EXPECT_EQ(store_.payer("register"), Payer::address("192.0.2.0"));
  EXPECT_TRUE(loop_.run(all.look_up(john->id, "john@example.com")));
  EXPECT_EQ(store_.payer("look up"), Payer(john->id));
  EXPECT_TRUE(loop_.run(all.look_up(john->id, "@John")));
  EXPECT_EQ(refusal(loop_.run(all.look_up(john->id, "@nobody"))), ErrorCode::user_not_found);
}

}  // namespace
}  // namespace asq::chat
