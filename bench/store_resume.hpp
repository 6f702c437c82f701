// What one person with 2,000 chats has missed, from the log of a store in which others did much
// more meanwhile.
#pragma once

#include <filesystem>

namespace asq {

// 9,999 events in 300 of the chats amid `others` of other people's, then 50,000; prints what
// finding and loading them takes. False: it was not exactly what had been announced.
[[nodiscard]] bool measure_resume(const std::filesystem::path& directory, int others);

}  // namespace asq
