// The way to the sockets: everything that can be refused is refused before the upgrade, with a
// problem body.
#include <utility>

#include "api/routes/handlers.hpp"
#include "api/sockets/chat_socket.hpp"
#include "api/sockets/person_socket.hpp"

namespace asq::api {

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

}  // namespace asq::api
