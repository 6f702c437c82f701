// The price of what goes to everybody in a chat: bytes x sockets that hear it, in units of
// RateOptions::bytes_per_send, at least one and at most what the bucket holds.
//
// The first unit is taken before the verb is called, unless said otherwise. The verb takes the rest
// in its transaction.
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
  enum class Bucket : std::uint8_t { sends, memberships, invites };

  // References outlive it.
  BroadcastToll(RateLimits& limits, const realtime::Audience& audience, UserId payer,
                Bucket bucket = Bucket::sends)
      : limits_(limits), audience_(audience), payer_(payer), bucket_(bucket) {}
  // Of an account that is made by that invitation, which pays.
  BroadcastToll(RateLimits& limits, const realtime::Audience& audience, InviteId invite)
      : limits_(limits), audience_(audience), invite_(invite), bucket_(Bucket::invites) {}
  // Of an account that accepts the invitation, if it joins: from memberships, and one of the
  // invitation's. Nothing is taken before: the first pay() takes the first unit as well.
  BroadcastToll(RateLimits& limits, const realtime::Audience& audience, UserId payer,
                InviteId invite)
      : limits_(limits),
        audience_(audience),
        payer_(payer),
        invite_(invite),
        bucket_(Bucket::memberships),
        begins_(true) {}

  [[nodiscard]] std::int64_t owed_to_send(const Message& message) const override;
  [[nodiscard]] std::int64_t owed_to_change(const Message& message) const override;
  [[nodiscard]] std::int64_t owed_to_change(const Chat& chat) const override;
  [[nodiscard]] std::int64_t owed_to_change_member(ChatId chat) const override;
  [[nodiscard]] Result<void> pay(std::int64_t owed) override;

  [[nodiscard]] std::int64_t paid() const { return paid_; }
  // Of the last pay(), if there was one.
  [[nodiscard]] const std::optional<Verdict>& verdict() const { return verdict_; }

 private:
  template <class Size>
  [[nodiscard]] std::int64_t owed(std::int64_t sockets, std::int64_t most_bytes, Size size) const;
  [[nodiscard]] const Rate& rate() const;
  [[nodiscard]] Verdict take(std::int64_t amount, std::int64_t paid);
  [[nodiscard]] Result<void> begin(std::int64_t owed);

  RateLimits& limits_;
  const realtime::Audience& audience_;
  UserId payer_;
  InviteId invite_;
  Bucket bucket_;
  bool begins_ = false;  // the first unit is still to be taken
  std::int64_t paid_ = 1;
  std::optional<Verdict> verdict_;
};

}  // namespace asq::api
