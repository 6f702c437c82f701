// Argon2id on a pool of its own, so that logins never slow the chat down.
// Parameters: OWASP's, m = 19 MiB, t = 2, p = 1. Hashes are in the PHC string format and name their
// parameters. Threads: any; the work runs on the pool's threads (at low priority), the caller
// suspends.
#pragma once

#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/task.hpp"

namespace asq::auth {

struct HasherOptions {
  int threads = 1;
  int max_queued = 64;      // beyond: login_queue_full, with retry_after
  int memory_kib = 19'456;  // tests take less
  int iterations = 2;
};

class PasswordHasher {
 public:
  explicit PasswordHasher(const HasherOptions& options);
  ~PasswordHasher();  // answers what is queued with shutting_down
  PasswordHasher(const PasswordHasher&) = delete;
  PasswordHasher& operator=(const PasswordHasher&) = delete;

  // Errors: login_queue_full.
  [[nodiscard]] Task<Result<std::string>> hash(std::string password);
  // Whether the password is the one of the hash; an empty hash (no such account) costs the same and
  // is false. Errors: login_queue_full, internal (a hash that can't be read).
  [[nodiscard]] Task<Result<bool>> verify(std::string password, std::string hash);

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace asq::auth
