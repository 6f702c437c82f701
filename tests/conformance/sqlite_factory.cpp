#include "sqlite_factory.hpp"

#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace asq::testing {

ScratchDirectory::ScratchDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "asq-store-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = name;
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

SqliteFactory::SqliteFactory(store::sqlite::Options options) : options_(std::move(options)) {
  if (options_.directory.empty()) options_.directory = scratch_.path();
}

std::unique_ptr<store::Store> SqliteFactory::reopen(const Clock& clock) {
  auto opened = store::sqlite::open(options_, clock);
  if (!opened) throw std::runtime_error(opened.error());
  return std::move(*opened);
}

std::unique_ptr<SqliteFactory> factory_in(const std::filesystem::path& directory) {
  store::sqlite::Options options;
  options.directory = directory;
  return std::make_unique<SqliteFactory>(options);
}

}  // namespace asq::testing
