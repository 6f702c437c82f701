#include "store/sqlite/rows/handles.hpp"

#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {

std::optional<User> load_user_by_handle(Database& database, std::string_view handle) {
  auto row =
      database.statement("SELECT " ASQ_USER_COLUMNS " FROM users WHERE handle = ?1").run(handle);
  if (!row.step()) return std::nullopt;
  return user_from(row);
}

std::optional<FreedHandle> load_freed_handle(Database& database, std::string_view handle) {
  auto row =
      database.statement("SELECT handle, last_owner, until FROM freed_handles WHERE handle = ?1")
          .run(handle);
  if (!row.step()) return std::nullopt;
  return FreedHandle{row.text(0), UserId(row.integer(1)), from_micros(row.integer(2))};
}

void keep_handle(Database& database, UserId id, std::string_view handle) {
  database.statement("UPDATE users SET handle = ?2 WHERE id = ?1").execute(id.value(), handle);
  database.statement("DELETE FROM freed_handles WHERE handle = ?1").execute(handle);
}

void keep_freed_handle(Database& database, const FreedHandle& freed, Timestamp now) {
  database
      .statement(
          "DELETE FROM freed_handles WHERE handle IN "
          "(SELECT handle FROM freed_handles WHERE until <= ?1 ORDER BY until LIMIT 10)")
      .execute(to_micros(now));
  database
      .statement(
          "INSERT OR REPLACE INTO freed_handles (handle, last_owner, until) VALUES (?1, ?2, ?3)")
      .execute(freed.handle, freed.last_owner.value(), to_micros(freed.until));
}

}  // namespace asq::store::sqlite
