// Whom one socket watches, and what it is told of them: their presence, while the viewer knows them
// (chat/people.hpp).
//
// Presence is no part of the log. What finds no room is told when there is room again, as it is
// then: only the newest state counts. Who has left a chat may be known no more: until the store has
// said who still is, nothing is told. Threads: its loop's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "realtime/hub.hpp"

namespace asq::realtime {

// Where the presence goes.
class PresenceSink {
 public:
  // False: not now; WatchList::catch_up() is called when it may be tried again.
  [[nodiscard]] virtual bool push_presence(Frame frame) = 0;

 protected:
  ~PresenceSink() = default;
};

class WatchList final : public PresenceSubscriber, public std::enable_shared_from_this<WatchList> {
 public:
  static constexpr std::size_t kMost = 1'000;

  WatchList(Hub& hub, UserId viewer, PresenceSink& sink)
      : hub_(hub), viewer_(viewer), sink_(&sink) {}
  ~WatchList() { close(); }
  WatchList(const WatchList&) = delete;
  WatchList& operator=(const WatchList&) = delete;

  // Watches those of them whom the viewer knows; their presence, in ascending order.
  // Errors: invalid (field user_ids: that would be more than kMost), and those of a store.
  [[nodiscard]] static Task<Result<std::vector<Presence>>> watch(std::shared_ptr<WatchList> list,
                                                                 std::vector<UserId> users);
  void unwatch(const std::vector<UserId>& users);
  // The sink has room.
  void catch_up();
  // The viewer, or somebody who is watched, has left a chat.
  void verify();
  // The sink is gone. Repeats do nothing.
  void close();

  void on_presence(const Frame& frame) override;
  void on_watched_left_chat() override { verify(); }
  void on_moved(UserId user, std::uint32_t slot) override;

 private:
  // Asks the store which of `users` the viewer knows, and watches the others no more.
  [[nodiscard]] static Task<Result<std::vector<UserId>>> drop_strangers(
      std::shared_ptr<WatchList> list, std::vector<UserId> users);
  static Task<void> verify_all(std::shared_ptr<WatchList> list);
  static Task<void> verify_until_true(std::shared_ptr<WatchList> list);
  struct Watched {
    UserId user;
    std::uint32_t slot = 0;  // in the hub
  };
  [[nodiscard]] std::vector<UserId> users() const;
  void start_watching(const std::vector<UserId>& users);

  Hub& hub_;
  UserId viewer_;
  PresenceSink* sink_;          // nullptr: closed
  std::vector<Watched> users_;  // ascending
  int asking_ = 0;              // questions to the store under way: nothing is told meanwhile
  bool missed_ = false;         // something was not told
  bool verifying_ = false;      // verify_all() runs
  bool verify_again_ = false;
};

}  // namespace asq::realtime
