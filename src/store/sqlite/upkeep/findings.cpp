#include "store/sqlite/upkeep/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace asq::store::sqlite {

void Findings::begin(std::string_view rule) {
  close_rule();
  rule_ = rule;
}

void Findings::add(std::string fault) {
  if (++count_ > kNamed) return;
  std::ranges::replace(fault, '\n', ' ');
  lines_.push_back(std::move(fault));
}

void Findings::close_rule() {
  if (count_ > kNamed) lines_.push_back(fmt::format("{}: {} more like it", rule_, count_ - kNamed));
  count_ = 0;
}

std::vector<std::string> Findings::take() {
  close_rule();
  return std::exchange(lines_, {});
}

}  // namespace asq::store::sqlite
