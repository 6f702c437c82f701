// All live sessions in memory, so that every request can ask.
// Threads: any. The sessions are spread over shards, each with a lock of its own: so nothing that a
// shard does now and then, such as growing, is felt by more than a few requests.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "model/event.hpp"

namespace asq::store {

class SessionCache {
 public:
  // The session exists, has neither ended nor expired, and belongs to `owner`.
  [[nodiscard]] bool live(SessionId id, UserId owner, Timestamp now) const;
  // A token of this generation was shown, of either kind. The first of a newer one is remembered
  // with its time, and forgotten with a restart.
  void note_use(SessionId id, std::int64_t generation, SteadyTime now);
  struct Supersession {
    // Of the generations before the last: to the second, later rather than earlier; min() for what
    // is more than four minutes before the last, or more than four generations back.
    SteadyTime since;
    bool first = true;  // false: perhaps it was in use before, and a restart forgot that
  };
  // Since when something newer than this generation has been in use; nullopt: nothing is, as far as
  // is known.
  [[nodiscard]] std::optional<Supersession> superseded(SessionId id, std::int64_t generation) const;
  // At most `most` sessions that have expired, each once. One that is put again is new. Costs what
  // is due, not what is there.
  [[nodiscard]] std::vector<SessionEnded> take_expired(Timestamp now, std::size_t most);

  // Ends it here although the store could not take its end: nobody goes on with it, and
  // take_expired() gives it out. Only its end in the log, or a restart, forgets that.
  void end(SessionId id, UserId owner);
  [[nodiscard]] bool ended(SessionId id) const;

  // Sessions begin and end with their events. Events come in the order of the log.
  void apply(const Event& event);
  // For the sessions that are there when the store opens.
  void put(const SessionBegan& session);

 private:
  struct Apply;
  void erase(SessionId id);

  struct Entry {
    UserId owner;
    Timestamp expires_at;
    std::int64_t used_generation = 0;
    SteadyTime used_from{};
    std::uint32_t place = 0;  // in the queue of its shard; kTaken: take_expired() has given it out
    // These take what would be padding. `earlier`: how many seconds before used_from the generation
    // before that one was first used, the one before that, and so on.
    bool used_first = true;  // Supersession::first of used_from
    std::array<std::uint8_t, 3> earlier{};

    void note_use(std::int64_t generation, SteadyTime now);
    // The same of any generation, or of a newer one; kLongAgo: that long ago, or unknown.
    [[nodiscard]] std::int64_t seconds_before(std::int64_t generation) const;
  };
  static constexpr std::int64_t kLongAgo = 255;
  static constexpr std::uint32_t kTaken = 0xFFFF'FFFF;

  // The sessions that will expire, as a binary heap: the next one is in front. An entry knows its
  // place, so that it can be moved and taken out.
  class ExpiryQueue {
   public:
    using Session = std::pair<const SessionId, Entry>;

    [[nodiscard]] bool empty() const { return heap_.empty(); }
    [[nodiscard]] Session& front() const { return *heap_.front(); }
    void add(Session& session);
    void moved(const Session& session);  // it expires at another time than when it was added
    void remove(Session& session);       // its place is kTaken then

   private:
    void set(std::size_t place, Session* session);
    std::size_t towards_front(std::size_t place);
    void towards_back(std::size_t place);

    std::vector<Session*> heap_;
  };

  struct Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<SessionId, Entry> sessions;  // its nodes stay where they are
    ExpiryQueue expiries;
  };
  static constexpr std::size_t kShards = 64;

  [[nodiscard]] static std::size_t shard_of(SessionId id) {
    return static_cast<std::size_t>(id.value()) % kShards;
  }

  std::array<Shard, kShards> shards_;
};

}  // namespace asq::store
