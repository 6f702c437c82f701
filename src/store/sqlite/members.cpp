#include "store/sqlite/members.hpp"

#include "store/sqlite/member_removal.hpp"
#include "store/sqlite/member_writes.hpp"
#include "store/sqlite/rows.hpp"

namespace asq::store::sqlite {
namespace {

Result<Membership> or_not_found(const std::optional<Membership>& membership) {
  if (!membership) return fail(ErrorCode::chat_not_found);
  return *membership;
}

}  // namespace

Task<Result<Created>> SqliteMembers::add(UserId actor, ChatId group, std::string email) {
  auto verb = [&cache = parts_.memberships, actor, group,
               email = std::move(email)](WriteContext& context) {
    return write_member(context, cache, actor, group, email);
  };
  return parts_.writer.run<Created>(std::move(verb));
}

Task<Result<void>> SqliteMembers::remove(UserId actor, ChatId chat, UserId user) {
  auto verb = [&cache = parts_.memberships, actor, chat, user](WriteContext& context) {
    return write_removal(context, cache, actor, chat, user);
  };
  return parts_.writer.run<void>(std::move(verb));
}

Task<Result<Member>> SqliteMembers::set_role(UserId actor, ChatId chat, UserId user, Role role) {
  auto verb = [&cache = parts_.memberships, change = RoleChange{chat, user, role, actor}](
                  WriteContext& context) { return write_role(context, cache, change); };
  return parts_.writer.run<Member>(std::move(verb));
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

Task<Result<ReadState>> SqliteMembers::mark_read(UserId user, ChatId chat, Seq seq) {
  auto verb = [user, chat, seq](WriteContext& context) {
    return write_marker(context, user, chat, seq);
  };
  return parts_.writer.run<ReadState>(std::move(verb));
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
