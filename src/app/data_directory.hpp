// The data directory and its lock: one process at a time has it. Threads: values; one owner.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/descriptor.hpp"

namespace asq::app {

class DataDirectory {
 public:
  static constexpr const char* kLock = "lock";

  // Makes the directory (0700) if only its last part is missing, takes the lock (flock on `lock`
  // in it, with this process's id written into it) and shows that something can be written. On
  // failure one sentence: no such parent, not a directory, not writable, no room, in use by another
  // process (which is named).
  [[nodiscard]] static std::expected<DataDirectory, std::string> open(
      const std::filesystem::path& path);
  // Opens what is there, without the lock: to ask the server that has it. On failure one sentence.
  [[nodiscard]] static std::expected<DataDirectory, std::string> look_into(
      const std::filesystem::path& path);

  // Others than its owner may write in it, and so put their own files in place of ours.
  [[nodiscard]] bool open_to_others() const;

  // Takes the directory away again if open() has made it and nothing but the lock is in it.
  void unmake() const;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }  // absolute
  // A path to `name` in it that is short whatever the directory is called, for what has to fit into
  // a sockaddr_un.
  [[nodiscard]] std::string short_path(std::string_view name) const;

 private:
  DataDirectory(std::filesystem::path path, Descriptor directory, Descriptor lock)
      : path_(std::move(path)), directory_(std::move(directory)), lock_(std::move(lock)) {}

  std::filesystem::path path_;
  Descriptor directory_;
  Descriptor lock_;
  bool made_ = false;
};

}  // namespace asq::app
