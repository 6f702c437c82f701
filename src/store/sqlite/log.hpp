// LogStore over SQLite; the contract is in store/log.hpp.
#pragma once

#include <cstdint>

#include "store/log.hpp"
#include "store/sqlite/parts.hpp"

namespace asq::store::sqlite {

class SqliteLog final : public LogStore {
 public:
  SqliteLog(Parts parts, std::uint64_t epoch) : parts_(parts), epoch_(epoch) {}

  [[nodiscard]] std::uint64_t epoch() const override { return epoch_; }
  [[nodiscard]] LogPosition head() const override { return parts_.writer.log_head(); }
  Task<Result<Standing>> standing(UserId user) override;
  Task<Result<Missed>> missed(UserId user, LogPosition since) override;
  Task<Result<Loaded>> load(UserId user, std::vector<LogPosition> positions,
                            std::size_t text_bytes) override;
  Task<Result<std::vector<UserId>>> sharing(UserId user, std::vector<UserId> others) override;

 private:
  Parts parts_;
  std::uint64_t epoch_;
};

}  // namespace asq::store::sqlite
