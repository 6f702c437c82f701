#include "store/sqlite/pages/name_search.hpp"

#include <sqlite3.h>

#include <cstring>

namespace asq::store::sqlite {
namespace {

std::string_view bytes_of(sqlite3_value* value) {
  const auto* text = static_cast<const char*>(sqlite3_value_blob(value));
  return text == nullptr
             ? std::string_view()
             : std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

// asq_contains(text, part)
void contains(sqlite3_context* context, int, sqlite3_value** arguments) {
  const std::string_view text = bytes_of(arguments[0]);
  const std::string_view part = bytes_of(arguments[1]);
  // SQLite has no address for an empty text, and memmem wants one.
  const bool found =
      part.empty() ||
      (!text.empty() && ::memmem(text.data(), text.size(), part.data(), part.size()) != nullptr);
  sqlite3_result_int(context, found);
}

int add_contains(sqlite3* connection, const char**, const sqlite3_api_routines*) {
  return sqlite3_create_function(connection, "asq_contains", 2,
                                 SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr,
                                 contains, nullptr, nullptr);
}

// CROSS JOIN: in this order. A chat's own row, which is wide, is read only if the name matches; ids
// ascend, so the narrow rows are neighbours.
constexpr std::string_view kGroups =
    "SELECT n.chat_id, n.folded, n.word_starts, c.last_at FROM members m "
    "CROSS JOIN chat_names n ON n.chat_id = m.chat_id CROSS JOIN chats c ON c.id = n.chat_id "
    "WHERE m.user_id = ?1 AND asq_contains(n.folded, ?2)";
constexpr std::string_view kWithHigherIds =
    "SELECT d.chat_id, n.folded, n.word_starts, c.last_at FROM direct_chats d "
    "CROSS JOIN user_names n ON n.user_id = d.high_user_id CROSS JOIN chats c ON c.id = d.chat_id "
    "WHERE d.low_user_id = ?1 AND asq_contains(n.folded, ?2)";
constexpr std::string_view kWithLowerIds =
    "SELECT d.chat_id, n.folded, n.word_starts, c.last_at FROM direct_chats d "
    "CROSS JOIN user_names n ON n.user_id = d.low_user_id CROSS JOIN chats c ON c.id = d.chat_id "
    "WHERE d.high_user_id = ?1 AND asq_contains(n.folded, ?2)";

}  // namespace

void prepare_name_search() {
  // SQLite knows it already if it was said before.
  using Entry = void (*)();
  sqlite3_auto_extension(reinterpret_cast<Entry>(add_contains));
}

void show_chats_named(Database& database, UserId viewer, std::string_view part,
                      const NameVisitor& visit) {
  for (const std::string_view sql : {kGroups, kWithHigherIds, kWithLowerIds}) {
    auto row = database.statement(sql).run(viewer.value(), part);
    while (row.step()) visit({ChatId(row.integer(0)), {row.text(1), row.text(2)}, row.integer(3)});
  }
}

}  // namespace asq::store::sqlite
