#include "store/sqlite/rows/chat_heads.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace asq::store::sqlite {
namespace {

constexpr std::size_t kMembersPerChat = 16;  // on average, before memory starts afresh

}  // namespace

void ChatHead::move_marker(UserId user, Seq seq) {
  if (read_high_by == user) {
    read_high = std::max(read_high, seq);
  } else if (seq > read_high) {
    read_second = read_high;
    read_high = seq;
    read_high_by = user;
  } else {
    read_second = std::max(read_second, seq);
  }
}

std::optional<ChatHeads::Place> ChatHeads::find(ChatId chat, UserId user) {
  Entry* entry = find_chat(chat);
  if (entry == nullptr) return std::nullopt;
  const auto member = entry->members.find(user);
  MemberHead* head =
      member != entry->members.end() ? &member->second : load_member(*entry, chat, user);
  if (head == nullptr) return std::nullopt;
  return Place{entry->head, *head};
}

ChatHeads::Entry* ChatHeads::find_chat(ChatId chat) {
  const auto known = entries_.find(chat);
  return known != entries_.end() ? &known->second : load_chat(chat);
}

ChatHeads::Entry* ChatHeads::load_chat(ChatId chat) {
  auto row = sql_.find_chat.run(chat.value());
  if (!row.step()) return nullptr;
  touched_.push_back(chat);  // its row may be of this very batch
  ChatHead head;
  head.type = static_cast<ChatType>(row.integer(0));
  head.admins_only_invite = row.integer(1) != 0;
  head.last_seq = Seq(row.integer(2));
  head.last_at = row.integer(3);
  head.read_high = Seq(row.integer(4));
  head.read_high_by = UserId(row.integer(5));
  head.read_second = Seq(row.integer(6));
  head.log_position = LogPosition(row.integer(7));
  head.marker_position = LogPosition(row.integer(8));
  head.member_count = row.integer(9);
  return &entries_.emplace(chat, Entry{head, {}, {}, false}).first->second;
}

// Strangers are not remembered: they could be any number.
MemberHead* ChatHeads::load_member(Entry& entry, ChatId chat, UserId user) {
  auto row = sql_.find_member.run(chat.value(), user.value());
  if (!row.step()) return nullptr;
  touched_.push_back(chat);
  ++members_;
  const MemberHead member{static_cast<Role>(row.integer(0)), Seq(row.integer(1)),
                          Seq(row.integer(2)), LogPosition(), false};
  return &entry.members.emplace(user, member).first->second;
}

std::pair<ChatHeads::Entry&, MemberHead&> ChatHeads::at(ChatId chat, UserId user) {
  if (!find(chat, user)) throw std::logic_error("who is not in a chat writes there");
  Entry& entry = entries_.at(chat);
  return {entry, entry.members.at(user)};
}

void ChatHeads::append(ChatId chat, UserId user, Seq seq, std::int64_t micros,
                       LogPosition position) {
  auto [entry, member] = at(chat, user);
  ChatHead& head = entry.head;
  if (seq != next(head.last_seq)) throw std::logic_error("a message is appended out of turn");
  head.last_seq = seq;
  head.last_at = micros;
  member.wrote = true;
  move_marker(chat, user, seq, position);
}

void ChatHeads::move_marker(ChatId chat, UserId user, Seq seq, LogPosition position) {
  auto [entry, member] = at(chat, user);
  entry.head.move_marker(user, seq);
  entry.head.marker_position = position;
  if (member.moved_at == LogPosition()) entry.moved.push_back(user);
  member.read_seq = seq;
  member.moved_at = position;
  hold_back(chat, entry);
}

LogPosition ChatHeads::advance_log(ChatId chat, LogPosition position) {
  Entry* entry = find_chat(chat);
  if (entry == nullptr) return {};
  hold_back(chat, *entry);
  return std::exchange(entry->head.log_position, position);
}

void ChatHeads::hold_back(ChatId chat, Entry& entry) {
  if (entry.held_back) return;
  entry.held_back = true;
  held_back_.push_back(chat);
  touched_.push_back(chat);
}

void ChatHeads::flush() {
  for (const ChatId chat : held_back_) write(chat, entries_.at(chat));
  held_back_.clear();
}

void ChatHeads::write(ChatId chat, Entry& entry) {
  const ChatHead& head = entry.head;
  sql_.advance_chat.execute(chat.value(), head.last_seq.value(), head.last_at,
                            head.read_high.value(), head.read_high_by.value(),
                            head.read_second.value(), head.log_position.value(),
                            head.marker_position.value());
  for (const UserId user : entry.moved) {
    MemberHead& member = entry.members.at(user);
    sql_.advance_reader.execute(chat.value(), user.value(), member.read_seq.value(),
                                member.moved_at.value(), member.wrote);
    member.moved_at = LogPosition();
  }
  entry.moved.clear();
  entry.held_back = false;
}

void ChatHeads::forget(ChatId chat) {
  flush();
  const auto entry = entries_.find(chat);
  if (entry == entries_.end()) return;
  members_ -= entry->second.members.size();
  entries_.erase(entry);
}

void ChatHeads::keep() {
  touched_.clear();
  if (entries_.size() <= bound_ && members_ <= bound_ * kMembersPerChat) return;
  entries_.clear();
  members_ = 0;
}

void ChatHeads::roll_back() {
  for (const ChatId chat : touched_) {
    const auto entry = entries_.find(chat);
    if (entry == entries_.end()) continue;
    members_ -= entry->second.members.size();
    entries_.erase(entry);
  }
  touched_.clear();
  held_back_.clear();
}

}  // namespace asq::store::sqlite
