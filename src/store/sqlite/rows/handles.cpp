#include "store/sqlite/rows/handles.hpp"

#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {
namespace {

constexpr int kRestsAtOnce = 16;

}  // namespace

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

void keep_freed_handle(Database& database, const FreedHandle& freed) {
  database
      .statement(
          "INSERT OR REPLACE INTO freed_handles (handle, last_owner, until) VALUES (?1, ?2, ?3)")
      .execute(freed.handle, freed.last_owner.value(), to_micros(freed.until));
}

bool any_rest_over(Database& database, Timestamp now) {
  return database.statement("SELECT 1 FROM freed_handles WHERE until <= ?1 LIMIT 1")
      .run(to_micros(now))
      .step();
}

bool forget_some_rests(Database& database, Timestamp now) {
  database
      .statement(
          "DELETE FROM freed_handles WHERE handle IN "
          "(SELECT handle FROM freed_handles WHERE until <= ?1 ORDER BY until LIMIT ?2)")
      .execute(to_micros(now), kRestsAtOnce);
  return database.changes() == kRestsAtOnce;
}

}  // namespace asq::store::sqlite
