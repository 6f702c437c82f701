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

Reaction& reaction_of(Message& message, const std::string& emoji) {
  const auto known = std::ranges::find(message.reactions, emoji, &Reaction::emoji);
  if (known != message.reactions.end()) return *known;
  return message.reactions.emplace_back(Reaction{emoji, 0, {}});
}

}  // namespace

void load_reactions(Database& database, std::vector<Message>& messages) {
  if (messages.empty()) return;
  const ChatId chat = messages.front().chat_id;
  auto row = database
                 .statement(
                     "SELECT message, emoji, user_id FROM reactions "
                     "WHERE message BETWEEN ?1 AND ?2 ORDER BY message, position")
                 .run(position(chat, messages.front().seq), position(chat, messages.back().seq));
  auto message = messages.begin();
  while (row.step()) {
    const Seq seq(row.integer(0) & kMaxSeq);
    while (message != messages.end() && message->seq < seq) ++message;
    if (message == messages.end()) return;
    if (message->seq != seq) continue;
    Reaction& reaction = reaction_of(*message, row.text(1));
    ++reaction.count;
    if (reaction.user_ids.size() < kMaxNamedReactors) {
      reaction.user_ids.emplace_back(row.integer(2));
    }
  }
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
  auto row = database.statement("SELECT id FROM users WHERE email_folded = ?1").run(folded);
  if (!row.step()) return std::nullopt;
  return UserId(row.integer(0));
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

}  // namespace asq::store::sqlite
