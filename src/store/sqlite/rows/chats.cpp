// Writes of chats and members. Whatever changes a row that heads know has them forget the chat
// first: they read it again when they need it.
#include <algorithm>

#include "store/sqlite/rows/transaction.hpp"

namespace asq::store::sqlite {

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

ChatId SqliteTransaction::insert_chat(const NewChat& chat) {
  tables()
      .statement(
          "INSERT INTO chats (type, name, creator_id, created_at, member_count, last_at) "
          "VALUES (?1, ?2, ?3, ?4, 0, ?4)")
      .execute(static_cast<int>(chat.type), chat.name, chat.creator.value(),
               to_micros(chat.created_at));
  return ChatId(database_.last_insert_id());
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
}

void SqliteTransaction::delete_chat(ChatId chat, LogPosition at) {
  heads_.forget(chat);
  Database& database = tables();
  database
      .statement(
          "INSERT OR REPLACE INTO departures (user_id, chat_id, position) "
          "SELECT user_id, chat_id, ?2 FROM members WHERE chat_id = ?1")
      .execute(chat.value(), at.value());
  database.statement("DELETE FROM members WHERE chat_id = ?1").execute(chat.value());
  database.statement("DELETE FROM chats WHERE id = ?1").execute(chat.value());
  database.statement("INSERT INTO purges (chat_id) VALUES (?1)").execute(chat.value());
  deleted_a_chat_ = true;
}

void SqliteTransaction::insert_members(ChatId chat, const std::vector<NewMember>& members) {
  heads_.forget(chat);
  for (const NewMember& member : members) {
    tables()
        .statement(
            "INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at, "
            "joined_position) VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6)")
        .execute(chat.value(), member.user.value(), static_cast<int>(member.role),
                 member.joined_seq.value(), to_micros(member.joined_at),
                 member.joined_position.value());
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

void SqliteTransaction::delete_member(ChatId chat, UserId user, LogPosition at) {
  heads_.forget(chat);
  tables()
      .statement("DELETE FROM members WHERE chat_id = ?1 AND user_id = ?2")
      .execute(chat.value(), user.value());
  tables()
      .statement("UPDATE chats SET member_count = member_count - 1 WHERE id = ?1")
      .execute(chat.value());
  tables()
      .statement(
          "INSERT OR REPLACE INTO departures (user_id, chat_id, position) VALUES (?1, ?2, ?3)")
      .execute(user.value(), chat.value(), at.value());
}

// Members from before the log have no position, but a time.
std::optional<UserId> SqliteTransaction::find_senior_member(ChatId group, UserId except) {
  auto row = tables()
                 .statement(
                     "SELECT user_id FROM members WHERE chat_id = ?1 AND user_id <> ?2 "
                     "ORDER BY role DESC, joined_position, joined_at, user_id LIMIT 1")
                 .run(group.value(), except.value());
  if (!row.step()) return std::nullopt;
  return UserId(row.integer(0));
}

std::vector<GroupMembership> SqliteTransaction::groups_of(UserId user) {
  std::vector<GroupMembership> groups;
  auto row = tables()
                 .statement(
                     "SELECT c.id, m.role, c.member_count FROM members m "
                     "JOIN chats c ON c.id = m.chat_id WHERE m.user_id = ?1 AND c.type = 1")
                 .run(user.value());
  while (row.step()) {
    groups.push_back({ChatId(row.integer(0)), static_cast<Role>(row.integer(1)), row.integer(2)});
  }
  return groups;
}

void SqliteTransaction::move_marker(ChatId chat, UserId user, Seq seq, LogPosition at) {
  heads_.move_marker(chat, user, seq, at);
}

}  // namespace asq::store::sqlite
