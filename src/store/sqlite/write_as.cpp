#include "store/sqlite/write_as.hpp"

namespace asq::store::sqlite {

// By a statement of its own: context.database() would write down what the heads hold back.
Result<void> check_session(WriteContext& context, const Actor& actor) {
  if (!actor.session_id) return {};
  auto row = context.sql.find_session.run(actor.session_id->value(), actor.user_id.value());
  if (row.step()) return {};
  return fail(ErrorCode::unauthenticated, "The session has ended.");
}

}  // namespace asq::store::sqlite
