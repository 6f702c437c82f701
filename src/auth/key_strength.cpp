#include "auth/key_strength.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bitset>

namespace asq::auth {
namespace {

constexpr std::size_t kLeastDifferentBytes = 8;
constexpr std::size_t kMostRepeatedBytes = 8;

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return lower;
}

// Words long enough not to turn up in random text, and the published keys of RFC 7515 (appendix
// A.1) and jwt.io.
bool is_sample(std::string_view secret) {
  constexpr std::array<std::string_view, 14> kSamples{
      "changeme",     "change-me",
      "change_me",    "change this",
      "change-this",  "changethis",
      "example",      "password",
      "secret",       "sample-key",
      "replace-me",   "replace_me",
      "your-256-bit", "aym1sysppbydfgzld3umj1qzkobwvmkoqq"};
  const std::string lower = lower_case(secret);
  return std::ranges::any_of(kSamples,
                             [&](std::string_view sample) { return lower.contains(sample); });
}

std::size_t different_bytes(std::string_view secret) {
  std::bitset<256> seen;
  for (const char c : secret) seen.set(static_cast<unsigned char>(c));
  return seen.count();
}

// The same few bytes over and over: "qwertyuiqwertyuiqwertyuiqwertyui".
bool repeats_itself(std::string_view secret) {
  for (std::size_t period = 1; period <= kMostRepeatedBytes; ++period) {
    if (secret.substr(period) == secret.substr(0, secret.size() - period)) return true;
  }
  return false;
}

// Mostly counting up or down: 00 01 02 03 ..., "abcdefghij...".
bool counts(std::string_view secret) {
  std::size_t steps = 0;
  for (std::size_t i = 1; i < secret.size(); ++i) {
    const int difference = secret[i] - secret[i - 1];
    steps += difference == 1 || difference == -1 ? 1U : 0U;
  }
  return steps > secret.size() / 2;
}

}  // namespace

std::optional<std::string> weakness_of(std::string_view secret) {
  if (secret.size() < kMinSecretBytes) {
    return fmt::format("is shorter than {} bytes", kMinSecretBytes);
  }
  if (secret.size() > kMaxSecretBytes) {
    return fmt::format("is longer than {} bytes", kMaxSecretBytes);
  }
  if (is_sample(secret)) return "is a sample value";
  if (different_bytes(secret) < kLeastDifferentBytes || repeats_itself(secret) || counts(secret)) {
    return "is too regular to be random";
  }
  return std::nullopt;
}

}  // namespace asq::auth
