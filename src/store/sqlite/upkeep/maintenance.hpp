// Backup and check of the embedded store, each with a connection of its own. What they promise is
// in store/maintenance.hpp.
//
// A damaged page or a failing disk that they meet is told to the operator and ends nothing else:
// only what the server itself needs to read or write may end it.
#pragma once

#include <filesystem>
#include <utility>

#include "store/maintenance.hpp"
#include "store/sqlite/core/long_reads.hpp"

namespace asq::store::sqlite {

class SqliteMaintenance final : public Maintenance {
 public:
  // `reads`, of the store that has the file open, outlives it; nullptr: none has.
  explicit SqliteMaintenance(std::filesystem::path file, LongReads* reads = nullptr)
      : file_(std::move(file)), reads_(reads) {}

  std::expected<BackedUp, std::string> back_up(const std::filesystem::path& file,
                                               const std::stop_token& stop) override;
  std::expected<CheckReport, std::string> check(const std::stop_token& stop) override;

 private:
  const std::filesystem::path file_;
  LongReads* const reads_;
};

}  // namespace asq::store::sqlite
