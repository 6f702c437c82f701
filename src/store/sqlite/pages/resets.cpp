#include "store/sqlite/pages/resets.hpp"

namespace asq::store::sqlite {

std::optional<PasswordReset> load_reset(Database& database, ResetId id) {
  auto row =
      database.statement("SELECT user_id, created_at, expires_at, used FROM resets WHERE id = ?1")
          .run(id.value());
  if (!row.step()) return std::nullopt;
  return PasswordReset{id, UserId(row.integer(0)), from_micros(row.integer(1)),
                       from_micros(row.integer(2)), row.integer(3) != 0};
}

}  // namespace asq::store::sqlite
