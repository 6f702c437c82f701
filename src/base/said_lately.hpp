// What the log has said lately, for what may happen any number of times and is worth one line in a
// while. Keeps at most `most` texts, however many somebody makes up. Threads: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace asq {

class SaidLately {
 public:
  enum class Say : std::uint8_t {
    it,
    that_there_are_more,  // in its place: all texts of this period are taken
    nothing,
  };

  SaidLately(std::size_t most, SteadyTime::duration period) : most_(most), period_(period) {}

  // What to say of `text` now. Each answer but `nothing` counts as said: a text is said once in a
  // period, at most `most` of them are, and once in a period that there are more.
  [[nodiscard]] Say ask(std::string_view text, SteadyTime now);

 private:
  struct Said {
    std::string text;
    SteadyTime at;
  };

  const std::size_t most_;
  const SteadyTime::duration period_;
  std::mutex mutex_;
  // Guarded by mutex_.
  std::vector<Said> said_;
  std::optional<SteadyTime> more_at_;  // when it was last said that there are more
};

}  // namespace asq
