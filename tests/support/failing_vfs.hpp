// A disk that fails when told to and that can lose its power: SQLite's VFS with a fault in between.
//
// While it lives it is the default VFS of this process, so that what opens a database then writes
// through it. Make it before the store and let it go after the store.
// Threads: any.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

namespace asq::testing {

enum class Fault : std::uint8_t { none, no_space, io_error };

class FailingVfs {
 public:
  // `synced`: remembers what each file held at its last sync, for write_synced().
  enum class Remember : std::uint8_t { nothing, synced };
  explicit FailingVfs(Remember remember = Remember::nothing);
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  enum class Operation : std::uint8_t { read, write, sync };
  // temporary: what SQLite sorts or keeps beside its memory; it has no name.
  enum class File : std::uint8_t { any, database, log, temporary };
  // From the n-th one on (1: the next) every such operation fails, until heal().
  void fail(Operation operation, Fault fault, File file = File::any, int from = 1);
  void heal();
  // How many there have been, failed ones too.
  [[nodiscard]] int count(Operation operation, File file) const;

  // What a power cut at this moment would leave: each file as it was at its last sync.
  void write_synced(const std::filesystem::path& directory) const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace asq::testing
