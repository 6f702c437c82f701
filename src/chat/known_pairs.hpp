// Pairs of address and e-mail that have logged in: they pass by those who only try
// (auth/password_queue.hpp, Logins::known). Kept in memory: a restart forgets them.
// Threads: any (one lock).
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace asq::chat {

class KnownPairs {
 public:
  static constexpr std::size_t kMost = 65'536;

  // Beyond `most` the pair goes that was used least recently.
  explicit KnownPairs(std::size_t most = kMost);

  // The e-mail as it was given, but for its case. Not by its fold (base/email.hpp): two accounts
  // from before may share one, and whoever has one of them would pass with the other.
  void add(std::string_view address, std::string_view email);
  // Asking is a use.
  [[nodiscard]] bool has(std::string_view address, std::string_view email);

 private:
  // By a secret of this process: nobody can make up a pair that passes for another one, and no
  // e-mail is kept.
  [[nodiscard]] std::string digest(std::string_view address, std::string_view email) const;

  const std::size_t most_;
  const std::string secret_;
  std::mutex mutex_;
  std::list<std::string> recent_;  // digests, the last used first
  std::unordered_map<std::string_view, std::list<std::string>::iterator> places_;
};

}  // namespace asq::chat
