// The people with sockets on one loop: which chats each is in, and the sockets of everybody in a
// chat. Threads: its loop's.
//
// A person's chats come from the store once, when the first socket says hello, and follow the
// events from then on. The store's snapshot and the bus's events come by different ways, and either
// may be ahead of the other: see resolve_chats().
//
// Cost: a socket comes and goes in constant time, however many the person or the chat has. A
// person's first and last socket take a step for each of the person's chats.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/frame.hpp"
#include "model/event.hpp"
#include "model/replay.hpp"
#include "net/ws.hpp"
#include "realtime/audience.hpp"
#include "realtime/opening.hpp"
#include "realtime/ordered_slots.hpp"

namespace asq::realtime {

// Where a subscriber stands in the index, whose own the slot is.
struct PersonSlot {
  Opening opened{};
  std::uint32_t slot = 0;
};

// A person's socket, as the hub sees it. In any of these calls sockets may leave the index, but
// none may come.
class PersonSubscriber : public PersonSlot {
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
  // It has to close, with this code. `reason` is a literal.
  virtual void on_end(net::CloseCode code, std::string_view reason) = 0;
  [[nodiscard]] virtual SessionId session() const = 0;

 protected:
  explicit PersonSubscriber(Opening when = Opening{}) : PersonSlot{when} {}
  ~PersonSubscriber() = default;
};

class PersonIndex {
 public:
  class Person;

  // nullptr: nobody wants to know the counts.
  explicit PersonIndex(Audience* audience = nullptr) : audience_(audience) {}

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
  // tell(socket, user) for each socket of each person in the chat; not for who leaves meanwhile.
  template <class Tell>
  void for_each_in(ChatId chat, Tell tell);
  // tell(socket) for each socket of that person.
  template <class Tell>
  void for_each_of(UserId user, Tell tell);
  void end_session(UserId user, SessionId session);
  // All that are here.
  void end_all(net::CloseCode code, std::string_view reason);

  // When the person's oldest socket was opened; nullopt: there is none.
  [[nodiscard]] std::optional<Opening> oldest(UserId user);
  void end_oldest(UserId user, net::CloseCode code, std::string_view reason);
  // The sessions of the person's sockets, with repeats.
  void append_sessions(UserId user, std::vector<SessionId>& sessions) const;

  [[nodiscard]] std::size_t people() const { return people_.size(); }
  [[nodiscard]] std::size_t chats() const { return chats_.size(); }

 private:
  struct Chat {
    std::vector<Person*> people;
    std::uint32_t weight = 0;  // of all of them
    Audience::Told told;
  };
  using Chats = std::unordered_map<ChatId, Chat>;
  class Walk;

  void tidy(Person& person);
  void tidy_left();
  void attach(Person& person, ChatId chat);
  void detach(Person& person, ChatId chat);
  // The two halves of a membership, the chat's; the person's is in Person::chats_.
  [[nodiscard]] std::uint32_t enter(Person& person, ChatId chat);
  void exit(const Person& person, ChatId chat, std::uint32_t slot);
  void settle(Chats::iterator chat);
  void set_chats(Person& person, const std::vector<ChatId>& chats);
  void weigh(Person& person);

  Audience* audience_;
  std::unordered_map<UserId, Person> people_;
  Chats chats_;
  LogPosition passed_;  // the newest event that this loop has heard of
  // While sockets are told something, those that leave are taken out, and nothing else moves: whom
  // they leave behind is tidied at the end.
  std::uint32_t walks_ = 0;
  std::vector<Person*> left_;
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

  struct Place {
    ChatId chat;
    std::uint32_t slot = 0;  // in Chat::people
  };
  [[nodiscard]] std::vector<Place>::iterator place_of(ChatId chat) {
    return std::ranges::lower_bound(chats_, chat, {}, &Place::chat);
  }

  UserId user_;
  OrderedSlots<PersonSubscriber, &PersonSlot::slot> sockets_;
  std::vector<Place> chats_;          // ascending
  std::unique_ptr<Pending> pending_;  // nullptr: the chats are certain
  // About how many sockets there are: a power of two, at most twice too small or large. So a person
  // with many chats and sockets seldom has to tell each chat.
  std::uint32_t weight_ = 1;
};

class PersonIndex::Walk {
 public:
  explicit Walk(PersonIndex& index) : index_(index) { ++index_.walks_; }
  ~Walk() {
    if (--index_.walks_ == 0 && !index_.left_.empty()) index_.tidy_left();
  }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

 private:
  PersonIndex& index_;
};

template <class Tell>
void PersonIndex::for_each_in(ChatId chat, Tell tell) {
  const auto people = chats_.find(chat);
  if (people == chats_.end()) return;
  const Walk walk(*this);
  for (const Person* person : people->second.people) {
    person->sockets_.for_each([&](PersonSubscriber& socket) { tell(socket, person->user_); });
  }
}

template <class Tell>
void PersonIndex::for_each_of(UserId user, Tell tell) {
  const auto person = people_.find(user);
  if (person == people_.end()) return;
  const Walk walk(*this);
  person->second.sockets_.for_each(tell);
}

}  // namespace asq::realtime
