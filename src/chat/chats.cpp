#include "chat/chats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "chat/name_match.hpp"

namespace asq::chat {
namespace {

// A cursor is "<activity micros>-<chat id>", both in hex without leading zeros: one spelling each.
std::string encode_cursor(const store::ChatCursor& cursor) {
  return fmt::format("{:x}-{:x}", cursor.activity_micros, cursor.chat_id.value());
}

std::optional<std::int64_t> parse_hex(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<store::ChatCursor> decode_cursor(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto activity = parse_hex(text.substr(0, dash));
  const auto chat = parse_hex(text.substr(dash + 1));
  if (!activity || !chat) return std::nullopt;
  const store::ChatCursor cursor{*activity, ChatId(*chat)};
  if (encode_cursor(cursor) != text) return std::nullopt;
  return cursor;
}

store::ChatCursor cursor_behind(const Chat& chat) {
  const Timestamp activity = chat.last_message ? chat.last_message->timestamp : chat.created_at;
  return {to_micros(activity), chat.id};
}

bool comes_after(const store::ChatName& name, const store::ChatCursor& cursor) {
  return std::pair(name.activity_micros, name.chat_id) <
         std::pair(cursor.activity_micros, cursor.chat_id);
}

// Cuts the one chat too many that was asked for to see whether there is a next page.
ChatPage to_page(std::vector<Chat> chats, int limit) {
  ChatPage page{std::move(chats), std::nullopt};
  if (std::ssize(page.chats) > limit) {
    page.chats.resize(static_cast<std::size_t>(limit));
    page.next_cursor = encode_cursor(cursor_behind(page.chats.back()));
  }
  return page;
}

// What a look through the names has found; shared with the thread that looks.
struct Found {
  NameMatch best = NameMatch::none;
  std::vector<ChatId> ids;
};

// The best match; of equals the first, which has the newest activity.
store::NameVisitor best_match(const std::string& query, const std::shared_ptr<Found>& found) {
  return [folded = nfkc_casefold(query), found](const store::ChatName& name) {
    const NameMatch match = match_name(nfkc_casefold(name.name), folded);
    if (match > found->best) {
      found->best = match;
      found->ids.assign(1, name.chat_id);
    }
    return match == NameMatch::exact ? store::Visit::stop : store::Visit::go_on;
  };
}

// The chats whose names answer the query, behind the cursor, at most `most`.
store::NameVisitor all_matches(const std::string& query, std::optional<store::ChatCursor> after,
                               int most, const std::shared_ptr<Found>& found) {
  return [folded = nfkc_casefold(query), after, most, found](const store::ChatName& name) {
    if (after && !comes_after(name, *after)) return store::Visit::go_on;
    if (match_name(nfkc_casefold(name.name), folded) != NameMatch::none) {
      found->ids.push_back(name.chat_id);
    }
    return std::ssize(found->ids) < most ? store::Visit::go_on : store::Visit::stop;
  };
}

}  // namespace

Task<Result<Created>> Chats::create_direct(Caller caller, std::string second_email) {
  co_return co_await store_.chats().create_direct(caller.actor(), std::move(second_email));
}

Task<Result<Chat>> Chats::create_group(Caller caller, std::string name,
                                       std::vector<UserId> participants) {
  store::NewGroup group{caller.actor(), std::move(name), std::move(participants)};
  co_return co_await store_.chats().create_group(std::move(group));
}

Task<Result<Chat>> Chats::get(Caller caller, ChatId chat) {
  co_return co_await store_.chats().find(caller.user_id, chat);
}

Task<Result<Chat>> Chats::change(Caller caller, ChatId chat, ChatChange change) {
  co_return co_await store_.chats().change(caller.actor(), chat, std::move(change));
}

Task<Result<void>> Chats::erase(Caller caller, ChatId chat) {
  co_return co_await store_.chats().erase(caller.actor(), chat);
}

Task<Result<Chat>> Chats::find(Caller caller, std::string name) {
  const auto found = std::make_shared<Found>();
  auto visit = best_match(name, found);
  auto visited = co_await store_.chats().visit_names(caller.user_id, std::move(visit));
  if (!visited) co_return std::unexpected(std::move(visited.error()));
  if (found->ids.empty()) co_return fail(ErrorCode::chat_not_found);
  co_return co_await store_.chats().find(caller.user_id, found->ids.front());
}

Task<Result<ChatPage>> Chats::list(Caller caller, ChatListRequest request) {
  std::optional<store::ChatCursor> after;
  if (request.cursor) {
    after = decode_cursor(*request.cursor);
    if (!after) co_return fail({{"cursor", "is not a cursor that this server gave"}});
  }
  // One more than asked for shows whether there is a next page.
  const int most = request.limit + 1;
  Result<std::vector<Chat>> chats;
  if (request.query) {
    const auto found = std::make_shared<Found>();
    auto visit = all_matches(*request.query, after, most, found);
    auto visited = co_await store_.chats().visit_names(caller.user_id, std::move(visit));
    if (!visited) co_return std::unexpected(std::move(visited.error()));
    chats = co_await store_.chats().find_many(caller.user_id, std::move(found->ids));
  } else {
    chats = co_await store_.chats().list(caller.user_id, after, most);
  }
  if (!chats) co_return std::unexpected(std::move(chats.error()));
  co_return to_page(std::move(*chats), request.limit);
}

Task<Result<std::vector<Message>>> Chats::history(Caller caller, HistoryRequest request) {
  store::OffsetPage page;
  page.chat_id = request.chat_id;
  page.viewer = caller.user_id;
  page.offset = request.offset;
  page.limit = request.limit;
  page.newest_first = request.newest_first;
  if (request.groups_only) page.only_in = ChatType::group;
  co_return co_await store_.messages().page(page);
}

Task<Result<MessageWindow>> Chats::window(Caller caller, WindowRequest page) {
  co_return co_await store_.messages().window(caller.user_id, page);
}

}  // namespace asq::chat
