// What a change costs its actor because many hear it. Only the transaction knows the size of what
// goes out, so a verb asks there, before it writes.
//
// A caller has paid for one message when it calls the verb (but for Invites::accept). What is owed
// beyond that is nearly always nothing. Threads: the one that runs the verb; between the call and
// the return of the verb it is the verb's alone. It outlives the call.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.hpp"
#include "model/chat.hpp"
#include "model/message.hpp"

namespace asq::chat {

class Toll {
 public:
  // What is still owed for telling everybody who hears of it; what has been paid counts, so a verb
  // that runs again after a rollback pays once.
  [[nodiscard]] virtual std::int64_t owed_to_send(const Message& message) const = 0;
  [[nodiscard]] virtual std::int64_t owed_to_change(const Message& message) const = 0;
  [[nodiscard]] virtual std::int64_t owed_to_change(const Chat& chat) const = 0;
  // A line about one member.
  [[nodiscard]] virtual std::int64_t owed_to_change_member(ChatId chat) const = 0;
  // Errors: rate_limited; then nothing is taken.
  [[nodiscard]] virtual Result<void> pay(std::int64_t owed) = 0;

 protected:
  ~Toll() = default;
};

// Pays for a change of what; nullptr: it is free. Errors: rate_limited.
template <class Changed>
[[nodiscard]] Result<void> pay_to_change(Toll* toll, const Changed& what) {
  if (toll == nullptr) return {};
  return toll->pay(toll->owed_to_change(what));
}
[[nodiscard]] inline Result<void> pay_to_change_member(Toll* toll, ChatId chat) {
  if (toll == nullptr) return {};
  return toll->pay(toll->owed_to_change_member(chat));
}

// Pays for one who comes by an invitation; nullopt: to no group, so nobody else hears of it.
[[nodiscard]] inline Result<void> pay_to_join(Toll* toll, std::optional<ChatId> group) {
  if (toll == nullptr) return {};
  return toll->pay(group ? toll->owed_to_change_member(*group) : 0);
}

}  // namespace asq::chat
