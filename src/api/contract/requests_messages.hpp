// What the routes of messages and sockets take. See api/contract/requests.hpp.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string_view>

#include "api/contract/decode.hpp"
#include "api/contract/fields.hpp"

namespace asq::api {

inline constexpr std::size_t kMaxMessageCharacters = 16'384;

BOOST_DEFINE_ENUM_CLASS(Order, asc, desc)

struct HistoryQuery {
  InPath<Identifier<ChatId>> chat_id;
  PageLimit limit;
  PageOffset offset;
  OneOf<Order> order;
};
BOOST_DESCRIBE_STRUCT(HistoryQuery, (), (chat_id, limit, offset, order))

struct GroupHistoryQuery {
  InPath<Identifier<ChatId>> group_id;
  PageLimit limit;
  PageOffset offset;
  OneOf<Order> order;
};
BOOST_DESCRIBE_STRUCT(GroupHistoryQuery, (), (group_id, limit, offset, order))

// The header Idempotency-Key means the same as client_id; a contradiction leaves neither.
template <class Send>
void take_idempotency_key(Send& request, FieldErrors& errors) {
  if (!request.idempotency_key) return;
  if (!request.client_id) {
    request.client_id = *request.idempotency_key;
  } else if (request.client_id->value != request.idempotency_key->value) {
    errors.add("Idempotency-Key", "This must have the same value as the field client_id.");
    request.client_id.reset();
  }
}

struct GroupMessageRequest {
  static constexpr std::string_view kExample =
      R"({"chat_id":1,"sender_id":1,"text":"Hello group!"})";
  Identifier<ChatId> chat_id;
  CallerId sender_id;
  Text<1, kMaxMessageCharacters> text;
  std::optional<ClientId> client_id;
  std::optional<Identifier<Seq>> reply_to;
  std::optional<InHeader<ClientId>> idempotency_key;

  void check(FieldErrors& errors) { take_idempotency_key(*this, errors); }
};
BOOST_DESCRIBE_STRUCT(GroupMessageRequest, (),
                      (chat_id, sender_id, text, client_id, reply_to, idempotency_key))

struct SendRequest {
  static constexpr std::string_view kExample =
      R"({"text":"Hello group!","client_id":"7f9c","reply_to":3})";
  InPath<Identifier<ChatId>> chat_id;
  CallerId sender_id;
  Text<1, kMaxMessageCharacters> text;
  std::optional<ClientId> client_id;
  std::optional<Identifier<Seq>> reply_to;
  std::optional<InHeader<ClientId>> idempotency_key;

  void check(FieldErrors& errors) { take_idempotency_key(*this, errors); }
};
BOOST_DESCRIBE_STRUCT(SendRequest, (),
                      (chat_id, sender_id, text, client_id, reply_to, idempotency_key))

// At most one of before, after, around and at; none of them: the newest.
struct WindowQuery {
  InPath<Identifier<ChatId>> chat_id;
  std::optional<SeqOrZero> before;
  std::optional<SeqOrZero> after;
  std::optional<SeqOrZero> around;
  std::optional<Moment> at;
  PageLimit limit;

  void check(FieldErrors& errors) const {
    const int given = (before ? 1 : 0) + (after ? 1 : 0) + (around ? 1 : 0) + (at ? 1 : 0);
    if (given < 2) return;
    const auto refuse = [&](bool is_there, std::string_view name) {
      if (is_there) errors.add(name, "At most one of before, after, around and at can be given.");
    };
    refuse(before.has_value(), "before");
    refuse(after.has_value(), "after");
    refuse(around.has_value(), "around");
    refuse(at.has_value(), "at");
  }
};
BOOST_DESCRIBE_STRUCT(WindowQuery, (), (chat_id, before, after, around, at, limit))

// --- what becomes of a message

struct MessageRequest {
  InPath<Identifier<ChatId>> chat_id;
  InPath<Identifier<Seq>> seq;
};
BOOST_DESCRIBE_STRUCT(MessageRequest, (), (chat_id, seq))

struct EditRequest {
  static constexpr std::string_view kExample = R"({"text":"Hello, group!"})";
  InPath<Identifier<ChatId>> chat_id;
  InPath<Identifier<Seq>> seq;
  Text<1, kMaxMessageCharacters> text;
};
BOOST_DESCRIBE_STRUCT(EditRequest, (), (chat_id, seq, text))

struct ReactionRequest {
  InPath<Identifier<ChatId>> chat_id;
  InPath<Identifier<Seq>> seq;
  InPath<Emoji> emoji;
};
BOOST_DESCRIBE_STRUCT(ReactionRequest, (), (chat_id, seq, emoji))

struct TakeBackRequest {
  InPath<Identifier<ChatId>> chat_id;
  InPath<Identifier<Seq>> seq;
  InPath<EmojiTakenBack> emoji;
};
BOOST_DESCRIBE_STRUCT(TakeBackRequest, (), (chat_id, seq, emoji))

// --- as it happens, and what was missed

struct SyncQuery {
  std::optional<LogCursor> since;
  PageLimit limit;
};
BOOST_DESCRIBE_STRUCT(SyncQuery, (), (since, limit))

struct ChatSocketQuery {
  InPath<Identifier<ChatId>> chat_id;
  std::optional<SeqOrZero> since_seq;
};
BOOST_DESCRIBE_STRUCT(ChatSocketQuery, (), (chat_id, since_seq))

}  // namespace asq::api
