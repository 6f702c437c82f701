// The people with sockets on one loop: which chats each is in, and the sockets of everybody in a
// chat. Threads: its loop's.
//
// A person's chats come from the store once, when the first socket says hello, and follow the
// events from then on. The snapshot of the store and the events of the bus come by different ways,
// so that either may be ahead of the other: see place().
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/frame.hpp"
#include "model/event.hpp"
#include "model/replay.hpp"

namespace asq::realtime {

// A person's socket, as the hub sees it. It leaves the index in on_session_ended() only, not in the
// other calls.
class PersonSubscriber {
 public:
  // A lasting event of one of the person's chats; the frame is the same for everybody.
  virtual void on_event(LogPosition position, const Frame& frame) = 0;
  // A lasting event that looks different to each, or of which only its position is known any more:
  // it is told by a catch-up.
  virtual void on_untold(LogPosition position) = 0;
  // Somebody has read: `position` is that of the move.
  virtual void on_read(LogPosition position, const Frame& frame) = 0;
  // Somebody is typing: lost where it finds no room.
  virtual void on_typing(const Frame& frame) = 0;
  // The person shares a chat less with others.
  virtual void on_parted() = 0;
  virtual void on_session_ended() = 0;
  [[nodiscard]] virtual SessionId session() const = 0;

 protected:
  ~PersonSubscriber() = default;
};

class PersonIndex {
 public:
  class Person;

  // A socket of the person, from its opening on.
  [[nodiscard]] Person& add(UserId user, PersonSubscriber& socket);
  void remove(Person& person, PersonSubscriber& socket);

  // A snapshot that was asked for after the socket had been added is here. Until the person's chats
  // are known for certain, it sets them: to those of the snapshot, changed by the events that have
  // passed meanwhile and that it does not hold. How far the chats are known then, and what may have
  // passed unheard before, is announced by on_untold(): a socket that has been told everything up
  // to the head of its snapshot has missed nothing if nothing behind that head was announced to it.
  void place(Person& person, const Standing& standing);

  // An event with this position is about to be delivered.
  void pass(LogPosition position) { passed_ = std::max(passed_, position); }
  void join(UserId user, ChatId chat, LogPosition position);
  void leave(UserId user, ChatId chat, LogPosition position);
  // Everybody leaves.
  void erase(ChatId chat, LogPosition position);

  [[nodiscard]] bool anybody_in(ChatId chat) const { return chats_.contains(chat); }
  // tell(socket, user) for each socket of each person in the chat.
  template <class Tell>
  void for_each_in(ChatId chat, Tell tell) const;
  // tell(socket) for each socket of that person.
  template <class Tell>
  void for_each_of(UserId user, Tell tell) const;
  void end_session(UserId user, SessionId session);

  [[nodiscard]] std::size_t people() const { return people_.size(); }
  [[nodiscard]] std::size_t chats() const { return chats_.size(); }

 private:
  void attach(Person& person, ChatId chat);
  void detach(Person& person, ChatId chat);
  void set_chats(Person& person, std::vector<ChatId> chats);

  std::unordered_map<UserId, Person> people_;
  std::unordered_map<ChatId, std::vector<Person*>> chats_;
  LogPosition passed_;  // the newest event that this loop has heard of
};

// Threads: its loop's; its parts are the index's.
class PersonIndex::Person {
 public:
  explicit Person(UserId user) : user_(user), unplaced_(std::make_unique<Unplaced>()) {}

 private:
  friend class PersonIndex;
  struct Change {
    ChatId chat;
    bool joined = false;
    LogPosition position;
  };
  // While the person's chats are not known for certain.
  struct Unplaced {
    std::vector<Change> changes;  // all that have passed since the first socket
    bool attached = false;        // to the chats of a first snapshot
    LogPosition attached_at;      // passed_ at that moment
  };

  UserId user_;
  std::vector<PersonSubscriber*> sockets_;
  std::vector<ChatId> chats_;  // ascending
  std::unique_ptr<Unplaced> unplaced_;
};

template <class Tell>
void PersonIndex::for_each_in(ChatId chat, Tell tell) const {
  const auto people = chats_.find(chat);
  if (people == chats_.end()) return;
  for (const Person* person : people->second) {
    for (PersonSubscriber* socket : person->sockets_) tell(*socket, person->user_);
  }
}

template <class Tell>
void PersonIndex::for_each_of(UserId user, Tell tell) const {
  const auto person = people_.find(user);
  if (person == people_.end()) return;
  for (PersonSubscriber* socket : person->second.sockets_) tell(*socket);
}

}  // namespace asq::realtime
