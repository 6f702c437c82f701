// Who is in which chat, from memory: bounded, and never behind an acknowledged change.
//
// The tail applies every event after its commit and before anybody hears of it. A reader takes a
// ticket before it loads an entry from disk. If anybody's membership has changed since, or entries
// had to go, what was loaded may be old and is not kept. The last seq of a chat only grows, so the
// greater of the two is right.
// Threads: any (one lock, held for a look-up).
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "model/event.hpp"

namespace asq::store {

class MembershipCache {
 public:
  // Keeps about `chats` chats and 16 people per chat on average; the least recently used chats go
  // first.
  explicit MembershipCache(std::size_t chats) : bound_(chats) {}

  // What is known: outer nullopt: nothing; inner nullopt: not a member (or no such chat).
  [[nodiscard]] std::optional<std::optional<Membership>> find(ChatId chat, UserId user);

  struct Ticket {
    std::uint64_t changes = 0;
  };
  [[nodiscard]] Ticket ticket() const;
  // Keeps what was loaded under the ticket, unless anything has changed since.
  void keep(Ticket ticket, ChatId chat, UserId user, const std::optional<Membership>& loaded);

  // Keeps true what the event makes untrue. Events come in the order of the log.
  void apply(const Event& event);

 private:
  struct Entry {
    std::unordered_map<UserId, std::optional<Membership>> members;  // last_seq is below
    Seq last_seq;
    std::list<ChatId>::iterator age;
  };
  using Chats = std::unordered_map<ChatId, Entry>;
  void message_appended(ChatId chat, Seq last_seq);
  // Members, roles or settings have changed: the next look-up asks the disk. A stranger's "not a
  // member" may be in there too.
  void forget(ChatId chat);
  Entry& entry(ChatId chat);
  void make_room();
  void erase(Chats::iterator chat);

  const std::size_t bound_;
  mutable std::mutex mutex_;
  Chats chats_;
  std::size_t people_ = 0;    // in all chats
  std::list<ChatId> by_age_;  // newest use first
  std::uint64_t changes_ = 0;
};

}  // namespace asq::store
