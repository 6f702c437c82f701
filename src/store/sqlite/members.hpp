// MemberStore over SQLite; the contract is in store/members.hpp.
#pragma once

#include "store/members.hpp"
#include "store/sqlite/parts.hpp"

namespace asq::store::sqlite {

class SqliteMembers final : public MemberStore {
 public:
  explicit SqliteMembers(Parts parts) : parts_(parts) {}

  Task<Result<Created>> add(Actor actor, ChatId group, std::string email) override;
  Task<Result<void>> remove(Actor actor, ChatId chat, UserId user) override;
  Task<Result<Member>> set_role(Actor actor, ChatId chat, UserId user, Role role) override;
  Task<Result<std::vector<Member>>> list(UserId viewer, ChatId chat, UserId after,
                                         int limit) override;
  Task<Result<ReadState>> mark_read(Actor actor, ChatId chat, Seq seq) override;
  Task<Result<Membership>> membership(ChatId chat, UserId user) override;
  [[nodiscard]] std::optional<Result<Membership>> cached_membership(ChatId chat,
                                                                    UserId user) const override;

 private:
  Parts parts_;
};

}  // namespace asq::store::sqlite
