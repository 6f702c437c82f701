// Writes of chats and members. Whatever changes a row that heads know has them forget the chat
// first: they read it again when they need it.
#include <algorithm>

#include "store/sqlite/rows/rename_notes.hpp"
#include "store/sqlite/rows/transaction.hpp"
#include "store/sqlite/upkeep/purge.hpp"

namespace asq::store::sqlite {
namespace {

constexpr std::string_view kKeepChatName =
    "INSERT OR REPLACE INTO chat_names (chat_id, folded, word_starts) VALUES (?1, ?2, ?3)";
// More than so many members of a chat that goes are cleared away later (upkeep/purge.hpp).
constexpr std::int64_t kMembersAtOnce = 100;

}  // namespace

std::optional<ChatId> SqliteTransaction::find_direct_chat(UserId one, UserId other) {
  const auto [low, high] = std::minmax(one, other);
  auto row = tables()
                 .statement(
                     "SELECT chat_id FROM direct_chats "
                     "WHERE low_user_id = ?1 AND high_user_id = ?2")
                 .run(low.value(), high.value());
  if (!row.step()) return std::nullopt;
  return ChatId(row.integer(0));
}

std::int64_t SqliteTransaction::count_own_chats(UserId user) {
  auto row = tables().statement("SELECT own_chats FROM users WHERE id = ?1").run(user.value());
  return row.step() ? row.integer(0) : 0;
}

void SqliteTransaction::add_own_chats(UserId user, int count) {
  tables()
      .statement("UPDATE users SET own_chats = own_chats + ?2 WHERE id = ?1")
      .execute(user.value(), count);
}

ChatId SqliteTransaction::insert_chat(const NewChat& chat) {
  tables()
      .statement(
          "INSERT INTO chats (type, name, creator_id, created_at, member_count, last_at) "
          "VALUES (?1, ?2, ?3, ?4, 0, ?4)")
      .execute(static_cast<int>(chat.type), chat.name, chat.creator.value(),
               to_micros(chat.created_at));
  const ChatId id(database_.last_insert_id());
  if (chat.type == ChatType::group) keep_name(kKeepChatName, id.value(), chat.name);
  return id;
}

void SqliteTransaction::insert_direct_chat(UserId one, UserId other, ChatId chat) {
  const auto [low, high] = std::minmax(one, other);
  tables()
      .statement(
          "INSERT INTO direct_chats (low_user_id, high_user_id, chat_id) VALUES (?1, ?2, ?3)")
      .execute(low.value(), high.value(), chat.value());
}

void SqliteTransaction::update_chat(ChatId chat, std::string_view name, bool admins_only_invite) {
  heads_.forget(chat);
  tables()
      .statement("UPDATE chats SET name = ?2, admins_only_invite = ?3 WHERE id = ?1")
      .execute(chat.value(), name, admins_only_invite);
  keep_name(kKeepChatName, chat.value(), name);
}

// Of a group that goes only its creator's place is given back: nobody else's counts as own.
void SqliteTransaction::delete_chat(ChatId chat, LogPosition at) {
  heads_.forget(chat);
  Database& database = tables();
  std::int64_t members = 0;
  std::optional<UserId> owned_by;
  {
    auto row = database
                   .statement(
                       "SELECT c.member_count, m.user_id FROM chats c LEFT JOIN members m "
                       "ON m.chat_id = c.id AND m.user_id = c.creator_id AND m.own <> 0 "
                       "WHERE c.id = ?1")
                   .run(chat.value());
    if (row.step()) {
      members = row.integer(0);
      if (const auto user = row.optional_integer(1)) owned_by = UserId(*user);
    }
  }
  if (owned_by) add_own_chats(*owned_by, -1);
  database.statement("DELETE FROM chat_names WHERE chat_id = ?1").execute(chat.value());
  database.statement("DELETE FROM chats WHERE id = ?1").execute(chat.value());
  database.statement("INSERT INTO purges (chat_id, position) VALUES (?1, ?2)")
      .execute(chat.value(), at.value());
  if (members <= kMembersAtOnce) purge_members(database, chat, kMembersAtOnce);
  left_something_ = true;
}

void SqliteTransaction::insert_members(ChatId chat, const std::vector<NewMember>& members) {
  heads_.forget(chat);
  for (const NewMember& member : members) {
    forget_before_joining(tables(), chat, member.user);
    tables()
        .statement(
            "INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at, "
            "joined_position, own) VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7)")
        .execute(chat.value(), member.user.value(), static_cast<int>(member.role),
                 member.joined_seq.value(), to_micros(member.joined_at),
                 member.joined_position.value(), member.own);
    if (member.own) add_own_chats(member.user, 1);
  }
  tables()
      .statement("UPDATE chats SET member_count = member_count + ?2 WHERE id = ?1")
      .execute(chat.value(), std::ssize(members));
}

void SqliteTransaction::update_role(ChatId chat, UserId user, Role role) {
  heads_.forget(chat);
  tables()
      .statement("UPDATE members SET role = ?3 WHERE chat_id = ?1 AND user_id = ?2")
      .execute(chat.value(), user.value(), static_cast<int>(role));
}

void SqliteTransaction::delete_member(ChatId chat, UserId user, const Departure& departure) {
  heads_.forget(chat);
  note_before_leaving(tables(), chat, user);
  bool own = false;
  {
    auto row =
        tables()
            .statement("DELETE FROM members WHERE chat_id = ?1 AND user_id = ?2 RETURNING own")
            .run(chat.value(), user.value());
    while (row.step()) own = row.integer(0) != 0;
  }
  if (own) add_own_chats(user, -1);
  tables()
      .statement("UPDATE chats SET member_count = member_count - 1 WHERE id = ?1")
      .execute(chat.value());
  tables()
      .statement(
          "INSERT OR REPLACE INTO departures (user_id, chat_id, position, removed) "
          "VALUES (?1, ?2, ?3, ?4)")
      .execute(user.value(), chat.value(), departure.position.value(), departure.removed);
}

// Members from before the log have no position, but a time.
std::optional<UserId> SqliteTransaction::find_senior_member(ChatId group, UserId except) {
  auto row = tables()
                 .statement(
                     "SELECT m.user_id FROM members m JOIN users u ON u.id = m.user_id "
                     "WHERE m.chat_id = ?1 AND m.user_id <> ?2 AND u.deleted = 0 "
                     "ORDER BY m.role DESC, m.joined_position, m.joined_at, m.user_id LIMIT 1")
                 .run(group.value(), except.value());
  if (!row.step()) return std::nullopt;
  return UserId(row.integer(0));
}

std::vector<GroupMembership> SqliteTransaction::groups_of(UserId user, ChatId after, int limit) {
  std::vector<GroupMembership> groups;
  auto row = tables()
                 .statement(
                     "SELECT c.id, m.role, c.member_count FROM members m "
                     "JOIN chats c ON c.id = m.chat_id WHERE m.user_id = ?1 "
                     "AND m.chat_id > ?2 AND c.type = 1 ORDER BY m.chat_id LIMIT ?3")
                 .run(user.value(), after.value(), limit);
  while (row.step()) {
    groups.push_back({ChatId(row.integer(0)), static_cast<Role>(row.integer(1)), row.integer(2)});
  }
  return groups;
}

void SqliteTransaction::move_marker(ChatId chat, UserId user, Seq seq, LogPosition at) {
  heads_.move_marker(chat, user, seq, at);
}

}  // namespace asq::store::sqlite
