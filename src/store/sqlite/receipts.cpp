#include "store/sqlite/receipts.hpp"

#include <openssl/sha.h>

#include <array>
#include <span>

#include "store/sqlite/rows.hpp"
#include "store/sqlite/statements.hpp"

namespace asq::store::sqlite {
namespace {

constexpr std::size_t kHashBytes = 16;

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string content_hash(const std::string& text, std::optional<Seq> reply_to) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  std::string content = text;
  // A text has no U+0000: nothing but a reply hashes like a reply.
  if (reply_to) content += '\0' + std::to_string(reply_to->value());
  SHA256(bytes_of(content), content.size(), digest.data());
  std::string hex;
  for (const unsigned char byte : std::span(digest).first(kHashBytes)) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 0xFU];
  }
  return hex;
}

Result<std::optional<Receipt>> load_receipt(Database& database, const NewMessage& message) {
  Seq seq;
  {
    auto row =
        database
            .statement(
                "SELECT r.seq, r.content_hash FROM receipts r JOIN chats c "
                "ON c.id = r.chat_id "
                "WHERE r.chat_id = ?1 AND r.sender_id = ?2 AND r.client_id = ?3")
            .run(message.chat_id.value(), message.sender.user_id.value(), *message.client_id);
    if (!row.step()) return std::nullopt;
    const std::string hash = content_hash(message.text, message.reply_to);
    if (row.text(1) != hash) return fail(ErrorCode::client_id_reused);
    seq = Seq(row.integer(0));
  }
  auto stored = load_message(database, message.chat_id, seq);
  if (!stored) return fail_internally(ErrorCode::internal, "a receipt without its message");
  return Receipt{std::move(*stored), true};
}

}  // namespace asq::store::sqlite
