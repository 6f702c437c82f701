#include "store/sqlite/pages/people_around.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <unordered_set>
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

// Reads the rows of their memberships: all, or as many as the budget has.
class AroundReader {
 public:
  AroundReader(Database& database, UserId viewer, bool to_the_end)
      : database_(database), viewer_(viewer), to_the_end_(to_the_end) {}

  PeopleAround read() {
    // Both sides of a direct chat stand in its row: no chat has to be looked up.
    around_.all = read_direct(
        "SELECT high_user_id, chat_id FROM direct_chats WHERE low_user_id = ?1 "
        "UNION ALL SELECT low_user_id, chat_id FROM direct_chats WHERE high_user_id = ?1");
    around_.all = around_.all && read_groups();
    keep_each_once(around_.ids);
    keep_each_once(around_.direct);
    return std::move(around_);
  }

 private:
  // All of these: false if the budget ended first.
  bool take(int rows) { return budget_.take(rows) || to_the_end_; }
  bool read_direct(std::string_view sql) {
    auto row = database_.statement(sql).run(viewer_.value());
    while (row.step()) {
      if (!take(2)) return false;  // it is kept in three places
      around_.ids.emplace_back(row.integer(0));
      around_.direct.emplace_back(row.integer(0));
      direct_chats_.insert(row.integer(1));
    }
    return true;
  }
  bool read_groups() {
    auto row = database_
                   .statement(
                       "SELECT chat_id FROM members WHERE user_id = ?1 "
                       "AND chat_id NOT IN " ASQ_GONE_CHATS)
                   .run(viewer_.value());
    while (row.step()) {
      if (!take(1)) return false;
      const std::int64_t chat = row.integer(0);
      if (!direct_chats_.contains(chat) && !read_group(chat)) return false;
    }
    return true;
  }
  bool read_group(std::int64_t chat) {
    if (!take(RowBudget::kStart)) return false;
    auto row = database_.statement("SELECT user_id FROM members WHERE chat_id = ?1").run(chat);
    while (row.step()) {
      if (!take(1)) return false;
      const UserId id(row.integer(0));
      if (id != viewer_) around_.ids.push_back(id);
    }
    return true;
  }

  Database& database_;
  UserId viewer_;
  bool to_the_end_;
  RowBudget budget_{RowBudget::kAround};
  PeopleAround around_;
  std::unordered_set<std::int64_t> direct_chats_;
};

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
  return has(id) && !std::ranges::binary_search(direct, id);
}

PeopleAround load_people_around(Database& database, UserId viewer) {
  return AroundReader(database, viewer, false).read();
}

ContactSlice load_contacts(Database& database, UserId viewer, std::string_view after, int limit) {
  PeopleAround around = load_people_around(database, viewer);
  if (!around.all || around.ids.size() > kFewContacts) {
    ContactSlice slice = walk_handles(database, viewer, around, after, limit);
    if (slice.all || !slice.users.empty()) return slice;
    // Nobody among thousands: what a cursor says is a handle, and a stranger's would be told.
    if (!around.all) around = AroundReader(database, viewer, true).read();
  }
  ContactSlice slice{first_by_handle(database, around.ids, after, limit)};
  slice.all = std::ssize(slice.users) < limit;
  return slice;
}

}  // namespace asq::store::sqlite
