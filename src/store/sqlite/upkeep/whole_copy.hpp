// One file that holds the whole database, or no file. Until it is whole and on disk it is FILE.tmp,
// beside it; what a crash leaves of that is replaced by the next copy to FILE.
// Threads: those of the Database.
#pragma once

#include <filesystem>
#include <functional>

#include "base/descriptor.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

enum class IfThere : bool { refuse, replace };

// Changes the copy before it gets its name.
using Finish = std::function<void(Database& copy)>;

// A file that is written beside its place. Throws std::runtime_error, with words for the operator.
class UnfinishedFile {
 public:
  // Makes FILE.tmp (0600), empty, in the place of what a crash has left.
  explicit UnfinishedFile(std::filesystem::path file);
  ~UnfinishedFile();  // removes it, unless it is in place or another's
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return temporary_; }
  [[nodiscard]] int descriptor() const { return descriptor_.get(); }
  // Refuses if FILE.tmp is another file by now: somebody else, who took it for a leftover, is at
  // it.
  void expect_still_there() const;
  // On disk, then in its place, and that on disk too.
  void put_in_place(IfThere policy);

 private:
  [[nodiscard]] bool still_there() const;

  const std::filesystem::path file_;
  const std::filesystem::path temporary_;
  Descriptor descriptor_;
  bool in_place_ = false;
};

// Copies what a new transaction of `database` sees, without what has been deleted; its size. Reads
// `database` only. Throws SqliteError if that can't be read or is interrupted; std::runtime_error,
// with words for the operator, if the copy can't be written.
std::int64_t copy_whole(Database& database, const std::filesystem::path& file, IfThere policy,
                        const Finish& finish = {});

// Whether the file is there and not empty.
[[nodiscard]] bool has_content(const std::filesystem::path& file);

// ENOSPC as "there is no room for FILE", anything else as "FILE can't be written: why".
[[nodiscard]] std::runtime_error cannot_write(const std::filesystem::path& file, int error);

}  // namespace asq::store::sqlite
