// Links to set a new password with, as chat/password_resets.hpp promises them.
#include <cstdlib>

#include "store_suite.hpp"

namespace asq::testing {
namespace {

using std::chrono::hours;

// A link for that person, and what it says to those who use it.
class LinkUser {
 public:
  LinkUser(StoreGround& ground, const std::string& name)
      : ground_(ground),
        id_(ground.run(ground.verbs().accounts().make_reset(StoreGround::email(name)))
                .value()
                .reset.id) {}

  [[nodiscard]] std::optional<ErrorCode> look() const {
    return refusal(
        ground_.run(ground_.verbs().accounts().find_reset_owner(id_, ground_.clock().now())));
  }
  [[nodiscard]] std::optional<ErrorCode> use(const std::string& hash = "$argon2id$new") const {
    return refusal(ground_.run(ground_.verbs().accounts().use_reset(id_, hash)));
  }
  [[nodiscard]] ResetId id() const { return id_; }

 private:
  StoreGround& ground_;
  ResetId id_;
};

std::string hash_of(StoreGround& ground, const std::string& name) {
  const auto found =
      ground.run(ground.verbs().accounts().find_credentials(StoreGround::email(name)));
  return found.value().password_hash;
}

TEST_P(StoreConformance, AResetLinkSetsThePasswordOnceAndEndsEverySession) {
  const User maks = user("maks");
  const Session open = session(maks);
  const Session foreign = session(user("dima"));
  const LinkUser link(*this, "maks");
  EXPECT_EQ(run(verbs().accounts().find_reset_owner(link.id(), clock().now())).value(), maks.id);
  EXPECT_TRUE(verbs().sessions().live(open.id, maks.id)) << "a link that is made changes nothing";
  EXPECT_EQ(link.use(), std::nullopt);
  EXPECT_EQ(hash_of(*this, "maks"), "$argon2id$new");
  EXPECT_FALSE(verbs().sessions().live(open.id, maks.id));
  EXPECT_TRUE(verbs().sessions().live(foreign.id, foreign.user_id));
  EXPECT_EQ(link.look(), ErrorCode::reset_over);
  EXPECT_EQ(link.use("$argon2id$again"), ErrorCode::reset_over);
  EXPECT_EQ(hash_of(*this, "maks"), "$argon2id$new");
}

TEST_P(StoreConformance, AResetLinkIsGoodForADay) {
  user("maks");
  const auto made = run(verbs().accounts().make_reset(email("maks"))).value();
  EXPECT_EQ(made.reset.expires_at, clock().now() + hours(24));
  const LinkUser late(*this, "maks");
  clock().advance(hours(24));
  EXPECT_EQ(late.look(), ErrorCode::reset_over) << "before a password is hashed for it";
  EXPECT_EQ(late.use(), ErrorCode::reset_over);
  EXPECT_EQ(hash_of(*this, "maks"), "$argon2id$maks");
  const LinkUser early(*this, "maks");
  clock().advance(hours(24) - std::chrono::microseconds(1));
  EXPECT_EQ(early.use(), std::nullopt);
}

TEST_P(StoreConformance, ANewerResetLinkEndsTheOneBefore) {
  user("maks");
  user("dima");
  const LinkUser first(*this, "maks");
  const LinkUser others(*this, "dima");
  const LinkUser second(*this, "maks");
  EXPECT_EQ(first.use(), ErrorCode::reset_over);
  EXPECT_EQ(others.look(), std::nullopt);
  EXPECT_EQ(second.use(), std::nullopt);
}

TEST_P(StoreConformance, ANewPasswordEndsTheResetLink) {
  const User maks = user("maks");
  const LinkUser link(*this, "maks");
  chat::ProfileChange rename;
  rename.username = "Maksim";
  rename.email = "other@example.com";
  ASSERT_TRUE(run(verbs().accounts().change_profile(by(maks), rename)));
  EXPECT_EQ(link.look(), std::nullopt) << "nothing else does";
  chat::ProfileChange change;
  change.password_hash = "$argon2id$own";
  ASSERT_TRUE(run(verbs().accounts().change_profile(by(maks), change)));
  EXPECT_EQ(link.use(), ErrorCode::reset_over);
}

TEST_P(StoreConformance, AResetLinkOfADisabledAccountIsOverForGood) {
  user("maks");
  const LinkUser link(*this, "maks");
  ASSERT_TRUE(run(verbs().accounts().set_disabled(email("maks"), true)));
  EXPECT_EQ(link.use(), ErrorCode::reset_over);
  EXPECT_EQ(refusal(run(verbs().accounts().make_reset(email("maks")))), ErrorCode::forbidden);
  ASSERT_TRUE(run(verbs().accounts().set_disabled(email("maks"), false)));
  EXPECT_EQ(link.use(), ErrorCode::reset_over) << "enabled again";
  EXPECT_EQ(hash_of(*this, "maks"), "$argon2id$maks");
  EXPECT_EQ(LinkUser(*this, "maks").use(), std::nullopt);
}

TEST_P(StoreConformance, AResetLinkOfADeletedAccountIsOver) {
  const User maks = user("maks");
  const LinkUser link(*this, "maks");
  erase_account(maks);
  EXPECT_EQ(link.look(), ErrorCode::reset_over);
  EXPECT_EQ(link.use(), ErrorCode::reset_over);
  EXPECT_EQ(refusal(run(verbs().accounts().make_reset(email("maks")))), ErrorCode::user_not_found);
}

TEST_P(StoreConformance, WhatIsNoResetLinkIsNotFound) {
  user("maks");
  const LinkUser link(*this, "maks");
  const ResetId other(link.id().value() ^ 1);
  EXPECT_EQ(refusal(run(verbs().accounts().find_reset_owner(other, clock().now()))),
            ErrorCode::reset_not_found);
  EXPECT_EQ(refusal(run(verbs().accounts().use_reset(other, "$argon2id$x"))),
            ErrorCode::reset_not_found);
  EXPECT_EQ(refusal(run(verbs().accounts().make_reset("nobody@example.com"))),
            ErrorCode::user_not_found);
  EXPECT_EQ(link.use(), std::nullopt) << "nothing of that has used it up";
}

// A copy of the database goes on by itself, under the same secret.
TEST_P(StoreConformance, ResetLinksHaveNoNumbersInARow) {
  user("maks");
  const std::int64_t first = LinkUser(*this, "maks").id().value();
  const std::int64_t second = LinkUser(*this, "maks").id().value();
  EXPECT_GT(std::abs(second - first), 1);
  for (const std::int64_t id : {first, second}) {
    EXPECT_GT(id, 0);
    EXPECT_LT(id, std::int64_t{1} << 48) << "no token holds more";
  }
}

TEST_P(StoreConformance, AResetLinkOutlivesARestart) {
  user("maks");
  const LinkUser good(*this, "maks");
  user("dima");
  const LinkUser used(*this, "dima");
  ASSERT_EQ(used.use(), std::nullopt);
  reopen();
  EXPECT_EQ(used.look(), ErrorCode::reset_over);
  EXPECT_EQ(good.use(), std::nullopt);
}

}  // namespace
}  // namespace asq::testing
