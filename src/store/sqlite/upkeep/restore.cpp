#include "store/sqlite/upkeep/restore.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "base/descriptor.hpp"
#include "store/sqlite/core/database.hpp"
#include "store/sqlite/core/schema.hpp"
#include "store/sqlite/open.hpp"
#include "store/sqlite/upkeep/timeline.hpp"
#include "store/sqlite/upkeep/whole_copy.hpp"

namespace asq::store::sqlite {
namespace {

using std::filesystem::path;

constexpr std::size_t kHeaderBytes = 100;
constexpr std::string_view kDatabaseMagic("SQLite format 3\0", 16);

[[noreturn]] void refuse(const path& file, std::string_view why) {
  throw std::runtime_error(fmt::format("{} {}", file.string(), why));
}

std::runtime_error cannot_read(const path& file, int error) {
  return std::runtime_error(
      fmt::format("{} can't be read: {}", file.string(), std::generic_category().message(error)));
}

void refuse_if_taken(const path& database) {
  struct stat status{};
  for (const char* suffix : {"", "-wal", "-journal"}) {
    const path file = database.string() + suffix;
    const bool is_database = *suffix == '\0';
    if (is_database ? ::lstat(file.c_str(), &status) != 0 : !has_content(file)) continue;
    throw std::runtime_error(fmt::format(
        "{} already exists: move it away, or restore into another directory", file.string()));
  }
}

// The file to restore from.
class Source {
 public:
  explicit Source(const path& file)
      : file_(file),
        // O_NONBLOCK: a pipe under this name must not hang.
        descriptor_(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
    if (!descriptor_.valid()) throw cannot_read(file, errno);
  }

  // Before anything is copied: what can be told by the first bytes and by what lies beside it.
  void look() const;
  void copy_to(const UnfinishedFile& target, const path& database) const;

 private:
  const path file_;
  const Descriptor descriptor_;
};

void Source::look() const {
  struct stat status{};
  if (::fstat(descriptor_.get(), &status) != 0) throw cannot_read(file_, errno);
  if (!S_ISREG(status.st_mode)) refuse(file_, "is not a file");
  std::array<char, kHeaderBytes> header{};
  const ssize_t got = ::pread(descriptor_.get(), header.data(), header.size(), 0);
  if (got < 0) throw cannot_read(file_, errno);
  const std::string_view begin(header.data(), header.size());
  if (got < static_cast<ssize_t>(kHeaderBytes) || !begin.starts_with(kDatabaseMagic)) {
    refuse(file_, "is not a backup: it is not an SQLite database");
  }
  for (const char* suffix : {"-wal", "-journal"}) {
    if (!has_content(file_.string() + suffix)) continue;
    refuse(file_,
           "is not a backup but the database of a server that was not stopped cleanly, so the "
           "messages in its log would be missing; start that server and use asq backup");
  }
}

void Source::copy_to(const UnfinishedFile& target, const path& database) const {
  constexpr std::size_t kMost = std::size_t{1} << 30U;
  for (;;) {
    const ssize_t copied = ::sendfile(target.descriptor(), descriptor_.get(), nullptr, kMost);
    if (copied == 0) return;
    if (copied < 0 && errno == ENOSPC) throw cannot_write(database, errno);
    if (copied < 0 && errno != EINTR) {
      throw std::runtime_error(fmt::format("copying {} to {} failed: {}", file_.string(),
                                           database.string(),
                                           std::generic_category().message(errno)));
    }
  }
}

void refuse_if_damaged(Database& copy) {
  std::string pages = copy.query_text("PRAGMA integrity_check(1)");
  std::ranges::replace(pages, '\n', ' ');
  if (pages != "ok") throw std::runtime_error("it is damaged: " + pages);
  const std::string reference = copy.query_text("PRAGMA foreign_key_check");
  if (!reference.empty()) throw std::runtime_error("it is damaged: references of " + reference);
}

// The copy, as what it was copied from is judged; its schema.
std::int64_t judge_and_change(const path& file, const path& copy_file) {
  try {
    Database copy(copy_file);
    copy.execute("PRAGMA journal_mode = DELETE");
    const std::int64_t schema = recognise(copy);
    if (schema == 0) throw std::runtime_error("it is an empty database");
    refuse_if_damaged(copy);
    begin_timeline(copy);
    return schema;
  } catch (const SqliteError& error) {
    if (error.disk_full()) throw cannot_write(copy_file, ENOSPC);
    refuse(file,
           fmt::format("can't be restored: it is damaged or can't be read ({})", error.what()));
  } catch (const std::exception& error) {
    refuse(file, fmt::format("can't be restored: {}", error.what()));
  }
}

Restored restore_or_throw(const path& file, const path& database) {
  refuse_if_taken(database);
  const Source source(file);
  source.look();
  UnfinishedFile copy(database);
  source.copy_to(copy, database);
  Restored restored;
  restored.schema = judge_and_change(file, copy.path());
  restored.upgrade_needed = restored.schema < std::ssize(all_migrations());
  copy.put_in_place(IfThere::refuse);
  restored.bytes = static_cast<std::int64_t>(std::filesystem::file_size(database));
  return restored;
}

}  // namespace

std::expected<Restored, std::string> restore(const path& file, const path& directory) {
  try {
    return restore_or_throw(file, std::filesystem::absolute(directory / kDatabaseFile));
  } catch (const std::exception& error) {
    return std::unexpected(std::string(error.what()));
  }
}

}  // namespace asq::store::sqlite
