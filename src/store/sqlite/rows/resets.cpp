// Writes of links to set a password with.
#include "store/sqlite/rows/transaction.hpp"

namespace asq::store::sqlite {

void SqliteTransaction::insert_reset(const PasswordReset& reset) {
  tables()
      .statement(
          "INSERT INTO resets (id, user_id, created_at, expires_at, used) "
          "VALUES (?1, ?2, ?3, ?4, ?5)")
      .execute(reset.id.value(), reset.user.value(), to_micros(reset.created_at),
               to_micros(reset.expires_at), reset.over);
}

void SqliteTransaction::end_resets_of(UserId user) {
  tables()
      .statement("UPDATE resets SET used = 1 WHERE user_id = ?1 AND used = 0")
      .execute(user.value());
}

}  // namespace asq::store::sqlite
