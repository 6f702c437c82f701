#include "auth/secret.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace asq::auth {
namespace {

bool all_zero(const char* from, std::size_t count) {
  return std::all_of(from, from + count, [](char c) { return c == '\0'; });
}

TEST(Wipe, LeavesNothingInALongString) {
  std::string secret(100, 'x');
  secret.resize(60);  // what was behind the end counts, too
  const char* const buffer = secret.data();
  const std::size_t capacity = secret.capacity();
  wipe(secret);
  EXPECT_TRUE(secret.empty());
  ASSERT_EQ(secret.data(), buffer);
  EXPECT_TRUE(all_zero(buffer, capacity));
}

TEST(Wipe, LeavesNothingInAShortString) {
  std::string secret = "hunter22";
  wipe(secret);
  EXPECT_TRUE(secret.empty());
  EXPECT_TRUE(all_zero(secret.data(), secret.capacity()));
}

TEST(Secret, TakesThePasswordAndLeavesNothingWhereItWas) {
  std::string password = "hunter22";  // short: a move alone would leave a copy behind
  const Secret secret(password);
  EXPECT_EQ(secret.view(), "hunter22");
  EXPECT_TRUE(password.empty());
  EXPECT_TRUE(all_zero(password.data(), password.capacity()));
}

}  // namespace
}  // namespace asq::auth
