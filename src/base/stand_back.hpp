// Who comes first when the threads of the server are short of processors. The ladder is short and
// shallow: a thread that gets next to no time keeps the locks that it holds, the allocator's, say.
// Threads: any.
#pragma once

namespace asq {

// How far a thread stands back (added to its nice value). The loops, the writer and the password
// thread of those who come back don't: a person waits for them, and they are bounded; nor do
// threads that hardly ever run.
enum class Behind : int {
  readers = 5,      // they read pages for whoever asks for many
  all_others = 10,  // strangers' passwords, long reads, checks and backups
};

// The calling thread, behind where it stands. A system that refuses it leaves it there.
void stand_back(Behind behind);

}  // namespace asq
