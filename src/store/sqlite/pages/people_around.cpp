#include "store/sqlite/pages/people_around.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "store/sqlite/pages/people.hpp"
#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {
namespace {

// So many contacts are soon looked at one by one.
constexpr std::size_t kFewContacts = 1'000;

void keep_each_once(std::vector<UserId>& ids) {
  std::ranges::sort(ids);
  const auto repeats = std::ranges::unique(ids);
  ids.erase(repeats.begin(), repeats.end());
}

// By all rows of their memberships, or by as many as the budget has.
PeopleAround read_around(Database& database, UserId viewer, bool to_the_end) {
  PeopleAround around;
  RowBudget budget(RowBudget::kAround);
  std::int64_t chat = 0;
  int others = 0;           // in that chat, as far as it was read
  bool last_wrote = false;  // the last of them
  const auto end_chat = [&] {
    if (others == 1 && !last_wrote) around.silent.push_back(around.ids.back());
    others = 0;
  };
  auto row = database
                 .statement(
                     "SELECT o.chat_id, o.user_id, o.wrote FROM members m CROSS JOIN members o "
                     "ON o.chat_id = m.chat_id WHERE m.user_id = ?1 "
                     "AND m.chat_id NOT IN " ASQ_GONE_CHATS)
                 .run(viewer.value());
  while (row.step()) {
    const bool starts = std::exchange(chat, row.integer(0)) != row.integer(0);
    if (starts) end_chat();
    if (!budget.take(starts ? RowBudget::kStart : 1) && !to_the_end) {
      around.all = false;
      break;
    }
    const UserId id(row.integer(1));
    if (id == viewer) continue;
    around.ids.push_back(id);
    ++others;
    last_wrote = row.integer(2) != 0;
  }
  end_chat();
  keep_each_once(around.ids);
  keep_each_once(around.silent);
  return around;
}

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
ContactSlice walk_handles(Database& database, UserId viewer, const PeopleAround& around,
                          std::string_view after, int limit) {
  ContactSlice slice;
  RowBudget budget(RowBudget::kWalked);
  auto row =
      database.statement("SELECT id FROM users WHERE handle > ?1 ORDER BY handle").run(after);
  while (row.step()) {
    const UserId id(row.integer(0));
    bool goes_on = budget.take();
    bool shares = around.has(id);
    if (!shares && !around.all && id != viewer) {
      goes_on = budget.take(RowBudget::kKnown);
      shares = share_a_chat(database, id, viewer);
    }
    if (shares) {
      User user = load_user(database, id).value();
      if (!user.disabled) slice.users.push_back(std::move(user));
    }
    if (!goes_on || std::ssize(slice.users) == limit) {
      slice.all = false;
      break;
    }
  }
  return slice;
}

}  // namespace

bool PeopleAround::has(UserId id) const { return std::ranges::binary_search(ids, id); }
bool PeopleAround::knows(UserId id) const {
  return has(id) && !std::ranges::binary_search(silent, id);
}

PeopleAround load_people_around(Database& database, UserId viewer) {
  return read_around(database, viewer, false);
}

ContactSlice load_contacts(Database& database, UserId viewer, std::string_view after, int limit) {
  PeopleAround around = load_people_around(database, viewer);
  if (!around.all || around.ids.size() > kFewContacts) {
    ContactSlice slice = walk_handles(database, viewer, around, after, limit);
    if (slice.all || !slice.users.empty()) return slice;
    // Nobody among thousands: what a cursor says is a handle, and a stranger's would be told.
    if (!around.all) around = read_around(database, viewer, true);
  }
  ContactSlice slice{first_by_handle(database, around.ids, after, limit)};
  slice.all = std::ssize(slice.users) < limit;
  return slice;
}

}  // namespace asq::store::sqlite
