#include "store/sqlite/rows/log_marks.hpp"

#include <bit>

namespace asq::store::sqlite {
namespace {

constexpr std::int64_t kSlotsPerLevel = 4096;

}  // namespace

std::int64_t mark_slot(std::int64_t number) {
  const int level = std::countr_zero(static_cast<std::uint64_t>(number));
  return level * kSlotsPerLevel + (number >> (level + 1)) % kSlotsPerLevel;
}

// The newest mark that is not behind `since` was made before `since` was committed, or with it; the
// one two further back at least two seconds earlier.
LogPosition two_seconds_before(Database& database, LogPosition since) {
  auto row = database
                 .statement(
                     "SELECT position FROM log_marks WHERE position <= ?1 "
                     "ORDER BY position DESC LIMIT 1 OFFSET 2")
                 .run(since.value());
  return row.step() ? LogPosition(row.integer(0)) : LogPosition();
}

}  // namespace asq::store::sqlite
