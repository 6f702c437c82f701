// The rows of the log: how a change is written into it.
// Threads: the writer, inside a transaction.
#pragma once

#include <cstdint>
#include <optional>

#include "store/sqlite/writer.hpp"

namespace asq::store::sqlite {

// As stored: a number never changes its meaning.
enum class LogKind : std::uint8_t {
  message = 0,  // not stored: what has no row in log_changes
  message_edited = 1,
  message_deleted = 2,
  reaction = 3,
  chat_created = 4,  // new to all whose membership began with it
  chat_updated = 5,
  chat_deleted = 6,
  member_added = 7,
  member_removed = 8,
  member_role = 9,
  user_updated = 10,  // in no chat
};

// Each gives the event its position and ties it to the one before it in its chat; publish() takes
// what it returns. The chat's row exists.
[[nodiscard]] WriteContext::Logged log_message(WriteContext& context, LogKind kind, ChatId chat,
                                               Seq seq);
[[nodiscard]] WriteContext::Logged log_chat(WriteContext& context, LogKind kind, ChatId chat,
                                            UserId actor);
[[nodiscard]] WriteContext::Logged log_member(WriteContext& context, LogKind kind, ChatId chat,
                                              UserId user, UserId actor, Role role);
[[nodiscard]] WriteContext::Logged log_user(WriteContext& context, UserId user);

}  // namespace asq::store::sqlite
