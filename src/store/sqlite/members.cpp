#include "store/sqlite/members.hpp"

#include "store/sqlite/member_removal.hpp"
#include "store/sqlite/member_writes.hpp"
#include "store/sqlite/rows.hpp"
#include "store/sqlite/write_as.hpp"

namespace asq::store::sqlite {
namespace {

Result<Membership> or_not_found(const std::optional<Membership>& membership) {
  if (!membership) return fail(ErrorCode::chat_not_found);
  return *membership;
}

}  // namespace

Task<Result<Created>> SqliteMembers::add(Actor actor, ChatId group, std::string email) {
  auto verb = [&cache = parts_.memberships, actor = actor.user_id, group,
               email = std::move(email)](WriteContext& context) {
    return write_member(context, cache, actor, group, email);
  };
  return write_as<Created>(parts_, actor, std::move(verb));
}

Task<Result<void>> SqliteMembers::remove(Actor actor, ChatId chat, UserId user) {
  auto verb = [&cache = parts_.memberships, user_id = actor.user_id, chat,
               user](WriteContext& context) {
    return write_removal(context, cache, user_id, chat, user);
  };
  return write_as<void>(parts_, actor, std::move(verb));
}

Task<Result<Member>> SqliteMembers::set_role(Actor actor, ChatId chat, UserId user, Role role) {
  auto verb = [&cache = parts_.memberships, change = RoleChange{chat, user, role, actor.user_id}](
                  WriteContext& context) { return write_role(context, cache, change); };
  return write_as<Member>(parts_, actor, std::move(verb));
}

Task<Result<std::vector<Member>>> SqliteMembers::list(UserId viewer, ChatId chat, UserId after,
                                                      int limit) {
  using Members = std::vector<Member>;
  auto verb = [viewer, chat, after, limit](Database& database) -> Result<Members> {
    if (!load_membership(database, chat, viewer)) return fail(ErrorCode::chat_not_found);
    return load_members(database, chat, after, limit);
  };
  return parts_.readers.run<Members>(std::move(verb));
}

Task<Result<ReadState>> SqliteMembers::mark_read(Actor actor, ChatId chat, Seq seq) {
  auto verb = [user = actor.user_id, chat, seq](WriteContext& context) {
    return write_marker(context, user, chat, seq);
  };
  return write_as<ReadState>(parts_, actor, std::move(verb));
}

std::optional<Result<Membership>> SqliteMembers::cached_membership(ChatId chat, UserId user) const {
  const auto known = parts_.memberships.find(chat, user);
  if (!known) return std::nullopt;
  return or_not_found(*known);
}

Task<Result<Membership>> SqliteMembers::membership(ChatId chat, UserId user) {
  if (auto known = cached_membership(chat, user)) co_return std::move(*known);
  auto verb = [&cache = parts_.memberships, chat, user](Database& database) {
    // The ticket is taken before the snapshot is: BEGIN is deferred until the first SELECT.
    const MembershipCache::Ticket ticket = cache.ticket();
    const auto loaded = load_membership(database, chat, user);
    cache.keep(ticket, chat, user, loaded);
    return or_not_found(loaded);
  };
  co_return co_await parts_.readers.run<Membership>(std::move(verb));
}

}  // namespace asq::store::sqlite
