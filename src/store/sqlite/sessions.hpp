// SessionStore over SQLite; the contract is in store/accounts.hpp.
#pragma once

#include "store/accounts.hpp"
#include "store/sqlite/parts.hpp"

namespace asq::store::sqlite {

class SqliteSessions final : public SessionStore {
 public:
  explicit SqliteSessions(Parts parts) : parts_(parts) {}

  Task<Result<Session>> open(Opening opening) override;
  Task<Result<Session>> refresh(SessionId id, std::int64_t generation,
                                std::chrono::seconds lifetime) override;
  Task<Result<void>> end(UserId owner, SessionId id) override;
  Task<Result<void>> end_due() override;
  Task<Result<std::vector<Session>>> list(UserId owner) override;
  [[nodiscard]] bool live(SessionId id, UserId owner) const override;

 private:
  Parts parts_;
};

// Before the store is used: drops sessions that have expired and puts the others into memory.
void load_sessions(Database& database, SessionCache& cache, Timestamp now);

}  // namespace asq::store::sqlite
