#include "store/sqlite/member_writes.hpp"

#include <algorithm>

#include "model/permissions.hpp"
#include "store/sqlite/log_rows.hpp"
#include "store/sqlite/rows.hpp"

namespace asq::store::sqlite {

void insert_member(WriteContext& context, const NewMember& member) {
  context.database()
      .statement(
          "INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at, "
          "joined_position) VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6)")
      .execute(member.chat.value(), member.user.value(), static_cast<int>(member.role),
               member.joined_seq.value(), to_micros(context.clock.now()),
               member.joined_position.value());
}

void forget_after_commit(WriteContext& context, MembershipCache& cache, ChatId chat) {
  context.after_commit([&cache, chat] { cache.forget(chat); });
}

void change_role(WriteContext& context, MembershipCache& cache, const RoleChange& change) {
  const auto& [group, user, role, by] = change;
  const auto logged = log_member(context, LogKind::member_role, group, user, by, role);
  context.heads.forget(group);
  context.database()
      .statement("UPDATE members SET role = ?3 WHERE chat_id = ?1 AND user_id = ?2")
      .execute(group.value(), user.value(), static_cast<int>(role));
  forget_after_commit(context, cache, group);
  context.publish(MemberRoleChanged{group, user, role, by}, logged);
}

Result<Created> write_member(WriteContext& context, MembershipCache& cache, UserId actor,
                             ChatId group, const std::string& email) {
  const auto membership = load_membership(context.database(), group, actor);
  if (!membership || membership->type != ChatType::group) return fail(ErrorCode::chat_not_found);
  if (!may(*membership, Action::invite)) return fail(ErrorCode::forbidden);
  const auto user = find_user_id(context.database(), email);
  if (!user) return fail(ErrorCode::user_not_found);
  const bool added = !load_membership(context.database(), group, *user);
  if (added) {
    const auto logged =
        log_member(context, LogKind::member_added, group, *user, actor, Role::member);
    insert_member(context, {group, *user, Role::member, membership->last_seq, logged.position});
    context.database()
        .statement("UPDATE chats SET member_count = member_count + 1 WHERE id = ?1")
        .execute(group.value());
    forget_after_commit(context, cache, group);
    User profile = load_user(context.database(), *user).value();
    context.publish(MemberAdded{group, std::move(profile), Role::member, actor}, logged);
  }
  return Created{*load_chat(context.database(), actor, group), added};
}

Result<Member> write_role(WriteContext& context, MembershipCache& cache, const RoleChange& change) {
  const auto place = context.heads.find(change.group, change.by);
  if (!place) return fail(ErrorCode::chat_not_found);
  const Membership membership = place->membership();
  if (!may(membership, Action::change_role)) {
    return fail(refusal(membership, Action::change_role));
  }
  const bool own = change.user == change.by;
  if (own && change.role != Role::owner) return fail(ErrorCode::forbidden);
  const auto target = context.heads.find(change.group, change.user);
  if (!target) return fail(ErrorCode::member_not_found);
  if (target->member.role != change.role) {
    change_role(context, cache, change);
    if (change.role == Role::owner) {
      change_role(context, cache, {change.group, change.by, Role::admin, change.by});
    }
  }
  const UserId before(change.user.value() - 1);
  return load_members(context.database(), change.group, before, 1).at(0);
}

Result<ReadState> write_marker(WriteContext& context, UserId user, ChatId chat, Seq seq) {
  const auto place = context.heads.find(chat, user);
  if (!place) return fail(ErrorCode::chat_not_found);
  const Seq last = place->head.last_seq;
  if (seq > last) return fail({{"seq", "Is beyond the last message of the chat."}});
  MemberHead& member = place->member;
  if (seq > member.read_seq) {
    const LogPosition position = context.take_position();
    context.heads.move_marker(chat, user, seq, position);
    context.publish(MarkerMoved{chat, user, seq}, {position, {}});
  }
  return ReadState{member.read_seq,
                   last.value() - std::max(member.read_seq, member.joined_seq).value()};
}

}  // namespace asq::store::sqlite
