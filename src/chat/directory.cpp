#include "chat/directory.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "auth/hmac.hpp"
#include "base/handle.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "chat/account_changes.hpp"
#include "chat/name_match.hpp"
#include "wire/checked_bytes.hpp"
#include "wire/list_cursor.hpp"

namespace asq::chat {
namespace {

using store::Snapshot;

constexpr std::size_t kLeastOfAQuery = 2;
constexpr std::size_t kBytesOfANumber = 8;
static_assert(kMaxHandleCharacters % kBytesOfANumber == 0);

// Of somebody on a list: the lowest comes first.
struct PersonPlace {
  std::int64_t rank = 0;  // 0 for all who are listed without a query
  std::string handle;
  auto operator<=>(const PersonPlace&) const = default;
};

wire::ListPlace to_numbers(PersonPlace place) {
  wire::ListPlace numbers{place.rank};
  place.handle.resize(kMaxHandleCharacters, '\0');
  for (std::size_t at = 0; at < kMaxHandleCharacters; at += kBytesOfANumber) {
    const std::string_view bytes = std::string_view(place.handle).substr(at, kBytesOfANumber);
    numbers.push_back(static_cast<std::int64_t>(wire::number_from(bytes)));
  }
  return numbers;
}

PersonPlace from_numbers(const wire::ListPlace& numbers) {
  PersonPlace place{numbers.front(), {}};
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    wire::append_bytes(place.handle, static_cast<std::uint64_t>(numbers[i]), kBytesOfANumber);
  }
  place.handle.erase(std::min(place.handle.find('\0'), place.handle.size()));
  return place;
}

// The better of handle and name; where both are as good, the handle.
std::int64_t rank_of(const store::FoundPerson& person, std::string_view part) {
  const NameMatch by_handle = match_name(fold_handle(person.user.handle), part);
  const NameMatch by_name = match_name(person.name, part);
  const auto best = static_cast<std::int64_t>(std::max(by_handle, by_name));
  const std::int64_t from_top = static_cast<std::int64_t>(NameMatch::exact) - best;
  return 2 * from_top + (by_handle >= by_name ? 0 : 1);
}

struct Listed {
  PersonPlace place;
  User user;
};

struct Candidates {
  std::vector<Listed> listed;  // by place
  bool all = true;             // false: there may be more behind the last of them
};

// Cuts the one too many that shows whether there is a next page.
PeoplePage page_of(const wire::PagedList& list, Candidates candidates, int limit) {
  auto& listed = candidates.listed;
  const auto shown = std::min(listed.size(), static_cast<std::size_t>(limit));
  PeoplePage page;
  if (shown > 0 && (listed.size() > shown || !candidates.all)) {
    page.next_cursor = wire::encode_list_cursor(list, to_numbers(listed[shown - 1].place));
  }
  listed.resize(shown);
  for (Listed& one : listed) page.users.push_back(std::move(one.user));
  return page;
}

Candidates list_around(Snapshot& rows, UserId viewer, const PersonPlace& after, int limit) {
  Candidates around;
  store::ContactSlice slice = rows.list_contacts(viewer, after.handle, limit);
  around.all = slice.all;
  for (User& user : slice.users) {
    PersonPlace place{0, user.handle};
    around.listed.push_back({std::move(place), std::move(user)});
  }
  return around;
}

Candidates list_found(Snapshot& rows, const store::PeopleQuery& query,
                      const std::optional<PersonPlace>& after) {
  Candidates found;
  for (store::FoundPerson& person : rows.search_people(query, Directory::kMostCandidates)) {
    PersonPlace place{rank_of(person, query.part), person.user.handle};
    if (after && place <= *after) continue;
    found.listed.push_back({std::move(place), std::move(person.user)});
  }
  std::ranges::sort(found.listed, {}, &Listed::place);
  return found;
}

// As names and handles are folded. Empty: too short to search for.
std::string fold_people_query(const std::optional<std::string>& query) {
  if (!query) return {};
  std::string folded = nfkc_casefold(trim(*query));
  if (folded.starts_with('@')) folded.erase(0, 1);
  return count_code_points(folded) < kLeastOfAQuery ? std::string() : folded;
}

// The same in every process, since cursors outlive them. 0: no query.
std::uint64_t hash_people_query(const std::string& folded) {
  if (folded.empty()) return 0;
  return wire::number_from(auth::hmac_sha256("query of people", folded).substr(0, 8));
}

}  // namespace

Task<Result<PeoplePage>> Directory::list(Caller caller, PeopleListRequest request) {
  const std::string folded = fold_people_query(request.query);
  const wire::PagedList list{.kind = wire::ListKind::people,
                             .epoch = store_.epoch(),
                             .viewer = caller.user_id,
                             .query = hash_people_query(folded)};
  std::optional<PersonPlace> after;
  if (request.cursor) {
    const auto numbers = wire::decode_list_cursor(list, *request.cursor);
    if (!numbers)
      co_return fail({{"cursor", "This must be the next_cursor of an earlier page of this list."}});
    after = from_numbers(*numbers);
  }
  auto verb = [query = store::PeopleQuery{caller.user_id, folded, people_ == People::known}, after,
               list, limit = request.limit](Snapshot& rows) -> Result<PeoplePage> {
    auto candidates = query.part.empty() ? list_around(rows, query.viewer,
                                                       after.value_or(PersonPlace()), limit + 1)
                                         : list_found(rows, query, after);
    return page_of(list, std::move(candidates), limit);
  };
  co_return co_await store_.read<PeoplePage>({"list people", caller.user_id, request.limit},
                                             std::move(verb));
}

Task<Result<std::vector<User>>> Directory::seen(Caller caller, std::vector<UserId> ids) {
  using Users = std::vector<User>;
  const store::Work work{"see people", caller.user_id, std::ssize(ids)};
  auto verb = [viewer = caller.user_id, ids = std::move(ids),
               people = people_](Snapshot& rows) -> Result<Users> {
    Users users;
    std::unordered_set<UserId> asked;
    for (const UserId id : ids) {
      if (!asked.insert(id).second) continue;
      if (auto user = find_seen(rows, viewer, id, people)) users.push_back(std::move(*user));
    }
    return users;
  };
  return store_.read<Users>(work, std::move(verb));
}

}  // namespace asq::chat
