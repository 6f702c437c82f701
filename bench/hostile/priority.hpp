// Who comes first on the core that the attacker and the normal user share: she must not seem slow
// because of the attacker's own work.
// Threads: each sets its own.
#pragma once

namespace asq::bench {

// For a thread of the normal user, where the system allows it.
void go_first();
// For a thread of the attacker: it steps back where the user may not go first.
void go_last();

}  // namespace asq::bench
