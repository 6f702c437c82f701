#include "store/log_entry.hpp"

namespace asq::store {
namespace {

struct ToEntry {
  using Entry = std::optional<LogEntry>;

  Entry operator()(const MessageAppended& what) const {
    return LogEntry{LogKind::message, what.message.chat_id, what.message.seq.value()};
  }
  Entry operator()(const MessageChanged& what) const {
    return LogEntry{kind_of(what.how), what.message.chat_id, what.message.seq.value()};
  }
  Entry operator()(const ChatCreated& what) const {
    return LogEntry{LogKind::chat_created, what.chat_id, 0, what.by};
  }
  Entry operator()(const ChatUpdated& what) const {
    return LogEntry{LogKind::chat_updated, what.chat_id, 0, what.by};
  }
  Entry operator()(const ChatDeleted& what) const {
    return LogEntry{LogKind::chat_deleted, what.chat_id, 0, what.by};
  }
  Entry operator()(const MemberAdded& what) const {
    return LogEntry{LogKind::member_added, what.chat_id, what.user.id.value(), what.by, what.role};
  }
  Entry operator()(const MemberRemoved& what) const {
    return LogEntry{LogKind::member_removed, what.chat_id, what.user_id.value(), what.by,
                    what.role};
  }
  Entry operator()(const MemberRoleChanged& what) const {
    return LogEntry{LogKind::member_role, what.chat_id, what.user_id.value(), what.by, what.role};
  }
  Entry operator()(const UserUpdated& what) const {
    return LogEntry{LogKind::user_updated, ChatId(), what.user.id.value()};
  }
  // Each is named, so that a new event has to be decided on here.
  Entry operator()(const MarkerMoved&) const { return std::nullopt; }
  Entry operator()(const SessionBegan&) const { return std::nullopt; }
  Entry operator()(const SessionEnded&) const { return std::nullopt; }
  Entry operator()(const Typing&) const { return std::nullopt; }
  Entry operator()(const PresenceChanged&) const { return std::nullopt; }

 private:
  static LogKind kind_of(MessageChanged::How how) {
    switch (how) {
      case MessageChanged::How::edited: return LogKind::message_edited;
      case MessageChanged::How::deleted: return LogKind::message_deleted;
      case MessageChanged::How::reaction: break;
    }
    return LogKind::reaction;
  }
};

}  // namespace

std::optional<LogEntry> log_entry(const Change& change) { return std::visit(ToEntry(), change); }

}  // namespace asq::store
