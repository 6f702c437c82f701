#include "store/sqlite/pages/contacts.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite/pages/people.hpp"
#include "store/sqlite/pages/people_around.hpp"

namespace asq::store::sqlite {
namespace {

using Shares = PeopleAround::Answer;

// More are never looked at one by one, but for a page that would be empty.
constexpr std::int64_t kFewContacts = 1'000;

// By looking at each of them.
std::vector<User> first_by_handle(Database& database, const std::vector<UserId>& ids,
                                  std::string_view after, int limit) {
  std::vector<std::pair<std::string, UserId>> found;
  for (const UserId id : ids) {
    auto row = database
                   .statement(
                       "SELECT handle FROM users WHERE id = ?1 AND handle > ?2 AND disabled = 0 "
                       "AND deleted = 0")
                   .run(id.value(), after);
    if (row.step()) found.emplace_back(row.text(0), id);
  }
  const auto count = std::min(std::ssize(found), static_cast<std::ptrdiff_t>(limit));
  std::ranges::partial_sort(found, found.begin() + count);
  std::vector<User> users;
  for (auto one = found.begin(); one != found.begin() + count; ++one) {
    users.push_back(load_user(database, one->second).value());
  }
  return users;
}

// Along the handles of everybody.
ContactSlice walk_handles(Database& database, UserId viewer, PeopleAround& around,
                          std::string_view after, int limit) {
  ContactSlice slice;
  RowBudget budget(RowBudget::kPassed + around.rows_left());
  auto row =
      database.statement("SELECT id FROM users WHERE handle > ?1 ORDER BY handle").run(after);
  while (row.step()) {
    const UserId id(row.integer(0));
    budget.take();
    Shares shares = id == viewer ? Shares::no : around.shares(id);
    if (shares == Shares::unsure && around.look_up_shares(id, budget)) shares = Shares::yes;
    if (shares == Shares::yes) {
      budget.take(RowBudget::kHandle);
      User user = load_user(database, id).value();
      if (!user.disabled) slice.users.push_back(std::move(user));
    }
    if (budget.left() <= 0 || std::ssize(slice.users) == limit) {
      slice.all = false;
      break;
    }
  }
  return slice;
}

// Looking at each takes less than passing all the others on the way to a page of them.
bool are_few(Database& database, std::int64_t contacts, int limit) {
  auto row = database.statement("SELECT max(id) FROM users").run();
  const std::int64_t people = row.step() ? row.integer(0) : 0;
  return contacts <= kFewContacts && contacts * contacts * RowBudget::kHandle <= people * limit;
}

}  // namespace

ContactSlice load_contacts(Database& database, UserId viewer, std::string_view after, int limit) {
  const auto read = [&](int rows) {
    PeopleAround around(database, viewer, RowBudget(rows));
    around.read();
    return around;
  };
  PeopleAround around = read(RowBudget::kListed);
  if (!around.all() || !are_few(database, std::ssize(around.people()), limit)) {
    ContactSlice slice = walk_handles(database, viewer, around, after, limit);
    if (slice.all || !slice.users.empty()) return slice;
  }
  // Nobody among thousands, perhaps: what a cursor says is a handle, and a stranger's would be
  // told.
  const PeopleAround everybody =
      around.all() ? std::move(around) : read(std::numeric_limits<int>::max());
  ContactSlice slice{first_by_handle(database, everybody.people(), after, limit)};
  slice.all = std::ssize(slice.users) < limit;
  return slice;
}

}  // namespace asq::store::sqlite
