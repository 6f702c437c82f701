#include "store/sqlite/pages/people_around.hpp"

#include <algorithm>
#include <utility>

#include "store/sqlite/pages/people.hpp"
#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {
namespace {

// So many members of each group are read before the rest of any.
constexpr int kBeginning = 100;
// Who is in more chats is compared by share_a_chat() and knows(), which start with the shorter
// list.
constexpr int kFewChats = 100;

}  // namespace

PeopleAround::PeopleAround(Database& database, UserId viewer, RowBudget budget)
    : database_(database), viewer_(viewer), budget_(budget) {
  load_chats();
}

void PeopleAround::load_chats() {
  auto row = database_
                 .statement(
                     "SELECT chat_id FROM members WHERE user_id = ?1 "
                     "AND chat_id NOT IN " ASQ_GONE_CHATS " ORDER BY chat_id")
                 .run(viewer_.value());
  while (row.step()) {
    if (!budget_.take()) {
      all_chats_ = false;
      return;
    }
    chats_.push_back(row.integer(0));
  }
}

void PeopleAround::read() {
  was_read_ = true;
  all_ = read_direct() && read_groups() && all_chats_;
}

// Both sides of a direct chat stand in its row: no chat has to be looked up.
bool PeopleAround::read_direct() {
  auto row =
      database_
          .statement(
              "SELECT high_user_id, chat_id FROM direct_chats WHERE low_user_id = ?1 "
              "UNION ALL SELECT low_user_id, chat_id FROM direct_chats WHERE high_user_id = ?1")
          .run(viewer_.value());
  while (row.step()) {
    if (!budget_.take(2)) return false;  // it is kept in three places
    (void)add(UserId(row.integer(0)), false);
    direct_chats_.push_back(row.integer(1));
  }
  std::ranges::sort(direct_chats_);
  return true;
}

bool PeopleAround::read_groups() {
  std::vector<Group> large;
  for (const std::int64_t chat : chats_) {
    if (std::ranges::binary_search(direct_chats_, chat)) continue;
    Group group{.chat = chat};
    if (!read_group(group, kBeginning)) return false;
    if (!group.through) large.push_back(group);
  }
  const bool fits = count_unread(large) <= budget_.left();
  if (!fits) std::erase_if(large, [](const Group& group) { return group.fresh == 0; });
  std::ranges::sort(large, {},
                    [](const Group& group) { return std::pair(-group.fresh, group.chat); });
  return std::ranges::all_of(large,
                             [this](Group& group) { return read_group(group, budget_.left()); }) &&
         fits;
}

std::int64_t PeopleAround::count_unread(const std::vector<Group>& groups) {
  std::int64_t members = 0;
  for (const Group& group : groups) {
    budget_.take(RowBudget::kStart);
    auto row = database_.statement("SELECT member_count FROM chats WHERE id = ?1").run(group.chat);
    if (row.step()) members += row.integer(0) - kBeginning;
  }
  return members;
}

// False: the budget ended.
bool PeopleAround::read_group(Group& group, int most) {
  if (!budget_.take(RowBudget::kStart)) return false;
  auto row = database_.statement("SELECT user_id FROM members WHERE chat_id = ?1 AND user_id > ?2")
                 .run(group.chat, group.up_to.value());
  while (row.step()) {
    if (!budget_.take()) return false;
    group.up_to = UserId(row.integer(0));
    if (group.up_to != viewer_ && add(group.up_to, true)) ++group.fresh;
    if (--most <= 0) return true;
  }
  group.through = true;
  return true;
}

bool PeopleAround::add(UserId id, bool by_group) {
  Block& block = block_of(id);
  const auto bit = static_cast<std::size_t>(id.value() % kBlock);
  if (by_group) block.in_groups.set(bit);
  if (block.around.test(bit)) return false;
  block.around.set(bit);
  people_.push_back(id);
  return true;
}

PeopleAround::Block& PeopleAround::block_of(UserId id) {
  const std::int64_t number = id.value() / kBlock;
  if (number != last_number_) {
    last_number_ = number;
    last_block_ = &blocks_[number];
  }
  return *last_block_;
}

const PeopleAround::Block* PeopleAround::find_block(UserId id) const {
  const auto found = blocks_.find(id.value() / kBlock);
  return found == blocks_.end() ? nullptr : &found->second;
}

PeopleAround::Answer PeopleAround::shares(UserId id) const {
  const Block* const block = find_block(id);
  const auto bit = static_cast<std::size_t>(id.value() % kBlock);
  if (block != nullptr && block->around.test(bit)) return Answer::yes;
  return all_ ? Answer::no : Answer::unsure;
}

PeopleAround::Answer PeopleAround::knows(UserId id) const {
  const Block* const block = find_block(id);
  const auto bit = static_cast<std::size_t>(id.value() % kBlock);
  if (block != nullptr && block->in_groups.test(bit)) return Answer::yes;
  // Of a direct chat the other one has to have written.
  const bool direct = block != nullptr && block->around.test(bit);
  return all_ && !direct ? Answer::no : Answer::unsure;
}

bool PeopleAround::look_up_shares(UserId id, RowBudget& budget) {
  const Answer answer = shares(id);
  if (answer != Answer::unsure) return answer == Answer::yes;
  const Shared shared = count_shared(id, budget);
  if (shared.known) return shared.chats > 0;
  budget.take(RowBudget::kKnown);
  return share_a_chat(database_, id, viewer_);
}

bool PeopleAround::look_up_knows(UserId id, RowBudget& budget) {
  const Answer answer = knows(id);
  if (answer != Answer::unsure) return answer == Answer::yes;
  if (all_) {  // in no group
    budget.take(RowBudget::kProbe);
    const auto direct = load_direct_chat(database_, viewer_, id);
    return direct && direct->wrote;
  }
  const Shared shared = count_shared(id, budget);
  if (shared.known && shared.chats != 1) return shared.chats > 1;  // one of them is a group
  budget.take(shared.known ? RowBudget::kProbe : RowBudget::kKnown);
  if (!shared.known) return sqlite::knows(database_, viewer_, id);
  const auto direct = load_direct_chat(database_, viewer_, id);
  return !direct || direct->id != shared.last || direct->wrote;
}

PeopleAround::Shared PeopleAround::count_shared(UserId id, RowBudget& budget) {
  Shared shared{.known = all_chats_};
  if (!all_chats_) return shared;
  budget.take(RowBudget::kProbe);
  int seen = 0;
  auto row = database_.statement("SELECT chat_id FROM members WHERE user_id = ?1").run(id.value());
  while (shared.chats < 2 && row.step()) {
    budget.take();
    if (std::ranges::binary_search(chats_, row.integer(0))) {
      ++shared.chats;
      shared.last = ChatId(row.integer(0));
    }
    if (++seen == kFewChats) {
      shared.known = shared.chats == 2;
      break;
    }
  }
  return shared;
}

}  // namespace asq::store::sqlite
