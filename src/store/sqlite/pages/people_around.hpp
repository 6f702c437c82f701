// The people with whom somebody shares chats. What is listed is said in store/snapshot.hpp.
// Threads: those of the Database.
#pragma once

#include <string_view>
#include <vector>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// What one read may look at, so that it takes a few milliseconds: in rows of an index that are read
// one after the other, a thousand of which take about 0.1 ms. What has to be looked up takes as
// long as several.
class RowBudget {
 public:
  static constexpr int kWalked = 16'000;  // to find people
  static constexpr int kAround = 36'000;  // to know before who may be found
  static constexpr int kStart = 12;       // the first row of a group, or of a part
  static constexpr int kPerson = 40;      // handle and name of somebody
  static constexpr int kKnown = 100;      // whether two people share a chat, or know each other

  explicit RowBudget(int rows) : left_(rows) {}
  // False: there are no more; it has been looked at all the same.
  bool take(int rows = 1) {
    left_ -= rows;
    return left_ > 0;
  }
  [[nodiscard]] int left() const { return left_; }

 private:
  int left_;
};

// Both lists: each once, ascending, without the viewer; also the disabled.
struct PeopleAround {
  std::vector<UserId> ids;
  std::vector<UserId> direct;  // those with a direct chat: known if they wrote, or by a group
  bool all = true;             // false: there were more rows of members than the budget has
  [[nodiscard]] bool has(UserId id) const;
  [[nodiscard]] bool knows(UserId id) const;  // for sure
};
[[nodiscard]] PeopleAround load_people_around(Database& database, UserId viewer);

[[nodiscard]] ContactSlice load_contacts(Database& database, UserId viewer, std::string_view after,
                                         int limit);

}  // namespace asq::store::sqlite
