// The handlers of the routes: translation between HTTP and chat/, nothing else. Each file says
// which rows of api/rows_*.cpp it serves. Threads: the loop of the connection.
#pragma once

#include "api/contract/replies.hpp"
#include "api/contract/requests.hpp"
#include "api/contract/route.hpp"

namespace asq::api {

// take_turn.cpp
// To be taken before so many messages are read, and kept until they are in the answer. Errors:
// rate_limited, to an account that has too much to read by the time that its turn comes.
[[nodiscard]] Task<Result<realtime::ReadTurns::Turn>> take_turn(Call& call, int messages);

// account_routes.cpp
Task<Result<Reply<OwnUser>>> register_account(Call& call, RegisterRequest request);
Task<Result<Reply<TokenReply>>> issue_token(Call& call, TokenRequest request);
Task<Result<Reply<OwnUser>>> get_me(Call& call, NoFields request);
Task<Result<Reply<OwnUser>>> change_me(Call& call, ProfileRequest request);
Task<Result<Reply<NoContent>>> delete_me(Call& call, DeleteMeRequest request);
Task<Result<Reply<SeenUser>>> find_user(Call& call, UserQuery request);
Task<Result<Reply<SeenUser>>> get_user(Call& call, UserRequest request);
Task<Result<Reply<NoContent>>> log_out(Call& call, NoFields request);
Task<Result<Reply<SessionsReply>>> list_sessions(Call& call, NoFields request);
Task<Result<Reply<NoContent>>> end_session(Call& call, SessionRequest request);

// chat_routes.cpp
Task<Result<Reply<Chat>>> create_direct_chat(Call& call, DirectChatRequest request);
Task<Result<Reply<Chat>>> find_chat(Call& call, FindChatRequest request);
Task<Result<Reply<ChatsReply>>> list_chats(Call& call, ChatListQuery request);
Task<Result<Reply<Chat>>> create_group(Call& call, GroupRequest request);
Task<Result<Reply<Chat>>> get_chat(Call& call, ChatRequest request);
Task<Result<Reply<Chat>>> change_chat(Call& call, ChatChangeRequest request);
Task<Result<Reply<NoContent>>> delete_chat(Call& call, ChatRequest request);

// member_routes.cpp
Task<Result<Reply<Chat>>> add_user(Call& call, AddUserRequest request);
Task<Result<Reply<MembersReply>>> list_members(Call& call, MemberListQuery request);
Task<Result<Reply<Member>>> change_member(Call& call, MemberChangeRequest request);
Task<Result<Reply<NoContent>>> remove_member(Call& call, MemberRequest request);
Task<Result<Reply<ReadReply>>> mark_read(Call& call, ReadRequest request);

// message_routes.cpp
Task<Result<Reply<std::vector<Message>>>> history(Call& call, HistoryQuery request);
Task<Result<Reply<std::vector<Message>>>> group_history(Call& call, GroupHistoryQuery request);
Task<Result<Reply<MessageReply>>> send_group_message(Call& call,
                                                     Decoded<GroupMessageRequest> request);
Task<Result<Reply<MessageReply>>> send_message(Call& call, Decoded<SendRequest> request);
Task<Result<Reply<MessagesPage>>> list_messages(Call& call, WindowQuery request);

// message_change_routes.cpp
Task<Result<Reply<MessageReply>>> edit_message(Call& call, EditRequest request);
Task<Result<Reply<MessageReply>>> delete_message(Call& call, MessageRequest request);
Task<Result<Reply<MessageReply>>> react(Call& call, ReactionRequest request);
Task<Result<Reply<MessageReply>>> unreact(Call& call, ReactionRequest request);

// sync_route.cpp, socket_route.cpp
Task<Result<Reply<SyncReply>>> sync(Call& call, SyncQuery request);
Task<Result<Answer>> open_chat_socket(Call& call, ChatSocketQuery request);
Task<Result<Answer>> open_person_socket(Call& call, NoFields request);

// system_routes.cpp
Task<Result<Answer>> landing_page(Call& call, NoFields request);
Task<Result<Answer>> health(Call& call, NoFields request);
Task<Result<Answer>> readiness(Call& call, NoFields request);
Task<Result<Answer>> metrics(Call& call, NoFields request);
Task<Result<Answer>> openapi(Call& call, NoFields request);
Task<Result<Answer>> docs_page(Call& call, NoFields request);
Task<Result<Answer>> docs_errors(Call& call, NoFields request);
Task<Result<Answer>> docs_asset(Call& call, DocsAssetRequest request);

}  // namespace asq::api
