// Identifiers that can't be mixed up: a ChatId is no UserId and no plain integer.
// On the wire all are positive integers below 2^53; 0 stands for "none yet".
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace asq {

// The largest integer that every client language holds exactly, 2^53 - 1.
inline constexpr std::int64_t kMaxWireInteger = (std::int64_t{1} << 53) - 1;

template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::int64_t value) : value_(value) {}
  [[nodiscard]] constexpr std::int64_t value() const { return value_; }
  constexpr auto operator<=>(const Id&) const = default;

 private:
  std::int64_t value_ = 0;
};

using UserId = Id<struct UserTag>;
using ChatId = Id<struct ChatTag>;
using MessageId = Id<struct MessageTag>;  // unique over the whole server
using SessionId = Id<struct SessionTag>;
using InviteId = Id<struct InviteTag>;      // below 2^48, as its token holds no more
using ResetId = Id<struct ResetTag>;        // a link to set a password with; as InviteId
using DatabaseId = Id<struct DatabaseTag>;  // random, made with the database and never changed
using Seq =
    Id<struct SeqTag>;  // a message's number in its chat: 1, 2, 3, ...; Seq(0) is before the first

// A change's place in the database's one log: the order of commits. LogPosition(0) is before the
// first. Positions grow and may have gaps.
using LogPosition = Id<struct LogPositionTag>;

[[nodiscard]] constexpr Seq next(Seq seq) { return Seq(seq.value() + 1); }

}  // namespace asq

template <class Tag>
struct std::hash<asq::Id<Tag>> {
  std::size_t operator()(asq::Id<Tag> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value());
  }
};
