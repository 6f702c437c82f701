#include "store/sqlite/pages/people_search.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "base/utf8.hpp"
#include "store/name_parts.hpp"
#include "store/sqlite/pages/people.hpp"
#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {
namespace {

// Who has so few memberships around is looked at through them: that takes about a millisecond.
// Everybody else shares chats with many, who are soon found in the order of an index.
constexpr std::int64_t kFewMemberships = 2'000;
// So many rows of an index, in each of which it is looked up whether the two share a chat.
constexpr int kRowsTried = 500;
// The same where nothing is to be looked up but the row.
constexpr int kRowsLookedAt = 4'000;

// In other members' rows; some of them are the same people.
#define ASQ_OF_CONTACTS                                                                     \
  "u.id IN (SELECT o.user_id FROM members m CROSS JOIN members o ON o.chat_id = m.chat_id " \
  "WHERE m.user_id = ?1 AND m.chat_id NOT IN " ASQ_GONE_CHATS                               \
  ") AND u.id <> ?1 AND u.disabled = 0 AND u.deleted = 0"

// Counts no further than it has to.
bool has_few_memberships_around(Database& database, UserId viewer) {
  auto row = database
                 .statement(
                     "SELECT c.member_count FROM members m JOIN chats c ON c.id = m.chat_id "
                     "WHERE m.user_id = ?1")
                 .run(viewer.value());
  std::int64_t around = 0;
  while (row.step()) {
    around += row.integer(0);
    if (around > kFewMemberships) return false;
  }
  return true;
}

// In the order of handles. nullopt: too few of those that were tried share a chat.
std::optional<std::vector<User>> walk_contacts(Database& database, UserId viewer,
                                               std::string_view after, int limit) {
  std::vector<User> contacts;
  int tried = 0;
  auto row = database
                 .statement("SELECT " ASQ_USER_COLUMNS
                            " FROM users WHERE handle > ?1 ORDER BY handle LIMIT ?2")
                 .run(after, kRowsTried);
  while (row.step()) {
    ++tried;
    User user = user_from(row);
    if (user.disabled || user.id == viewer || !share_a_chat(database, user.id, viewer)) continue;
    contacts.push_back(std::move(user));
    if (std::ssize(contacts) == limit) return contacts;
  }
  if (tried == kRowsTried) return std::nullopt;
  return contacts;
}

// By the rows of the members, sorted: the pluses keep SQLite from the order of the handles.
std::vector<User> gather_contacts(Database& database, UserId viewer, std::string_view after,
                                  int limit) {
  std::vector<User> contacts;
  auto row = database
                 .statement("SELECT " ASQ_USER_COLUMNS " FROM users u WHERE " ASQ_OF_CONTACTS
                            " AND +u.handle > ?2 ORDER BY +u.handle LIMIT ?3")
                 .run(viewer.value(), after, limit);
  while (row.step()) contacts.push_back(user_from(row));
  return contacts;
}

// Columns of a user, then the folded name.
FoundPerson person_from(const Statement::Run& row) {
  return {user_from(row), {row.text(kUserColumns), row.text(kUserColumns + 1)}};
}

std::vector<FoundPerson> gather_known(Database& database, const PeopleQuery& query, int limit) {
  std::vector<std::pair<PartPlace, FoundPerson>> found;
  auto row = database
                 .statement("SELECT " ASQ_USER_COLUMNS
                            ", n.folded, n.word_starts FROM users u "
                            "JOIN user_names n ON n.user_id = u.id WHERE " ASQ_OF_CONTACTS)
                 .run(query.viewer.value());
  while (row.step()) {
    FoundPerson person = person_from(row);
    const auto place = place_of_part(person.name, person.user.handle, query.part);
    if (!place || !knows(database, query.viewer, person.user.id)) continue;
    found.emplace_back(*place, std::move(person));
  }
  std::ranges::sort(found, {}, [](const auto& one) {
    return std::pair<PartPlace, std::string_view>(one.first, one.second.user.handle);
  });
  std::vector<FoundPerson> people;
  for (auto& [place, person] : found) {
    if (std::ssize(people) == limit) break;
    people.push_back(std::move(person));
  }
  return people;
}

// Walks the index, the better places first.
class IndexWalk {
 public:
  IndexWalk(Database& database, const PeopleQuery& query, int limit)
      : database_(database),
        query_(query),
        limit_(limit),
        rows_left_(query.only_known ? kRowsTried : kRowsLookedAt),
        characters_(count_code_points(query.part)) {}

  // False: it ended before it was through, and before it had enough.
  bool run() {
    for (const PartPlace place :
         {PartPlace::handle, PartPlace::name, PartPlace::word, PartPlace::inside}) {
      if (place == PartPlace::inside && characters_ < kLeastInside) continue;
      if (!walk(place)) return full();
    }
    return true;
  }
  [[nodiscard]] std::vector<FoundPerson> take() { return std::move(people_); }

 private:
  [[nodiscard]] bool full() const { return std::ssize(people_) == limit_; }

  // False: no further.
  bool walk(PartPlace place) {
    const std::string part = indexed_part();
    auto row = database_
                   .statement(
                       "SELECT user_id FROM people_parts WHERE place = ?1 AND part >= ?2 "
                       "AND part < ?3 ORDER BY part, user_id")
                   .run(static_cast<int>(place), part, part + "\U0010ffff");
    while (row.step()) {
      const UserId id(row.integer(0));
      if (!seen_.insert(id).second) continue;
      if (rows_left_-- == 0) return false;
      look_at(id);
      if (full()) return false;
    }
    return true;
  }

  // As much of it as the index has.
  [[nodiscard]] std::string indexed_part() const {
    if (characters_ <= kPartCharacters) return query_.part;
    std::size_t size = 0;
    for (std::size_t i = 0; i < kPartCharacters; ++i) {
      size += first_character_size(std::string_view(query_.part).substr(size));
    }
    return query_.part.substr(0, size);
  }

  void look_at(UserId id) {
    if (id == query_.viewer) return;
    auto row = database_
                   .statement("SELECT " ASQ_USER_COLUMNS
                              ", n.folded, n.word_starts FROM users u "
                              "JOIN user_names n ON n.user_id = u.id "
                              "WHERE u.id = ?1 AND u.disabled = 0 AND u.deleted = 0")
                   .run(id.value());
    if (!row.step()) return;
    FoundPerson person = person_from(row);
    if (!place_of_part(person.name, person.user.handle, query_.part)) return;
    if (query_.only_known && !knows(database_, query_.viewer, id)) return;
    people_.push_back(std::move(person));
  }

  Database& database_;
  const PeopleQuery& query_;
  int limit_;
  int rows_left_;
  std::size_t characters_;
  std::unordered_set<UserId> seen_;
  std::vector<FoundPerson> people_;
};

}  // namespace

std::vector<User> load_contacts(Database& database, UserId viewer, std::string_view after,
                                int limit) {
  if (!has_few_memberships_around(database, viewer)) {
    if (auto contacts = walk_contacts(database, viewer, after, limit)) return std::move(*contacts);
  }
  return gather_contacts(database, viewer, after, limit);
}

std::vector<FoundPerson> find_people(Database& database, const PeopleQuery& query, int limit) {
  if (query.only_known && has_few_memberships_around(database, query.viewer)) {
    return gather_known(database, query, limit);
  }
  IndexWalk walk(database, query, limit);
  const bool done = walk.run();
  if (query.only_known && !done) return gather_known(database, query, limit);
  return walk.take();
}

}  // namespace asq::store::sqlite
