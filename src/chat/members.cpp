#include "chat/members.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "chat/handles.hpp"
#include "chat/joining.hpp"
#include "chat/leaving.hpp"
#include "chat/write_as.hpp"
#include "model/permissions.hpp"
#include "wire/list_cursor.hpp"

namespace asq::chat {
namespace {

using store::Snapshot;
using store::Transaction;

constexpr std::int64_t kMemberRows = 4;  // that a new membership or role reads and writes

Result<Created> add_member(Transaction& rows, UserId actor, ChatId group,
                           const std::string& addressee, Toll* toll) {
  const auto place = rows.find_place(group, actor);
  if (!place || place->membership.type != ChatType::group) return fail(ErrorCode::chat_not_found);
  if (!may(place->membership, Action::invite)) return fail(ErrorCode::forbidden);
  const auto named = find_addressee(rows, addressee);
  if (!named) return fail(ErrorCode::user_not_found);
  const User& user = *named;
  const bool added = !rows.find_place(group, user.id);
  if (added) {
    const bool readmits = may(place->membership, Action::remove_member);
    if (!readmits && rows.find_departure(group, user.id)) return fail(ErrorCode::left_before);
    if (auto paid = pay_to_change_member(toll, group); !paid) return std::unexpected(paid.error());
    begin_membership(rows, user, {group, place->membership.last_seq, actor});
  }
  return Created{rows.find_chat(actor, group).value(), added};
}

Result<void> remove_member(Transaction& rows, UserId actor, ChatId chat, UserId user) {
  const auto place = rows.find_place(chat, actor);
  if (!place) return fail(ErrorCode::chat_not_found);
  const Membership& membership = place->membership;
  if (!may(membership, Action::leave)) return fail(refusal(membership, Action::leave));
  Role role = membership.role;
  if (user != actor) {
    const auto target = rows.find_place(chat, user);
    if (!target) return fail(ErrorCode::member_not_found);
    role = target->membership.role;
    if (!may_remove(membership, role)) return fail(ErrorCode::forbidden);
  }
  end_membership(rows, user, {chat, role, place->member_count}, actor);
  return {};
}

Result<Member> set_member_role(Transaction& rows, const RoleChange& change, Toll* toll) {
  const auto place = rows.find_place(change.group, change.by);
  if (!place) return fail(ErrorCode::chat_not_found);
  const Membership& membership = place->membership;
  if (!may(membership, Action::change_role)) {
    return fail(refusal(membership, Action::change_role));
  }
  const bool own = change.user == change.by;
  if (own && change.role != Role::owner) return fail(ErrorCode::forbidden);
  const auto target = rows.find_place(change.group, change.user);
  if (!target) return fail(ErrorCode::member_not_found);
  if (target->membership.role != change.role) {
    auto paid = pay_to_change_member(toll, change.group);
    if (!paid) return std::unexpected(std::move(paid.error()));
    change_role(rows, change);
    if (change.role == Role::owner) {
      change_role(rows, {change.group, change.by, Role::admin, change.by});
    }
  }
  const UserId before(change.user.value() - 1);
  return rows.list_members(change.group, before, 1).at(0);
}

Result<ReadState> move_marker(Transaction& rows, UserId user, ChatId chat, Seq seq) {
  const auto place = rows.find_place(chat, user);
  if (!place || !may(place->membership, Action::read_history)) {
    return fail(ErrorCode::chat_not_found);
  }
  const Seq last = place->membership.last_seq;
  if (seq > last) return fail({{"seq", "This must not be beyond the last message of the chat."}});
  if (seq > place->read_seq) {
    const LogPosition at = rows.take_position();
    rows.move_marker(chat, user, seq, at);
    rows.record(at, MarkerMoved{chat, user, seq});
  }
  const Seq read = std::max(seq, place->read_seq);
  return ReadState{read, last.value() - std::max(read, place->joined_seq).value()};
}

Result<Membership> or_not_found(const std::optional<Membership>& membership) {
  if (!membership) return fail(ErrorCode::chat_not_found);
  return *membership;
}

// One more than asked for shows whether there is a next page.
Result<std::vector<Member>> load_page(Snapshot& rows, UserId viewer,
                                      const MemberListRequest& request, UserId after) {
  if (!rows.find_membership(request.chat_id, viewer)) return fail(ErrorCode::chat_not_found);
  return rows.list_members(request.chat_id, after, request.limit + 1);
}

}  // namespace

Task<Result<Created>> Members::add(Actor actor, ChatId group, std::string addressee, Toll* toll) {
  auto verb = [user = actor.user_id, group, addressee = std::move(addressee),
               toll](Transaction& rows) { return add_member(rows, user, group, addressee, toll); };
  return write_as<Created>(store_, "add member", actor, std::move(verb), kMemberRows);
}

Task<Result<void>> Members::remove(Actor actor, ChatId chat, UserId user) {
  auto verb = [by = actor.user_id, chat, user](Transaction& rows) {
    return remove_member(rows, by, chat, user);
  };
  return write_as<void>(store_, "remove member", actor, std::move(verb), kRowsOfLeaving);
}

Task<Result<Member>> Members::set_role(Actor actor, ChatId chat, UserId user, Role role,
                                       Toll* toll) {
  auto verb = [change = RoleChange{chat, user, role, actor.user_id}, toll](Transaction& rows) {
    return set_member_role(rows, change, toll);
  };
  return write_as<Member>(store_, "set role", actor, std::move(verb), kMemberRows);
}

Task<Result<ReadState>> Members::mark_read(Actor actor, ChatId chat, Seq seq) {
  auto verb = [user = actor.user_id, chat, seq](Transaction& rows) {
    return move_marker(rows, user, chat, seq);
  };
  return write_as<ReadState>(store_, "mark read", actor, std::move(verb));
}

Task<Result<MemberPage>> Members::list(Caller caller, MemberListRequest request) {
  const wire::PagedList list{wire::ListKind::members, store_.epoch(), request.chat_id};
  UserId after;
  if (request.cursor) {
    const auto place = wire::decode_list_cursor(list, *request.cursor);
    if (!place)
      co_return fail({{"cursor", "This must be the next_cursor of an earlier page of this list."}});
    after = UserId(place->front());
  }
  auto verb = [viewer = caller.user_id, request, after](Snapshot& rows) {
    return load_page(rows, viewer, request, after);
  };
  auto members = co_await store_.read<std::vector<Member>>(
      {"list members", caller.user_id, request.limit}, std::move(verb));
  if (!members) co_return std::unexpected(std::move(members.error()));
  MemberPage page{std::move(*members), std::nullopt};
  if (std::ssize(page.members) > request.limit) {
    page.members.resize(static_cast<std::size_t>(request.limit));
    page.next_cursor = wire::encode_list_cursor(list, {page.members.back().user.id.value()});
  }
  co_return page;
}

Task<Result<Membership>> Members::membership(Caller caller, ChatId chat) {
  const UserId user = caller.user_id;
  store::MembershipCache& cache = store_.memory().memberships();
  if (const auto known = cache.find(chat, user)) co_return or_not_found(*known);
  auto verb = [&cache, chat, user](Snapshot& rows) {
    // The ticket is taken before the snapshot, which begins with the first row.
    const auto ticket = cache.ticket(chat);
    const auto loaded = rows.find_membership(chat, user);
    cache.keep(ticket, chat, user, loaded);
    return or_not_found(loaded);
  };
  co_return co_await store_.read<Membership>({"membership", user}, std::move(verb));
}

Task<Result<std::vector<UserId>>> Members::known(UserId user, std::vector<UserId> others) {
  using Users = std::vector<UserId>;
  const store::Work work{"known people", user, std::ssize(others)};
  auto verb = [user, others = std::move(others)](Snapshot& rows) -> Result<Users> {
    Users known;
    for (const UserId other : others) {
      if (other == user || rows.knows(user, other)) known.push_back(other);
    }
    return known;
  };
  return store_.read<Users>(work, std::move(verb));
}

}  // namespace asq::chat
