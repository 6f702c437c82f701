// Making groups: what their routes do, and their rows. Messages of groups are in messages.cpp.
#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "api/contract/examples.hpp"
#include "api/contract/requests_chats.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/route_table.hpp"
#include "base/handle.hpp"

namespace asq::api {
namespace {

using E = ErrorCode;

template <class Name>
std::int64_t count_once(std::vector<Name> named) {
  std::ranges::sort(named);
  const auto repeats = std::ranges::unique(named);
  return std::distance(named.begin(), repeats.begin());
}

// Each once, as far as that is seen without looking for them, and at least the one who asks.
std::int64_t count_people(const std::vector<UserId>& participants,
                          std::vector<std::string> addressees) {
  for (std::string& one : addressees) one = with_small_letters(one);
  const auto people = count_once(participants) + count_once(std::move(addressees));
  return std::max(std::int64_t{1}, people);
}

Task<Result<Reply<Chat>>> create_group(Call& call, GroupRequest request) {
  std::vector<UserId> participants;
  std::vector<std::string> addressees;
  if (request.participant_ids) participants = std::move(request.participant_ids->value);
  if (request.participants) addressees = std::move(request.participants->value);
  const auto people = count_people(participants, addressees);
  std::vector<std::string> sought = addressees;
  auto taken = co_await take_people(call, people, std::move(sought));
  if (!taken) co_return std::unexpected(std::move(taken.error()));
  std::string name = std::move(request.name.value);
  auto chat = co_await call.services.chats.create_group(
      call.caller, std::move(name), std::move(participants), std::move(addressees));
  if (!chat) co_return std::unexpected(std::move(chat.error()));
  co_return Reply<Chat>{201, std::move(*chat)};
}

Task<Result<Reply<Chat>>> add_user(Call& call, AddUserRequest request) {
  std::string addressee = std::move(request.second_email.value);
  std::vector<std::string> sought{addressee};
  auto taken = co_await take_people(call, 1, std::move(sought));
  if (!taken) co_return std::unexpected(std::move(taken.error()));
  chat::Toll* toll = call.pays_for_all(BroadcastToll::Bucket::memberships);
  auto made = co_await call.services.members.add(call.caller, request.group_id.value,
                                                 std::move(addressee), toll);
  if (!made) co_return std::unexpected(std::move(made.error()));
  co_return Reply<Chat>{200, std::move(made->chat)};
}

}  // namespace

std::vector<Route> group_rows() {
  return {
      handled_by<&create_group>({
          .method = "POST",
          .path = "/chat/group",
          .operation_id = "create_group",
          .tag = "groups",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Create a group",
          .description = "You become its owner. Name its members by id (`participant_ids`), by "
                         "e-mail or @handle (`participants`), or both. If somebody is not found, "
                         "the answer is 422 and names the place: `participant_ids[1]`. Where the "
                         "server's setting `people` is `known`, the id of somebody you don't know "
                         "is not found.",
          .successes = {{201, "The new group.", "Chat", kGroupExample}},
          .errors = {E::too_many_chats},
      }),
      handled_by<&add_user>({
          .method = "POST",
          .path = "/chat/group/add-user",
          .operation_id = "add_user",
          .tag = "groups",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Add a person to a group",
          .description = "By e-mail or @handle. Adding a member again changes nothing. `email` is "
                         "accepted for `second_email`. A direct chat is 404. Somebody who left the "
                         "group or was removed can be added again only by those who may remove "
                         "members.",
          .successes = {{200, "The group as it is now.", "Chat", kGroupExample}},
          .errors = {E::chat_not_found, E::user_not_found, E::forbidden, E::left_before},
      }),
  };
}

}  // namespace asq::api
