#include "store/sqlite/pages/chats.hpp"

#include <algorithm>

#include "store/sqlite/pages/messages.hpp"
#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {
namespace {

constexpr std::string_view kChat =
    "SELECT c.type, CASE c.type WHEN 0 THEN (SELECT u.username FROM members o JOIN users u "
    "ON u.id = o.user_id WHERE o.chat_id = c.id AND o.user_id <> m.user_id) ELSE c.name END, "
    "c.creator_id, c.created_at, c.admins_only_invite, c.member_count, c.last_seq, m.role, "
    "m.joined_seq, m.read_seq "
    "FROM members m JOIN chats c ON c.id = m.chat_id WHERE m.chat_id = ?1 AND m.user_id = ?2";

std::vector<UserId> load_participants(Database& database, ChatId chat) {
  std::vector<UserId> ids;
  auto row = database.statement("SELECT user_id FROM members WHERE chat_id = ?1 ORDER BY user_id")
                 .run(chat.value());
  while (row.step()) ids.emplace_back(row.integer(0));
  return ids;
}

}  // namespace

std::optional<Chat> load_chat(Database& database, UserId viewer, ChatId chat_id) {
  Chat chat;
  chat.id = chat_id;
  {
    auto row = database.statement(kChat).run(chat_id.value(), viewer.value());
    if (!row.step()) return std::nullopt;
    chat.type = static_cast<ChatType>(row.integer(0));
    chat.name = row.text(1);
    chat.creator_id = UserId(row.integer(2));
    chat.created_at = from_micros(row.integer(3));
    chat.admins_only_invite = row.integer(4) != 0;
    chat.member_count = row.integer(5);
    chat.last_seq = Seq(row.integer(6));
    chat.role = static_cast<Role>(row.integer(7));
    chat.read_seq = Seq(row.integer(9));
    chat.unread = chat.last_seq.value() - std::max(row.integer(8), row.integer(9));
  }
  if (chat.member_count <= kMaxListedParticipants) {
    chat.participant_ids = load_participants(database, chat_id);
  }
  if (chat.last_seq > Seq(0)) chat.last_message = load_message(database, chat_id, chat.last_seq);
  return chat;
}

std::optional<GroupFacts> load_group(Database& database, ChatId chat) {
  auto row =
      database
          .statement("SELECT name, member_count, last_seq FROM chats WHERE id = ?1 AND type = 1")
          .run(chat.value());
  if (!row.step()) return std::nullopt;
  return GroupFacts{row.text(0), row.integer(1), Seq(row.integer(2))};
}

std::optional<Membership> load_membership(Database& database, ChatId chat, UserId user) {
  auto row = database
                 .statement(
                     "SELECT c.type, m.role, c.admins_only_invite, c.last_seq "
                     "FROM members m JOIN chats c ON c.id = m.chat_id "
                     "JOIN users u ON u.id = m.user_id AND u.deleted = 0 "
                     "WHERE m.chat_id = ?1 AND m.user_id = ?2")
                 .run(chat.value(), user.value());
  if (!row.step()) return std::nullopt;
  Membership membership;
  membership.type = static_cast<ChatType>(row.integer(0));
  membership.role = static_cast<Role>(row.integer(1));
  membership.admins_only_invite = row.integer(2) != 0;
  membership.last_seq = Seq(row.integer(3));
  return membership;
}

std::vector<Member> load_members(Database& database, ChatId chat, UserId after, int limit) {
  std::vector<Member> members;
  auto row = database
                 .statement("SELECT " ASQ_USER_COLUMNS
                            ", m.role, m.joined_at, m.read_seq FROM members m JOIN users u "
                            "ON u.id = m.user_id WHERE m.chat_id = ?1 AND m.user_id > ?2 "
                            "ORDER BY m.user_id LIMIT ?3")
                 .run(chat.value(), after.value(), limit);
  while (row.step()) {
    members.push_back({user_from(row), static_cast<Role>(row.integer(kUserColumns)),
                       from_micros(row.integer(kUserColumns + 1)),
                       Seq(row.integer(kUserColumns + 2))});
  }
  return members;
}

std::optional<LogPosition> load_joined_at(Database& database, ChatId chat, UserId user) {
  auto row = database
                 .statement(
                     "SELECT m.joined_position FROM members m JOIN chats c ON c.id = m.chat_id "
                     "WHERE m.chat_id = ?1 AND m.user_id = ?2")
                 .run(chat.value(), user.value());
  if (!row.step()) return std::nullopt;
  return LogPosition(row.integer(0));
}

std::vector<ChatId> load_chat_ids(Database& database, UserId member) {
  std::vector<ChatId> ids;
  auto row = database
                 .statement(
                     "SELECT m.chat_id FROM members m WHERE m.user_id = ?1 "
                     "AND m.chat_id NOT IN " ASQ_GONE_CHATS)
                 .run(member.value());
  while (row.step()) ids.emplace_back(row.integer(0));
  return ids;
}

// Row-value comparison puts the page behind the cursor, in the order of the list.
std::vector<ChatId> load_chat_list(Database& database, UserId viewer, const ChatCursor& after,
                                   int limit) {
  std::vector<ChatId> ids;
  auto row = database
                 .statement(
                     "SELECT c.id FROM members m JOIN chats c ON c.id = m.chat_id "
                     "WHERE m.user_id = ?1 AND (c.last_at, c.id) < (?2, ?3) "
                     "ORDER BY c.last_at DESC, c.id DESC LIMIT ?4")
                 .run(viewer.value(), after.activity_micros, after.chat_id.value(), limit);
  while (row.step()) ids.emplace_back(row.integer(0));
  return ids;
}

}  // namespace asq::store::sqlite
