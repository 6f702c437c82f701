// AccountStore over SQLite; the contract is in store/accounts.hpp.
#pragma once

#include "store/accounts.hpp"
#include "store/sqlite/parts.hpp"

namespace asq::store::sqlite {

class SqliteAccounts final : public AccountStore {
 public:
  explicit SqliteAccounts(Parts parts) : parts_(parts) {}

  Task<Result<User>> create(NewAccount account) override;
  Task<Result<User>> find(UserId id) override;
  Task<Result<User>> find_known(UserId viewer, UserId id) override;
  Task<Result<Credentials>> find_credentials(std::string email) override;
  Task<Result<User>> change_profile(Actor actor, ProfileChange change) override;
  Task<Result<User>> set_disabled(std::string email, bool disabled) override;
  Task<Result<void>> erase(Actor actor) override;
  Task<Result<std::vector<User>>> list(UserId after, int limit) override;

 private:
  Parts parts_;
};

}  // namespace asq::store::sqlite
