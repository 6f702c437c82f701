#include "auth/key_strength.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/base64url.hpp"
#include "base/random.hpp"

namespace asq::auth {
namespace {

std::string repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(KeyStrength, RandomSecretsInAnySpellingPass) {
  for (int i = 0; i < 2000; ++i) {
    EXPECT_FALSE(weakness_of(random_bytes(32)));
    EXPECT_FALSE(weakness_of(random_hex(32)));
    EXPECT_FALSE(weakness_of(encode_base64url(random_bytes(32))));
  }
  EXPECT_FALSE(weakness_of("correct horse battery staple and a fifth word"));
}

TEST(KeyStrength, LengthIsBounded) {
  EXPECT_EQ(weakness_of(""), "is shorter than 32 bytes");
  EXPECT_EQ(weakness_of(random_bytes(31)), "is shorter than 32 bytes");
  EXPECT_FALSE(weakness_of(random_bytes(1024)));
  EXPECT_EQ(weakness_of(random_bytes(1025)), "is longer than 1024 bytes");
}

TEST(KeyStrength, SampleValuesAreRefused) {
  const std::vector<std::string> samples{
      repeat("changeme", 4),
      repeat("ChangeMe!", 4),
      repeat("secret", 6),
      repeat("my-SECRET-key-", 3),
      "please_change_me_before_production",
      "this-is-an-example-signing-key-do-not-use",
      "password-password-password-password-1",
      "your-256-bit-secret-goes-in-this-place",
      "a-string-secret-at-least-256-bits-long",
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
  };
  for (const std::string& sample : samples) {
    EXPECT_EQ(weakness_of(sample), "is a sample value") << sample;
  }
}

TEST(KeyStrength, WhatNoRandomnessMadeIsRefused) {
  std::string counting(32, '\0');
  for (std::size_t i = 0; i < counting.size(); ++i) counting[i] = static_cast<char>(i);
  const std::vector<std::string> regular{
      std::string(32, '\0'),
      std::string(64, 'a'),
      std::string(32, '\xFF'),
      repeat("1234567", 6),
      repeat("qwertyui", 5) + "qw",
      repeat("0123456789", 4),
      repeat("0123456789abcdef", 2),
      "abcdefghijklmnopqrstuvwxyz012345",
      counting,
      std::string(counting.rbegin(), counting.rend()),
  };
  for (const std::string& secret : regular) {
    EXPECT_EQ(weakness_of(secret), "is too regular to be random") << secret;
  }
}

}  // namespace
}  // namespace asq::auth
