// The rows of chats, groups and members.
#include "api/contract/examples.hpp"
#include "api/routes/handlers.hpp"
#include "api/routes/rows.hpp"

namespace asq::api {

using E = ErrorCode;

std::vector<Route> chat_rows() {
  return {
      handled_by<&create_direct_chat>({
          .method = "POST",
          .path = "/chat/chat",
          .operation_id = "create_direct_chat",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Make the direct chat with another person",
          .description = "Two people have one, whoever asks first.",
          .successes = {{201, "The new chat.", "Chat", kDirectChatExample},
                        {200, "The chat that the two already have.", "Chat", kDirectChatExample}},
          .errors = {E::user_not_found, E::self_chat},
      }),
      handled_by<&find_chat>({
          .method = "POST",
          .path = "/chat/find-chat",
          .operation_id = "find_chat",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .asks_only = true,
          .summary = "Find one of one's own chats by its name",
          .description = "The best match, without regard to case: the exact name, then its "
                         "beginning, then the start of a word, then any part; ties go to the "
                         "newest activity. `user_id` is taken for `id` too.",
          .successes = {{200, "The best match.", "Chat", kDirectChatExample}},
          .errors = {E::chat_not_found},
      }),
      handled_by<&list_chats>({
          .method = "GET",
          .path = "/chat/chats",
          .operation_id = "chats",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "One's own chats, newest activity first",
          .description = "`query` keeps what find-chat would consider. The next page is asked for "
                         "with `cursor=<next_cursor>`; on the last one it is null.",
          .successes = {{200, "A page of chats.", "Chats", kChatsExample}},
      }),
      handled_by<&get_chat>({
          .method = "GET",
          .path = "/chat/chats/{chat_id}",
          .operation_id = "chat",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "One of one's own chats",
          .description = "As the caller sees it.",
          .successes = {{200, "The chat.", "Chat", kGroupExample}},
          .errors = {E::chat_not_found},
      }),
      handled_by<&change_chat>({
          .method = "PATCH",
          .path = "/chat/chats/{chat_id}",
          .operation_id = "change_chat",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Rename a group, or change its settings",
          .description = "What is left out stays. For admins and the owner. With "
                         "`admins_only_invite` only they add people.",
          .successes = {{200, "The group as it is now.", "Chat", kGroupExample}},
          .errors = {E::chat_not_found, E::direct_chat, E::forbidden},
      }),
      handled_by<&delete_chat>({
          .method = "DELETE",
          .path = "/chat/chats/{chat_id}",
          .operation_id = "delete_chat",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Delete a group",
          .description = "With everything in it, for all its members. For the owner.",
          .successes = {{204, "The group is gone.", {}, {}}},
          .errors = {E::chat_not_found, E::direct_chat, E::forbidden},
      }),
      handled_by<&mark_read>({
          .method = "POST",
          .path = "/chat/chats/{chat_id}/read",
          .operation_id = "mark_read",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Read up to a message",
          .description = "Moves the caller's marker, never back; `seq` beyond the newest message "
                         "is 422. The other members are told.",
          .successes = {{200, "The marker as it is now.", "ReadState", kReadExample}},
          .errors = {E::chat_not_found},
      }),
  };
}

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
          .summary = "Make a group",
          .description = "The caller is always a member, and its owner. An id that names nobody is "
                         "422, naming its place: `participant_ids[1]`.",
          .successes = {{201, "The new group.", "Chat", kGroupExample}},
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
          .description = "Adding a member again changes nothing. `email` is taken for "
                         "`second_email` too. A direct chat answers 404.",
          .successes = {{200, "The group as it is now.", "Chat", kGroupExample}},
          .errors = {E::chat_not_found, E::user_not_found, E::forbidden},
      }),
      handled_by<&group_history>({
          .method = "GET",
          .path = "/chat/group-history/{group_id}",
          .operation_id = "group_history",
          .tag = "groups",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Messages of a group",
          .description = "As history; a direct chat answers 404.",
          .successes = {{200, "A page; empty beyond the oldest.", "Messages", kMessagesExample}},
          .errors = {E::chat_not_found},
      }),
      handled_by<&send_group_message>({
          .method = "POST",
          .path = "/chat/group-message",
          .operation_id = "group_message",
          .tag = "groups",
          .auth = Auth::bearer,
          .limit = LimitKind::sends,
          .content = Content::json,
          .summary = "Send a message to a group",
          .description =
              "Answered when the message is on disk. With a `client_id` (or the header "
              "`Idempotency-Key`, which means the same) a repeat stores nothing and answers 200 "
              "with the first message and `duplicate: true`. A direct chat answers 404.",
          .successes = {{201, "The stored message.", "Message", kMessageExample},
                        {200, "It had been stored before.", "Message", kDuplicateExample}},
          .errors = {E::chat_not_found, E::forbidden, E::client_id_reused},
      }),
  };
}

std::vector<Route> member_rows() {
  return {
      handled_by<&list_members>({
          .method = "GET",
          .path = "/chat/chats/{chat_id}/members",
          .operation_id = "members",
          .tag = "members",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Who is in a chat",
          .description = "In order of user id. The next page is asked for with "
                         "`cursor=<next_cursor>`; on the last one it is null.",
          .successes = {{200, "A page of members.", "Members", kMembersExample}},
          .errors = {E::chat_not_found},
      }),
      handled_by<&change_member>({
          .method = "PATCH",
          .path = "/chat/chats/{chat_id}/members/{user_id}",
          .operation_id = "change_member",
          .tag = "members",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Change a member's role, or hand the group over",
          .description = "For the owner. `owner` hands the ownership over, and makes the caller an "
                         "admin; the owner's own role changes in no other way.",
          .successes = {{200, "The member as it is now.", "Member", kMemberExample}},
          .errors = {E::chat_not_found, E::direct_chat, E::forbidden, E::member_not_found},
      }),
      handled_by<&remove_member>({
          .method = "DELETE",
          .path = "/chat/chats/{chat_id}/members/{user_id}",
          .operation_id = "remove_member",
          .tag = "members",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Remove a member, or leave",
          .description = "Admins remove members, the owner admins too, and nobody the owner. "
                         "Oneself: leaves; the ownership then passes to the oldest admin, else the "
                         "oldest member, and a group whose last member leaves is deleted.",
          .successes = {{204, "That person is no member any more.", {}, {}}},
          .errors = {E::chat_not_found, E::direct_chat, E::member_not_found, E::forbidden},
      }),
  };
}

}  // namespace asq::api
