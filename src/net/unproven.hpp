// How many connections of one address (net/counted_as.hpp) have not yet sent a complete header: the
// bound that keeps one slow sender from taking every descriptor.
//
// Up to the bound they are served. As many again are let in only to be told: who of them sends a
// header soon gets 503. What comes beyond that is closed without a word.
// Threads: any (one lock, taken twice per connection).
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "model/payer.hpp"
#include "net/counted_as.hpp"

namespace asq::net {

class UnprovenPeers {
 public:
  // 0: no bound.
  explicit UnprovenPeers(int max_per_address) : max_(max_per_address) {}

  // Counts as one until it is destroyed or released. The UnprovenPeers outlives it.
  class Permit {
   public:
    Permit() = default;
    Permit(Permit&& other) noexcept
        : peers_(std::exchange(other.peers_, nullptr)),
          address_(other.address_),
          surplus_(other.surplus_) {}
    Permit(const Permit&) = delete;
    Permit& operator=(const Permit&) = delete;
    Permit& operator=(Permit&&) = delete;
    ~Permit() { release(); }

    void release() {
      if (peers_ != nullptr) std::exchange(peers_, nullptr)->leave(address_);
    }
    [[nodiscard]] bool granted() const { return peers_ != nullptr; }
    // Let in beyond the bound.
    [[nodiscard]] bool surplus() const { return surplus_; }
    // As it was let in, and the address has as many as then. False after release().
    [[nodiscard]] bool too_many() const {
      return surplus_ && peers_ != nullptr && peers_->more_than_the_bound(address_);
    }
    // The address as a payer; also after release().
    [[nodiscard]] std::uint64_t address() const { return address_; }

   private:
    friend class UnprovenPeers;
    Permit(UnprovenPeers& peers, std::uint64_t address, bool surplus)
        : peers_(&peers), address_(address), surplus_(surplus) {}

    UnprovenPeers* peers_ = nullptr;
    std::uint64_t address_ = 0;
    bool surplus_ = false;
  };

  // Not granted: the address has twice as many as it may.
  [[nodiscard]] Permit enter(const std::string& address) {
    const std::uint64_t counted = Payer::address(counted_as(address)).value();
    const std::lock_guard lock(mutex_);
    int& count = counts_[counted];
    if (max_ > 0 && count >= 2 * max_) return {};
    ++count;
    return {*this, counted, max_ > 0 && count > max_};
  }

 private:
  [[nodiscard]] bool more_than_the_bound(std::uint64_t address) {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(address);
    return found != counts_.end() && found->second > max_;
  }
  void leave(std::uint64_t address) {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(address);
    if (found != counts_.end() && --found->second <= 0) counts_.erase(found);
  }

  const int max_;
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, int> counts_;  // by Payer::address; guarded by mutex_
};

}  // namespace asq::net
