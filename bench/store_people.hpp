// The directory of a store with many people, a keystroke at a time.
#pragma once

#include <filesystem>

namespace asq {

// Prints what searches as somebody types a name take by the number of characters, under both values
// of the setting `people`, and what the first two pages of those around take; for people who are in
// a few large groups, in many small ones, and in none. At least 26,000 people. False: somebody was
// not found by the whole name.
[[nodiscard]] bool measure_people(const std::filesystem::path& directory, int people);

}  // namespace asq
