#include "api/http/toll.hpp"

#include <algorithm>
#include <string>

#include "wire/json.hpp"

namespace asq::api {
namespace {

// What an event has around its message, chat or member.
constexpr std::int64_t kAround = 128;
// At most, of text in JSON: a control character is written as \u0001.
constexpr std::int64_t kMostPerByte = 6;
// Of the fields of a message but its text, and of a line about a member.
constexpr std::int64_t kMostFields = 1024;
constexpr std::int64_t kMostPerId = 18;

std::int64_t size_of(const Message& message) {
  return std::ssize(wire::message_json(message)) + kAround;
}

// Without encoding it, and never too small.
std::int64_t most_of(const Message& message) {
  std::int64_t bytes = kMostFields + kMostPerByte * std::ssize(message.text);
  for (const Reaction& reaction : message.reactions) {
    bytes += kMostFields + kMostPerId * std::ssize(reaction.user_ids);
  }
  return bytes;
}

}  // namespace

std::int64_t price_of(std::int64_t bytes, std::int64_t sockets, std::int64_t bytes_per_unit) {
  if (bytes_per_unit <= 0) return 1;
  return std::max(std::int64_t{1}, (bytes * sockets + bytes_per_unit - 1) / bytes_per_unit);
}

// The exact size is worth its while only where the bound on it costs more.
template <class Size>
std::int64_t BroadcastToll::owed(std::int64_t sockets, std::int64_t most_bytes, Size size) const {
  if (sockets == 0) return 0;
  const RateOptions& options = limits_.options();
  const auto price = [&](std::int64_t bytes) {
    return price_of(bytes, sockets, options.bytes_per_send);
  };
  if (price(most_bytes) <= paid_) return 0;
  const auto burst = std::max(std::int64_t{1}, static_cast<std::int64_t>(rate().burst));
  return std::max(std::int64_t{0}, std::min(burst, price(size())) - paid_);
}

std::int64_t BroadcastToll::owed_to_send(const Message& message) const {
  return owed(audience_.of(message.chat_id).all(), most_of(message),
              [&] { return size_of(message); });
}

std::int64_t BroadcastToll::owed_to_change(const Message& message) const {
  return owed(audience_.of(message.chat_id).of_people, most_of(message),
              [&] { return size_of(message); });
}

std::int64_t BroadcastToll::owed_to_change(const Chat& chat) const {
  std::string json;
  wire::append_chat(json, chat);
  const std::int64_t bytes = std::ssize(json) + kAround;
  return owed(audience_.of(chat.id).of_people, bytes, [bytes] { return bytes; });
}

std::int64_t BroadcastToll::owed_to_change_member(ChatId chat) const {
  return owed(audience_.of(chat).of_people, kMostFields, [] { return kMostFields / 2; });
}

const Rate& BroadcastToll::rate() const {
  const RateOptions& options = limits_.options();
  switch (bucket_) {
    case Bucket::sends: return options.sends;
    case Bucket::memberships: return options.memberships;
    case Bucket::invites: break;
  }
  return options.invites;
}

Verdict BroadcastToll::take(std::int64_t amount, std::int64_t paid) {
  switch (bucket_) {
    case Bucket::sends: return limits_.take_send(payer_, amount, paid);
    case Bucket::memberships: return limits_.take_membership(payer_, amount, paid);
    case Bucket::invites: break;
  }
  return limits_.take_invite(invite_, amount, paid);
}

// Of two buckets, both or none.
Result<void> BroadcastToll::begin(std::int64_t owed) {
  Verdict verdict = limits_.take_invite(invite_);
  if (verdict.allowed) {
    verdict = take(paid_ + owed, 0);
    if (!verdict.allowed) limits_.give_back_invite(invite_);
  }
  if (!verdict.allowed || owed > 0) verdict_ = verdict;
  if (!verdict.allowed) return std::unexpected(rate_limited(verdict));
  begins_ = false;
  paid_ += owed;
  return {};
}

Result<void> BroadcastToll::pay(std::int64_t owed) {
  if (begins_) return begin(std::max(std::int64_t{0}, owed));
  if (owed <= 0) return {};
  verdict_ = take(owed, paid_);
  if (!verdict_->allowed) return std::unexpected(rate_limited(*verdict_));
  paid_ += owed;
  return {};
}

}  // namespace asq::api
