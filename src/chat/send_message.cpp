// Stop 3 of docs/life-of-a-message.md: authorise, claim the client_id, append, record.
//   before: api/sockets/chat_socket.cpp, api/sockets/person_socket.cpp, api/routes/messages.cpp
//   after: store/sqlite/rows/transaction.cpp, by way of store/call.hpp and store/sqlite/open.cpp
#include "chat/send_message.hpp"

#include <algorithm>
#include <utility>

#include "chat/write_as.hpp"
#include "model/permissions.hpp"
#include "store/content_hash.hpp"

namespace asq::chat {
namespace {

using store::Place;
using store::Snapshot;
using store::Transaction;

// The same answer for a chat of another kind as for none.
Result<Place> authorise(Transaction& rows, UserId sender, const Outgoing& outgoing) {
  auto place = rows.find_place(outgoing.chat_id, sender);
  if (!place || (outgoing.groups_only && place->membership.type != ChatType::group)) {
    return fail(ErrorCode::chat_not_found);
  }
  if (!may(place->membership, Action::send)) return fail(ErrorCode::forbidden);
  const Seq last = place->membership.last_seq;
  if (outgoing.reply_to && (outgoing.reply_to->value() < 1 || *outgoing.reply_to > last)) {
    return fail({{"reply_to", "This chat has no message with that number."}});
  }
  if (last.value() >= store::kMaxSeq) {
    return fail_internally(ErrorCode::internal, "the chat has used up its numbers");
  }
  return *place;
}

// What the sender says. Its place in the chat comes on top.
Message said_by(UserId sender, const Outgoing& outgoing) {
  Message message;
  message.chat_id = outgoing.chat_id;
  message.sender_id = sender;
  message.text = outgoing.text;
  message.client_id = outgoing.client_id;
  message.reply_to = outgoing.reply_to;
  return message;
}

// Without what became of it since: an edit, a deletion, reactions, reads. The first text may not be
// stored any more; it is the one of the repeat, which has the same hash.
Message as_sent(const Message& stored, const Outgoing& outgoing) {
  Message message = said_by(stored.sender_id, outgoing);
  message.id = stored.id;
  message.seq = stored.seq;
  message.timestamp = stored.timestamp;
  return message;
}

// The message that was stored under this client_id; else the refusal. A member gets it as it is
// now, a former member as it was sent.
Result<Receipt> repeat_or(Snapshot& rows, UserId sender, const Outgoing& outgoing, Error refusal) {
  if (!outgoing.client_id) return std::unexpected(std::move(refusal));
  const auto earlier = rows.find_receipt(outgoing.chat_id, sender, *outgoing.client_id);
  if (!earlier) return std::unexpected(std::move(refusal));
  if (earlier->content_hash != store::content_hash(outgoing.text, outgoing.reply_to)) {
    return fail(ErrorCode::client_id_reused);
  }
  auto stored = rows.find_message(outgoing.chat_id, earlier->seq);
  if (!stored) return fail_internally(ErrorCode::internal, "a receipt without its message");
  if (!rows.find_membership(outgoing.chat_id, sender)) {
    return Receipt{as_sent(*stored, outgoing), true};
  }
  return Receipt{std::move(*stored), true};
}

// False: there has been a message under this client_id, and nothing was written.
bool claim_client_id(Transaction& rows, UserId sender, const Outgoing& outgoing, Seq seq) {
  if (!outgoing.client_id) return true;
  return rows.insert_receipt(outgoing.chat_id, sender, *outgoing.client_id,
                             {seq, store::content_hash(outgoing.text, outgoing.reply_to)});
}

Message to_message(Timestamp now, UserId sender, const Outgoing& outgoing, const Place& place) {
  Message message = said_by(sender, outgoing);
  message.seq = next(place.membership.last_seq);
  message.timestamp = std::max(place.last_at, now);  // the clock may have been set back
  return message;
}

// False: there has been a message under this client_id, and nothing was paid. Errors: rate_limited.
Result<bool> pay_to_send(Transaction& rows, Toll* toll, const Message& message) {
  const std::int64_t owed = toll == nullptr ? 0 : toll->owed_to_send(message);
  if (owed == 0) return true;
  const auto& client_id = message.client_id;
  if (client_id && rows.find_receipt(message.chat_id, message.sender_id, *client_id)) return false;
  if (auto paid = toll->pay(owed); !paid) return std::unexpected(std::move(paid.error()));
  return true;
}

Result<Receipt> append(Transaction& rows, UserId sender, const Outgoing& outgoing, Toll* toll) {
  auto place = authorise(rows, sender, outgoing);
  if (!place) return repeat_or(rows, sender, outgoing, std::move(place.error()));
  Message message = to_message(rows.now(), sender, outgoing, *place);
  const auto is_new = pay_to_send(rows, toll, message);
  if (!is_new) return std::unexpected(is_new.error());
  if (!*is_new || !claim_client_id(rows, sender, outgoing, message.seq)) {
    return repeat_or(rows, sender, outgoing, Error(ErrorCode::internal));
  }
  const LogPosition at = rows.take_position();
  message.id = rows.append_message(message, at);
  rows.record(at, MessageAppended{message});
  return Receipt{std::move(message), false};
}

}  // namespace

Task<Result<Receipt>> SendMessage::send(Actor sender, Outgoing outgoing, Toll* toll) {
  // Memory refuses a stranger at once, without the writer. Only without a client_id, which is
  // looked up before membership. What memory allows or does not know is decided in the transaction,
  // so nothing authorised before a removal is committed after it.
  if (!outgoing.client_id) {
    const auto known = store_.memory().memberships().find(outgoing.chat_id, sender.user_id);
    if (known && !*known) co_return fail(ErrorCode::chat_not_found);
    if (known && !may(**known, Action::send)) co_return fail(ErrorCode::forbidden);
  }
  auto verb = [user = sender.user_id, outgoing = std::move(outgoing), toll](Transaction& rows) {
    return append(rows, user, outgoing, toll);
  };
  co_return co_await write_as<Receipt>(store_, "send", sender, std::move(verb));
}

Task<Result<Receipt>> SendMessage::receipt_or(Caller caller, Outgoing outgoing, Error refusal) {
  if (!outgoing.client_id) co_return std::unexpected(std::move(refusal));
  auto verb = [user = caller.user_id, outgoing = std::move(outgoing), refusal = std::move(refusal)](
                  Snapshot& rows) { return repeat_or(rows, user, outgoing, refusal); };
  co_return co_await store_.read<Receipt>({"find receipt", caller.user_id}, std::move(verb));
}

}  // namespace asq::chat
