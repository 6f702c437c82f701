// Stop 4 of docs/life-of-a-message.md.      before: chat/send_message.cpp      after:
// store/sqlite/writer.cpp
#include "store/sqlite/append_message.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <span>

#include "model/permissions.hpp"
#include "store/sqlite/rows.hpp"

namespace asq::store::sqlite {
namespace {

// The chat's row, as far as an append needs it. read_*: see schema.cpp.
struct Head {
  Membership membership;
  std::int64_t last_at = 0;
  std::int64_t read_high = 0;
  std::int64_t read_high_by = 0;
  std::int64_t read_second = 0;
};

std::optional<Head> load_head(WriteContext& context, ChatId chat, UserId user) {
  auto row = context.sql.find_membership.run(chat.value(), user.value());
  if (!row.step()) return std::nullopt;
  Head head;
  head.membership.type = static_cast<ChatType>(row.integer(0));
  head.membership.role = static_cast<Role>(row.integer(1));
  head.membership.admins_only_invite = row.integer(2) != 0;
  head.membership.last_seq = Seq(row.integer(3));
  head.last_at = row.integer(4);
  head.read_high = row.integer(5);
  head.read_high_by = row.integer(6);
  head.read_second = row.integer(7);
  return head;
}

// A marker moved: `read_high` is the furthest of all, `read_second` the furthest of anyone but its
// owner.
void move_marker(Head& head, UserId user, Seq seq) {
  if (head.read_high_by == user.value()) {
    head.read_high = std::max(head.read_high, seq.value());
  } else if (seq.value() > head.read_high) {
    head.read_second = head.read_high;
    head.read_high = seq.value();
    head.read_high_by = user.value();
  } else {
    head.read_second = std::max(head.read_second, seq.value());
  }
}

// The earlier message under this client_id; nullopt if there is none.
Result<std::optional<Receipt>> find_repeat(WriteContext& context, const NewMessage& message,
                                           const std::string& hash) {
  Seq seq;
  {
    auto row = context.sql.find_receipt.run(message.chat_id.value(), message.sender_id.value(),
                                            *message.client_id);
    if (!row.step()) return std::nullopt;
    if (row.text(1) != hash) return fail(ErrorCode::client_id_reused);
    seq = Seq(row.integer(0));
  }
  auto row = context.sql.find_message.run(position(message.chat_id, seq), message.chat_id.value());
  if (!row.step()) return fail_internally(ErrorCode::internal, "a receipt without its message");
  return Receipt{message_from(row), true};
}

// Refuses who may not send; the same answer for a chat of another kind as for none.
Result<Head> authorise(WriteContext& context, const NewMessage& message) {
  auto head = load_head(context, message.chat_id, message.sender_id);
  if (!head) return fail(ErrorCode::chat_not_found);
  if (message.only_in && head->membership.type != *message.only_in) {
    return fail(ErrorCode::chat_not_found);
  }
  if (!may(head->membership, Action::send)) return fail(ErrorCode::forbidden);
  if (head->membership.last_seq.value() >= kMaxSeq) {
    return fail_internally(ErrorCode::internal, "the chat has used up its numbers");
  }
  return *head;
}

Message insert(WriteContext& context, const NewMessage& message, Head& head) {
  Message stored;
  stored.id = MessageId(++context.last_message_id);
  stored.chat_id = message.chat_id;
  stored.seq = next(head.membership.last_seq);
  stored.sender_id = message.sender_id;
  stored.text = message.text;
  stored.client_id = message.client_id;
  // Never before its predecessor's, whatever the clock does.
  head.last_at = std::max(head.last_at, to_micros(context.clock.now()));
  stored.timestamp = from_micros(head.last_at);
  move_marker(head, message.sender_id, stored.seq);
  context.sql.insert_message.execute(position(stored.chat_id, stored.seq), stored.id.value(),
                                     stored.sender_id.value(), head.last_at, stored.text,
                                     stored.client_id);
  context.sql.advance_chat.execute(stored.chat_id.value(), stored.seq.value(), head.last_at,
                                   head.read_high, head.read_high_by, head.read_second);
  context.sql.advance_reader.execute(stored.chat_id.value(), stored.sender_id.value(),
                                     stored.seq.value());
  return stored;
}

}  // namespace

std::string content_hash(const NewMessage& message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(message.text.data(), message.text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string hash;
  for (const unsigned char byte : std::span(digest).first(16)) {
    constexpr std::string_view kHex = "0123456789abcdef";
    hash += kHex[byte >> 4U];
    hash += kHex[byte & 0xFU];
  }
  return hash;
}

Result<Receipt> append_message(WriteContext& context, MembershipCache& cache,
                               const NewMessage& message) {
  std::string hash;
  if (message.client_id) {
    hash = content_hash(message);
    auto repeat = find_repeat(context, message, hash);
    if (!repeat) return std::unexpected(std::move(repeat.error()));
    if (*repeat) return std::move(**repeat);
  }
  auto head = authorise(context, message);
  if (!head) return std::unexpected(std::move(head.error()));
  Message stored = insert(context, message, *head);
  if (message.client_id) {
    context.sql.insert_receipt.execute(stored.chat_id.value(), stored.sender_id.value(),
                                       *stored.client_id, stored.seq.value(), hash);
  }
  context.publish(MessageAppended{stored});
  context.after_commit(
      [&cache, chat = stored.chat_id, seq = stored.seq] { cache.message_appended(chat, seq); });
  return Receipt{std::move(stored), false};
}

}  // namespace asq::store::sqlite
