// Asks whether an account may be given more to read, before that is read from the store: the bound
// that keeps one person who asks and does not read from taking all the memory. net/held_bytes does
// the counting, as the connections find that their peers don't take what was written.
// Threads: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/error.hpp"
#include "model/ids.hpp"
#include "net/held_bytes.hpp"

namespace asq::api {

class UnreadAnswers {
 public:
  explicit UnreadAnswers(std::shared_ptr<const net::HeldBytes> held) : held_(std::move(held)) {}

  // That much more is within the bounds. To somebody who waits for nothing else any size is.
  // `address`: as in net::Holder. Errors: rate_limited beyond the share of the account or the
  // address, overloaded beyond the server's.
  [[nodiscard]] Result<void> check(UserId user, std::size_t bytes, std::uint64_t address = 0) const;

 private:
  std::shared_ptr<const net::HeldBytes> held_;
};

// The refusal that net/ asks for, by its status.
[[nodiscard]] Error refusal_of(int status, std::string_view reason);

}  // namespace asq::api
