// What store/transaction.hpp adds.
#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "base/email.hpp"
#include "memory_rows.hpp"

namespace asq::test {
namespace {

using store::GroupMembership;
using store::NewMember;
using store::Place;
using store::ReactionKey;

ReactionRowKey row_key(const ReactionKey& reaction) {
  return {reaction.message.chat_id, reaction.message.seq, reaction.emoji, reaction.user};
}

MessageKey row_key(const MessageRef& message) { return {message.chat_id, message.seq}; }

void demand(bool kept, const char* rule) {
  if (!kept) throw std::logic_error(rule);
}

}  // namespace

void MemoryRows::roll_back(const Mark& mark) {
  journal_.roll_back(mark.changes);
  events_.resize(mark.events);
  recorded_ = mark.recorded;
}

// ---- the hot path

bool MemoryRows::session_lives(const Actor& actor) {
  if (!actor.session_id) return true;
  const auto session = find_session(*actor.session_id);
  return session && session->user_id == actor.user_id;
}

std::optional<Place> MemoryRows::find_place(ChatId id, UserId user) {
  const MemberRow* member = find_member(id, user);
  if (member == nullptr || tables_.accounts.at(user).user.deleted) return std::nullopt;
  const ChatRow& chat = tables_.chats.at(id);
  return Place{{chat.type, member->role, chat.admins_only_invite, chat.last_seq},
               member->joined_seq,
               member->read_seq,
               chat.last_at,
               chat.member_count};
}

bool MemoryRows::insert_receipt(ChatId chat, UserId sender, std::string_view client_id,
                                const store::StoredReceipt& receipt) {
  const std::tuple key(chat, sender, std::string(client_id));
  if (tables_.receipts.contains(key)) return false;
  journal_.put(tables_.receipts, key, receipt);
  return true;
}

MessageId MemoryRows::append_message(const Message& message, LogPosition at) {
  const ChatRow& chat = tables_.chats.at(message.chat_id);
  demand(message.seq == next(chat.last_seq), "a message is appended out of turn");
  Message row = message;
  row.id = journal_.take_next(tables_.message_id);
  row.read = false;
  row.reactions.clear();
  const MessageId id = row.id;
  journal_.put(tables_.messages, MessageKey(message.chat_id, message.seq), std::move(row));
  journal_.edit(tables_.chats, message.chat_id, [&](ChatRow& changed) {
    changed.last_seq = message.seq;
    changed.last_at = message.timestamp;
  });
  journal_.edit(tables_.members, MemberKey(message.chat_id, message.sender_id),
                [](MemberRow& sender) { sender.wrote = true; });
  move_marker(message.chat_id, message.sender_id, message.seq, at);
  return id;
}

void MemoryRows::record(LogPosition at, Change change) {
  demand(at.value() == recorded_.value() + 1, "a position is recorded out of turn");
  demand(at <= tables_.log_position, "a position is recorded that was not taken");
  recorded_ = at;
  if (const auto entry = store::log_entry(change)) {
    demand(entry->chat == ChatId() || tables_.chats.contains(entry->chat),
           "a change of a chat that is gone is recorded");
    journal_.put(tables_.log, at, *entry);
    if (const auto* updated = std::get_if<UserUpdated>(&change)) {
      for (const ChatId chat : updated->chats) {
        journal_.put(tables_.renames, std::pair(chat, updated->user.id), at);
      }
    }
  }
  auto event = std::make_shared<Event>();
  event->what = std::move(change);
  event->position = at;
  events_.push_back(std::move(event));
}

// ---- people

UserId MemoryRows::insert_user(const store::NewAccount& account, Timestamp created_at) {
  const UserId id = journal_.take_next(tables_.user_id);
  AccountRow row;
  row.user.id = id;
  row.user.username = account.username;
  row.user.created_at = created_at;
  row.password_hash = account.password_hash;
  journal_.put(tables_.accounts, id, std::move(row));
  set_email(id, account.email);
  if (!account.handle.empty()) set_handle(id, account.handle);
  return id;
}

void MemoryRows::set_handle(UserId id, const std::string& handle) {
  demand(!find_by_handle(handle), "two people get one handle");
  journal_.erase(tables_.freed_handles, handle);
  journal_.edit(tables_.accounts, id, [&](AccountRow& row) { row.user.handle = handle; });
}

void MemoryRows::set_email(UserId id, const std::string& email) {
  const std::string before = tables_.accounts.at(id).user.email;
  if (!before.empty()) journal_.erase(tables_.emails, std::pair(fold_email(before), id));
  if (!email.empty()) journal_.put(tables_.emails, std::pair(fold_email(email), id), {});
  journal_.edit(tables_.accounts, id, [&](AccountRow& row) { row.user.email = email; });
}

void MemoryRows::update_user(UserId id, const store::AccountChange& change) {
  journal_.edit(tables_.accounts, id, [&](AccountRow& row) {
    row.user.username = change.username.value_or(row.user.username);
    row.user.disabled = change.disabled.value_or(row.user.disabled);
    row.user.language = change.language.value_or(row.user.language);
    row.password_hash = change.password_hash.value_or(row.password_hash);
  });
  if (change.email) set_email(id, *change.email);
  if (change.handle) set_handle(id, *change.handle);
}

void MemoryRows::empty_user(UserId id) {
  set_email(id, "");
  journal_.edit(tables_.accounts, id, [](AccountRow& row) {
    row.user.username.clear();
    row.user.handle.clear();
    row.user.language.clear();
    row.user.deleted = true;
    row.password_hash.clear();
  });
}

void MemoryRows::rest_handle(const store::FreedHandle& freed) {
  demand(!find_by_handle(freed.handle), "a handle rests that somebody has");
  journal_.put(tables_.freed_handles, freed.handle, freed);
}

void MemoryRows::mark_leaving(const store::Leaving& leaving) {
  demand(tables_.accounts.at(leaving.user).user.deleted, "who is not deleted leaves all groups");
  journal_.put(tables_.leaving, leaving.user, leaving.after);
}

void MemoryRows::unmark_leaving(UserId user) { journal_.erase(tables_.leaving, user); }

std::optional<store::Leaving> MemoryRows::find_leaving() {
  if (tables_.leaving.empty()) return std::nullopt;
  const auto& [user, after] = *tables_.leaving.begin();
  return store::Leaving{user, after};
}

SessionId MemoryRows::insert_session(const Session& session) {
  const SessionId id = journal_.take_next(tables_.session_id);
  Session row = session;
  row.id = id;
  journal_.put(tables_.sessions, id, std::move(row));
  return id;
}

void MemoryRows::update_session(const Session& session) {
  journal_.edit(tables_.sessions, session.id, [&](Session& row) {
    row.generation = session.generation;
    row.last_used_at = session.last_used_at;
    row.expires_at = session.expires_at;
    row.by_cookie = session.by_cookie;
  });
}

void MemoryRows::delete_session(SessionId id) { journal_.erase(tables_.sessions, id); }

std::vector<Session> MemoryRows::expired_sessions(Timestamp before, int limit) {
  std::vector<Session> sessions;
  for (const auto& [id, session] : tables_.sessions) {
    if (session.expires_at <= before) sessions.push_back(session);
  }
  std::ranges::sort(sessions, {},
                    [](const Session& one) { return std::pair(one.expires_at, one.id); });
  if (std::cmp_greater(sessions.size(), limit)) sessions.resize(static_cast<std::size_t>(limit));
  return sessions;
}

// ---- links to set a password with

void MemoryRows::insert_reset(const store::PasswordReset& reset) {
  demand(!tables_.resets.contains(reset.id), "a link is given twice");
  for (const auto& [id, other] : tables_.resets) {
    demand(other.over || other.user != reset.user, "a person has two links that are good");
  }
  journal_.put(tables_.resets, reset.id, reset);
}

void MemoryRows::end_resets_of(UserId user) {
  for (const auto& [id, reset] : tables_.resets) {
    if (reset.user != user || reset.over) continue;
    journal_.edit(tables_.resets, id, [](store::PasswordReset& row) { row.over = true; });
  }
}

// ---- chats

std::optional<ChatId> MemoryRows::find_direct_chat(UserId one, UserId other) {
  const auto found = tables_.direct_chats.find(std::minmax(one, other));
  if (found == tables_.direct_chats.end()) return std::nullopt;
  return found->second;
}

std::int64_t MemoryRows::count_own_chats(UserId user) {
  return std::ranges::count_if(chats_of(user),
                               [&](ChatId chat) { return tables_.members.at({chat, user}).own; });
}

ChatId MemoryRows::insert_chat(const store::NewChat& chat) {
  const ChatId id = journal_.take_next(tables_.chat_id);
  ChatRow row;
  row.type = chat.type;
  row.name = chat.name;
  row.creator = chat.creator;
  row.created_at = chat.created_at;
  row.last_at = chat.created_at;
  journal_.put(tables_.chats, id, std::move(row));
  return id;
}

void MemoryRows::insert_direct_chat(UserId one, UserId other, ChatId chat) {
  demand(!find_direct_chat(one, other), "two people get a second direct chat");
  journal_.put(tables_.direct_chats, std::minmax(one, other), chat);
}

void MemoryRows::update_chat(ChatId chat, std::string_view name, bool admins_only_invite) {
  journal_.edit(tables_.chats, chat, [&](ChatRow& row) {
    row.name = name;
    row.admins_only_invite = admins_only_invite;
  });
}

void MemoryRows::delete_chat(ChatId chat, LogPosition at) {
  demand(tables_.chats.at(chat).type == ChatType::group, "a direct chat is deleted");
  for (const auto& [of, user] : keys_of_members(chat)) remove_member_row(chat, user, {at});
  const auto clear = [&](auto& table, const auto& first) {
    for (auto row = table.lower_bound(first);
         row != table.end() && std::get<0>(row->first) == chat;) {
      const auto key = row++->first;
      journal_.erase(table, key);
    }
  };
  clear(tables_.furthest, MemberKey(chat, UserId()));
  clear(tables_.messages, MessageKey(chat, Seq()));
  clear(tables_.receipts, std::tuple(chat, UserId(), std::string()));
  clear(tables_.reactions, ReactionRowKey(chat, Seq(), "", UserId()));
  journal_.erase(tables_.chats, chat);
}

// ---- members

void MemoryRows::insert_members(ChatId chat, const std::vector<NewMember>& members) {
  for (const NewMember& member : members) {
    demand(tables_.accounts.contains(member.user), "nobody is made a member");
    demand(find_member(chat, member.user) == nullptr, "a member is added again");
    MemberRow row;
    row.role = member.role;
    row.joined_seq = member.joined_seq;
    row.joined_at = member.joined_at;
    row.joined_position = member.joined_position;
    row.own = member.own;
    journal_.put(tables_.members, MemberKey(chat, member.user), row);
    journal_.put(tables_.chats_by_member, std::pair(member.user, chat), {});
  }
  journal_.edit(tables_.chats, chat,
                [&](ChatRow& row) { row.member_count += std::ssize(members); });
}

void MemoryRows::update_role(ChatId chat, UserId user, Role role) {
  journal_.edit(tables_.members, MemberKey(chat, user), [&](MemberRow& row) { row.role = role; });
}

void MemoryRows::remove_member_row(ChatId chat, UserId user, const store::Departure& departure) {
  demand(find_member(chat, user) != nullptr, "a stranger is removed");
  journal_.erase(tables_.members, MemberKey(chat, user));
  journal_.erase(tables_.chats_by_member, std::pair(user, chat));
  journal_.put(tables_.departures, std::pair(user, chat), departure);
}

void MemoryRows::delete_member(ChatId chat, UserId user, const store::Departure& departure) {
  remove_member_row(chat, user, departure);
  journal_.edit(tables_.chats, chat, [](ChatRow& row) { --row.member_count; });
}

std::optional<UserId> MemoryRows::find_senior_member(ChatId group, UserId except) {
  std::vector<MemberKey> others = keys_of_members(group);
  std::erase_if(others, [&](const MemberKey& key) {
    return key.second == except || tables_.accounts.at(key.second).user.deleted;
  });
  if (others.empty()) return std::nullopt;
  return std::ranges::min(others, {},
                          [&](const MemberKey& key) {
                            const MemberRow& row = tables_.members.at(key);
                            return std::tuple(-static_cast<int>(row.role), row.joined_position,
                                              key.second);
                          })
      .second;
}

std::vector<GroupMembership> MemoryRows::groups_of(UserId user, ChatId after, int limit) {
  std::vector<GroupMembership> groups;
  for (const ChatId id : chats_of(user)) {
    const ChatRow& chat = tables_.chats.at(id);
    if (chat.type != ChatType::group || id <= after) continue;
    if (std::cmp_greater_equal(groups.size(), limit)) break;
    groups.push_back({id, tables_.members.at({id, user}).role, chat.member_count});
  }
  return groups;
}

void MemoryRows::move_marker(ChatId chat, UserId user, Seq seq, LogPosition at) {
  const MemberKey key(chat, user);
  journal_.edit(tables_.members, key, [&](MemberRow& row) {
    demand(seq > row.read_seq, "a marker moves back");
    row.read_seq = seq;
    row.read_position = at;
  });
  const auto known = tables_.furthest.find(key);
  if (known != tables_.furthest.end() && known->second >= seq) return;
  journal_.put(tables_.furthest, key, seq);
}

// ---- invitations

InviteId MemoryRows::insert_invite(const Invite& invite) {
  demand(!invite.chat_id || tables_.chats.contains(*invite.chat_id), "nobody is asked to no chat");
  Invite row = invite;
  row.id = journal_.take_next(tables_.invite_id);
  row.position = tables_.log_position;
  const InviteId id = row.id;
  journal_.put(tables_.invites, id, std::move(row));
  return id;
}

void MemoryRows::update_invite(const Invite& invite) {
  journal_.edit(tables_.invites, invite.id, [&](Invite& row) {
    demand(!row.ended, "an invitation that has ended is used");
    row.uses = invite.uses;
    row.ended = invite.ended;
  });
}

template <class Which>
std::int64_t MemoryRows::end_invites_that(Which which) {
  std::int64_t ended = 0;
  for (const auto& [id, invite] : tables_.invites) {
    if (invite.ended || !which(invite)) continue;
    journal_.edit(tables_.invites, id, [](Invite& row) { row.ended = true; });
    ++ended;
  }
  return ended;
}

std::int64_t MemoryRows::end_invites_of(ChatId chat) {
  return end_invites_that([&](const Invite& invite) { return invite.chat_id == chat; });
}

std::int64_t MemoryRows::end_invites_of_maker(ChatId chat, UserId maker) {
  return end_invites_that(
      [&](const Invite& invite) { return invite.chat_id == chat && invite.created_by == maker; });
}

std::int64_t MemoryRows::end_invites_in_person(UserId maker) {
  return end_invites_that(
      [&](const Invite& invite) { return !invite.chat_id && invite.created_by == maker; });
}

// ---- what becomes of a message

void MemoryRows::update_text(const MessageRef& message, std::string_view text,
                             Timestamp edited_at) {
  journal_.edit(tables_.messages, row_key(message), [&](Message& row) {
    row.text = text;
    row.edited_at = edited_at;
  });
}

void MemoryRows::make_tombstone(const MessageRef& message) {
  journal_.edit(tables_.messages, row_key(message), [](Message& row) {
    row.text.clear();
    row.reply_to.reset();
    row.edited_at.reset();
    row.deleted = true;
  });
  remove_reactions(message);
}

void MemoryRows::remove_reactions(const MessageRef& message) {
  for (auto row = tables_.reactions.lower_bound({message.chat_id, message.seq, "", UserId()});
       row != tables_.reactions.end() && std::get<0>(row->first) == message.chat_id &&
       std::get<1>(row->first) == message.seq;) {
    const ReactionRowKey key = row++->first;
    journal_.erase(tables_.reactions, key);
  }
}

bool MemoryRows::has_reacted(const ReactionKey& reaction) {
  return tables_.reactions.contains(row_key(reaction));
}

void MemoryRows::insert_reaction(const ReactionKey& reaction, LogPosition at) {
  demand(!has_reacted(reaction), "a reaction is there already");
  journal_.put(tables_.reactions, row_key(reaction), at);
}

void MemoryRows::delete_reaction(const ReactionKey& reaction) {
  journal_.erase(tables_.reactions, row_key(reaction));
}

}  // namespace asq::test
