// Gives a finished file its name without ever replacing another one.
// Threads: any; of several at once, whichever process they are in, one succeeds.
#pragma once

#include <filesystem>

namespace asq {

// Renames `from` to `to`, in one step, on one file system. 0, or the errno of the failure: EEXIST
// if `to` is there (a link that leads nowhere counts). After a failure both are as they were.
[[nodiscard]] int rename_if_absent(const std::filesystem::path& from,
                                   const std::filesystem::path& to);

// The same for file systems that can't refuse to replace (some network ones), which
// rename_if_absent() falls back on. A crash in the middle may leave the file under both names.
[[nodiscard]] int link_if_absent(const std::filesystem::path& from,
                                 const std::filesystem::path& to);

}  // namespace asq
