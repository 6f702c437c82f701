#include "auth/password_hash.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace asq::auth {
namespace {

using namespace std::string_view_literals;

constexpr HashCost kCheap{.memory_kib = 64, .iterations = 1};

TEST(PasswordHash, TheRightPasswordMatchesAndNoOther) {
  const auto hash = make_password_hash(kCheap, "correct horse");
  ASSERT_TRUE(hash);
  EXPECT_EQ(check_password_hash(*hash, "correct horse"), true);
  for (const auto other :
       {""sv, "correct"sv, "correct horse "sv, "Correct horse"sv, "correct horse\0"sv}) {
    EXPECT_EQ(check_password_hash(*hash, other), false) << other;
  }
}

TEST(PasswordHash, EveryByteOfThePasswordCounts) {
  for (const std::string& password : {std::string("a\0b", 3), std::string("п\xC3\xA4ss"),
                                      std::string(1024, 'x'), std::string()}) {
    const auto hash = make_password_hash(kCheap, password);
    ASSERT_TRUE(hash);
    EXPECT_EQ(check_password_hash(*hash, password), true);
    EXPECT_EQ(check_password_hash(*hash, password + "x"), false);
    if (!password.empty()) {
      EXPECT_EQ(check_password_hash(*hash, password.substr(0, password.size() - 1)), false);
    }
  }
}

TEST(PasswordHash, NamesItsParametersAndSaltsEachTime) {
  const auto owasp = make_password_hash(HashCost{}, "x");
  ASSERT_TRUE(owasp);
  EXPECT_TRUE(owasp->starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << *owasp;
  std::set<std::string> hashes;
  for (int i = 0; i < 50; ++i) hashes.insert(*make_password_hash(kCheap, "x"));
  EXPECT_EQ(hashes.size(), 50U);
}

// From the test of the reference implementation (password "password", salt "somesalt").
TEST(PasswordHash, OtherParametersAreReadFromTheHash) {
  for (const char* hash : {"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"
                           "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                           "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ"
                           "$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"}) {
    EXPECT_EQ(check_password_hash(hash, "password"), true);
    EXPECT_EQ(check_password_hash(hash, "passwore"), false);
  }
}

std::string hash_with(const std::string& parameters) {
  return "$argon2id$v=19$" + parameters +
         "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
}

TEST(PasswordHash, AbsurdParametersAreRefusedBeforeTheyCostAnything) {
  for (const char* parameters :
       {"m=4294967295,t=1,p=1", "m=1048577,t=1,p=1", "m=8,t=4294967295,p=1", "m=8,t=524289,p=1",
        "m=1048576,t=5,p=1", "m=65536,t=65,p=1", "m=65536,t=65537,p=1", "m=256,t=1,p=17",
        "m=256,t=1,p=4294967295", "m=7,t=1,p=1", "m=15,t=1,p=2", "m=0,t=1,p=1", "m=8,t=0,p=1",
        "m=8,t=1,p=0", "m=4294967304,t=1,p=1", "m=99999999999999999999,t=1,p=1"}) {
    EXPECT_FALSE(is_usable_hash(hash_with(parameters))) << parameters;
    const auto matches = check_password_hash(hash_with(parameters), "password");
    ASSERT_FALSE(matches) << parameters;
    EXPECT_EQ(matches.error().code, ErrorCode::internal);
  }
  EXPECT_TRUE(is_usable_hash(hash_with("m=65536,t=3,p=4")));
  EXPECT_TRUE(is_usable_hash(hash_with("m=1048576,t=4,p=16")));
}

TEST(PasswordHash, WhatIsNoArgon2idHashIsRefused) {
  const std::string good = hash_with("m=256,t=2,p=1");
  ASSERT_TRUE(is_usable_hash(good));
  for (const std::string& hash : std::vector<std::string>{
           "",
           "x",
           "$",
           "password",
           "$2b$12$abcdefghijklmnopqrstuv",
           good + "$",
           good + " ",
           good + std::string(1, '\0'),
           " " + good,
           good + "=",
           good.substr(0, 40),
           good.substr(1),
           hash_with("m=+256,t=2,p=1"),
           hash_with("m= 256,t=2,p=1"),
           hash_with("m=0256,t=2,p=1"),
           hash_with("t=2,m=256,p=1"),
           hash_with("m=256,t=2"),
           hash_with("m=256,t=2,p=1,data=AAAA"),
           hash_with(""),
           "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
           "$argon2d$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
           "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
           "$argon2id$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
           "$argon2id$v=19$m=256,t=2,p=1$c29t$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
           "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$AAAA",
           "$argon2id$v=19$m=256,t=2,p=1$$",
           "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$" + std::string(300, 'A')}) {
    EXPECT_FALSE(is_usable_hash(hash)) << hash;
    EXPECT_FALSE(check_password_hash(hash, "password")) << hash;
  }
}

}  // namespace
}  // namespace asq::auth
