#include "store/sqlite/message_pages.hpp"

#include <algorithm>
#include <utility>

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

// The first message of `time` or later; last + 1: there is none. Times never run back in a chat.
std::int64_t find_time(Database& database, ChatId chat, std::int64_t last, Timestamp time) {
  Statement& sent_at = database.statement("SELECT sent_at FROM messages WHERE position = ?1");
  std::int64_t first = 1;
  std::int64_t end = last + 1;
  while (first < end) {
    const std::int64_t middle = first + (end - first) / 2;
    auto row = sent_at.run(position(chat, Seq(middle)));
    if (row.step() && row.integer(0) < to_micros(time)) {
      first = middle + 1;
    } else {
      end = middle;
    }
  }
  return first;
}

struct Range {
  std::int64_t first = 1;
  std::int64_t last = 0;
};

Range ending_at(std::int64_t last, int limit) {
  return {std::max<std::int64_t>(1, last - limit + 1), last};
}

// As many on both sides; what one side lacks the other gives.
Range around(std::int64_t seq, std::int64_t newest, int limit) {
  const std::int64_t first =
      std::max<std::int64_t>(1, std::min(seq - limit / 2, newest - limit + 1));
  return {first, std::min(newest, first + limit - 1)};
}

Range find_range(Database& database, const WindowRequest& request, std::int64_t newest) {
  using Anchor = WindowRequest::Anchor;
  const std::int64_t seq = std::clamp<std::int64_t>(request.seq.value(), 0, newest + 1);
  switch (request.anchor) {
    case Anchor::before: return ending_at(std::max<std::int64_t>(0, seq - 1), request.limit);
    case Anchor::after: return {seq + 1, std::min(newest, seq + request.limit)};
    case Anchor::around: return around(seq, newest, request.limit);
    case Anchor::at:
      return around(find_time(database, request.chat_id, newest, request.time), newest,
                    request.limit);
    case Anchor::newest: break;
  }
  return ending_at(newest, request.limit);
}

}  // namespace

Result<Messages> load_page(Database& database, const OffsetPage& request) {
  const auto membership = load_membership(database, request.chat_id, request.viewer);
  if (!membership || (request.only_in && membership->type != *request.only_in)) {
    return fail(ErrorCode::chat_not_found);
  }
  const std::int64_t last = membership->last_seq.value() - request.offset;
  if (last < 1) return Messages{};
  const auto [first, end] = ending_at(last, request.limit);
  Messages page = load_range(database, request.chat_id, first, end, SIZE_MAX);
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

Result<MessageWindow> load_window(Database& database, UserId viewer, const WindowRequest& request) {
  const auto membership = load_membership(database, request.chat_id, viewer);
  if (!membership) return fail(ErrorCode::chat_not_found);
  const std::int64_t newest = membership->last_seq.value();
  const Range range = find_range(database, request, newest);
  MessageWindow window;
  window.has_older = newest > 0 && range.first > 1;
  window.has_newer = range.last < newest;
  if (range.first <= range.last) {
    window.messages = load_range(database, request.chat_id, range.first, range.last, SIZE_MAX);
  }
  return window;
}

}  // namespace asq::store::sqlite
