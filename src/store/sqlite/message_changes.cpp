#include "store/sqlite/message_changes.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "model/permissions.hpp"
#include "store/sqlite/log_rows.hpp"
#include "store/sqlite/rows.hpp"

namespace asq::store::sqlite {
namespace {

using How = MessageChanged::How;

struct Target {
  Message message;
  Membership actor;
  std::int64_t key = 0;
};

Result<Target> find_target(WriteContext& context, UserId actor, MessageRef ref) {
  const auto place = context.heads.find(ref.chat_id, actor);
  if (!place) return fail(ErrorCode::chat_not_found);
  const Membership membership = place->membership();
  if (ref.seq < Seq(1) || ref.seq > membership.last_seq) return fail(ErrorCode::message_not_found);
  auto message = load_message(context.database(), ref.chat_id, ref.seq);
  if (!message) return fail(ErrorCode::message_not_found);
  return Target{std::move(*message), membership, position(ref.chat_id, ref.seq)};
}

Message publish(WriteContext& context, WriteContext::Logged logged, How how, Message message) {
  context.publish(MessageChanged{how, message}, logged);
  return message;
}

// Later than the message and than the last edit, whatever the clock does: it tells versions apart.
Timestamp time_of_edit(const WriteContext& context, const Message& message) {
  const Timestamp before = message.edited_at.value_or(message.timestamp);
  return std::max(context.clock.now(), before + std::chrono::microseconds(1));
}

bool has_reacted(Database& database, std::int64_t key, const std::string& emoji, UserId user) {
  return database
      .statement("SELECT 1 FROM reactions WHERE message = ?1 AND emoji = ?2 AND user_id = ?3")
      .run(key, emoji, user.value())
      .step();
}

bool has_room_for(const Message& message, const std::string& emoji) {
  return std::ssize(message.reactions) < kMaxReactionKinds ||
         std::ranges::find(message.reactions, emoji, &Reaction::emoji) != message.reactions.end();
}

void insert_reaction(Database& database, std::int64_t key, const std::string& emoji, UserId user,
                     LogPosition at) {
  database.statement("INSERT INTO reactions VALUES (?1, ?2, ?3, ?4)")
      .execute(key, emoji, user.value(), at.value());
  database
      .statement(
          "INSERT INTO reaction_kinds VALUES (?1, ?2, 1) "
          "ON CONFLICT DO UPDATE SET count = count + 1")
      .execute(key, emoji);
}

void delete_reaction(Database& database, std::int64_t key, const std::string& emoji, UserId user) {
  database.statement("DELETE FROM reactions WHERE message = ?1 AND emoji = ?2 AND user_id = ?3")
      .execute(key, emoji, user.value());
  database
      .statement("UPDATE reaction_kinds SET count = count - 1 WHERE message = ?1 AND emoji = ?2")
      .execute(key, emoji);
  database.statement("DELETE FROM reaction_kinds WHERE message = ?1 AND emoji = ?2 AND count = 0")
      .execute(key, emoji);
}

}  // namespace

Result<Message> write_edit(WriteContext& context, UserId actor, MessageRef ref,
                           const std::string& text) {
  auto target = find_target(context, actor, ref);
  if (!target) return std::unexpected(std::move(target.error()));
  Message& message = target->message;
  if (message.sender_id != actor) return fail(ErrorCode::forbidden);
  if (message.deleted) return fail(ErrorCode::message_deleted);
  if (message.text == text) return std::move(message);
  message.edited_at = time_of_edit(context, message);
  message.text = text;
  context.database()
      .statement("UPDATE messages SET text = ?2, edited_at = ?3 WHERE position = ?1")
      .execute(target->key, text, to_micros(*message.edited_at));
  const auto logged = log_message(context, LogKind::message_edited, ref.chat_id, ref.seq);
  return publish(context, logged, How::edited, std::move(message));
}

Result<Message> write_tombstone(WriteContext& context, UserId actor, MessageRef ref) {
  auto target = find_target(context, actor, ref);
  if (!target) return std::unexpected(std::move(target.error()));
  Message& message = target->message;
  if (message.sender_id != actor && !may(target->actor, Action::delete_any_message)) {
    return fail(ErrorCode::forbidden);
  }
  if (message.deleted) return std::move(message);
  Database& database = context.database();
  database
      .statement(
          "UPDATE messages SET text = '', deleted = 1, edited_at = NULL, reply_to = NULL "
          "WHERE position = ?1")
      .execute(target->key);
  database.statement("DELETE FROM reactions WHERE message = ?1").execute(target->key);
  database.statement("DELETE FROM reaction_kinds WHERE message = ?1").execute(target->key);
  const auto logged = log_message(context, LogKind::message_deleted, ref.chat_id, ref.seq);
  message = load_message(context.database(), ref.chat_id, ref.seq).value();
  return publish(context, logged, How::deleted, std::move(message));
}

Result<Message> write_reaction(WriteContext& context, UserId actor, MessageRef ref,
                               const std::string& emoji, bool present) {
  auto target = find_target(context, actor, ref);
  if (!target) return std::unexpected(std::move(target.error()));
  Message& message = target->message;
  if (message.deleted) return fail(ErrorCode::message_deleted);
  if (has_reacted(context.database(), target->key, emoji, actor) == present) {
    return std::move(message);
  }
  if (present && !has_room_for(message, emoji)) return fail(ErrorCode::too_many_reactions);
  const auto logged = log_message(context, LogKind::reaction, ref.chat_id, ref.seq);
  Database& database = context.database();
  if (present) {
    insert_reaction(database, target->key, emoji, actor, logged.position);
  } else {
    delete_reaction(database, target->key, emoji, actor);
  }
  message = load_message(database, ref.chat_id, ref.seq).value();
  return publish(context, logged, How::reaction, std::move(message));
}

}  // namespace asq::store::sqlite
