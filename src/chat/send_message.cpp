// Stop 3 of docs/life-of-a-message.md: authorise, then hand to the store.
#include "chat/send_message.hpp"

#include <utility>

#include "model/permissions.hpp"

namespace asq::chat {
namespace {

store::NewMessage to_store(Caller caller, Outgoing outgoing) {
  const auto only_in = outgoing.groups_only ? std::optional(ChatType::group) : std::nullopt;
  return {.chat_id = outgoing.chat_id,
          .sender = caller.actor(),
          .text = std::move(outgoing.text),
          .client_id = std::move(outgoing.client_id),
          .only_in = only_in,
          .reply_to = outgoing.reply_to};
}

}  // namespace

Task<Result<Receipt>> SendMessage::send(Caller caller, Outgoing outgoing) {
  // Memory refuses a stranger at once, without the writer. Only without a client_id: whoever lost
  // an answer gets it even after leaving, and that the store looks up before it asks for
  // membership. What memory allows or does not know is decided inside the transaction, so nothing
  // authorised before a removal is committed after it.
  if (!outgoing.client_id) {
    const auto known = store_.members().cached_membership(outgoing.chat_id, caller.user_id);
    if (known && !known->has_value()) co_return std::unexpected(known->error());
    if (known && !may(**known, Action::send)) co_return fail(ErrorCode::forbidden);
  }
  store::NewMessage message = to_store(caller, std::move(outgoing));
  co_return co_await store_.messages().append(std::move(message));
}

Task<Result<Receipt>> SendMessage::receipt_or(Caller caller, Outgoing outgoing, Error refusal) {
  if (!outgoing.client_id) co_return std::unexpected(std::move(refusal));
  store::NewMessage message = to_store(caller, std::move(outgoing));
  auto found = co_await store_.messages().find_receipt(std::move(message));
  if (!found) co_return std::unexpected(std::move(found.error()));
  if (!*found) co_return std::unexpected(std::move(refusal));
  co_return std::move(**found);
}

}  // namespace asq::chat
