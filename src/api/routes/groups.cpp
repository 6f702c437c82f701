// Making groups: what their routes do, and their rows. Messages of groups are in messages.cpp.
#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "api/contract/examples.hpp"
#include "api/contract/requests_chats.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/route_table.hpp"

namespace asq::api {
namespace {

using E = ErrorCode;

// Each once, and at least the one who asks.
std::int64_t count_people(std::vector<UserId> participants) {
  std::ranges::sort(participants);
  const auto repeats = std::ranges::unique(participants);
  return std::max(std::int64_t{1}, std::distance(participants.begin(), repeats.begin()));
}

Task<Result<Reply<Chat>>> create_group(Call& call, GroupRequest request) {
  std::vector<UserId> participants;
  std::vector<std::string> addressees;
  if (request.participant_ids) participants = std::move(request.participant_ids->value);
  if (request.participants) addressees = std::move(request.participants->value);
  std::vector<std::string> sought = addressees;
  auto taken = co_await take_strangers(call, std::move(sought));
  if (!taken) co_return std::unexpected(std::move(taken.error()));
  const auto written = count_people(participants) + std::ssize(addressees);
  if (auto refusal = take_memberships(call, written))
    co_return std::unexpected(std::move(*refusal));
  std::string name = std::move(request.name.value);
  auto chat = co_await call.services.chats.create_group(
      call.caller, std::move(name), std::move(participants), std::move(addressees));
  if (!chat) co_return std::unexpected(std::move(chat.error()));
  co_return Reply<Chat>{201, std::move(*chat)};
}

Task<Result<Reply<Chat>>> add_user(Call& call, AddUserRequest request) {
  std::string addressee = std::move(request.second_email.value);
  std::string sought = addressee;
  auto taken = co_await take_stranger(call, std::move(sought));
  if (!taken) co_return std::unexpected(std::move(taken.error()));
  if (auto refusal = take_memberships(call, 1)) co_return std::unexpected(std::move(*refusal));
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
                         "e-mail or @handle (`participants`), or both. Somebody who is not found "
                         "is 422 and named by the place: `participant_ids[1]`. Where the server's "
                         "setting `people` is `known`, so is the id of a stranger.",
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
                         "accepted for `second_email`. A direct chat is 404. Someone who left the "
                         "group or was "
                         "removed can be added again only by those who may remove members.",
          .successes = {{200, "The group as it is now.", "Chat", kGroupExample}},
          .errors = {E::chat_not_found, E::user_not_found, E::forbidden, E::left_before},
      }),
  };
}

}  // namespace asq::api
