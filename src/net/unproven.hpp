// How many connections of one address (net/counted_as.hpp) have not yet sent a complete header: the
// bound that keeps one slow sender from taking every descriptor. Threads: any (one lock, taken
// twice per connection).
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "net/counted_as.hpp"

namespace asq::net {

class UnprovenPeers {
 public:
  explicit UnprovenPeers(int max_per_address) : max_(max_per_address) {}

  // Counts as one until it is destroyed or released. The UnprovenPeers outlives it.
  class Permit {
   public:
    Permit() = default;
    Permit(Permit&& other) noexcept
        : peers_(std::exchange(other.peers_, nullptr)), address_(std::move(other.address_)) {}
    Permit& operator=(Permit&& other) noexcept {
      std::swap(peers_, other.peers_);
      std::swap(address_, other.address_);
      return *this;
    }
    Permit(const Permit&) = delete;
    Permit& operator=(const Permit&) = delete;
    ~Permit() { release(); }

    void release() {
      if (peers_ != nullptr) std::exchange(peers_, nullptr)->leave(address_);
    }
    [[nodiscard]] bool granted() const { return peers_ != nullptr; }

   private:
    friend class UnprovenPeers;
    Permit(UnprovenPeers& peers, std::string address)
        : peers_(&peers), address_(std::move(address)) {}

    UnprovenPeers* peers_ = nullptr;
    std::string address_;
  };

  // Not granted: the address has as many as it may.
  [[nodiscard]] Permit enter(const std::string& address) {
    std::string counted = counted_as(address);
    const std::lock_guard lock(mutex_);
    int& count = counts_[counted];
    if (count >= max_) return {};
    ++count;
    return {*this, std::move(counted)};
  }

 private:
  void leave(const std::string& address) {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(address);
    if (found != counts_.end() && --found->second <= 0) counts_.erase(found);
  }

  const int max_;
  std::mutex mutex_;
  std::unordered_map<std::string, int> counts_;
};

}  // namespace asq::net
