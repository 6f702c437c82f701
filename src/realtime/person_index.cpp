#include "realtime/person_index.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace asq::realtime {

PersonIndex::Person& PersonIndex::add(UserId user, PersonSubscriber& socket) {
  Person& person = people_.try_emplace(user, user).first->second;
  person.sockets_.push_back(&socket);
  return person;
}

void PersonIndex::remove(Person& person, PersonSubscriber& socket) {
  std::erase(person.sockets_, &socket);
  if (!person.sockets_.empty()) return;
  set_chats(person, {});
  people_.erase(person.user_);
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
  for (PersonSubscriber* socket : person.sockets_) socket->on_pending(reached);
  if (standing.head >= heard_from) person.pending_.reset();
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
  const std::vector<Person*> everybody = people->second;
  for (const Person* person : everybody) leave(person->user_, chat, position);
}

void PersonIndex::end_session(UserId user, SessionId session) {
  std::vector<PersonSubscriber*> leaving;  // each call takes its socket out of the index
  for_each_of(user, [&](PersonSubscriber& socket) {
    if (socket.session() == session) leaving.push_back(&socket);
  });
  for (PersonSubscriber* socket : leaving) socket->on_session_ended();
}

void PersonIndex::attach(Person& person, ChatId chat) {
  const auto place = std::ranges::lower_bound(person.chats_, chat);
  if (place != person.chats_.end() && *place == chat) return;
  person.chats_.insert(place, chat);
  chats_[chat].push_back(&person);
}

void PersonIndex::detach(Person& person, ChatId chat) {
  const auto place = std::ranges::lower_bound(person.chats_, chat);
  if (place == person.chats_.end() || *place != chat) return;
  person.chats_.erase(place);
  const auto people = chats_.find(chat);
  std::erase(people->second, &person);
  if (people->second.empty()) chats_.erase(people);
}

void PersonIndex::set_chats(Person& person, std::vector<ChatId> chats) {
  std::vector<ChatId> gone;
  std::ranges::set_difference(person.chats_, chats, std::back_inserter(gone));
  for (const ChatId chat : gone) {
    const auto people = chats_.find(chat);
    std::erase(people->second, &person);
    if (people->second.empty()) chats_.erase(people);
  }
  std::vector<ChatId> added;
  std::ranges::set_difference(chats, person.chats_, std::back_inserter(added));
  for (const ChatId chat : added) chats_[chat].push_back(&person);
  chats.shrink_to_fit();
  person.chats_ = std::move(chats);
}

}  // namespace asq::realtime
