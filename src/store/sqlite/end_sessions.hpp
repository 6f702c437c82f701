// How a session ends, whatever ended it: its row goes, memory forgets it, its sockets hear of it.
// Threads: the writer, inside a transaction.
#pragma once

#include <optional>

#include "store/sqlite/session_cache.hpp"
#include "store/sqlite/writer.hpp"

namespace asq::store::sqlite {

void end_session(WriteContext& context, SessionCache& cache, SessionId id, UserId owner);
// All sessions of a user but `keep`.
void end_sessions_of(WriteContext& context, SessionCache& cache, UserId owner,
                     std::optional<SessionId> keep);

}  // namespace asq::store::sqlite
