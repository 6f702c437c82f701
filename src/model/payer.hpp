// Who pays for a piece of work. Whatever waits in a queue waits in a payer's line, and payers are
// served in turn (docs/adr/0013-fair-shares.md).
// Threads: values.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string_view>

#include "model/ids.hpp"

namespace asq {

class Payer {
 public:
  // An account, for everything that it asks for with a token.
  Payer(UserId account) : value_(static_cast<std::uint64_t>(account.value())) {}
  // An address or a network, in any one spelling, for what is asked without a token.
  [[nodiscard]] static Payer address(std::string_view address) {
    return Payer(kAddress | std::hash<std::string_view>{}(address));
  }
  // The server itself and its operator. One payer like the others.
  [[nodiscard]] static Payer server() { return Payer(std::uint64_t{0}); }

  [[nodiscard]] std::uint64_t value() const { return value_; }
  auto operator<=>(const Payer&) const = default;

 private:
  explicit Payer(std::uint64_t value) : value_(value) {}
  // Ids of accounts lie below 2^53, so the two never meet.
  static constexpr std::uint64_t kAddress = std::uint64_t{1} << 63U;

  std::uint64_t value_;
};

}  // namespace asq

template <>
struct std::hash<asq::Payer> {
  std::size_t operator()(const asq::Payer& payer) const noexcept {
    return std::hash<std::uint64_t>{}(payer.value());
  }
};
