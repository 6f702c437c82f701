#include "store/sqlite/rows.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "store/sqlite/statements.hpp"

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

struct ReactionKind {
  std::int64_t first_at = 0;  // the position of the first that is still there
  Reaction reaction;
};

ReactionKind load_kind(Database& database, std::int64_t message, std::string emoji,
                       std::int64_t count) {
  ReactionKind kind{0, {std::move(emoji), count, {}}};
  auto row = database
                 .statement(
                     "SELECT user_id, position FROM reactions WHERE message = ?1 AND emoji = ?2 "
                     "ORDER BY position LIMIT ?3")
                 .run(message, kind.reaction.emoji, static_cast<std::int64_t>(kMaxNamedReactors));
  while (row.step()) {
    if (kind.reaction.user_ids.empty()) kind.first_at = row.integer(1);
    kind.reaction.user_ids.emplace_back(row.integer(0));
  }
  return kind;
}

void put_in_order(std::vector<ReactionKind>& kinds, Message& message) {
  std::ranges::sort(kinds, {}, &ReactionKind::first_at);
  for (ReactionKind& kind : kinds) message.reactions.push_back(std::move(kind.reaction));
  kinds.clear();
}

}  // namespace

void load_reactions(Database& database, std::vector<Message>& messages) {
  if (messages.empty()) return;
  const ChatId chat = messages.front().chat_id;
  std::vector<ReactionKind> kinds;  // of `message`
  auto message = messages.begin();
  auto row = database
                 .statement(
                     "SELECT message, emoji, count FROM reaction_kinds "
                     "WHERE message BETWEEN ?1 AND ?2")
                 .run(position(chat, messages.front().seq), position(chat, messages.back().seq));
  while (row.step()) {
    const Seq seq(row.integer(0) & kMaxSeq);
    if (message->seq != seq) {
      put_in_order(kinds, *message);
      message = std::ranges::lower_bound(message, messages.end(), seq, {}, &Message::seq);
    }
    kinds.push_back(load_kind(database, row.integer(0), row.text(1), row.integer(2)));
  }
  put_in_order(kinds, *message);
}

std::optional<Message> load_message(Database& database, ChatId chat, Seq seq) {
  std::vector<Message> found;
  {
    auto row = database
                   .statement("SELECT " ASQ_MESSAGE_COLUMNS
                              " FROM messages m, chats c WHERE m.position = ?1 AND c.id = ?2")
                   .run(position(chat, seq), chat.value());
    if (!row.step()) return std::nullopt;
    found.push_back(message_from(row));
  }
  load_reactions(database, found);
  return std::move(found.front());
}

Message message_from(const Statement::Run& row) {
  Message message;
  const std::int64_t key = row.integer(0);
  message.chat_id = ChatId(key >> kSeqBits);
  message.seq = Seq(key & kMaxSeq);
  message.id = MessageId(row.integer(1));
  message.sender_id = UserId(row.integer(2));
  message.timestamp = from_micros(row.integer(3));
  message.text = row.text(4);
  message.client_id = row.optional_text(5);
  message.read = row.integer(6) >= message.seq.value();
  if (const auto seq = row.optional_integer(7)) message.reply_to = Seq(*seq);
  if (const auto micros = row.optional_integer(8)) message.edited_at = from_micros(*micros);
  message.deleted = row.integer(9) != 0;
  return message;
}

User user_from(const Statement::Run& row) {
  User user;
  user.id = UserId(row.integer(0));
  user.username = row.text(1);
  user.email = row.text(2);
  user.created_at = from_micros(row.integer(3));
  user.disabled = row.integer(4) != 0;
  user.deleted = row.integer(5) != 0;
  return user;
}

Session session_from(const Statement::Run& row) {
  Session session;
  session.id = SessionId(row.integer(0));
  session.user_id = UserId(row.integer(1));
  session.generation = row.integer(2);
  session.created_at = from_micros(row.integer(3));
  session.last_used_at = from_micros(row.integer(4));
  session.expires_at = from_micros(row.integer(5));
  session.user_agent = row.text(6);
  return session;
}

std::string fold_email(std::string_view email) { return nfkc_casefold(email); }

std::optional<User> load_user(Database& database, UserId id) {
  auto row =
      database.statement("SELECT " ASQ_USER_COLUMNS " FROM users WHERE id = ?1").run(id.value());
  if (!row.step()) return std::nullopt;
  return user_from(row);
}

std::optional<UserId> find_user_id(Database& database, std::string_view email) {
  const std::string folded = fold_email(email);
  auto row = database.statement("SELECT id FROM users WHERE email_folded = ?1 AND deleted = 0")
                 .run(folded);
  if (!row.step()) return std::nullopt;
  return UserId(row.integer(0));
}

bool user_exists(Database& database, UserId user) {
  return database.statement("SELECT 1 FROM users WHERE id = ?1 AND deleted = 0")
      .run(user.value())
      .step();
}

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
    members.push_back({user_from(row), static_cast<Role>(row.integer(6)),
                       from_micros(row.integer(7)), Seq(row.integer(8))});
  }
  return members;
}

std::vector<ChatId> load_chat_ids(Database& database, UserId member) {
  std::vector<ChatId> ids;
  auto row =
      database.statement("SELECT chat_id FROM members WHERE user_id = ?1").run(member.value());
  while (row.step()) ids.emplace_back(row.integer(0));
  return ids;
}

}  // namespace asq::store::sqlite
