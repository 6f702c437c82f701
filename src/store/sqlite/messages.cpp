// Stop 4 of docs/life-of-a-message.md.
//   before: chat/send_message.cpp      after: store/sqlite/append_message.cpp
#include "store/sqlite/messages.hpp"

#include <algorithm>

#include "store/sqlite/append_message.hpp"
#include "store/sqlite/receipts.hpp"
#include "store/sqlite/rows.hpp"
#include "store/sqlite/statements.hpp"

namespace asq::store::sqlite {
namespace {

using Messages = std::vector<Message>;

constexpr std::size_t kMaxCatchUpBytes = 256 * 1024;

// Messages first to last of a chat, in order.
Messages load_range(Database& database, ChatId chat, std::int64_t first, std::int64_t last,
                    std::size_t max_bytes) {
  Messages messages;
  std::size_t bytes = 0;
  {
    auto row = database
                   .statement("SELECT " ASQ_MESSAGE_COLUMNS
                              " FROM messages m, chats c WHERE m.position BETWEEN ?1 AND ?2 "
                              "AND c.id = ?3 ORDER BY m.position")
                   .run(position(chat, Seq(first)), position(chat, Seq(last)), chat.value());
    while (bytes < max_bytes && row.step()) {
      bytes += messages.emplace_back(message_from(row)).text.size();
    }
  }
  load_reactions(database, messages);
  return messages;
}

Result<Messages> load_page(Database& database, const OffsetPage& request) {
  const auto membership = load_membership(database, request.chat_id, request.viewer);
  if (!membership || (request.only_in && membership->type != *request.only_in)) {
    return fail(ErrorCode::chat_not_found);
  }
  const std::int64_t last = membership->last_seq.value() - request.offset;
  if (last < 1) return Messages{};
  const std::int64_t first = std::max<std::int64_t>(1, last - request.limit + 1);
  Messages page = load_range(database, request.chat_id, first, last, SIZE_MAX);
  if (request.newest_first) std::ranges::reverse(page);
  return page;
}

Result<Messages> load_after(Database& database, ChatId chat, UserId viewer, Seq after, int limit) {
  const auto membership = load_membership(database, chat, viewer);
  if (!membership) return fail(ErrorCode::chat_not_found);
  const std::int64_t first = after.value() + 1;
  const std::int64_t last =
      std::min(membership->last_seq.value(), after.value() + static_cast<std::int64_t>(limit));
  if (last < first) return Messages{};
  return load_range(database, chat, first, last, kMaxCatchUpBytes);
}

}  // namespace

Task<Result<Receipt>> SqliteMessages::append(NewMessage message) {
  auto verb = [&cache = parts_.memberships, message = std::move(message)](WriteContext& context) {
    return append_message(context, cache, message);
  };
  return parts_.writer.run<Receipt>(std::move(verb));
}

Task<Result<std::optional<Receipt>>> SqliteMessages::find_receipt(NewMessage message) {
  using Found = std::optional<Receipt>;
  if (!message.client_id) co_return Found{};
  auto verb = [message = std::move(message)](Database& database) {
    return load_receipt(database, message);
  };
  co_return co_await parts_.readers.run<Found>(std::move(verb));
}

Task<Result<std::vector<Message>>> SqliteMessages::page(OffsetPage request) {
  auto verb = [request](Database& database) { return load_page(database, request); };
  return parts_.readers.run<Messages>(std::move(verb));
}

Task<Result<std::vector<Message>>> SqliteMessages::after(ChatId chat, UserId viewer, Seq after,
                                                         int limit) {
  auto verb = [chat, viewer, after, limit](Database& database) {
    return load_after(database, chat, viewer, after, limit);
  };
  return parts_.readers.run<Messages>(std::move(verb));
}

Task<Result<Window>> SqliteMessages::window(WindowPage) { co_return fail(ErrorCode::internal); }

Task<Result<Message>> SqliteMessages::edit(UserId, MessageRef, std::string) {
  co_return fail(ErrorCode::internal);
}

Task<Result<Message>> SqliteMessages::erase(UserId, MessageRef) {
  co_return fail(ErrorCode::internal);
}

Task<Result<Message>> SqliteMessages::react(UserId, MessageRef, std::string, bool) {
  co_return fail(ErrorCode::internal);
}

}  // namespace asq::store::sqlite
