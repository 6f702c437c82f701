// What a row showed, and the verdict of docs/reliability.md, "Fair shares" (P14).
#pragma once

#include <array>
#include <string>
#include <vector>

#include "hostile/attack.hpp"
#include "hostile/normal_user.hpp"
#include "hostile/server_watch.hpp"
#include "scenarios.hpp"

namespace asq::bench {

struct Outcome {
  std::string name;
  std::string title;
  std::array<WaitSummary, 4> before{};  // by Operation, in a quiet window
  std::array<WaitSummary, 4> during{};
  ServerSize size_before{};
  ServerSize size_largest{};
  AttackCost cost{};
  std::vector<Fact> facts{};
};

// What breaks the promise, one phrase each; none: nobody was harmed.
[[nodiscard]] std::vector<std::string> harm_of(const Outcome& outcome);
void print(const Outcome& outcome);
// For the JSON file.
[[nodiscard]] std::vector<Row> rows_of(const Outcome& outcome);

}  // namespace asq::bench
