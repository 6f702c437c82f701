// Who is in which chat, from memory: bounded, and never behind an acknowledged change.
//
// The tail applies every event after its commit and before anybody hears of it. A reader takes a
// ticket before it loads an entry from disk. If anybody's membership has changed since, or entries
// had to go, what was loaded may be old and is not kept. The last seq of a chat only grows, so the
// greater of the two is right.
// Threads: any. The chats are spread over shards, each with a lock of its own: making room takes a
// while, and only a few requests may feel it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
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
  explicit MembershipCache(std::size_t chats);

  // What is known: outer nullopt: nothing; inner nullopt: not a member (or no such chat).
  [[nodiscard]] std::optional<std::optional<Membership>> find(ChatId chat, UserId user) {
    return shard_of(chat).find(chat, user);
  }

  struct Ticket {
    std::uint64_t changes = 0;
  };
  // For a load of that chat.
  [[nodiscard]] Ticket ticket(ChatId chat) { return shard_of(chat).ticket(); }
  // Keeps what was loaded under the ticket, unless anything has changed since.
  void keep(Ticket ticket, ChatId chat, UserId user, const std::optional<Membership>& loaded) {
    shard_of(chat).keep(ticket, chat, user, loaded);
  }

  // Keeps true what the event makes untrue. Events come in the order of the log.
  void apply(const Event& event);

 private:
  struct Entry {
    std::unordered_map<UserId, std::optional<Membership>> members;  // last_seq is below
    Seq last_seq;
    std::list<ChatId>::iterator age;
  };
  using Chats = std::unordered_map<ChatId, Entry>;

  class Shard {
   public:
    explicit Shard(std::size_t chats) : bound_(chats) {}

    [[nodiscard]] std::optional<std::optional<Membership>> find(ChatId chat, UserId user);
    [[nodiscard]] Ticket ticket() const;
    void keep(Ticket ticket, ChatId chat, UserId user, const std::optional<Membership>& loaded);
    void message_appended(ChatId chat, Seq last_seq);
    // Members, roles or settings have changed: the next look-up asks the disk. A stranger's "not a
    // member" may be in there too.
    void forget(ChatId chat);

   private:
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

  [[nodiscard]] Shard& shard_of(ChatId chat) {
    return shards_[static_cast<std::size_t>(chat.value()) % shards_.size()];
  }

  std::deque<Shard> shards_;
};

}  // namespace asq::store
