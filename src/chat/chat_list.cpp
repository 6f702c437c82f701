// Finding and listing chats. Making, changing and ending them: chats.cpp.
#include <algorithm>
#include <functional>
#include <utility>

#include "auth/hmac.hpp"
#include "base/text.hpp"
#include "chat/chats.hpp"
#include "chat/name_match.hpp"
#include "wire/checked_bytes.hpp"
#include "wire/list_cursor.hpp"

namespace asq::chat {
namespace {

using store::ChatCursor;
using store::ChatName;
using store::Snapshot;

constexpr ChatCursor kBeginning{INT64_MAX, ChatId(INT64_MAX)};

wire::ListPlace place_behind(const Chat& chat) {
  const Timestamp activity = chat.last_message ? chat.last_message->timestamp : chat.created_at;
  return {to_micros(activity), chat.id.value()};
}

// Cuts the one chat too many that was asked for to see whether there is a next page.
ChatPage to_page(const wire::PagedList& list, std::vector<Chat> chats, int limit) {
  ChatPage page{std::move(chats), std::nullopt};
  if (std::ssize(page.chats) > limit) {
    page.chats.resize(static_cast<std::size_t>(limit));
    page.next_cursor = wire::encode_list_cursor(list, place_behind(page.chats.back()));
  }
  return page;
}

Result<Chat> find_chat(Snapshot& rows, UserId viewer, ChatId id) {
  auto chat = rows.find_chat(viewer, id);
  if (!chat) return fail(ErrorCode::chat_not_found);
  return std::move(*chat);
}

using Place = std::pair<std::int64_t, ChatId>;  // in the list: the greatest comes first

Place place_of(const ChatName& name) { return {name.activity_micros, name.chat_id}; }

// Of equally good matches the one with the newest activity.
Result<Chat> find_best_match(Snapshot& rows, UserId viewer, const std::string& folded_name) {
  if (folded_name.empty()) return fail(ErrorCode::chat_not_found);
  std::pair<NameMatch, Place> best;
  rows.visit_chats_named(viewer, folded_name, [&](const ChatName& name) {
    best = std::max(best, std::pair(match_name(name.name, folded_name), place_of(name)));
  });
  return find_chat(rows, viewer, best.second.second);
}

std::vector<ChatId> list_matches(Snapshot& rows, UserId viewer, const std::string& folded_name,
                                 const ChatCursor& after, int limit) {
  if (folded_name.empty()) return {};
  const Place behind{after.activity_micros, after.chat_id};
  std::vector<Place> places;
  rows.visit_chats_named(viewer, folded_name, [&](const ChatName& name) {
    if (place_of(name) < behind) places.push_back(place_of(name));
  });
  const auto wanted = std::min(std::ssize(places), static_cast<std::ptrdiff_t>(limit));
  std::ranges::partial_sort(places, places.begin() + wanted, std::greater());
  places.resize(static_cast<std::size_t>(wanted));
  std::vector<ChatId> ids;
  ids.reserve(places.size());
  for (const auto& [activity, id] : places) ids.push_back(id);
  return ids;
}

std::vector<Chat> load_chats(Snapshot& rows, UserId viewer, const std::vector<ChatId>& ids) {
  std::vector<Chat> chats;
  for (const ChatId id : ids) {
    if (auto chat = rows.find_chat(viewer, id)) chats.push_back(std::move(*chat));
  }
  return chats;
}

// As fold_name() (base/text.hpp) does with names.
std::string fold_query(std::string_view query) { return nfkc_casefold(trim(query)); }

// The same in every process, since cursors outlive them. 0: no query.
std::uint64_t hash_query(const std::optional<std::string>& folded) {
  if (!folded) return 0;
  return wire::number_from(auth::hmac_sha256("query of chats", *folded).substr(0, 8));
}

}  // namespace

Task<Result<Chat>> Chats::get(Caller caller, ChatId chat) {
  auto verb = [viewer = caller.user_id, chat](Snapshot& rows) {
    return find_chat(rows, viewer, chat);
  };
  return store_.read<Chat>({"chat", caller.user_id}, std::move(verb));
}

Task<Result<Chat>> Chats::find(Caller caller, std::string name) {
  auto verb = [viewer = caller.user_id, folded = fold_query(name)](Snapshot& rows) {
    return find_best_match(rows, viewer, folded);
  };
  return store_.read<Chat>({"find chat", caller.user_id}, std::move(verb));
}

Task<Result<ChatPage>> Chats::list(Caller caller, ChatListRequest request) {
  std::optional<std::string> folded;
  if (request.query) folded = fold_query(*request.query);
  const wire::PagedList list{.kind = wire::ListKind::chats,
                             .epoch = store_.epoch(),
                             .viewer = caller.user_id,
                             .query = hash_query(folded)};
  ChatCursor after = kBeginning;
  if (request.cursor) {
    const auto place = wire::decode_list_cursor(list, *request.cursor);
    if (!place)
      co_return fail({{"cursor", "This must be the next_cursor of an earlier page of this list."}});
    after = {place->front(), ChatId(place->back())};
  }
  auto verb = [viewer = caller.user_id, limit = request.limit, list, after,
               folded](Snapshot& rows) -> Result<ChatPage> {
    // One more than asked for shows whether there is a next page.
    const auto ids = folded ? list_matches(rows, viewer, *folded, after, limit + 1)
                            : rows.list_chats(viewer, after, limit + 1);
    return to_page(list, load_chats(rows, viewer, ids), limit);
  };
  co_return co_await store_.read<ChatPage>({"list chats", caller.user_id, request.limit},
                                           std::move(verb));
}

}  // namespace asq::chat
