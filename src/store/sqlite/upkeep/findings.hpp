// What a check has found, bounded: of each rule the first few faults by name, of the rest the
// number. Threads: one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace asq::store::sqlite {

class Findings {
 public:
  static constexpr int kNamed = 10;  // of each rule

  // The faults that follow are against that rule; `rule` says what it is about: "log", "receipts".
  void begin(std::string_view rule);
  // One line: where, a colon, and what.
  void add(std::string fault);
  // All of them, in order.
  [[nodiscard]] std::vector<std::string> take();

 private:
  void close_rule();

  std::vector<std::string> lines_;
  std::string rule_;
  std::int64_t count_ = 0;  // against that rule
};

}  // namespace asq::store::sqlite
