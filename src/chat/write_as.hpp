// A change that somebody asks for: the session is checked inside the transaction, so that nothing
// authorised before a logout commits after it.
#pragma once

#include <cstdint>
#include <utility>

#include "model/actor.hpp"
#include "store/store.hpp"

namespace asq::chat {

// Errors: unauthenticated.
[[nodiscard]] inline Result<void> check_session(store::Transaction& rows, const Actor& actor) {
  if (rows.session_lives(actor)) return {};
  return fail(ErrorCode::unauthenticated, "This session has ended; log in again.");
}

// As Store::write(), if the actor's session lives; the actor pays for `price` rows. Errors:
// unauthenticated, and those of write().
template <class T, class Verb>
[[nodiscard]] Task<Result<T>> write_as(store::Store& store, const char* name, Actor actor,
                                       Verb verb, std::int64_t price = 1) {
  return store.write<T>({name, actor.user_id, price},
                        [actor, verb = std::move(verb)](store::Transaction& rows) -> Result<T> {
                          if (auto lives = check_session(rows, actor); !lives) {
                            return std::unexpected(std::move(lives.error()));
                          }
                          return verb(rows);
                        });
}

}  // namespace asq::chat
