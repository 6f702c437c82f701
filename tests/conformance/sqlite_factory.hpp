// Embedded stores in a directory of their own, which goes with the factory.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "store/sqlite/open.hpp"
#include "store_factory.hpp"

namespace asq::testing {

// A new directory under the system's temporary one; removed with all that is in it.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class SqliteFactory final : public StoreFactory {
 public:
  // `options.directory` is the factory's own unless it is set.
  explicit SqliteFactory(store::sqlite::Options options = {});

  std::unique_ptr<store::Store> make(const Clock& clock) override { return reopen(clock); }
  std::unique_ptr<store::Store> reopen(const Clock& clock) override;

 private:
  ScratchDirectory scratch_;
  store::sqlite::Options options_;
};

// The same in a directory that stays.
[[nodiscard]] std::unique_ptr<SqliteFactory> factory_in(const std::filesystem::path& directory);

}  // namespace asq::testing
