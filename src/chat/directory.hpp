// Finding people: those around oneself, those of a name or a handle, those of some numbers.
// Threads: any loop; immutable after construction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/caller.hpp"
#include "chat/people.hpp"
#include "model/user.hpp"
#include "store/store.hpp"

namespace asq::chat {

struct PeopleListRequest {
  int limit = 50;
  std::optional<std::string> cursor = {};  // a next_cursor; else invalid, field "cursor"
  std::optional<std::string> query = {};
};

// `next_cursor` is opaque, absent on the last page, and of this list and query only. A page before
// the last may have fewer than `limit`, but not none.
struct PeoplePage {
  std::vector<User> users;
  std::optional<std::string> next_cursor;
};

class Directory {
 public:
  // A search looks at so many people, the better matches first; its pages end with them.
  static constexpr int kMostCandidates = 200;

  explicit Directory(store::Store& store, People people = People::open)
      : store_(store), people_(people) {}

  // Without a query, or with one of less than two characters: who shares a chat with the caller, by
  // handle. Else those whose handle or name has words that begin with it, or, of three characters
  // or more, contains it: compared by NFKC_Casefold, without white space around it and an @ in
  // front. The whole handle or name comes first, then the beginning, the beginning of a word, any
  // part. Under People::known of those whom the caller knows (people.hpp), else of all. Neither has
  // the caller, nor disabled and deleted accounts. Errors: invalid (cursor).
  [[nodiscard]] Task<Result<PeoplePage>> list(Caller caller, PeopleListRequest request);
  // Those of them whom the caller sees (find_seen()), oneself too, each once and in their order.
  [[nodiscard]] Task<Result<std::vector<User>>> seen(Caller caller, std::vector<UserId> ids);

 private:
  store::Store& store_;
  People people_;
};

}  // namespace asq::chat
