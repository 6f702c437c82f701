// Stop 4 of docs/life-of-a-message.md.
//   before: chat/send_message.cpp      after: store/sqlite/writer.cpp
#include "store/sqlite/append_message.hpp"

#include <algorithm>

#include "base/fault_points.hpp"
#include "model/permissions.hpp"
#include "store/sqlite/log_rows.hpp"
#include "store/sqlite/receipts.hpp"
#include "store/sqlite/rows.hpp"

namespace asq::store::sqlite {
namespace {

// Refuses who may not send; the same answer for a chat of another kind as for none.
Result<ChatHeads::Place> authorise(WriteContext& context, const NewMessage& message) {
  auto place = context.heads.find(message.chat_id, message.sender.user_id);
  if (!place || (message.only_in && place->head.type != *message.only_in)) {
    return fail(ErrorCode::chat_not_found);
  }
  const ChatHead& head = place->head;
  if (!may(place->membership(), Action::send)) return fail(ErrorCode::forbidden);
  if (message.reply_to && (message.reply_to->value() < 1 || *message.reply_to > head.last_seq)) {
    return fail({{"reply_to", "The chat has no message of that number."}});
  }
  if (head.last_seq.value() >= kMaxSeq) {
    return fail_internally(ErrorCode::internal, "the chat has used up its numbers");
  }
  return *place;
}

Result<Receipt> repeat_or(WriteContext& context, const NewMessage& message, Error refusal) {
  auto earlier = load_receipt(context.database(), message);
  if (!earlier) return std::unexpected(std::move(earlier.error()));
  if (!*earlier) return std::unexpected(std::move(refusal));
  return std::move(**earlier);
}

// False: there has been a message under this client_id, and nothing is written.
bool claim_client_id(WriteContext& context, const NewMessage& message, Seq seq) {
  if (!message.client_id) return true;
  const std::string hash = content_hash(message.text, message.reply_to);
  context.sql.insert_receipt.execute(message.chat_id.value(), message.sender.user_id.value(),
                                     *message.client_id, seq.value(), hash);
  return context.changes() > 0;
}

Message insert(WriteContext& context, const NewMessage& message, const ChatHead& head) {
  Message stored;
  stored.id = MessageId(++context.counters.message_id);
  stored.chat_id = message.chat_id;
  stored.seq = next(head.last_seq);
  stored.sender_id = message.sender.user_id;
  stored.text = message.text;
  stored.client_id = message.client_id;
  stored.reply_to = message.reply_to;
  // Never before its predecessor's, whatever the clock does.
  stored.timestamp = std::max(from_micros(head.last_at), context.clock.now());
  std::optional<std::int64_t> reply_to;
  if (message.reply_to) reply_to = message.reply_to->value();
  context.sql.insert_message.execute(position(stored.chat_id, stored.seq), stored.id.value(),
                                     stored.sender_id.value(), to_micros(stored.timestamp),
                                     stored.text, stored.client_id, reply_to);
  return stored;
}

}  // namespace

Result<Receipt> append_message(WriteContext& context, MembershipCache& cache,
                               const NewMessage& message) {
  auto place = authorise(context, message);
  if (!place) {
    // Who has lost an answer gets it even after leaving the chat.
    if (message.client_id) return repeat_or(context, message, std::move(place.error()));
    return std::unexpected(std::move(place.error()));
  }
  const bool is_new = claim_client_id(context, message, next(place->head.last_seq));
  if (!is_new && !fault::defect("retry_inserts_again")) {
    return repeat_or(context, message, Error(ErrorCode::internal));
  }
  Message stored = insert(context, message, place->head);
  const auto logged = log_message(context, LogKind::message, stored.chat_id, stored.seq);
  context.heads.append(stored.chat_id, stored.sender_id, to_micros(stored.timestamp),
                       logged.position);
  context.publish(MessageAppended{stored}, logged);
  context.after_commit(
      [&cache, chat = stored.chat_id, seq = stored.seq] { cache.message_appended(chat, seq); });
  return Receipt{std::move(stored), false};
}

}  // namespace asq::store::sqlite
