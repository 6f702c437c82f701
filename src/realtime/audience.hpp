// How many sockets of this process hear a chat: what a message to it costs (api/http/toll.hpp).
//
// A hub tells its count of a chat only from Told::kLeast sockets on, and only when the count has
// changed by an eighth. So small chats cost nothing here, and a big one seldom takes the lock.
// Threads: any. One lock per share of the chats.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "model/ids.hpp"

namespace asq::realtime {

class Audience {
 public:
  enum class Sockets : std::uint8_t { of_chat, of_people };

  // About so many. Chats that few hear count as 0.
  struct Counts {
    std::int64_t of_chat = 0;    // sockets of this one chat: they hear new messages
    std::int64_t of_people = 0;  // sockets of its members: they hear everything
    [[nodiscard]] std::int64_t all() const { return of_chat + of_people; }
  };
  [[nodiscard]] Counts of(ChatId chat) const;

  // What one hub counts has changed by so much.
  void add(ChatId chat, Sockets kind, std::int64_t change);

  // Of one hub: what it has told of one chat.
  class Told {
   public:
    static constexpr std::uint32_t kLeast = 16;

    // `count` sockets are there now. nullptr: nobody wants to know.
    void update(Audience* audience, ChatId chat, Sockets kind, std::uint32_t count);

   private:
    std::uint32_t told_ = 0;
  };

 private:
  struct Share {
    mutable std::mutex mutex;
    std::unordered_map<ChatId, Counts> chats;
    std::atomic<std::size_t> count =
        0;  // of chats; mostly there is none, and nobody needs the lock
  };
  static constexpr std::size_t kShares = 16;
  [[nodiscard]] static std::size_t share_of(ChatId chat) {
    return static_cast<std::size_t>(chat.value()) % kShares;
  }

  std::array<Share, kShares> shares_;
};

}  // namespace asq::realtime
