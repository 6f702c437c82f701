#include "store/sqlite/write_as.hpp"

namespace asq::store::sqlite {

Result<void> check_session(Database& database, const Actor& actor) {
  if (!actor.session_id) return {};
  auto row = database.statement("SELECT 1 FROM sessions WHERE id = ?1 AND user_id = ?2")
                 .run(actor.session_id->value(), actor.user_id.value());
  if (row.step()) return {};
  return fail(ErrorCode::unauthenticated, "The session has ended.");
}

}  // namespace asq::store::sqlite
