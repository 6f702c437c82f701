#include "chat/joining.hpp"

#include <algorithm>
#include <utility>

namespace asq::chat {

Result<void> check_own_chats(store::Transaction& rows, UserId user, std::int64_t most) {
  if (most == 0 || rows.count_own_chats(user) < most) return {};
  return fail(ErrorCode::too_many_chats);
}

ChatId begin_chat(store::Transaction& rows, const store::NewChat& chat, std::vector<UserId> users) {
  const ChatId id = rows.insert_chat(chat);
  const LogPosition at = rows.take_position();
  std::vector<store::NewMember> members;
  for (const UserId user : users) {
    const bool owns = chat.type == ChatType::group && user == chat.creator;
    members.push_back({.user = user,
                       .role = owns ? Role::owner : Role::member,
                       .joined_seq = Seq(0),
                       .joined_position = at,
                       .joined_at = chat.created_at,
                       .own = user == chat.creator});
  }
  rows.insert_members(id, members);
  rows.record(at, ChatCreated{id, std::move(users), chat.creator});
  return id;
}

ChatId begin_direct_chat(store::Transaction& rows, UserId creator, UserId other) {
  const store::NewChat made{ChatType::direct, "", creator, rows.now()};
  const ChatId chat = begin_chat(rows, made, {std::min(creator, other), std::max(creator, other)});
  rows.insert_direct_chat(creator, other, chat);
  return chat;
}

void begin_membership(store::Transaction& rows, const User& user, const Joining& joining) {
  const LogPosition at = rows.take_position();
  rows.insert_members(joining.group, {{.user = user.id,
                                       .role = Role::member,
                                       .joined_seq = joining.last_seq,
                                       .joined_position = at,
                                       .joined_at = rows.now()}});
  rows.record(at, MemberAdded{joining.group, user, Role::member, joining.by});
}

}  // namespace asq::chat
