// One read of the store for a socket that catches up.
//
// It waits for its account's turn (read_turns.hpp). A store that has too much to do is asked again,
// ever more rarely, and others get the turn in between: the peer would only reconnect and ask for
// the same. Threads: the loop of the turns.
#pragma once

#include <type_traits>

#include "base/error.hpp"
#include "base/task.hpp"
#include "realtime/pause.hpp"
#include "realtime/read_turns.hpp"

namespace asq::realtime {

// Reads once. shutting_down: nobody wants it any more, and the store was not asked.
template <class Wanted, class Read>
std::invoke_result_t<Read> read_once_in_turn(ReadTurns& turns, UserId user, Wanted wanted,
                                             Read read) {
  const auto turn = co_await turns.next(user, 1);
  if (!wanted()) co_return fail(ErrorCode::shutting_down);
  co_return co_await read();
}

// `read()` gives a Task<Result<...>>; `wanted()` says whether anybody still needs the answer.
// Errors: those of the store except overloaded; shutting_down if nobody wants the answer.
template <class Wanted, class Read>
std::invoke_result_t<Read> read_in_turn(ReadTurns& turns, UserId user, Wanted wanted, Read read) {
  Backoff backoff;
  while (wanted()) {
    auto answer = co_await read_once_in_turn(turns, user, wanted, read);
    if (!wanted()) break;
    if (answer || answer.error().code != ErrorCode::overloaded) co_return answer;
    co_await pause_for(backoff.next());
  }
  co_return fail(ErrorCode::shutting_down);
}

}  // namespace asq::realtime
