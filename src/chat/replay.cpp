#include "chat/replay.hpp"

#include <map>
#include <unordered_map>
#include <utility>

namespace asq::chat {
namespace {

using store::LogKind;
using store::Snapshot;
using What = decltype(LoggedEvent::what);

// An entry of the log, and where it stands.
struct Row {
  Row(const store::LogEntry& entry, LogPosition at)
      : position(at),
        kind(entry.kind),
        chat(entry.chat),
        subject(entry.subject),
        actor(entry.actor.value_or(UserId())),
        role(entry.role.value_or(Role::member)) {}

  LogPosition position;
  LogKind kind;
  ChatId chat;
  std::int64_t subject;
  UserId actor;
  Role role;
};

// Turns rows of the log into events, as one person may hear them in this snapshot.
class Replay {
 public:
  Replay(Snapshot& rows, UserId viewer) : rows_(rows), viewer_(viewer) {}

  std::optional<What> event(const Row& row);

 private:
  std::optional<What> in_chat(const Row& row);
  std::optional<What> of_message(const Row& row);
  std::optional<What> of_member(const Row& row);
  // Where the viewer's membership begins in the log; nullopt: not a member.
  std::optional<LogPosition> joined(ChatId chat);
  // In one snapshot every event of a message carries the same message, of a chat the same chat.
  const std::optional<Message>& message(ChatId chat, Seq seq);
  const std::optional<Chat>& chat(ChatId id);

  Snapshot& rows_;
  UserId viewer_;
  std::unordered_map<ChatId, std::optional<LogPosition>> joined_;
  std::map<std::pair<ChatId, Seq>, std::optional<Message>> messages_;
  std::unordered_map<ChatId, std::optional<Chat>> chats_;
};

std::optional<LogPosition> Replay::joined(ChatId chat) {
  const auto known = joined_.find(chat);
  if (known != joined_.end()) return known->second;
  const auto found = rows_.joined_at(chat, viewer_);
  joined_.emplace(chat, found);
  return found;
}

const std::optional<Message>& Replay::message(ChatId chat, Seq seq) {
  const auto [found, fresh] = messages_.try_emplace({chat, seq});
  if (fresh) found->second = rows_.find_message(chat, seq);
  return found->second;
}

const std::optional<Chat>& Replay::chat(ChatId id) {
  const auto [found, fresh] = chats_.try_emplace(id);
  if (fresh) found->second = rows_.find_chat(viewer_, id);
  return found->second;
}

std::optional<What> Replay::event(const Row& row) {
  if (row.kind == LogKind::user_updated) {
    auto user = rows_.find_user(UserId(row.subject));
    if (!user) return std::nullopt;
    return UserUpdated{std::move(*user), {}};
  }
  const bool removes_viewer =
      row.kind == LogKind::chat_deleted ||
      (row.kind == LogKind::member_removed && UserId(row.subject) == viewer_);
  if (removes_viewer) return ChatRemoved{row.chat};
  return in_chat(row);
}

std::optional<What> Replay::in_chat(const Row& row) {
  const auto begins = joined(row.chat);
  if (!begins || row.position < *begins) return std::nullopt;
  if (row.position == *begins || row.kind == LogKind::chat_updated) {
    const auto& present = chat(row.chat);
    if (!present) return std::nullopt;
    if (row.position == *begins) return ChatAdded{*present};
    return ChatChanged{*present};
  }
  switch (row.kind) {
    case LogKind::message:
    case LogKind::message_edited:
    case LogKind::message_deleted:
    case LogKind::reaction: return of_message(row);
    default: return of_member(row);
  }
}

std::optional<What> Replay::of_message(const Row& row) {
  const auto& present = message(row.chat, Seq(row.subject));
  if (!present) return std::nullopt;
  using How = MessageChanged::How;
  switch (row.kind) {
    case LogKind::message: return MessageAppended{*present};
    case LogKind::message_edited: return MessageChanged{How::edited, *present};
    case LogKind::message_deleted: return MessageChanged{How::deleted, *present};
    default: return MessageChanged{How::reaction, *present};
  }
}

std::optional<What> Replay::of_member(const Row& row) {
  const UserId subject(row.subject);
  switch (row.kind) {
    case LogKind::member_removed: return MemberRemoved{row.chat, subject, row.actor, row.role};
    case LogKind::member_role: return MemberRoleChanged{row.chat, subject, row.role, row.actor};
    case LogKind::member_added: {
      auto user = rows_.find_user(subject);
      if (!user) return std::nullopt;
      return MemberAdded{row.chat, std::move(*user), row.role, row.actor};
    }
    default: return std::nullopt;
  }
}

std::size_t text_bytes_of(const What& what) {
  if (const auto* sent = std::get_if<MessageAppended>(&what)) return sent->message.text.size();
  const auto* changed = std::get_if<MessageChanged>(&what);
  return changed == nullptr ? 0 : changed->message.text.size();
}

}  // namespace

Loaded load_events(Snapshot& rows, UserId viewer, const std::vector<LogPosition>& positions,
                   std::size_t text_bytes) {
  Loaded loaded;
  Replay replay(rows, viewer);
  std::size_t bytes = 0;
  for (const LogPosition position : positions) {
    if (bytes >= text_bytes) break;
    ++loaded.positions;
    const auto entry = rows.find_log_entry(position);
    if (!entry) continue;
    auto what = replay.event({*entry, position});
    if (!what) continue;
    bytes += text_bytes_of(*what);
    loaded.events.push_back({position, std::move(*what)});
  }
  return loaded;
}

}  // namespace asq::chat
