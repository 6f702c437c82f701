// What the process settles with the kernel. Threads: harden_process() main, before any other runs;
// the rest any.
#pragma once

#include <cstdint>

namespace asq::app {

// Opens /dev/null for each of the descriptors 0 to 2 that is closed: the next file to be opened
// would get its number, and what is said on stderr would go into that file.
void open_standard_descriptors();

// Files of its own are for its owner only (umask 077); no new privileges; no core dumps and no
// tracing by others, for passwords and keys are in its memory; SIGPIPE is ignored; as many
// descriptors as the hard limit allows; an uncaught exception is one line in the log and exit 70.
void harden_process();

// As in <sysexits.h>: a bug, or a disk that can't be trusted.
inline constexpr int kExitSoftware = 70;

// Resident memory; 0 where /proc doesn't say.
[[nodiscard]] std::int64_t resident_bytes();

// Gives freed memory back to the system where it is a lot (64 MiB); else costs next to nothing. To
// be called now and then: the allocator alone keeps nearly all of what a crowd has needed, long
// after it has gone.
void give_back_memory();

}  // namespace asq::app
