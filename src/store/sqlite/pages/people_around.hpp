// The people with whom somebody shares chats. What is listed is said in store/snapshot.hpp.
// Threads: those of the Database.
#pragma once

#include <bitset>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "model/ids.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// What one read may look at, so that it takes a few milliseconds: in rows of an index that are read
// one after the other, a thousand of which take about 0.06 ms. What has to be looked up takes as
// long as several: the prices are those of a connection whose pages are not in its cache, as after
// every commit.
class RowBudget {
 public:
  // A search: to find people, to know before who is around, to look that up of single ones.
  static constexpr int kWalked = 20'000;
  static constexpr int kAround = 16'000;
  static constexpr int kProbed = 6'000;
  // A page of those around: to know them, and to pass others on the way, with what is left of
  // these.
  static constexpr int kListed = 28'000;
  static constexpr int kPassed = 16'000;

  static constexpr int kStart = 4;    // the first row of a group, or of a part
  static constexpr int kProbe = 15;   // the first chat of somebody
  static constexpr int kHandle = 22;  // of somebody
  static constexpr int kPerson = 50;  // handle and name of somebody
  static constexpr int kKnown = 100;  // whether two people share a chat, whoever they are

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

// Knows the viewer's chats, and of the people in them as many as it has read. Who is not among
// these is looked up. Never asked about the viewer. Sees what the transaction sees, so it ends with
// that.
class PeopleAround {
 public:
  enum class Answer : std::uint8_t { no, yes, unsure };

  // Reads the list of the viewer's chats.
  PeopleAround(Database& database, UserId viewer, RowBudget budget);

  // Reads who is in them, once, as far as the budget goes: direct chats, then the beginning of each
  // group, so that all small groups are read, then the rest. If this is too much, it leaves out the
  // groups of which the beginning has only people of others.
  void read();
  [[nodiscard]] bool was_read() const { return was_read_; }
  [[nodiscard]] int rows_left() const { return budget_.left(); }
  // Everybody was read.
  [[nodiscard]] bool all() const { return all_; }
  // Who was read, each once, also the disabled.
  [[nodiscard]] const std::vector<UserId>& people() const { return people_; }

  // share_a_chat() and knows() of people.hpp, by what was read.
  [[nodiscard]] Answer shares(UserId id) const;
  [[nodiscard]] Answer knows(UserId id) const;
  // The same; where unsure, looked up in the tables.
  [[nodiscard]] bool look_up_shares(UserId id, RowBudget& budget);
  [[nodiscard]] bool look_up_knows(UserId id, RowBudget& budget);

 private:
  // Two bits for each id, in blocks of those that are close together.
  static constexpr std::int64_t kBlock = 4096;
  struct Block {
    std::bitset<kBlock> around;     // all of people_
    std::bitset<kBlock> in_groups;  // those of them who share a group
  };
  struct Group {
    std::int64_t chat = 0;
    UserId up_to = {};  // was read so far
    int fresh = 0;      // so many were new
    bool through = false;
  };
  struct Shared {
    bool known = false;  // false: there are too many chats to compare
    int chats = 0;       // counted up to two
    ChatId last = {};
  };

  void load_chats();
  bool read_direct();
  bool read_groups();
  std::int64_t count_unread(const std::vector<Group>& groups);
  bool read_group(Group& group, int most);
  // False: the person was there.
  bool add(UserId id, bool by_group);
  Block& block_of(UserId id);
  [[nodiscard]] const Block* find_block(UserId id) const;
  [[nodiscard]] Shared count_shared(UserId id, RowBudget& budget);

  Database& database_;
  UserId viewer_;
  RowBudget budget_;
  std::vector<std::int64_t> chats_;  // ascending, without those that are gone
  bool all_chats_ = true;
  std::vector<std::int64_t> direct_chats_;  // ascending
  bool was_read_ = false;
  bool all_ = false;
  std::vector<UserId> people_;
  std::unordered_map<std::int64_t, Block> blocks_;
  std::int64_t last_number_ = -1;  // of a block: members come in the order of their ids
  Block* last_block_ = nullptr;    // stays where it is, also when this moves
};

}  // namespace asq::store::sqlite
