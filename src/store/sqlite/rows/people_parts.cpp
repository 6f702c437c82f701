#include "store/sqlite/rows/people_parts.hpp"

namespace asq::store::sqlite {

std::vector<NamePart> parts_of_person(Database& database, UserId id) {
  auto row = database
                 .statement(
                     "SELECT u.handle, n.folded, n.word_starts FROM users u "
                     "JOIN user_names n ON n.user_id = u.id WHERE u.id = ?1")
                 .run(id.value());
  if (!row.step()) return {};
  return parts_of({row.text(1), row.text(2)}, row.optional_text(0).value_or(std::string()));
}

void remove_parts(Database& database, UserId id) {
  Statement& remove = database.statement(
      "DELETE FROM people_parts WHERE place = ?1 AND part = ?2 AND user_id = ?3");
  for (const NamePart& part : parts_of_person(database, id)) {
    remove.execute(static_cast<int>(part.place), part.text, id.value());
  }
}

void keep_parts(Database& database, UserId id) {
  Statement& keep = database.statement(
      "INSERT OR IGNORE INTO people_parts (place, part, user_id) VALUES (?1, ?2, ?3)");
  for (const NamePart& part : parts_of_person(database, id)) {
    keep.execute(static_cast<int>(part.place), part.text, id.value());
  }
}

}  // namespace asq::store::sqlite
