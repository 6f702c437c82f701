// The people with sockets on one loop: which chats each is in, and the sockets of everybody in a
// chat. Threads: its loop's.
//
// A person's chats come from the store once, when the first socket says hello, and follow the
// events from then on. The store's snapshot and the bus's events come by different ways, and either
// may be ahead of the other: see resolve_chats().
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/frame.hpp"
#include "model/event.hpp"
#include "model/replay.hpp"

namespace asq::realtime {

// A person's socket, as the hub sees it. Of these calls only on_session_ended() may take it out of
// the index.
class PersonSubscriber {
 public:
  // A lasting event of one of the person's chats; the frame is the same for everybody.
  virtual void on_event(LogPosition position, const Frame& frame) = 0;
  // Something up to this position has to be read from the store: a lasting event that looks
  // different to each person, or events that may have passed before the chats were known.
  virtual void on_pending(LogPosition position) = 0;
  // Somebody has read: `position` is that of the move.
  virtual void on_read(LogPosition position, const Frame& frame) = 0;
  // Somebody is typing: lost where it finds no room.
  virtual void on_typing(const Frame& frame) = 0;
  // The person has left a chat, so some people may share no chat with them any more.
  virtual void on_left_chat() = 0;
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

  // A snapshot is here that was asked for after the socket had been added. Until the person's chats
  // are certain, each snapshot sets them: to its own, changed by the events that have passed since
  // and that it does not hold. They are certain with the first snapshot that holds everything that
  // had passed when the chats were set for the first time: until then events may have passed
  // unheard. on_pending() tells each socket of the person how far that may be, and how far the
  // chats are known. A socket that has everything up to the head of its snapshot has missed nothing
  // unless something after that head is pending.
  void resolve_chats(Person& person, const Standing& standing);

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
  explicit Person(UserId user) : user_(user), pending_(std::make_unique<Pending>()) {}

 private:
  friend class PersonIndex;
  struct Change {
    ChatId chat;
    bool joined = false;
    LogPosition position;
  };
  // While the person's chats are not certain.
  struct Pending {
    std::vector<Change> changes;            // all that have passed since the first socket
    std::optional<LogPosition> heard_from;  // passed_ when the chats were set for the first time

    // The chats of a snapshot, with the changes that it does not hold. Ascending.
    [[nodiscard]] std::vector<ChatId> applied_to(const Standing& standing) const;
  };

  UserId user_;
  std::vector<PersonSubscriber*> sockets_;
  std::vector<ChatId> chats_;         // ascending
  std::unique_ptr<Pending> pending_;  // nullptr: the chats are certain
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
