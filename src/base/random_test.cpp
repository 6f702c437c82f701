#include "base/random.hpp"

#include <gtest/gtest.h>

#include <set>

namespace asq {
namespace {

TEST(Random, GivesAsManyBytesAsAsked) {
  for (const std::size_t count : {0U, 1U, 32U, 1000U}) {
    EXPECT_EQ(random_bytes(count).size(), count);
  }
}

TEST(Random, NeverRepeatsItself) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random_bytes(16));
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(Random, HexIsLowerCaseAndTwiceAsLong) {
  const std::string hex = random_hex(500);
  EXPECT_EQ(hex.size(), 1000U);
  EXPECT_EQ(hex.find_first_not_of("0123456789abcdef"), std::string::npos);
  for (const char digit : std::string("0123456789abcdef"))
    EXPECT_NE(hex.find(digit), std::string::npos);
}

}  // namespace
}  // namespace asq
