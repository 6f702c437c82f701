#include "store/sqlite/chat_writes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/permissions.hpp"
#include "store/sqlite/log_rows.hpp"
#include "store/sqlite/member_writes.hpp"
#include "store/sqlite/rows.hpp"

namespace asq::store::sqlite {
namespace {

ChatId insert_chat(WriteContext& context, ChatType type, const std::string& name, UserId creator,
                   std::int64_t member_count) {
  context.database()
      .statement(
          "INSERT INTO chats (type, name, creator_id, created_at, member_count, last_at) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?4)")
      .execute(static_cast<int>(type), name, creator.value(), to_micros(context.clock.now()),
               member_count);
  return ChatId(context.database().last_insert_id());
}

std::optional<ChatId> find_direct(Database& database, UserId low, UserId high) {
  auto row = database
                 .statement(
                     "SELECT chat_id FROM direct_chats "
                     "WHERE low_user_id = ?1 AND high_user_id = ?2")
                 .run(low.value(), high.value());
  if (!row.step()) return std::nullopt;
  return ChatId(row.integer(0));
}

std::vector<FieldError> unknown_participants(Database& database, const NewGroup& group) {
  std::vector<FieldError> faults;
  for (std::size_t i = 0; i < group.participants.size(); ++i) {
    if (user_exists(database, group.participants[i])) continue;
    faults.push_back({fmt::format("participant_ids[{}]", i),
                      fmt::format("there is no user {}", group.participants[i].value())});
  }
  return faults;
}

}  // namespace

Result<Created> write_direct(WriteContext& context, MembershipCache& cache, UserId actor,
                             const std::string& second_email) {
  if (!user_exists(context.database(), actor)) return fail(ErrorCode::unauthenticated);
  const auto second = find_user_id(context.database(), second_email);
  if (!second) return fail(ErrorCode::user_not_found);
  if (*second == actor) return fail(ErrorCode::self_chat);
  const auto [low, high] = std::minmax(actor, *second);
  if (const auto existing = find_direct(context.database(), low, high)) {
    return Created{*load_chat(context.database(), actor, *existing), false};
  }
  const ChatId chat = insert_chat(context, ChatType::direct, "", actor, 2);
  context.database()
      .statement("INSERT INTO direct_chats VALUES (?1, ?2, ?3)")
      .execute(low.value(), high.value(), chat.value());
  const auto logged = log_chat(context, LogKind::chat_created, chat, actor);
  insert_member(context, {chat, actor, Role::member, Seq(0), logged.position});
  insert_member(context, {chat, *second, Role::member, Seq(0), logged.position});
  context.publish(ChatCreated{chat, {low, high}}, logged);
  forget_after_commit(context, cache, chat);
  return Created{*load_chat(context.database(), actor, chat), true};
}

Result<Chat> write_group(WriteContext& context, MembershipCache& cache, const NewGroup& group) {
  const UserId creator = group.creator.user_id;
  if (!user_exists(context.database(), creator)) return fail(ErrorCode::unauthenticated);
  if (auto faults = unknown_participants(context.database(), group); !faults.empty()) {
    return fail(std::move(faults));
  }
  std::vector<UserId> members = group.participants;
  members.push_back(creator);
  std::ranges::sort(members);
  const auto repeats = std::ranges::unique(members);
  members.erase(repeats.begin(), repeats.end());
  const ChatId chat =
      insert_chat(context, ChatType::group, group.name, creator, std::ssize(members));
  const auto logged = log_chat(context, LogKind::chat_created, chat, creator);
  for (const UserId user : members) {
    const Role role = user == creator ? Role::owner : Role::member;
    insert_member(context, {chat, user, role, Seq(0), logged.position});
  }
  context.publish(ChatCreated{chat, std::move(members)}, logged);
  forget_after_commit(context, cache, chat);
  return *load_chat(context.database(), creator, chat);
}

Result<Chat> write_change(WriteContext& context, MembershipCache& cache, UserId actor, ChatId chat,
                          const ChatChange& change) {
  const auto place = context.heads.find(chat, actor);
  if (!place) return fail(ErrorCode::chat_not_found);
  const Membership membership = place->membership();
  if (!may(membership, Action::update)) return fail(refusal(membership, Action::update));
  Chat changed = load_chat(context.database(), actor, chat).value();
  const std::string name = change.name.value_or(changed.name);
  const bool admins_only = change.admins_only_invite.value_or(changed.admins_only_invite);
  if (name == changed.name && admins_only == changed.admins_only_invite) return changed;
  changed.name = name;
  changed.admins_only_invite = admins_only;
  const auto logged = log_chat(context, LogKind::chat_updated, chat, actor);
  context.heads.forget(chat);
  context.database()
      .statement("UPDATE chats SET name = ?2, admins_only_invite = ?3 WHERE id = ?1")
      .execute(chat.value(), name, admins_only);
  forget_after_commit(context, cache, chat);
  context.publish(ChatUpdated{chat}, logged);
  return changed;
}

}  // namespace asq::store::sqlite
