#include "net/held_bytes.hpp"

#include <algorithm>
#include <limits>

namespace asq::net {

HeldBytes::Shard& HeldBytes::shard_of(std::uint64_t who) const {
  constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15U;  // ids of accounts are close together
  return shards_.at((who * kGolden) >> 60U);
}

std::size_t HeldBytes::of(std::uint64_t who, Held kind) const {
  const Shard& shard = shard_of(who);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.counts.find(who);
  return found == shard.counts.end() ? 0 : found->second.at(index(kind));
}

namespace {

bool fits(std::size_t held, std::size_t bytes, std::size_t bound) {
  return bound == 0 || held == 0 || held + bytes <= bound;
}

}  // namespace

Room HeldBytes::room_for(Holder who, Held kind, std::size_t bytes) const {
  const Bounds& bound = bounds(kind);
  if (!fits(who.account == 0 ? 0 : of(who.account, kind), bytes, bound.per_account) ||
      !fits(who.address == 0 ? 0 : of(who.address, kind), bytes, bound.per_address)) {
    return Room::share_used_up;
  }
  const bool full = bound.in_all != 0 && in_all(kind) + bytes > bound.in_all;
  return full ? Room::none : Room::enough;
}

Room HeldBytes::hold(Holder who, Held kind, std::size_t bytes) {
  const Bounds& bound = bounds(kind);
  const bool forced = kind == Held::output;
  Room room = Room::enough;
  if (!add(who.account, kind, bytes, bound.per_account, forced)) room = Room::share_used_up;
  if (room != Room::enough && !forced) return room;
  if (!add(who.address, kind, bytes, bound.per_address, forced)) {
    room = Room::share_used_up;
    if (!forced) {
      subtract(who.account, kind, bytes);
      return room;
    }
  }
  const std::size_t total = totals_.at(index(kind)).fetch_add(bytes) + bytes;
  if (bound.in_all == 0 || total <= bound.in_all) return room;
  if (!forced) let_go(who, kind, bytes);
  evict_largest(kind);
  return room == Room::enough ? Room::none : room;
}

void HeldBytes::move(Holder from, Holder to, Held kind, std::size_t bytes) {
  add(to.account, kind, bytes, 0, true);
  add(to.address, kind, bytes, 0, true);
  subtract(from.account, kind, bytes);
  subtract(from.address, kind, bytes);
}

void HeldBytes::let_go(Holder who, Held kind, std::size_t bytes) {
  subtract(who.account, kind, bytes);
  subtract(who.address, kind, bytes);
  totals_.at(index(kind)).fetch_sub(bytes);
}

bool HeldBytes::add(std::uint64_t who, Held kind, std::size_t bytes, std::size_t bound,
                    bool forced) {
  if (who == 0) return true;
  Shard& shard = shard_of(who);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.counts.try_emplace(who).first;
  std::size_t& held = found->second.at(index(kind));
  const bool within = fits(held, bytes, bound);
  if (within || forced) held += bytes;
  if (found->second == Counts{}) shard.counts.erase(found);
  return within;
}

void HeldBytes::subtract(std::uint64_t who, Held kind, std::size_t bytes) {
  if (who == 0) return;
  Shard& shard = shard_of(who);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.counts.find(who);
  if (found == shard.counts.end()) return;
  found->second.at(index(kind)) -= bytes;
  if (found->second == Counts{}) shard.counts.erase(found);
}

void HeldBytes::evict_largest(Held kind) {
  if (evicting_.at(index(kind)).exchange(true)) return;
  std::uint64_t largest = 0;
  std::size_t most = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (const auto& [who, counts] : shard.counts) {
      if (counts.at(index(kind)) <= most) continue;
      most = counts.at(index(kind));
      largest = who;
    }
  }
  if (most == 0 || !evict_) return evicted(kind);
  evict_(kind, largest);
}

void Holding::set_who(Holder who) {
  if (who == who_) return;
  if (input_ > 0) all_.move(who_, who, Held::input, input_);
  if (output_ > 0) all_.move(who_, who, Held::output, output_);
  who_ = who;
}

Room Holding::hold(Held kind, std::size_t bytes) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t& held = kind == Held::input ? input_ : output_;
  const auto wanted = static_cast<std::uint32_t>(std::min(bytes, kMost));
  if (wanted == held) return Room::enough;
  if (wanted < held) {
    all_.let_go(who_, kind, held - wanted);
    held = wanted;
    return Room::enough;
  }
  const Room room = all_.hold(who_, kind, wanted - held);
  if (room == Room::enough || kind == Held::output) held = wanted;
  return room;
}

void Holding::clear() {
  if (input_ > 0) all_.let_go(who_, Held::input, input_);
  if (output_ > 0) all_.let_go(who_, Held::output, output_);
  input_ = output_ = 0;
}

}  // namespace asq::net
