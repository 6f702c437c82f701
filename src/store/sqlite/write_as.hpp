// A change that somebody asks for.
#pragma once

#include <utility>

#include "model/actor.hpp"
#include "store/sqlite/parts.hpp"

namespace asq::store::sqlite {

// Refuses an actor whose session has ended; to be asked inside the transaction of their change.
[[nodiscard]] Result<void> check_session(WriteContext& context, const Actor& actor);

// As Writer::run(), if the actor's session lives. Errors: unauthenticated, and those of run().
template <class T, class Verb>
[[nodiscard]] Task<Result<T>> write_as(const Parts& parts, Actor actor, Verb verb) {
  auto checked = [actor, verb = std::move(verb)](WriteContext& context) -> Result<T> {
    auto lives = check_session(context, actor);
    if (!lives) return std::unexpected(std::move(lives.error()));
    return verb(context);
  };
  return parts.writer.template run<T>(std::move(checked));
}

}  // namespace asq::store::sqlite
