#include "store/membership_cache.hpp"

#include <algorithm>
#include <vector>

namespace asq::store {
namespace {

constexpr std::size_t kPeoplePerChat = 16;  // on average; strangers who knock count too
constexpr std::size_t kShards = 32;
constexpr std::size_t kChatsWorthAShard = 256;  // with fewer a single large group would fill it

// Where somebody's membership, role or right may have changed.
struct ChangedChats {
  using Chats = std::vector<ChatId>;
  Chats operator()(const ChatCreated& what) const { return {what.chat_id}; }
  Chats operator()(const ChatUpdated& what) const { return {what.chat_id}; }
  Chats operator()(const ChatDeleted& what) const { return {what.chat_id}; }
  Chats operator()(const MemberAdded& what) const { return {what.chat_id}; }
  Chats operator()(const MemberRemoved& what) const { return {what.chat_id}; }
  Chats operator()(const MemberRoleChanged& what) const { return {what.chat_id}; }
  // A deleted account has no membership any more, not even in its direct chats.
  Chats operator()(const UserUpdated& what) const {
    return what.user.deleted ? what.chats : Chats();
  }
  Chats operator()(const MessageAppended&) const { return {}; }
  Chats operator()(const MessageChanged&) const { return {}; }
  Chats operator()(const MarkerMoved&) const { return {}; }
  Chats operator()(const SessionBegan&) const { return {}; }
  Chats operator()(const SessionEnded&) const { return {}; }
  Chats operator()(const Typing&) const { return {}; }
  Chats operator()(const PresenceChanged&) const { return {}; }
};

}  // namespace

MembershipCache::MembershipCache(std::size_t chats) {
  const std::size_t count = chats < kShards * kChatsWorthAShard ? 1 : kShards;
  for (std::size_t i = 0; i < count; ++i) shards_.emplace_back(chats / count);
}

std::optional<std::optional<Membership>> MembershipCache::Shard::find(ChatId chat, UserId user) {
  const std::lock_guard lock(mutex_);
  const auto found = chats_.find(chat);
  if (found == chats_.end()) return std::nullopt;
  const auto member = found->second.members.find(user);
  if (member == found->second.members.end()) return std::nullopt;
  by_age_.splice(by_age_.begin(), by_age_, found->second.age);
  std::optional<Membership> membership = member->second;
  if (membership) membership->last_seq = found->second.last_seq;
  return membership;
}

MembershipCache::Ticket MembershipCache::Shard::ticket() const {
  const std::lock_guard lock(mutex_);
  return {changes_};
}

MembershipCache::Entry& MembershipCache::Shard::entry(ChatId chat) {
  const auto found = chats_.find(chat);
  if (found != chats_.end()) return found->second;
  make_room();
  by_age_.push_front(chat);
  Entry& made = chats_[chat];
  made.age = by_age_.begin();
  return made;
}

// An eighth at once, because every time voids the loads that are under way.
void MembershipCache::Shard::make_room() {
  if (chats_.size() < bound_ && people_ < bound_ * kPeoplePerChat) return;
  ++changes_;
  const std::size_t remaining = bound_ - bound_ / 8;
  while (!by_age_.empty() && (chats_.size() >= std::max<std::size_t>(remaining, 1) ||
                              people_ >= remaining * kPeoplePerChat)) {
    erase(chats_.find(by_age_.back()));
  }
}

void MembershipCache::Shard::erase(Chats::iterator chat) {
  people_ -= chat->second.members.size();
  by_age_.erase(chat->second.age);
  chats_.erase(chat);
}

void MembershipCache::Shard::keep(Ticket ticket, ChatId chat, UserId user,
                                  const std::optional<Membership>& loaded) {
  const std::lock_guard lock(mutex_);
  if (ticket.changes != changes_) return;
  if (people_ >= bound_ * kPeoplePerChat) make_room();
  Entry& kept = entry(chat);
  if (kept.members.insert_or_assign(user, loaded).second) ++people_;
  if (loaded) kept.last_seq = std::max(kept.last_seq, loaded->last_seq);
}

void MembershipCache::apply(const Event& event) {
  if (const auto* appended = std::get_if<MessageAppended>(&event.what)) {
    const ChatId chat = appended->message.chat_id;
    return shard_of(chat).message_appended(chat, appended->message.seq);
  }
  for (const ChatId chat : std::visit(ChangedChats(), event.what)) shard_of(chat).forget(chat);
}

void MembershipCache::Shard::message_appended(ChatId chat, Seq last_seq) {
  const std::lock_guard lock(mutex_);
  Entry& known = entry(chat);
  known.last_seq = std::max(known.last_seq, last_seq);
}

void MembershipCache::Shard::forget(ChatId chat) {
  const std::lock_guard lock(mutex_);
  ++changes_;
  const auto found = chats_.find(chat);
  if (found != chats_.end()) erase(found);
}

}  // namespace asq::store
