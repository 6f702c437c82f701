// Every way of store/sqlite/pages/people_search.cpp gives what looking at everybody would.
#include "store/sqlite/pages/people_search.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "store/sqlite/core/schema.hpp"
#include "store/sqlite/pages/people.hpp"
#include "store/sqlite/rows/people_parts.hpp"

namespace asq::store::sqlite {
namespace {

// People 1 to `people`, called Anna Nnn with the handle p00nnn; chats as a test puts them there.
class Crowd {
 public:
  explicit Crowd(int people) : people_(people) {
    for (const std::string_view migration : all_migrations()) {
      tables_.execute(std::string(migration));
    }
    tables_.execute("BEGIN");
    for (int i = 1; i <= people; ++i) {
      tables_
          .statement(
              "INSERT INTO users (username, email, email_folded, password_hash, created_at, "
              "handle) VALUES (?1, ?2, ?2, '', 0, ?3)")
          .execute(fmt::format("Anna {}", i), std::to_string(i), fmt::format("p{:05}", i));
      tables_.statement("INSERT INTO user_names VALUES (?1, ?2, '0 5')")
          .execute(i, fmt::format("anna {}", i));
      keep_parts(tables_, UserId(i));
    }
    tables_.execute("COMMIT");
  }

  // A group of the first, and of every `step`th of the others from `first` on.
  void make_group(int first, int step, int most) {
    ++chats_;
    tables_.execute("BEGIN");
    put_member(1);
    int members = 1;
    for (int id = first; id <= people_ && members < most; id += step, ++members) put_member(id);
    tables_.statement("INSERT INTO chats VALUES (?1, 1, '', 1, 0, 0, ?2, 0, 0, 0, 0, 0, 0, 0)")
        .execute(chats_, members);
    tables_.execute("COMMIT");
  }

  std::vector<std::int64_t> contacts(std::string_view after, int limit) {
    return ids(load_contacts(tables_, UserId(1), after, limit));
  }
  // By looking at everybody.
  std::vector<std::int64_t> expected_contacts(std::string_view after, int limit) {
    std::vector<std::int64_t> found;
    for (int id = 2; id <= people_ && std::ssize(found) < limit; ++id) {
      if (fmt::format("p{:05}", id) <= after) continue;
      if (share_a_chat(tables_, UserId(1), UserId(id))) found.push_back(id);
    }
    return found;
  }
  std::vector<std::int64_t> found(const std::string& part, bool only_known, int limit = 200) {
    std::vector<User> users;
    for (FoundPerson& one : find_people(tables_, {UserId(1), part, only_known}, limit)) {
      users.push_back(std::move(one.user));
    }
    return ids(users);
  }
  Database& tables() { return tables_; }

 private:
  static std::vector<std::int64_t> ids(const std::vector<User>& users) {
    std::vector<std::int64_t> found;
    for (const User& user : users) found.push_back(user.id.value());
    return found;
  }
  void put_member(int id) {
    tables_
        .statement(
            "INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at) "
            "VALUES (?1, ?2, 0, 0, 0, 0)")
        .execute(chats_, id);
  }

  Database tables_{":memory:"};
  int people_;
  int chats_ = 0;
};

using Numbers = std::vector<std::int64_t>;

TEST(PeopleSearch, ContactsAreTheSameByTheirChatsAndInTheOrderOfHandles) {
  Crowd crowd(6'000);
  crowd.make_group(100, 40, 100);  // few memberships: by the chats
  for (const char* after : {"", "p00100", "p03000", "p05999"}) {
    EXPECT_EQ(crowd.contacts(after, 7), crowd.expected_contacts(after, 7)) << after;
  }
  for (int i = 0; i < 3; ++i) crowd.make_group(10 + i, 4, 1'000);  // many: by the handles
  for (const char* after : {"", "p00100", "p03000", "p05999"}) {
    EXPECT_EQ(crowd.contacts(after, 50), crowd.expected_contacts(after, 50)) << after;
  }
}

// Many memberships, and all of the same few people: the walk along the handles gives up.
TEST(PeopleSearch, ContactsAreFoundWhereTheyAreFarBetween) {
  Crowd crowd(3'000);
  for (int i = 0; i < 30; ++i) crowd.make_group(2'900, 1, 100);
  EXPECT_EQ(crowd.contacts("", 20), crowd.expected_contacts("", 20));
  EXPECT_EQ(crowd.contacts("p02950", 200), crowd.expected_contacts("p02950", 200));
}

TEST(PeopleSearch, TheIndexGivesTheBetterPlacesFirstAndEndsWithEnough) {
  Crowd crowd(1'000);
  EXPECT_EQ(crowd.found("p00007", false), Numbers{7});
  EXPECT_EQ(crowd.found("anna 77", false, 3), (Numbers{77, 770, 771}));
  EXPECT_EQ(crowd.found("77", false, 2), (Numbers{77, 770})) << "words of names";
  EXPECT_EQ(crowd.found("an", false).size(), 200U);
  EXPECT_EQ(crowd.found("nna 9", false).front(), 9);
  EXPECT_EQ(crowd.found("anna 1", false).front(), 10) << "but for oneself";
  EXPECT_EQ(crowd.found("ann 1", false), Numbers());
  crowd.tables().execute("UPDATE users SET disabled = 1 WHERE id = 77");
  EXPECT_EQ(crowd.found("anna 77", false, 1), Numbers{770});
}

// The three ways of a search among those whom one knows.
TEST(PeopleSearch, OnlyThoseOneKnowsAreTheSameByEachWay) {
  Crowd few(3'000);
  few.make_group(2'901, 1, 50);
  EXPECT_EQ(few.found("anna 29", true, 5), (Numbers{2'901, 2'902, 2'903, 2'904, 2'905}));
  EXPECT_EQ(few.found("anna 28", true), Numbers());
  Crowd many(3'000);
  for (int i = 0; i < 3; ++i) many.make_group(2 + i, 3, 1'000);  // up to 2,998
  EXPECT_EQ(many.found("anna 29", true).size(), 110U) << "29, 290 to 299, 2900 to 2998";
  Crowd sparse(3'000);
  for (int i = 0; i < 50; ++i) sparse.make_group(2'901, 1, 50);  // the index gives up
  EXPECT_EQ(sparse.found("anna", true).size(), 49U);
  EXPECT_EQ(sparse.found("anna 29", true, 5), few.found("anna 29", true, 5));
}

TEST(PeopleSearch, ThePartsOfAPersonGoWithTheName) {
  Crowd crowd(2);
  remove_parts(crowd.tables(), UserId(2));
  EXPECT_EQ(crowd.found("anna", false), Numbers());
  EXPECT_EQ(crowd.tables().query_integer("SELECT count(*) FROM people_parts WHERE user_id = 2"), 0);
}

}  // namespace
}  // namespace asq::store::sqlite
