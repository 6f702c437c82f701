// What becomes of a message after it was sent: edited, deleted, reacted to. The one code behind the
// routes and the socket's commands.
// Threads: any loop; immutable after construction. A repeat changes nothing, tells nobody, and
// answers the message as it is. Its event has been published when a verb returns. Every verb may
// also fail with unauthenticated (the session has ended), with rate_limited (the toll of a change
// that many hear; nullptr: none), and as Store::write() says.
#pragma once

#include <string>

#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/caller.hpp"
#include "chat/toll.hpp"
#include "model/message.hpp"
#include "store/store.hpp"

namespace asq::chat {

class MessageChanges {
 public:
  explicit MessageChanges(store::Store& store) : store_(store) {}

  // One's own message. The same text again changes nothing.
  // Errors: chat_not_found, message_not_found, forbidden (another's), message_deleted.
  [[nodiscard]] Task<Result<Message>> edit(Actor actor, MessageRef message, std::string text,
                                           Toll* toll = nullptr);
  // One's own, or any as an admin. What is left is the tombstone.
  // Errors: chat_not_found, message_not_found, forbidden.
  [[nodiscard]] Task<Result<Message>> erase(Actor actor, MessageRef message, Toll* toll = nullptr);
  // Adds or takes back the actor's reaction. Emoji are compared by emoji_key() (base/emoji.hpp); a
  // message shows them in the spelling of its first. Errors: invalid (field emoji: not exactly
  // one), chat_not_found, message_not_found, forbidden (whoever may not send; today every member
  // may), message_deleted, too_many_reactions.
  [[nodiscard]] Task<Result<Message>> react(Actor actor, MessageRef message, std::string emoji,
                                            bool present, Toll* toll = nullptr);

 private:
  store::Store& store_;
};

}  // namespace asq::chat
