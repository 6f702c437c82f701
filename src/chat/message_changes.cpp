#include "chat/message_changes.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "base/emoji.hpp"
#include "chat/write_as.hpp"
#include "model/permissions.hpp"

namespace asq::chat {
namespace {

using store::ReactionKey;
using store::Transaction;

constexpr std::int64_t kChangeRows = 3;  // that a change reads and writes

struct Target {
  Message message;
  Membership actor;
};

Result<Target> find_target(Transaction& rows, UserId actor, MessageRef ref) {
  const auto place = rows.find_place(ref.chat_id, actor);
  if (!place) return fail(ErrorCode::chat_not_found);
  if (ref.seq < Seq(1) || ref.seq > place->membership.last_seq) {
    return fail(ErrorCode::message_not_found);
  }
  auto message = rows.find_message(ref.chat_id, ref.seq);
  if (!message) return fail(ErrorCode::message_not_found);
  return Target{std::move(*message), place->membership};
}

// Later than the message and than the last edit, whatever the clock does: it tells versions apart.
Timestamp time_of_edit(Timestamp now, const Message& message) {
  const Timestamp before = message.edited_at.value_or(message.timestamp);
  return std::max(now, before + std::chrono::microseconds(1));
}

Result<Message> edit_message(Transaction& rows, UserId actor, MessageRef ref,
                             const std::string& text, Toll* toll) {
  auto target = find_target(rows, actor, ref);
  if (!target) return std::unexpected(std::move(target.error()));
  Message& message = target->message;
  const bool own = message.sender_id == actor;
  if (!own || !may(target->actor, Action::send)) return fail(ErrorCode::forbidden);
  if (message.deleted) return fail(ErrorCode::message_deleted);
  if (message.text == text) return std::move(message);
  message.edited_at = time_of_edit(rows.now(), message);
  message.text = text;
  if (auto paid = pay_to_change(toll, message); !paid) return std::unexpected(paid.error());
  const LogPosition at = rows.take_position();
  rows.update_text(ref, text, *message.edited_at);
  rows.record(at, MessageChanged{MessageChanged::How::edited, message});
  return std::move(message);
}

// What goes out is the tombstone, but the message is what is paid for: whoever sends it big and
// deletes it pays twice.
Result<Message> erase_message(Transaction& rows, UserId actor, MessageRef ref, Toll* toll) {
  auto target = find_target(rows, actor, ref);
  if (!target) return std::unexpected(std::move(target.error()));
  Message& message = target->message;
  const bool own = message.sender_id == actor;
  const Action action = own ? Action::send : Action::delete_any_message;
  if (!may(target->actor, action)) return fail(ErrorCode::forbidden);
  if (message.deleted) return std::move(message);
  if (auto paid = pay_to_change(toll, message); !paid) return std::unexpected(paid.error());
  const LogPosition at = rows.take_position();
  rows.make_tombstone(ref);
  message = rows.find_message(ref.chat_id, ref.seq).value();
  rows.record(at, MessageChanged{MessageChanged::How::deleted, message});
  return std::move(message);
}

// The kinds of the message that are this emoji, as keys of the same person. There is one, in the
// spelling of whoever was first; several are from the time when U+FE0F made a difference.
std::vector<ReactionKey> kinds_alike(const Message& message, const ReactionKey& key) {
  std::vector<ReactionKey> kinds;
  const std::string wanted = emoji_key(key.emoji);
  for (const Reaction& reaction : message.reactions) {
    if (emoji_key(reaction.emoji) != wanted) continue;
    kinds.push_back({key.message, key.user, reaction.emoji});
  }
  return kinds;
}

bool has_room_for_a_kind(const Message& message) {
  return std::ssize(message.reactions) < kMaxReactionKinds;
}

Result<Message> change_reaction(Transaction& rows, const ReactionKey& key, bool present,
                                Toll* toll) {
  auto target = find_target(rows, key.user, key.message);
  if (!target) return std::unexpected(std::move(target.error()));
  Message& message = target->message;
  if (!may(target->actor, Action::send)) return fail(ErrorCode::forbidden);
  if (message.deleted) return fail(ErrorCode::message_deleted);
  const std::vector<ReactionKey> kinds = kinds_alike(message, key);
  std::vector<ReactionKey> own = kinds;
  std::erase_if(own, [&](const ReactionKey& kind) { return !rows.has_reacted(kind); });
  if (present != own.empty()) return std::move(message);
  if (present && kinds.empty() && !has_room_for_a_kind(message)) {
    return fail(ErrorCode::too_many_reactions);
  }
  if (auto paid = pay_to_change(toll, message); !paid) return std::unexpected(paid.error());
  const LogPosition at = rows.take_position();
  if (present) {
    rows.insert_reaction(kinds.empty() ? key : kinds.front(), at);
  } else {
    for (const ReactionKey& kind : own) rows.delete_reaction(kind);
  }
  message = rows.find_message(key.message.chat_id, key.message.seq).value();
  rows.record(at, MessageChanged{MessageChanged::How::reaction, message});
  return std::move(message);
}

}  // namespace

Task<Result<Message>> MessageChanges::edit(Actor actor, MessageRef message, std::string text,
                                           Toll* toll) {
  auto verb = [user = actor.user_id, message, text = std::move(text), toll](Transaction& rows) {
    return edit_message(rows, user, message, text, toll);
  };
  return write_as<Message>(store_, "edit", actor, std::move(verb), kChangeRows);
}

Task<Result<Message>> MessageChanges::erase(Actor actor, MessageRef message, Toll* toll) {
  auto verb = [user = actor.user_id, message, toll](Transaction& rows) {
    return erase_message(rows, user, message, toll);
  };
  return write_as<Message>(store_, "delete message", actor, std::move(verb), kChangeRows);
}

Task<Result<Message>> MessageChanges::react(Actor actor, MessageRef message, std::string emoji,
                                            bool present, Toll* toll) {
  const bool good = present ? is_one_emoji(emoji) : was_one_emoji(emoji);
  if (!good) co_return fail({{"emoji", "This must be exactly one emoji."}});
  auto verb = [key = ReactionKey{message, actor.user_id, std::move(emoji)}, present,
               toll](Transaction& rows) { return change_reaction(rows, key, present, toll); };
  co_return co_await write_as<Message>(store_, "react", actor, std::move(verb), kChangeRows);
}

}  // namespace asq::chat
