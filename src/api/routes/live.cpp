// What was missed, and the way to the sockets: what the routes do, and their rows. A socket is
// refused before the upgrade, with a problem body.
#include <utility>

#include "api/contract/examples.hpp"
#include "api/contract/requests.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/route_table.hpp"
#include "api/sockets/chat_socket.hpp"
#include "api/sockets/person_socket.hpp"

namespace asq::api {
namespace {

using E = ErrorCode;

Task<Result<Reply<SyncReply>>> sync(Call& call, SyncQuery request) {
  std::optional<std::string> since;
  if (request.since) since = std::move(request.since->value);
  const auto taken = co_await take_turn(call, static_cast<int>(request.limit.value));
  if (!taken) co_return std::unexpected(taken.error());
  auto page = co_await call.services.sync.page(call.caller, std::move(since),
                                               static_cast<std::size_t>(request.limit.value));
  if (!page) co_return std::unexpected(std::move(page.error()));
  co_return Reply<SyncReply>{200, {std::move(*page)}};
}

Task<Result<Answer>> open_chat_socket(Call& call, ChatSocketQuery request) {
  const ChatId chat = request.chat_id.value;
  auto membership = co_await call.services.members.membership(call.caller, chat);
  if (!membership) co_return std::unexpected(std::move(membership.error()));
  const Seq after = request.since_seq ? request.since_seq->value : membership->last_seq;
  if (after > membership->last_seq) co_return fail(ErrorCode::seq_from_future);
  const ChatSocketServices services{call.services.messages, call.services.logins,
                                    call.services.limits, call.services.hub_of(call.loop)};
  Answer answer;
  answer.status = 101;
  answer.socket = make_chat_socket(services, call.caller, chat, after);
  co_return answer;
}

Task<Result<Answer>> open_person_socket(Call& call, NoFields) {
  const PersonSocketServices services{call.services, call.services.hub_of(call.loop),
                                      call.socket_terms};
  Answer answer;
  answer.status = 101;
  answer.socket = make_person_socket(services, call.caller);
  co_return answer;
}

}  // namespace

std::vector<Route> live_rows() {
  return {
      handled_by<&sync>({
          .method = "GET",
          .path = "/chat/sync",
          .operation_id = "sync",
          .tag = "sync",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Missed events",
          .description = "The events after the cursor `since`, as your personal socket delivers "
                         "them. `resumed` is false if the server can't list them: no cursor, one "
                         "that is damaged, from another database or from the future, or more than "
                         "10,000 missed events. Then reload the lists and continue from `cursor`. "
                         "`limit` counts the events that have a cursor.",
          .successes = {{200,
                         "A page of events. If `more` is true, ask again at once with `cursor`.",
                         "Sync", kSyncExample}},
      }),
      handled_by<&open_person_socket>({
          .method = "GET",
          .path = "/chat/ws",
          .operation_id = "person_socket",
          .tag = "sockets",
          .auth = Auth::socket,
          .limit = LimitKind::requests,
          .summary = "The socket of a person (WebSocket)",
          .description =
              "One socket for all chats. It brings every event that concerns you, once and in "
              "order, and takes everything you can do in a chat as a command. The token comes as "
              "on "
              "the socket of one chat. Send `hello` first, within 10 seconds; with `since`, the "
              "`cursor` of the newest event that you have dealt with, the socket goes on from "
              "there.",
          .successes = {{101, "The connection is a WebSocket from here on.", {}, {}}},
          .receives = {"Command"},
          .sends = {"CommandReply", "CommandError", "Event", "PassingEvent"},
          .guide = "the-socket-of-a-person",
          .errors = {E::origin_not_allowed},
      }),
      handled_by<&open_chat_socket>({
          .method = "GET",
          .path = "/chat/ws/{chat_id}",
          .operation_id = "chat_socket",
          .tag = "sockets",
          .auth = Auth::socket,
          .limit = LimitKind::requests,
          .summary = "The socket of one chat (WebSocket)",
          .description =
              "Every message of the chat, once and in order, and a way to send. The token comes as "
              "`?token=`, as `Authorization: Bearer`, or as a subprotocol "
              "(`Sec-WebSocket-Protocol: asq, bearer.<token>`, answered with `asq`). With "
              "`since_seq` everything after that number comes first.\n\nTo send, write "
              "`{\"text\": \"Hello!\"}`, with `client_id` and `reply_to` if you like. Your message "
              "comes back with its number in the chat, `seq`, when it is on disk. Edits, deletions "
              "and reactions are events of the socket of a person.",
          .successes = {{101, "The connection is a WebSocket from here on.", {}, {}}},
          .receives = {"SocketMessage"},
          .sends = {"Message", "SocketError"},
          .guide = "the-socket-of-one-chat",
          .errors = {E::chat_not_found, E::seq_from_future, E::origin_not_allowed},
      }),
  };
}

}  // namespace asq::api
