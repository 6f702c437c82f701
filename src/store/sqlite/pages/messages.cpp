#include "store/sqlite/pages/messages.hpp"

#include <algorithm>
#include <utility>

#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {
namespace {

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

// Of messages of one chat that are in ascending order of seq.
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

}  // namespace

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

std::vector<Message> load_messages(Database& database, ChatId chat, Seq first, Seq last,
                                   std::size_t text_bytes) {
  std::vector<Message> messages;
  {
    std::size_t bytes = 0;
    auto row = database
                   .statement("SELECT " ASQ_MESSAGE_COLUMNS
                              " FROM messages m, chats c WHERE m.position BETWEEN ?1 AND ?2 "
                              "AND c.id = ?3 ORDER BY m.position")
                   .run(position(chat, first), position(chat, last), chat.value());
    while (bytes < text_bytes && row.step()) {
      bytes += messages.emplace_back(message_from(row)).text.size();
    }
  }
  load_reactions(database, messages);
  return messages;
}

std::optional<Timestamp> load_sent_at(Database& database, ChatId chat, Seq seq) {
  auto row = database.statement("SELECT sent_at FROM messages WHERE position = ?1")
                 .run(position(chat, seq));
  if (!row.step()) return std::nullopt;
  return from_micros(row.integer(0));
}

std::optional<StoredReceipt> load_receipt(Database& database, ChatId chat, UserId sender,
                                          std::string_view client_id) {
  auto row = database
                 .statement(
                     "SELECT r.seq, r.content_hash FROM receipts r JOIN chats c "
                     "ON c.id = r.chat_id "
                     "WHERE r.chat_id = ?1 AND r.sender_id = ?2 AND r.client_id = ?3")
                 .run(chat.value(), sender.value(), client_id);
  if (!row.step()) return std::nullopt;
  return StoredReceipt{Seq(row.integer(0)), row.text(1)};
}

}  // namespace asq::store::sqlite
