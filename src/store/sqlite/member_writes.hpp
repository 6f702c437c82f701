// The writes of MemberStore, inside a transaction, and what other writes need of them.
// Threads: the writer.
#pragma once

#include "store/members.hpp"
#include "store/sqlite/membership_cache.hpp"
#include "store/sqlite/writer.hpp"

namespace asq::store::sqlite {

struct NewMember {
  ChatId chat;
  UserId user;
  Role role = Role::member;
  Seq joined_seq;               // the chat's last seq: joining is not reading
  LogPosition joined_position;  // of the event by which they join
};
// The row alone: neither the count of members nor the log.
void insert_member(WriteContext& context, const NewMember& member);

// Members, roles or settings changed: memory has to ask again. A stranger's "not a member" may be
// in there too.
void forget_after_commit(WriteContext& context, MembershipCache& cache, ChatId chat);

struct RoleChange {
  ChatId group;
  UserId user;
  Role role = Role::member;
  UserId by;
};
// Whoever may.
void change_role(WriteContext& context, MembershipCache& cache, const RoleChange& change);

[[nodiscard]] Result<Created> write_member(WriteContext& context, MembershipCache& cache,
                                           UserId actor, ChatId group, const std::string& email);
// As MemberStore::set_role().
[[nodiscard]] Result<Member> write_role(WriteContext& context, MembershipCache& cache,
                                        const RoleChange& change);
[[nodiscard]] Result<ReadState> write_marker(WriteContext& context, UserId user, ChatId chat,
                                             Seq seq);

}  // namespace asq::store::sqlite
