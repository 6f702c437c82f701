// Argon2id on a pool of its own, so that logins never slow the chat down.
// Parameters: OWASP's, m = 19 MiB, t = 2, p = 1. Hashes are in the PHC string format and name their
// parameters; a verification uses those of the hash. Threads: any; the work runs on the pool's
// threads (at low priority, but for one), the caller suspends and goes on on its own executor,
// which must outlive close(). Passwords are overwritten in memory after use. Those who wait are
// served in turn, and one network alone never keeps the others out (password_queue.hpp).
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "auth/password_queue.hpp"
#include "base/error.hpp"
#include "base/task.hpp"

namespace asq::auth {

struct HasherOptions {
  int threads = 1;          // and one more, for known pairs alone
  int max_queued = 64;      // beyond: login_queue_full, with retry_after; a quarter is reserved
                            // for known pairs
  int memory_kib = 19'456;  // tests take less; at least 8
  int iterations = 2;
};

class PasswordHasher {
 public:
  // Makes one hash itself, for what verify() compares an unknown account with. Throws
  // std::invalid_argument for options that can't be, std::runtime_error without memory.
  explicit PasswordHasher(const HasherOptions& options);
  ~PasswordHasher();  // closes
  PasswordHasher(const PasswordHasher&) = delete;
  PasswordHasher& operator=(const PasswordHasher&) = delete;

  // Errors: login_queue_full (also to one who waited, if the longest line has to make room for
  // others), overloaded (no memory), shutting_down.
  [[nodiscard]] Task<Result<std::string>> hash(PasswordPayer payer, std::string password);
  // Whether the password is the one of the hash; an empty hash (no such account) costs the same and
  // is false. Errors: as hash(), and internal (a hash that can't be read, or that names absurd
  // parameters).
  [[nodiscard]] Task<Result<bool>> verify(PasswordPayer payer, std::string password,
                                          std::string hash);

  // Answers what is queued with shutting_down, finishes what a thread is at (some 50 ms), ends the
  // threads. When it returns, everybody who called has an answer, and nothing more is posted to
  // anybody's executor; later calls get shutting_down at once. From one thread; repeats do nothing.
  void close();

  // What waits for a thread, without what a thread is at.
  [[nodiscard]] std::size_t queued() const;

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace asq::auth
