// What store/snapshot.hpp reads, but for the log (memory_log.cpp).
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <ranges>
#include <string>
#include <tuple>
#include <utility>

#include "base/email.hpp"
#include "base/text.hpp"
#include "memory_rows.hpp"
#include "store/name_parts.hpp"

namespace asq::test {
namespace {

using store::ChatCursor;
using store::Credentials;
using store::StoredReceipt;

// A store may end early: so a test that reads one page only shows.
constexpr int kContactsAtOnce = 3;

bool full(std::size_t size, int limit) { return std::cmp_greater_equal(size, limit); }

// The newest first, of those that have not ended.
std::vector<Invite> open_invites(const std::map<InviteId, Invite>& all, InviteId before, int limit,
                                 const std::function<bool(const Invite&)>& wanted) {
  std::vector<Invite> found;
  for (const Invite& invite : all | std::views::values | std::views::reverse) {
    if (full(found.size(), limit)) break;
    if (invite.id < before && !invite.ended && wanted(invite)) found.push_back(invite);
  }
  return found;
}

}  // namespace

// ---- people

std::optional<User> MemoryRows::find_user(UserId id) {
  const auto found = tables_.accounts.find(id);
  if (found == tables_.accounts.end()) return std::nullopt;
  return found->second.user;
}

std::optional<Credentials> MemoryRows::find_account(std::string_view email) {
  const std::string folded = fold_email(email);
  std::vector<AccountRow> same;
  for (auto row = tables_.emails.lower_bound({folded, UserId()});
       row != tables_.emails.end() && row->first.first == folded; ++row) {
    same.push_back(tables_.accounts.at(row->first.second));
  }
  if (same.empty()) return std::nullopt;
  const auto nearest = std::ranges::max_element(same, {}, [&](const AccountRow& row) {
    return std::pair(compare_spelling(row.user.email, email), -row.user.id.value());
  });
  return Credentials{nearest->user, nearest->password_hash};
}

std::optional<User> MemoryRows::find_by_handle(std::string_view handle) {
  for (const auto& [id, account] : tables_.accounts) {
    if (!account.user.deleted && account.user.handle == handle) return account.user;
  }
  return std::nullopt;
}

std::optional<store::FreedHandle> MemoryRows::find_freed_handle(std::string_view handle) {
  const auto found = tables_.freed_handles.find(std::string(handle));
  if (found == tables_.freed_handles.end()) return std::nullopt;
  return found->second;
}

std::vector<User> MemoryRows::list_users(UserId after, int limit) {
  std::vector<User> users;
  for (const auto& [id, account] : tables_.accounts) {
    if (full(users.size(), limit)) break;
    if (id > after && !account.user.deleted) users.push_back(account.user);
  }
  return users;
}

std::optional<Session> MemoryRows::find_session(SessionId id) {
  const auto found = tables_.sessions.find(id);
  if (found == tables_.sessions.end()) return std::nullopt;
  return found->second;
}

std::vector<Session> MemoryRows::sessions_of(UserId owner) {
  std::vector<Session> sessions;
  for (const auto& [id, session] : tables_.sessions) {
    if (session.user_id == owner) sessions.push_back(session);
  }
  std::ranges::sort(sessions, std::greater(), [](const Session& session) {
    return std::pair(session.last_used_at, session.id);
  });
  return sessions;
}

bool MemoryRows::share_a_chat(UserId one, UserId other) {
  return std::ranges::any_of(chats_of(one),
                             [&](ChatId chat) { return find_member(chat, other) != nullptr; });
}

bool MemoryRows::knows(UserId viewer, UserId other) {
  return std::ranges::any_of(chats_of(viewer), [&](ChatId chat) {
    const MemberRow* member = find_member(chat, other);
    if (member == nullptr) return false;
    return member->wrote || tables_.chats.at(chat).type == ChatType::group;
  });
}

bool MemoryRows::has_left_a_chat_of(UserId one, UserId viewer) {
  return std::ranges::any_of(chats_of(viewer),
                             [&](ChatId chat) { return tables_.departures.contains({one, chat}); });
}

store::ContactSlice MemoryRows::list_contacts(UserId viewer, std::string_view after, int limit) {
  std::map<std::string, User> contacts;
  for (const auto& [id, account] : tables_.accounts) {
    const User& user = account.user;
    if (id == viewer || user.disabled || user.deleted || user.handle <= after) continue;
    if (share_a_chat(id, viewer)) contacts.emplace(user.handle, user);
  }
  store::ContactSlice slice;
  for (auto& [handle, user] : contacts) {
    if (full(slice.users.size(), std::min(limit, kContactsAtOnce))) break;
    slice.users.push_back(std::move(user));
  }
  slice.all = slice.users.size() == contacts.size();
  return slice;
}

std::vector<store::FoundPerson> MemoryRows::search_people(const store::PeopleQuery& query,
                                                          int limit) {
  std::map<std::tuple<bool, store::PartPlace, std::string>, store::FoundPerson> found;
  for (const auto& [id, account] : tables_.accounts) {
    const User& user = account.user;
    if (id == query.viewer || user.disabled || user.deleted) continue;
    if (query.only_known && !knows(query.viewer, id)) continue;
    const FoldedName name = fold_name(user.username);
    const auto place = store::place_of_part(name, user.handle, query.part);
    if (!place) continue;
    const bool more = !store::is_whole(name, user.handle, query.part);
    found.emplace(std::tuple(more, *place, user.handle), store::FoundPerson{user, name});
  }
  std::vector<store::FoundPerson> people;
  for (auto& [place, person] : found) {
    if (full(people.size(), limit)) break;
    people.push_back(std::move(person));
  }
  return people;
}

// ---- links to set a password with

std::optional<store::PasswordReset> MemoryRows::find_reset(ResetId id) {
  const auto found = tables_.resets.find(id);
  if (found == tables_.resets.end()) return std::nullopt;
  return found->second;
}

// ---- chats and members

const MemberRow* MemoryRows::find_member(ChatId chat, UserId user) const {
  const auto found = tables_.members.find({chat, user});
  return found == tables_.members.end() ? nullptr : &found->second;
}

std::vector<MemberKey> MemoryRows::keys_of_members(ChatId chat) const {
  std::vector<MemberKey> keys;
  for (auto row = tables_.members.lower_bound({chat, UserId()});
       row != tables_.members.end() && row->first.first == chat; ++row) {
    keys.push_back(row->first);
  }
  return keys;
}

// A direct chat has the name of the other person.
std::string MemoryRows::name_for(UserId viewer, ChatId id, const ChatRow& chat) const {
  if (chat.type == ChatType::group) return chat.name;
  for (const auto& [of, member] : keys_of_members(id)) {
    if (member != viewer) return tables_.accounts.at(member).user.username;
  }
  return {};
}

std::optional<Chat> MemoryRows::find_chat(UserId viewer, ChatId id) {
  const MemberRow* member = find_member(id, viewer);
  if (member == nullptr) return std::nullopt;
  const ChatRow& row = tables_.chats.at(id);
  Chat chat;
  chat.id = id;
  chat.type = row.type;
  chat.name = name_for(viewer, id, row);
  chat.creator_id = row.creator;
  chat.member_count = row.member_count;
  chat.created_at = row.created_at;
  chat.last_seq = row.last_seq;
  chat.read_seq = member->read_seq;
  chat.unread = row.last_seq.value() - std::max(member->read_seq, member->joined_seq).value();
  chat.last_message = find_message(id, row.last_seq);
  chat.role = member->role;
  chat.admins_only_invite = row.admins_only_invite;
  if (row.member_count <= kMaxListedParticipants) {
    chat.participant_ids.emplace();
    for (const auto& [of, user] : keys_of_members(id)) chat.participant_ids->push_back(user);
  }
  return chat;
}

std::optional<store::GroupFacts> MemoryRows::find_group(ChatId id) {
  const auto found = tables_.chats.find(id);
  if (found == tables_.chats.end() || found->second.type != ChatType::group) return std::nullopt;
  const ChatRow& chat = found->second;
  return store::GroupFacts{chat.name, chat.member_count, chat.last_seq};
}

std::optional<Membership> MemoryRows::find_membership(ChatId chat, UserId user) {
  const auto place = find_place(chat, user);
  if (!place) return std::nullopt;
  return place->membership;
}

std::vector<Member> MemoryRows::list_members(ChatId chat, UserId after, int limit) {
  std::vector<Member> members;
  for (const MemberKey& key : keys_of_members(chat)) {
    if (full(members.size(), limit)) break;
    if (key.second <= after) continue;
    const MemberRow& row = tables_.members.at(key);
    members.push_back(
        {tables_.accounts.at(key.second).user, row.role, row.joined_at, row.read_seq});
  }
  return members;
}

std::optional<store::Departure> MemoryRows::find_departure(ChatId chat, UserId user) {
  const auto found = tables_.departures.find({user, chat});
  if (found == tables_.departures.end()) return std::nullopt;
  return found->second;
}

std::vector<ChatId> MemoryRows::chats_of(UserId user) {
  std::vector<ChatId> ids;
  for (auto row = tables_.chats_by_member.lower_bound({user, ChatId()});
       row != tables_.chats_by_member.end() && row->first.first == user; ++row) {
    ids.push_back(row->first.second);
  }
  return ids;
}

std::vector<ChatId> MemoryRows::list_chats(UserId user, const ChatCursor& after, int limit) {
  using Place = std::pair<Timestamp, ChatId>;
  const Place cursor(from_micros(after.activity_micros), after.chat_id);
  std::vector<Place> places;
  for (const ChatId id : chats_of(user)) {
    const Place place(tables_.chats.at(id).last_at, id);
    if (place < cursor) places.push_back(place);
  }
  std::ranges::sort(places, std::greater());
  std::vector<ChatId> ids;
  for (const auto& [activity, id] : places) {
    if (full(ids.size(), limit)) break;
    ids.push_back(id);
  }
  return ids;
}

void MemoryRows::visit_chats_named(UserId user, std::string_view part,
                                   const store::NameVisitor& visit) {
  for (const ChatId id : chats_of(user)) {
    const ChatRow& chat = tables_.chats.at(id);
    FoldedName name = fold_name(name_for(user, id, chat));
    if (name.text.contains(part)) visit({id, std::move(name), to_micros(chat.last_at)});
  }
}

// ---- invitations

std::optional<Invite> MemoryRows::find_invite(InviteId id) {
  const auto found = tables_.invites.find(id);
  if (found == tables_.invites.end()) return std::nullopt;
  return found->second;
}

std::vector<Invite> MemoryRows::invites_of(ChatId chat, InviteId before, int limit) {
  return open_invites(tables_.invites, before, limit,
                      [&](const Invite& invite) { return invite.chat_id == chat; });
}

std::vector<Invite> MemoryRows::invites_by(UserId maker, InviteId before, int limit) {
  return open_invites(tables_.invites, before, limit,
                      [&](const Invite& invite) { return invite.created_by == maker; });
}

std::vector<Invite> MemoryRows::invites_in_person(UserId maker, int limit) {
  return open_invites(tables_.invites, InviteId(INT64_MAX), limit, [&](const Invite& invite) {
    return invite.created_by == maker && is_in_person(invite);
  });
}

// ---- messages, with their reactions

Message MemoryRows::with_reactions(Message message) const {
  const ChatId chat = message.chat_id;
  for (auto row = tables_.furthest.lower_bound({chat, UserId()});
       row != tables_.furthest.end() && row->first.first == chat; ++row) {
    if (row->first.second != message.sender_id && row->second >= message.seq) message.read = true;
  }
  std::map<std::string, std::map<LogPosition, UserId>> kinds;  // in the order of reacting
  for (auto row = tables_.reactions.lower_bound({chat, message.seq, "", UserId()});
       row != tables_.reactions.end(); ++row) {
    const auto& [in, seq, emoji, user] = row->first;
    if (in != chat || seq != message.seq) break;
    kinds[emoji].emplace(row->second, user);
  }
  std::map<LogPosition, Reaction> in_order;  // of their first
  for (const auto& [emoji, people] : kinds) {
    Reaction& reaction = in_order[people.begin()->first];
    reaction = {emoji, std::ssize(people), {}};
    for (const UserId user : people | std::views::values | std::views::take(kMaxNamedReactors)) {
      reaction.user_ids.push_back(user);
    }
  }
  for (auto& [first, reaction] : in_order) message.reactions.push_back(std::move(reaction));
  return message;
}

std::optional<Message> MemoryRows::find_message(ChatId chat, Seq seq) {
  const auto found = tables_.messages.find({chat, seq});
  if (found == tables_.messages.end()) return std::nullopt;
  return with_reactions(found->second);
}

std::vector<Message> MemoryRows::list_messages(ChatId chat, Seq first, Seq last,
                                               std::size_t text_bytes) {
  std::vector<Message> messages;
  std::size_t bytes = 0;
  for (auto row = tables_.messages.lower_bound({chat, first});
       row != tables_.messages.end() && row->first <= MessageKey(chat, last); ++row) {
    if (bytes >= text_bytes) break;
    bytes += messages.emplace_back(with_reactions(row->second)).text.size();
  }
  return messages;
}

std::optional<Timestamp> MemoryRows::sent_at(ChatId chat, Seq seq) {
  const auto found = tables_.messages.find({chat, seq});
  if (found == tables_.messages.end()) return std::nullopt;
  return found->second.timestamp;
}

std::optional<StoredReceipt> MemoryRows::find_receipt(ChatId chat, UserId sender,
                                                      std::string_view client_id) {
  const auto found = tables_.receipts.find({chat, sender, std::string(client_id)});
  if (found == tables_.receipts.end()) return std::nullopt;
  return found->second;
}

}  // namespace asq::test
