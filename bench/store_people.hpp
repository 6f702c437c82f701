// The directory of a store with many people, a keystroke at a time.
#pragma once

#include <filesystem>

namespace asq {

// Prints what searches as somebody types a name take, under both values of the setting `people`,
// and what the first page of those around takes. False: somebody was not found by the whole name.
[[nodiscard]] bool measure_people(const std::filesystem::path& directory, int people);

}  // namespace asq
