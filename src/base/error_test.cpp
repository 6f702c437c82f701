#include "base/error.hpp"

#include <gtest/gtest.h>

#include <set>
#include <type_traits>

namespace asq {
namespace {

// What may only be logged can't be taken for what may be sent.
static_assert(!std::is_convertible_v<LogText, std::string>);
static_assert(!std::is_convertible_v<std::string, LogText>);

TEST(ErrorNames, AreUniqueAndPlainWords) {
  std::set<std::string_view> names;
  for (int i = 0; i < kErrorCodeCount; ++i) {
    const auto name = error_name(static_cast<ErrorCode>(i));
    EXPECT_FALSE(name.empty());
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos)
        << name;
    EXPECT_TRUE(names.insert(name).second) << name << " stands for two codes";
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kErrorCodeCount));
}

// The names are the contract: clients compare them.
TEST(ErrorNames, NeverChange) {
  EXPECT_EQ(error_name(ErrorCode::malformed_json), "malformed_json");
  EXPECT_EQ(error_name(ErrorCode::invalid), "invalid");
  EXPECT_EQ(error_name(ErrorCode::unauthenticated), "unauthenticated");
  EXPECT_EQ(error_name(ErrorCode::invalid_credentials), "invalid_credentials");
  EXPECT_EQ(error_name(ErrorCode::not_yourself), "not_yourself");
  EXPECT_EQ(error_name(ErrorCode::user_not_found), "user_not_found");
  EXPECT_EQ(error_name(ErrorCode::chat_not_found), "chat_not_found");
  EXPECT_EQ(error_name(ErrorCode::email_taken), "email_taken");
  EXPECT_EQ(error_name(ErrorCode::self_chat), "self_chat");
  EXPECT_EQ(error_name(ErrorCode::client_id_reused), "client_id_reused");
  EXPECT_EQ(error_name(ErrorCode::seq_from_future), "seq_from_future");
  EXPECT_EQ(error_name(ErrorCode::rate_limited), "rate_limited");
  EXPECT_EQ(error_name(ErrorCode::internal), "internal");
}

TEST(Fail, CarriesTheCodeAndWhatIsSaidOfIt) {
  const Result<int> plain = fail(ErrorCode::chat_not_found);
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().code, ErrorCode::chat_not_found);
  EXPECT_TRUE(plain.error().detail.empty());

  const Result<int> told = fail(ErrorCode::forbidden, "Only admins add people.");
  EXPECT_EQ(told.error().detail, "Only admins add people.");
}

TEST(Fail, WithFieldsIsInvalid) {
  const Result<int> result = fail({{"name", "is needed"}, {"limit", "is above 200"}});
  EXPECT_EQ(result.error().code, ErrorCode::invalid);
  EXPECT_EQ(result.error().fields,
            (std::vector<FieldError>{{"name", "is needed"}, {"limit", "is above 200"}}));
}

TEST(FailInternally, KeepsTheCauseFromTheClient) {
  const Result<int> result = fail_internally(ErrorCode::internal, "disk I/O error in asq.db");
  EXPECT_EQ(result.error().code, ErrorCode::internal);
  EXPECT_EQ(result.error().log.text, "disk I/O error in asq.db");
  EXPECT_TRUE(result.error().detail.empty());
  EXPECT_TRUE(result.error().fields.empty());
}

}  // namespace
}  // namespace asq
