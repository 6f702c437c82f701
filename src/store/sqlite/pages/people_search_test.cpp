// Every way of store/sqlite/pages/people_around.cpp and people_search.cpp gives what looking at
// everybody would, as far as their budgets go, and looks at no more than these.
#include "store/sqlite/pages/people_search.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <optional>

#include "store/sqlite/core/schema.hpp"
#include "store/sqlite/pages/contacts.hpp"
#include "store/sqlite/pages/people.hpp"
#include "store/sqlite/pages/people_around.hpp"
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

  void leave(int id) { tables_.statement("DELETE FROM members WHERE user_id = ?1").execute(id); }
  void leave_all() { tables_.execute("DELETE FROM members; DELETE FROM direct_chats"); }

  // Of the first with each `step`th of the others.
  void make_direct_chats(int first, int step) {
    tables_.execute("BEGIN");
    for (int id = first; id <= people_; id += step) {
      ++chats_;
      put_member(1);
      put_member(id);
      tables_.statement("INSERT INTO direct_chats VALUES (1, ?1, ?2)").execute(id, chats_);
    }
    tables_.execute("COMMIT");
  }

  std::vector<std::int64_t> contacts(std::string_view after, int limit) {
    return ids(load_contacts(tables_, UserId(1), after, limit).users);
  }
  // Page after page, each with somebody but perhaps the last. Empty if one has nobody.
  std::vector<std::int64_t> all_contacts(int limit) {
    std::vector<std::int64_t> all;
    std::string after;
    while (true) {
      const ContactSlice slice = load_contacts(tables_, UserId(1), after, limit);
      std::ranges::copy(ids(slice.users), std::back_inserter(all));
      if (slice.all) return all;
      if (slice.users.empty()) return {};
      after = slice.users.back().handle;
    }
  }
  // Calls whom somebody else, and changes the handle.
  void rename(int id, const std::string& name, const std::string& handle) {
    remove_parts(tables_, UserId(id));
    const FoldedName folded = fold_name(name);
    tables_.statement("UPDATE users SET handle = ?2 WHERE id = ?1").execute(id, handle);
    tables_.statement("UPDATE user_names SET folded = ?2, word_starts = ?3 WHERE user_id = ?1")
        .execute(id, folded.text, folded.word_starts);
    keep_parts(tables_, UserId(id));
  }
  // What SQLite's machine has done since it was last asked: some ten steps for a row.
  std::int64_t steps() {
    std::int64_t steps = 0;
    sqlite3_stmt* one = sqlite3_next_stmt(tables_.handle(), nullptr);
    for (; one != nullptr; one = sqlite3_next_stmt(tables_.handle(), one)) {
      steps += sqlite3_stmt_status(one, SQLITE_STMTSTATUS_VM_STEP, 1);
    }
    return steps;
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
    found.reserve(users.size());
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
  for (int i = 0; i < 400; ++i) crowd.make_group(2'900, 1, 100);
  EXPECT_EQ(crowd.contacts("", 20), crowd.expected_contacts("", 20));
  EXPECT_EQ(crowd.contacts("p02950", 200), crowd.expected_contacts("p02950", 200));
}

// A page may be short, but each is followed by the next until all are there.
TEST(PeopleSearch, PagesOfContactsEndWithTheBudgetAndLeaveNobodyOut) {
  Crowd crowd(6'000);
  crowd.make_group(5, 5, 1'100);
  EXPECT_EQ(crowd.all_contacts(40), crowd.expected_contacts("", 6'000)) << "along the handles";
  crowd.make_direct_chats(4, 10);
  EXPECT_EQ(crowd.all_contacts(40), crowd.expected_contacts("", 6'000)) << "and direct chats";
  for (int i = 0; i < 40; ++i) crowd.make_group(7, 6, 1'000);
  EXPECT_LT(std::ssize(crowd.contacts("", 2'000)), 2'000) << "more rows than the budget has";
  EXPECT_EQ(crowd.all_contacts(40), crowd.expected_contacts("", 6'000));
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
  few.make_direct_chats(2'951, 1);
  EXPECT_EQ(few.found("anna 299", true), Numbers()) << "who have not written";
  few.tables().execute("UPDATE members SET wrote = 1 WHERE user_id = 2999");
  EXPECT_EQ(few.found("anna 299", true), Numbers{2'999});
  Crowd same(3'000);
  for (int i = 0; i < 640; ++i) same.make_group(2'901, 1, 50);  // more rows than the budget has
  EXPECT_EQ(same.found("anna", true).size(), 49U);
  EXPECT_EQ(same.found("anna 29", true, 2), (Numbers{2'901, 2'902}));
}

TEST(PeopleSearch, TheOneWhoIsCalledNothingElseComesFirst) {
  Crowd crowd(1'000);
  crowd.make_group(2, 1, 999);
  crowd.rename(700, "Anna", "zoe");
  crowd.rename(701, "Gusanna Petrovskaja", "zz");
  for (const bool only_known : {false, true}) {
    EXPECT_EQ(crowd.found("anna", only_known).front(), 700);
    EXPECT_EQ(crowd.found("p00007", only_known), Numbers{7});
  }
  for (int id = 2; id < 600; ++id) {
    crowd.rename(id, "Anna Petrova-Smirnova", fmt::format("anna_petrova{}", id));
  }
  crowd.rename(600, "Anna Petrova", "zo");
  EXPECT_EQ(crowd.found("anna petrova", false).front(), 600) << "as long as a part";
}

// The first twelve characters of a query are those of everybody; its last are not.
TEST(PeopleSearch, OfALongQueryTheRarestTwelveCharactersAreLookedUp) {
  Crowd crowd(6'000);
  crowd.tables().execute("BEGIN");
  for (int id = 2; id < 6'000; ++id) {
    crowd.rename(id, fmt::format("Konstantin Konstantinopolski {}", id), fmt::format("k{}", id));
  }
  crowd.tables().execute("COMMIT");
  EXPECT_EQ(crowd.found("konstantin konstantinopolski 4321", false), Numbers{4'321});
  EXPECT_EQ(crowd.found("inopolski 432", false).size(), 11U) << "432, 4320 to 4329";
  EXPECT_EQ(crowd.found("konstantin konstantinopolskj", false), Numbers());
  EXPECT_EQ(crowd.found("konstantin konstan", false).size(), 200U) << "of those looked at";
  crowd.rename(5'999, "Konstantin Konstan", "z");
  EXPECT_EQ(crowd.found("konstantin konstan", false).front(), 5'999);
}

// What was read is never wrong, and what was not is looked up.
TEST(PeopleSearch, WhoIsAroundIsTheSameAsAskedOneByOneWhateverTheBudget) {
  Crowd crowd(300);
  crowd.make_group(2, 2, 120);
  crowd.make_group(3, 50, 5);
  crowd.make_group(4, 50, 5);
  crowd.tables().execute("INSERT INTO purges (chat_id, position) VALUES (3, 1)");
  crowd.make_direct_chats(7, 7);
  crowd.tables().execute("UPDATE members SET wrote = 1 WHERE user_id % 3 = 0");
  for (const int rows : {1, 20, 60, 120, 200, 10'000}) {
    PeopleAround around(crowd.tables(), UserId(1), RowBudget(rows));
    RowBudget enough(1'000'000);
    for (const bool read : {false, true}) {
      if (read) around.read();
      for (int id = 2; id <= 300; ++id) {
        const bool shares = share_a_chat(crowd.tables(), UserId(1), UserId(id));
        const bool knows_whom = knows(crowd.tables(), UserId(1), UserId(id));
        const auto expected = [](bool yes) {
          return yes ? PeopleAround::Answer::yes : PeopleAround::Answer::no;
        };
        if (around.shares(UserId(id)) != PeopleAround::Answer::unsure) {
          EXPECT_EQ(around.shares(UserId(id)), expected(shares)) << id << ", " << rows;
        }
        if (around.knows(UserId(id)) != PeopleAround::Answer::unsure) {
          EXPECT_EQ(around.knows(UserId(id)), expected(knows_whom)) << id << ", " << rows;
        }
        EXPECT_EQ(around.look_up_shares(UserId(id), enough), shares) << id << ", " << rows;
        EXPECT_EQ(around.look_up_knows(UserId(id), enough), knows_whom) << id << ", " << rows;
      }
    }
    EXPECT_EQ(around.all(), rows == 10'000) << rows;
  }
}

TEST(PeopleSearch, SmallGroupsAreReadBeforeTheRestOfLargeOnes) {
  Crowd crowd(20'000);
  crowd.make_group(2, 1, 19'000);
  crowd.make_group(19'990, 1, 5);
  PeopleAround around(crowd.tables(), UserId(1), RowBudget(RowBudget::kAround));
  around.read();
  EXPECT_FALSE(around.all());
  EXPECT_EQ(around.knows(UserId(19'991)), PeopleAround::Answer::yes);
}

// Sixty groups of the same people are more than can be read; one of them leads to everybody.
TEST(PeopleSearch, GroupsOfTheSamePeopleAreReadOnce) {
  Crowd crowd(3'000);
  for (int i = 0; i < 60; ++i) crowd.make_group(2'001, 1, 1'000);
  PeopleAround around(crowd.tables(), UserId(1), RowBudget(RowBudget::kAround));
  around.read();
  EXPECT_EQ(around.people().size(), 999U);
  EXPECT_GT(around.rows_left(), RowBudget::kAround / 2);
}

// Of a rare query nobody is missed, and nobody else is read.
TEST(PeopleSearch, WhomARareQueryFindsAreLookedUpHoweverManyAreAround) {
  Crowd crowd(20'000);
  for (int i = 0; i < 3; ++i) crowd.make_group(2, 1, 19'995);
  crowd.make_group(2, 2, 15'000);
  (void)crowd.steps();
  EXPECT_EQ(crowd.found("anna 1999", true).size(), 9U) << "1999, 19990 to 19996, 19998";
  EXPECT_LT(crowd.steps(), 10'000);
  crowd.leave(19'993);
  EXPECT_EQ(crowd.found("anna 19993", true), Numbers()) << "who left a moment ago";
  EXPECT_EQ(crowd.found("anna 1999", true).size(), 8U);
}

TEST(PeopleSearch, PagesOfContactsAreFullUpToThousandsOfGroups) {
  Crowd crowd(20'000);
  for (int i = 0; i < 3'500; ++i) crowd.make_group(10 + 5 * i, 20'000, 2);
  EXPECT_EQ(crowd.contacts("", 101).size(), 101U);
  EXPECT_EQ(crowd.contacts("p10000", 101), crowd.expected_contacts("p10000", 101));
}

// Five milliseconds for a keystroke: a step takes some twenty nanoseconds.
TEST(PeopleSearch, LooksAtNoMoreThanItsBudgetsHaveWhateverTheGroups) {
  Crowd crowd(20'000);
  const auto expect_bounded = [&](const char* what, std::int64_t most = 140'000) {
    (void)crowd.steps();
    for (const char* part : {"an", "anna", "nna 1", "anna 19999", "anna anna anna anna"}) {
      for (const bool only_known : {false, true}) {
        (void)crowd.found(part, only_known);
        EXPECT_LT(crowd.steps(), most) << what << ", " << part;
      }
    }
    for (const char* after : {"", "p10000"}) {
      (void)crowd.contacts(after, 201);
      EXPECT_LT(crowd.steps(), most) << what << ", behind " << after;
    }
    crowd.leave_all();
  };
  expect_bounded("nobody around");
  crowd.make_group(3, 2, 10'000);
  expect_bounded("10,000 in a group");
  for (int i = 0; i < 3; ++i) crowd.make_group(2, 1, 19'000);
  expect_bounded("nearly everybody, three times");
  for (int i = 0; i < 50; ++i) crowd.make_group(11, 20, 900);
  expect_bounded("the same 900 in fifty groups");
  for (int i = 0; i < 60; ++i) crowd.make_group(2 + 300 * i, 1, 1'000);
  expect_bounded("others in each of sixty groups");
  for (int i = 0; i < 4'000; ++i) crowd.make_group(10 + 4 * i, 20'000, 2);
  expect_bounded("groups of two");
  crowd.make_direct_chats(2, 1);
  expect_bounded("a direct chat with each", 250'000);
  crowd.tables().execute("UPDATE people_parts SET part = 'anna anna an' WHERE part LIKE 'anna %'");
  crowd.make_group(3, 2, 10'000);
  expect_bounded("all alike");
}

TEST(PeopleSearch, ThePartsOfAPersonGoWithTheName) {
  Crowd crowd(2);
  remove_parts(crowd.tables(), UserId(2));
  EXPECT_EQ(crowd.found("anna", false), Numbers());
  EXPECT_EQ(crowd.tables().query_integer("SELECT count(*) FROM people_parts WHERE user_id = 2"), 0);
}

}  // namespace
}  // namespace asq::store::sqlite
