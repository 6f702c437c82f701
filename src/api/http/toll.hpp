// The price of what goes to everybody in a chat: bytes x sockets that hear it, in units of
// RateOptions::bytes_per_send, at least one and at most what the bucket holds.
//
// The first unit is taken before the verb is called. The verb takes the rest in its transaction.
// Threads: as chat/toll.hpp says; made and read on the caller's loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "api/http/rate_limits.hpp"
#include "chat/toll.hpp"
#include "realtime/audience.hpp"

namespace asq::api {

// How many units that is. Pure. bytes_per_unit 0: always one.
[[nodiscard]] std::int64_t price_of(std::int64_t bytes, std::int64_t sockets,
                                    std::int64_t bytes_per_unit);

class BroadcastToll final : public chat::Toll {
 public:
  enum class Bucket : std::uint8_t { sends, memberships };

  // References outlive it.
  BroadcastToll(RateLimits& limits, const realtime::Audience& audience, UserId payer,
                Bucket bucket = Bucket::sends)
      : limits_(limits), audience_(audience), payer_(payer), bucket_(bucket) {}

  [[nodiscard]] std::int64_t owed_to_send(const Message& message) const override;
  [[nodiscard]] std::int64_t owed_to_change(const Message& message) const override;
  [[nodiscard]] std::int64_t owed_to_change(const Chat& chat) const override;
  [[nodiscard]] std::int64_t owed_to_change_member(ChatId chat) const override;
  [[nodiscard]] Result<void> pay(std::int64_t owed) override;

  // Of the last pay(), if there was one.
  [[nodiscard]] const std::optional<Verdict>& verdict() const { return verdict_; }

 private:
  template <class Size>
  [[nodiscard]] std::int64_t owed(std::int64_t sockets, std::int64_t most_bytes, Size size) const;

  RateLimits& limits_;
  const realtime::Audience& audience_;
  UserId payer_;
  Bucket bucket_;
  std::int64_t paid_ = 1;
  std::optional<Verdict> verdict_;
};

}  // namespace asq::api
