#include "chat/history.hpp"

#include <algorithm>
#include <utility>

#include "model/permissions.hpp"

namespace asq::chat {
namespace {

using store::Snapshot;
using Messages = std::vector<Message>;

constexpr std::size_t kMaxCatchUpBytes = 256 * 1024;
constexpr std::size_t kAnySize = SIZE_MAX;

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

// The first message of `time` or later; newest + 1: there is none. Times never run back in a chat.
std::int64_t find_time(Snapshot& rows, ChatId chat, std::int64_t newest, Timestamp time) {
  std::int64_t first = 1;
  std::int64_t end = newest + 1;
  while (first < end) {
    const std::int64_t middle = first + (end - first) / 2;
    const auto sent_at = rows.sent_at(chat, Seq(middle));
    if (sent_at && *sent_at < time) {
      first = middle + 1;
    } else {
      end = middle;
    }
  }
  return first;
}

Range find_range(Snapshot& rows, const WindowRequest& request, std::int64_t newest) {
  using Anchor = WindowRequest::Anchor;
  const std::int64_t seq = std::clamp<std::int64_t>(request.seq.value(), 0, newest + 1);
  switch (request.anchor) {
    case Anchor::before: return ending_at(std::max<std::int64_t>(0, seq - 1), request.limit);
    case Anchor::after: return {seq + 1, std::min(newest, seq + request.limit)};
    case Anchor::around: return around(seq, newest, request.limit);
    case Anchor::at:
      return around(find_time(rows, request.chat_id, newest, request.time), newest, request.limit);
    case Anchor::newest: break;
  }
  return ending_at(newest, request.limit);
}

// The chat's last seq, for who may read it.
Result<std::int64_t> find_last(Snapshot& rows, UserId viewer, ChatId chat, bool groups_only) {
  const auto membership = rows.find_membership(chat, viewer);
  if (!membership || !may(*membership, Action::read_history) ||
      (groups_only && membership->type != ChatType::group)) {
    return fail(ErrorCode::chat_not_found);
  }
  return membership->last_seq.value();
}

Messages load(Snapshot& rows, ChatId chat, Range range, std::size_t text_bytes) {
  if (range.last < range.first) return {};
  return rows.list_messages(chat, Seq(range.first), Seq(range.last), text_bytes);
}

Result<Messages> load_page(Snapshot& rows, UserId viewer, const HistoryRequest& request) {
  const auto newest = find_last(rows, viewer, request.chat_id, request.groups_only);
  if (!newest) return std::unexpected(newest.error());
  const std::int64_t last = *newest - request.offset;
  Messages page = load(rows, request.chat_id, ending_at(last, request.limit), kAnySize);
  if (request.newest_first) std::ranges::reverse(page);
  return page;
}

Result<MessageWindow> load_window(Snapshot& rows, UserId viewer, const WindowRequest& request) {
  const auto newest = find_last(rows, viewer, request.chat_id, false);
  if (!newest) return std::unexpected(newest.error());
  const Range range = find_range(rows, request, *newest);
  return MessageWindow{.messages = load(rows, request.chat_id, range, kAnySize),
                       .has_older = *newest > 0 && range.first > 1,
                       .has_newer = range.last < *newest};
}

Result<Messages> load_after(Snapshot& rows, UserId viewer, ChatId chat, Seq after, int limit) {
  const auto newest = find_last(rows, viewer, chat, false);
  if (!newest) return std::unexpected(newest.error());
  const std::int64_t last = std::min(*newest, after.value() + static_cast<std::int64_t>(limit));
  return load(rows, chat, {after.value() + 1, last}, kMaxCatchUpBytes);
}

}  // namespace

Task<Result<Messages>> History::page(Caller caller, HistoryRequest request) {
  auto verb = [viewer = caller.user_id, request](Snapshot& rows) {
    return load_page(rows, viewer, request);
  };
  return store_.read<Messages>({"history", caller.user_id, request.limit}, std::move(verb));
}

Task<Result<MessageWindow>> History::window(Caller caller, WindowRequest request) {
  auto verb = [viewer = caller.user_id, request](Snapshot& rows) {
    return load_window(rows, viewer, request);
  };
  return store_.read<MessageWindow>({"messages", caller.user_id, request.limit}, std::move(verb));
}

Task<Result<Messages>> History::after(Caller caller, ChatId chat, Seq after, int limit) {
  auto verb = [viewer = caller.user_id, chat, after, limit](Snapshot& rows) {
    return load_after(rows, viewer, chat, after, limit);
  };
  return store_.read<Messages>({"messages after", caller.user_id, limit}, std::move(verb));
}

}  // namespace asq::chat
