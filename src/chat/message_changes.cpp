#include "chat/message_changes.hpp"

#include <utility>

#include "base/emoji.hpp"

namespace asq::chat {

Task<Result<Message>> MessageChanges::edit(Caller caller, MessageRef message, std::string text) {
  co_return co_await store_.messages().edit(caller.actor(), message, std::move(text));
}

Task<Result<Message>> MessageChanges::erase(Caller caller, MessageRef message) {
  co_return co_await store_.messages().erase(caller.actor(), message);
}

Task<Result<Message>> MessageChanges::react(Caller caller, MessageRef message, std::string emoji,
                                            bool present) {
  if (!is_one_emoji(emoji)) co_return fail({{"emoji", "Must be exactly one emoji."}});
  co_return co_await store_.messages().react(caller.actor(), message, std::move(emoji), present);
}

}  // namespace asq::chat
