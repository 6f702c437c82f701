// A password or key in memory, overwritten when it is no longer needed.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace asq::auth {

// Overwrites the string's whole buffer, in a way that no compiler leaves out, and empties it. Also
// what a move left behind: a short string is copied by a move, not taken.
void wipe(std::string& secret);

// Holds a secret alone, and wipes it at the end. Threads: as std::string.
class Secret {
 public:
  // Takes `text` over; nothing of it stays there.
  explicit Secret(std::string& text) : text_(std::move(text)) { wipe(text); }
  ~Secret() { wipe(text_); }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  [[nodiscard]] std::string_view view() const { return text_; }

 private:
  std::string text_;
};

}  // namespace asq::auth
