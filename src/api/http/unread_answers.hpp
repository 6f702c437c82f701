// Bytes (as allocated) of answers that an account's clients have asked for and not taken yet: the
// bound that keeps one person who asks and does not read from taking all the memory. Threads: any
// (sharded locks).
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "model/ids.hpp"

namespace asq::api {

class UnreadAnswers {
 public:
  explicit UnreadAnswers(std::size_t most_per_account);
  ~UnreadAnswers();
  UnreadAnswers(const UnreadAnswers&) = delete;
  UnreadAnswers& operator=(const UnreadAnswers&) = delete;

  // That much more is within the bound. To somebody who waits for nothing else any size is.
  // Errors: rate_limited.
  [[nodiscard]] Result<void> check(UserId user, std::size_t bytes) const;
  // The body, counted for `user` until its last owner lets go of it: when it has been sent. The
  // owners may outlive this object.
  [[nodiscard]] std::shared_ptr<const std::string> count(UserId user, std::string body);
  [[nodiscard]] std::size_t of(UserId user) const;

 private:
  class Counts;
  struct Counted;
  const std::size_t most_;
  std::shared_ptr<Counts> counts_;
};

}  // namespace asq::api
