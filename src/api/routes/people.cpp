// Finding people: what the routes do, and their rows. One person alone: accounts.cpp.
#include <utility>
#include <vector>

#include "api/contract/examples.hpp"
#include "api/contract/requests.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/route_table.hpp"

namespace asq::api {
namespace {

PeopleReply people_reply(const Call& call, std::vector<User> users) {
  PeopleReply reply;
  for (User& user : users) {
    const bool oneself = user.id == call.caller.user_id;
    reply.users.push_back({std::move(user), oneself});
  }
  return reply;
}

Task<Result<Reply<PeopleReply>>> see_people(Call& call, std::vector<UserId> ids) {
  auto users = co_await call.services.directory.seen(call.caller, std::move(ids));
  if (!users) co_return std::unexpected(std::move(users.error()));
  co_return Reply<PeopleReply>{200, people_reply(call, std::move(*users))};
}

Task<Result<Reply<PeopleReply>>> search_people(Call& call, chat::PeopleListRequest request) {
  auto page = co_await call.services.directory.list(call.caller, std::move(request));
  if (!page) co_return std::unexpected(std::move(page.error()));
  PeopleReply reply = people_reply(call, std::move(page->users));
  reply.next_cursor = std::move(page->next_cursor);
  co_return Reply<PeopleReply>{200, std::move(reply)};
}

Task<Result<Reply<PeopleReply>>> list_people(Call& call, PeopleListQuery request) {
  if (request.ids) return see_people(call, std::move(request.ids->value));
  chat::PeopleListRequest list;
  list.limit = static_cast<int>(request.limit.value);
  if (request.cursor) list.cursor = std::move(request.cursor->value);
  if (request.query) list.query = std::move(request.query->value);
  return search_people(call, std::move(list));
}

}  // namespace

std::vector<Route> people_rows() {
  return {
      handled_by<&list_people>({
          .method = "GET",
          .path = "/chat/people",
          .operation_id = "people",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Find people",
          .description =
              "Without `query`, or with one character: those with whom you share a chat, ordered "
              "by handle. With two or more: those whose handle or name has a word that begins with "
              "it, or with three or more contains it, best matches first, at most 200 in all. "
              "Where the server's setting `people` is `known`, only people you know. You and "
              "disabled accounts are left out. Get the next page with `cursor=<next_cursor>`, "
              "which is null on the last page; a page before it can be short. `ids` (not with "
              "`query` or `cursor`; `limit` makes no difference): those of them that you can see, "
              "in that order.",
          .successes = {{200, "A page of people.", "People", kPeopleExample}},
      }),
  };
}

}  // namespace asq::api
