#include "chat/known_pairs.hpp"

#include <gtest/gtest.h>

namespace asq::chat {
namespace {

TEST(KnownPairs, KnowsThePairAndNothingElse) {
  KnownPairs pairs;
  EXPECT_FALSE(pairs.has("192.0.2.1", "anna@example.com"));
  pairs.add("192.0.2.1", "anna@example.com");
  EXPECT_TRUE(pairs.has("192.0.2.1", "anna@example.com"));
  EXPECT_TRUE(pairs.has("192.0.2.1", "ANNA@Example.com"));
  EXPECT_FALSE(pairs.has("192.0.2.2", "anna@example.com"));
  EXPECT_FALSE(pairs.has("192.0.2.1", "boris@example.com"));
  EXPECT_FALSE(pairs.has("", "192.0.2.1\nanna@example.com"));
}

// Each of them may be another account from before the two were the same.
TEST(KnownPairs, TakesAnotherSpellingForAnotherEmail) {
  KnownPairs pairs;
  pairs.add("192.0.2.1", "ivan@почта.рф");
  EXPECT_TRUE(pairs.has("192.0.2.1", "Ivan@ПОЧТА.рф"));
  EXPECT_FALSE(pairs.has("192.0.2.1", "ivan@xn--80a1acny.xn--p1ai"));
  EXPECT_FALSE(pairs.has("192.0.2.1", "\u00a0ivan@почта.рф"));
}

TEST(KnownPairs, TheLeastRecentlyUsedOneGoes) {
  KnownPairs pairs(3);
  for (const char* address : {"a", "b", "c"}) pairs.add(address, "x@example.com");
  EXPECT_TRUE(pairs.has("a", "x@example.com")) << "as many as there is room for";
  pairs.add("b", "x@example.com");
  pairs.add("d", "x@example.com");
  EXPECT_FALSE(pairs.has("c", "x@example.com"));
  for (const char* address : {"a", "b", "d"}) {
    EXPECT_TRUE(pairs.has(address, "x@example.com")) << address;
  }
}

}  // namespace
}  // namespace asq::chat
