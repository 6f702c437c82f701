#include "realtime/audience.hpp"

namespace asq::realtime {

Audience::Counts Audience::of(ChatId chat) const {
  const Share& share = shares_[share_of(chat)];
  if (share.count.load(std::memory_order_relaxed) == 0) return {};
  const std::lock_guard lock(share.mutex);
  const auto found = share.chats.find(chat);
  return found == share.chats.end() ? Counts{} : found->second;
}

void Audience::add(ChatId chat, Sockets kind, std::int64_t change) {
  Share& share = shares_[share_of(chat)];
  const std::lock_guard lock(share.mutex);
  const auto counts = share.chats.try_emplace(chat).first;
  (kind == Sockets::of_chat ? counts->second.of_chat : counts->second.of_people) += change;
  if (counts->second.all() == 0) share.chats.erase(counts);
  share.count.store(share.chats.size(), std::memory_order_relaxed);
}

// Who comes and goes around kLeast is not told each time.
void Audience::Told::update(Audience* audience, ChatId chat, Sockets kind, std::uint32_t count) {
  if (audience == nullptr || (told_ == 0 && count < kLeast)) return;
  const std::uint32_t now = count < kLeast / 2 ? 0 : count;
  const std::uint32_t apart = now > told_ ? now - told_ : told_ - now;
  if (now != 0 && told_ != 0 && apart <= told_ / 8) return;
  if (apart == 0) return;
  audience->add(chat, kind, std::int64_t{now} - std::int64_t{told_});
  told_ = now;
}

}  // namespace asq::realtime
