#include "store/sqlite/log.hpp"

#include <unordered_map>
#include <utility>

#include "store/sqlite/log_missed.hpp"
#include "store/sqlite/log_rows.hpp"
#include "store/sqlite/rows.hpp"

namespace asq::store::sqlite {
namespace {

using What = decltype(LoggedEvent::what);

struct LogRow {
  LogPosition position;
  LogKind kind = LogKind::message;
  ChatId chat;
  std::int64_t subject = 0;
  UserId actor;
  Role role = Role::member;
};

std::optional<LogRow> load_row(Database& database, LogPosition position) {
  auto row = database
                 .statement(
                     "SELECT k.kind, l.chat_id, l.subject, k.actor, k.role FROM log l "
                     "LEFT JOIN log_changes k ON k.position = l.position WHERE l.position = ?1")
                 .run(position.value());
  if (!row.step()) return std::nullopt;
  return LogRow{position,
                static_cast<LogKind>(row.integer(0)),
                ChatId(row.integer(1)),
                row.integer(2),
                UserId(row.integer(3)),
                static_cast<Role>(row.integer(4))};
}

// Turns rows of the log into events, as one person may hear them in this snapshot.
class Replay {
 public:
  Replay(Database& database, UserId viewer) : database_(database), viewer_(viewer) {}

  std::optional<What> event(const LogRow& row);

 private:
  std::optional<What> in_chat(const LogRow& row);
  std::optional<What> of_message(const LogRow& row);
  std::optional<What> of_member(const LogRow& row);
  // Where the viewer's membership begins in the log; nullopt: not a member.
  std::optional<LogPosition> joined(ChatId chat);
  // In one snapshot every event of a message carries the same message, of a chat the same chat.
  const std::optional<Message>& message(ChatId chat, Seq seq);
  const std::optional<Chat>& chat(ChatId id);

  Database& database_;
  UserId viewer_;
  std::unordered_map<ChatId, std::optional<LogPosition>> joined_;
  std::unordered_map<std::int64_t, std::optional<Message>> messages_;
  std::unordered_map<ChatId, std::optional<Chat>> chats_;
};

std::optional<LogPosition> Replay::joined(ChatId chat) {
  const auto known = joined_.find(chat);
  if (known != joined_.end()) return known->second;
  auto row =
      database_.statement("SELECT joined_position FROM members WHERE chat_id = ?1 AND user_id = ?2")
          .run(chat.value(), viewer_.value());
  std::optional<LogPosition> found;
  if (row.step()) found = LogPosition(row.integer(0));
  joined_.emplace(chat, found);
  return found;
}

const std::optional<Message>& Replay::message(ChatId chat, Seq seq) {
  const auto [found, fresh] = messages_.try_emplace(asq::store::sqlite::position(chat, seq));
  if (fresh) found->second = load_message(database_, chat, seq);
  return found->second;
}

const std::optional<Chat>& Replay::chat(ChatId id) {
  const auto [found, fresh] = chats_.try_emplace(id);
  if (fresh) found->second = load_chat(database_, viewer_, id);
  return found->second;
}

std::optional<What> Replay::event(const LogRow& row) {
  if (row.kind == LogKind::user_updated) {
    auto user = load_user(database_, UserId(row.subject));
    if (!user) return std::nullopt;
    return UserUpdated{std::move(*user), {}};
  }
  const bool removes_viewer =
      row.kind == LogKind::chat_deleted ||
      (row.kind == LogKind::member_removed && UserId(row.subject) == viewer_);
  if (removes_viewer) return ChatRemoved{row.chat};
  return in_chat(row);
}

std::optional<What> Replay::in_chat(const LogRow& row) {
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

std::optional<What> Replay::of_message(const LogRow& row) {
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

std::optional<What> Replay::of_member(const LogRow& row) {
  const UserId subject(row.subject);
  switch (row.kind) {
    case LogKind::member_removed: return MemberRemoved{row.chat, subject, row.actor};
    case LogKind::member_role: return MemberRoleChanged{row.chat, subject, row.role, row.actor};
    case LogKind::member_added: {
      auto user = load_user(database_, subject);
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

Loaded load_events(Database& database, UserId viewer, const std::vector<LogPosition>& positions,
                   std::size_t text_bytes) {
  Loaded loaded;
  Replay replay(database, viewer);
  std::size_t bytes = 0;
  for (const LogPosition position : positions) {
    if (bytes >= text_bytes) break;
    ++loaded.positions;
    const auto row = load_row(database, position);
    if (!row) continue;
    auto what = replay.event(*row);
    if (!what) continue;
    bytes += text_bytes_of(*what);
    loaded.events.push_back({position, std::move(*what)});
  }
  return loaded;
}

}  // namespace

Task<Result<Standing>> SqliteLog::standing(UserId user) {
  auto verb = [user](Database& database) -> Result<Standing> {
    return find_standing(database, user);
  };
  return parts_.readers.run<Standing>(std::move(verb));
}

Task<Result<Missed>> SqliteLog::missed(UserId user, LogPosition since) {
  auto verb = [user, since](Database& database) -> Result<Missed> {
    return find_missed(database, user, since);
  };
  return parts_.readers.run<Missed>(std::move(verb));
}

Task<Result<Loaded>> SqliteLog::load(UserId user, std::vector<LogPosition> positions,
                                     std::size_t text_bytes) {
  auto verb = [user, text_bytes,
               positions = std::move(positions)](Database& database) -> Result<Loaded> {
    return load_events(database, user, positions, text_bytes);
  };
  return parts_.readers.run<Loaded>(std::move(verb));
}

Task<Result<std::vector<UserId>>> SqliteLog::sharing(UserId user, std::vector<UserId> others) {
  using Users = std::vector<UserId>;
  auto verb = [user, others = std::move(others)](Database& database) -> Result<Users> {
    Users sharing;
    for (const UserId other : others) {
      if (other == user || share_a_chat(database, other, user)) sharing.push_back(other);
    }
    return sharing;
  };
  return parts_.readers.run<Users>(std::move(verb));
}

}  // namespace asq::store::sqlite
