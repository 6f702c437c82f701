// Bytes that the server holds for somebody outside: what has come and is not whole yet, and what
// waits to be read. They are counted by account, by address and in all, so that nobody fills the
// memory for everybody (docs/adr/0013-fair-shares.md, gate 3).
//
// Beyond the share of an account or an address that one is refused, nobody else. Beyond the bound
// in all the largest holder goes: its connections that hold such bytes are closed, and whoever
// needs room meanwhile is told to come again.
// Threads: any (sharded locks, never two at once); a Holding is its loop's.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <unordered_map>

namespace asq::net {

// Whom bytes are held for: the value() of a Payer each; 0 is nobody.
struct Holder {
  std::uint64_t account = 0;
  std::uint64_t address = 0;
  bool operator==(const Holder&) const = default;
};

enum class Held : std::uint8_t {
  input,   // heads, bodies and messages under way, as allocated
  output,  // answers, replies and pages that the peer has not taken
};

enum class Room : std::uint8_t {
  enough,
  share_used_up,  // the account's or the address's
  none,           // the server's
};

class HeldBytes {
 public:
  static constexpr std::size_t kMiB = std::size_t{1} << 20U;
  // 0: no bound.
  struct Bounds {
    std::size_t per_account = 0;
    std::size_t per_address = 0;
    std::size_t in_all = 0;
  };
  struct Options {
    Bounds input{4 * kMiB, 16 * kMiB, 256 * kMiB};
    Bounds output{32 * kMiB, 64 * kMiB, 256 * kMiB};
  };
  explicit HeldBytes(const Options& options) : options_(options) {}
  HeldBytes() : HeldBytes(Options{}) {}
  HeldBytes(const HeldBytes&) = delete;
  HeldBytes& operator=(const HeldBytes&) = delete;

  // What hold() would say; counts nothing. A single piece may be larger than a share: for whom
  // nothing else is held any size is within it.
  [[nodiscard]] Room room_for(Holder who, Held kind, std::size_t bytes) const;
  // Counts `bytes` more. Input is counted only if there is enough room. Output is counted in any
  // case: it is there already. `none` starts an eviction.
  [[nodiscard]] Room hold(Holder who, Held kind, std::size_t bytes);
  // Counts them for another, whatever the bounds say.
  void move(Holder from, Holder to, Held kind, std::size_t bytes);
  void let_go(Holder who, Held kind, std::size_t bytes);

  // Who closes the connections of the largest holder (one account or one address) and calls
  // evicted() when that is done on every loop; until then there is no second eviction. Called on
  // the thread that met the bound, possibly in the middle of a read: it only posts. Set before the
  // first hold().
  using Evict = std::function<void(Held kind, std::uint64_t who)>;
  void set_evict(Evict evict) { evict_ = std::move(evict); }
  void evicted(Held kind) { evicting_.at(index(kind)) = false; }

  [[nodiscard]] std::size_t of(std::uint64_t who, Held kind) const;
  [[nodiscard]] std::size_t in_all(Held kind) const { return totals_.at(index(kind)); }

 private:
  using Counts = std::array<std::size_t, 2>;  // by Held
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::uint64_t, Counts> counts;  // guarded by mutex
  };
  static constexpr std::size_t index(Held kind) { return static_cast<std::size_t>(kind); }
  [[nodiscard]] const Bounds& bounds(Held kind) const {
    return kind == Held::input ? options_.input : options_.output;
  }
  [[nodiscard]] Shard& shard_of(std::uint64_t who) const;
  // False, and nothing is counted, beyond the bound (unless `forced`).
  bool add(std::uint64_t who, Held kind, std::size_t bytes, std::size_t bound, bool forced);
  void subtract(std::uint64_t who, Held kind, std::size_t bytes);
  void evict_largest(Held kind);

  const Options options_;
  mutable std::array<Shard, 16> shards_;
  std::array<std::atomic<std::size_t>, 2> totals_{};
  std::array<std::atomic<bool>, 2> evicting_{};
  Evict evict_;
};

// What one connection holds. Lets go of it at the end of its life.
class Holding {
 public:
  explicit Holding(HeldBytes& all, Holder who = {}) : all_(all), who_(who) {}
  ~Holding() { clear(); }
  Holding(const Holding&) = delete;
  Holding& operator=(const Holding&) = delete;

  [[nodiscard]] Holder who() const { return who_; }
  // What is held goes along.
  void set_who(Holder who);
  // From now on it is that many. Costs nothing if it was that many before.
  [[nodiscard]] Room hold(Held kind, std::size_t bytes);
  [[nodiscard]] std::size_t bytes(Held kind) const {
    return kind == Held::input ? input_ : output_;
  }
  [[nodiscard]] bool empty() const { return input_ == 0 && output_ == 0; }
  // Holds such bytes for this account or address.
  [[nodiscard]] bool is_for(Held kind, std::uint64_t who) const {
    return bytes(kind) > 0 && (who_.account == who || who_.address == who);
  }
  void clear();

 private:
  HeldBytes& all_;
  Holder who_;
  std::uint32_t input_ = 0;
  std::uint32_t output_ = 0;
};

}  // namespace asq::net
