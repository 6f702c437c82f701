#include "realtime/person_index.hpp"

#include <algorithm>
#include <utility>

namespace asq::realtime {

PersonIndex::Person& PersonIndex::add(UserId user, PersonSubscriber& socket) {
  Person& person = people_.try_emplace(user, user).first->second;
  person.sockets_.add(socket);
  weigh(person);
  return person;
}

void PersonIndex::remove(Person& person, PersonSubscriber& socket) {
  person.sockets_.take_out(socket);
  if (walks_ == 0) return tidy(person);
  if (std::ranges::find(left_, &person) == left_.end()) left_.push_back(&person);
}

// Sockets have been taken out.
void PersonIndex::tidy(Person& person) {
  person.sockets_.close_up();
  if (!person.sockets_.empty()) return weigh(person);
  set_chats(person, {});
  people_.erase(person.user_);
}

void PersonIndex::tidy_left() {
  for (Person* person : std::exchange(left_, {})) tidy(*person);
}

std::vector<ChatId> PersonIndex::Person::Pending::applied_to(const Standing& standing) const {
  std::vector<ChatId> chats = standing.chats;
  for (const Change& change : changes) {
    if (change.position <= standing.head) continue;
    std::erase(chats, change.chat);
    if (change.joined) chats.push_back(change.chat);
  }
  std::ranges::sort(chats);
  return chats;
}

void PersonIndex::resolve_chats(Person& person, const Standing& standing) {
  if (!person.pending_) return;
  Person::Pending& pending = *person.pending_;
  // A snapshot from before that moment would take back what was heard since.
  if (pending.heard_from && standing.head < *pending.heard_from) return;
  set_chats(person, pending.applied_to(standing));
  if (!pending.heard_from) pending.heard_from = passed_;
  const LogPosition heard_from = *pending.heard_from;
  // The chats are now those of this head: no socket may go on from an older one.
  const LogPosition reached = std::max(heard_from, standing.head);
  if (standing.head >= heard_from) person.pending_.reset();
  const Walk walk(*this);
  person.sockets_.for_each([reached](PersonSubscriber& socket) { socket.on_pending(reached); });
}

void PersonIndex::join(UserId user, ChatId chat, LogPosition position) {
  const auto person = people_.find(user);
  if (person == people_.end()) return;
  if (person->second.pending_) person->second.pending_->changes.push_back({chat, true, position});
  attach(person->second, chat);
}

void PersonIndex::leave(UserId user, ChatId chat, LogPosition position) {
  const auto person = people_.find(user);
  if (person == people_.end()) return;
  if (person->second.pending_) person->second.pending_->changes.push_back({chat, false, position});
  detach(person->second, chat);
}

void PersonIndex::erase(ChatId chat, LogPosition position) {
  const auto people = chats_.find(chat);
  if (people == chats_.end()) return;
  const std::vector<Person*> everybody = people->second.people;
  for (const Person* person : everybody) leave(person->user_, chat, position);
}

void PersonIndex::end_session(UserId user, SessionId session) {
  std::vector<PersonSubscriber*> leaving;  // each call takes its socket out of the index
  for_each_of(user, [&](PersonSubscriber& socket) {
    if (socket.session() == session) leaving.push_back(&socket);
  });
  for (PersonSubscriber* socket : leaving) socket->on_session_ended();
}

void PersonIndex::end_all(net::CloseCode code, std::string_view reason) {
  std::vector<PersonSubscriber*> leaving;
  for (const auto& [user, person] : people_) {
    person.sockets_.for_each([&](PersonSubscriber& socket) { leaving.push_back(&socket); });
  }
  for (PersonSubscriber* socket : leaving) socket->on_end(code, reason);
}

std::optional<Opening> PersonIndex::oldest(UserId user) {
  const auto person = people_.find(user);
  if (person == people_.end() || person->second.sockets_.empty()) return std::nullopt;
  return person->second.sockets_.oldest().opened;
}

void PersonIndex::end_oldest(UserId user, net::CloseCode code, std::string_view reason) {
  const auto person = people_.find(user);
  if (person == people_.end() || person->second.sockets_.empty()) return;
  person->second.sockets_.oldest().on_end(code, reason);
}

void PersonIndex::append_sessions(UserId user, std::vector<SessionId>& sessions) const {
  const auto person = people_.find(user);
  if (person == people_.end()) return;
  person->second.sockets_.for_each(
      [&](const PersonSubscriber& socket) { sessions.push_back(socket.session()); });
}

// ---- who is in which chat

std::uint32_t PersonIndex::enter(Person& person, ChatId chat) {
  const auto entry = chats_.try_emplace(chat).first;
  entry->second.people.push_back(&person);
  entry->second.weight += person.weight_;
  settle(entry);
  return static_cast<std::uint32_t>(entry->second.people.size() - 1);
}

// The last one takes the free slot.
void PersonIndex::exit(const Person& person, ChatId chat, std::uint32_t slot) {
  const auto entry = chats_.find(chat);
  std::vector<Person*>& people = entry->second.people;
  Person* last = people.back();
  people.pop_back();
  if (last != &person) {
    people[slot] = last;
    last->place_of(chat)->slot = slot;
  }
  entry->second.weight -= person.weight_;
  settle(entry);
}

// Tells how many there are, and forgets a chat that nobody here is in.
void PersonIndex::settle(Chats::iterator chat) {
  Chat& entry = chat->second;
  entry.told.update(audience_, chat->first, Audience::Sockets::of_people, entry.weight);
  if (entry.people.empty()) chats_.erase(chat);
}

void PersonIndex::weigh(Person& person) {
  const std::uint32_t count = person.sockets_.count();
  const std::uint32_t before = person.weight_;
  while (count >= person.weight_ * 2) person.weight_ *= 2;
  while (count < person.weight_ / 2) person.weight_ /= 2;
  if (person.weight_ == before) return;
  for (const Person::Place& place : person.chats_) {
    const auto entry = chats_.find(place.chat);
    entry->second.weight += person.weight_ - before;  // modulo 2^32
    settle(entry);
  }
}

void PersonIndex::attach(Person& person, ChatId chat) {
  const auto place = person.place_of(chat);
  if (place != person.chats_.end() && place->chat == chat) return;
  const std::uint32_t slot = enter(person, chat);
  person.chats_.insert(place, {chat, slot});
}

void PersonIndex::detach(Person& person, ChatId chat) {
  const auto place = person.place_of(chat);
  if (place == person.chats_.end() || place->chat != chat) return;
  exit(person, chat, place->slot);
  person.chats_.erase(place);
}

void PersonIndex::set_chats(Person& person, const std::vector<ChatId>& chats) {
  std::vector<Person::Place> places;
  places.reserve(chats.size());
  auto known = person.chats_.begin();
  const auto leave_until = [&](auto stays) {
    for (; known != person.chats_.end() && !stays(known->chat); ++known) {
      exit(person, known->chat, known->slot);
    }
  };
  for (const ChatId chat : chats) {
    leave_until([chat](ChatId each) { return each >= chat; });
    const bool in_it = known != person.chats_.end() && known->chat == chat;
    places.push_back({chat, in_it ? known->slot : enter(person, chat)});
    if (in_it) ++known;
  }
  leave_until([](ChatId) { return false; });
  person.chats_ = std::move(places);
}

}  // namespace asq::realtime
