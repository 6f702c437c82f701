// Answers as the document shows them. A test reads each back against its schema.
#pragma once

#include <string_view>

namespace asq::api {

inline constexpr std::string_view kServerExample =
    R"({"name":"ASQ Chat","contact":"help@example.com","version":")" ASQ_VERSION
    R"(","registration":"open","password_min":6,"text_max":16384,"directory":true})";

inline constexpr std::string_view kOwnUserExample =
    R"({"id":1,"username":"maks","name":"maks","handle":"maks","email":"maks@example.com",)"
    R"("created_at":"2026-11-23T08:15:30.123456Z"})";

inline constexpr std::string_view kTokensExample =
    R"({"access_token":"eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl","token_type":"bearer",)"
    R"("expires_in":86400,"refresh_token":"1.1.c2lnbmF0dXJl","user":{"id":1,)"
    R"("username":"maks","name":"maks","handle":"maks","email":"maks@example.com",)"
    R"("created_at":"2026-11-23T08:15:30.123456Z"}})";

inline constexpr std::string_view kSessionsExample =
    R"({"sessions":[{"id":7,"created_at":"2026-11-23T08:15:30.123456Z",)"
    R"("last_used_at":"2026-11-23T09:00:00.000000Z","expires_at":"2026-12-23T09:00:00.000000Z",)"
    R"("user_agent":"curl/7.88.1","current":true}]})";

inline constexpr std::string_view kMessageExample =
    R"({"id":41,"chat_id":1,"seq":7,"sender_id":1,"text":"Hello group!",)"
    R"("timestamp":"2026-11-23T08:15:30.123456Z","read":false})";

inline constexpr std::string_view kDuplicateExample =
    R"({"id":41,"chat_id":1,"seq":7,"sender_id":1,"text":"Hello group!",)"
    R"("timestamp":"2026-11-23T08:15:30.123456Z","read":true,"client_id":"7f9c","duplicate":true})";

inline constexpr std::string_view kMessagesExample =
    R"([{"id":41,"chat_id":1,"seq":7,"sender_id":1,"text":"Hello group!",)"
    R"("timestamp":"2026-11-23T08:15:30.123456Z","read":true}])";

inline constexpr std::string_view kDirectChatExample =
    R"({"id":2,"type":"direct","name":"dima","creator_id":1,"participant_ids":[1,2],)"
    R"("member_count":2,"created_at":"2026-11-23T08:15:30.123456Z","last_seq":0,"read_seq":0,)"
    R"("unread":0,"last_message":null,"role":"member","capabilities":["send"]})";

inline constexpr std::string_view kGroupExample =
    R"({"id":3,"type":"group","name":"team chat","creator_id":1,"participant_ids":[1,2],)"
    R"("member_count":2,"created_at":"2026-11-23T08:15:30.123456Z","last_seq":0,"read_seq":0,)"
    R"("unread":0,"last_message":null,"role":"owner","admins_only_invite":false,)"
    R"("capabilities":["send","invite","update","delete_any_message","remove_member",)"
    R"("change_role","delete_chat","leave"]})";

inline constexpr std::string_view kChatsExample =
    R"({"chats":[{"id":3,"type":"group","name":"team chat","creator_id":1,)"
    R"("participant_ids":[1,2],"member_count":2,"created_at":"2026-11-23T08:15:30.123456Z",)"
    R"("last_seq":7,"read_seq":7,"unread":0,"last_message":{"id":41,"chat_id":3,"seq":7,)"
    R"("sender_id":1,"text":"Hello group!","timestamp":"2026-11-23T08:16:00.000000Z",)"
    R"("read":true},"role":"member","admins_only_invite":true,"capabilities":["send","leave"]}],)"
    R"("next_cursor":null})";

inline constexpr std::string_view kUserExample =
    R"({"id":2,"username":"dima","name":"dima","handle":"dima","created_at":"2026-11-23T08:15:30.123456Z"})";

inline constexpr std::string_view kPeopleExample =
    R"({"users":[{"id":2,"username":"dima","name":"dima","handle":"dima",)"
    R"("created_at":"2026-11-23T08:15:30.123456Z"}],"next_cursor":null})";

inline constexpr std::string_view kMemberExample =
    R"({"user":{"id":2,"username":"dima","name":"dima","handle":"dima",)"
    R"("created_at":"2026-11-23T08:15:30.123456Z"},"role":"admin",)"
    R"("joined_at":"2026-11-23T08:15:31.000000Z","read_seq":7})";

inline constexpr std::string_view kMembersExample =
    R"({"members":[{"user":{"id":1,"username":"maks","name":"maks","handle":"maks",)"
    R"("created_at":"2026-11-23T08:15:30.123456Z"},"role":"owner",)"
    R"("joined_at":"2026-11-23T08:15:31.000000Z","read_seq":7}],"next_cursor":null})";

inline constexpr std::string_view kInviteExample =
    R"({"token":"AAAAAAABxq5rGYyC0Vb5pw","url":"https://chat.example.com/i/AAAAAAABxq5rGYyC0Vb5pw",)"
    R"("chat_id":3,"created_by":{"id":1,"username":"maks","name":"maks",)"
    R"("created_at":"2026-11-23T08:15:30.123456Z"},"created_at":"2026-11-23T08:16:00.000000Z",)"
    R"("expires_at":"2026-11-24T08:16:00.000000Z","uses":0,"max_uses":10})";

inline constexpr std::string_view kInviteInPersonExample =
    R"({"token":"AAAAAAABxq5rGYyC0Vb5pw","url":"https://chat.example.com/i/AAAAAAABxq5rGYyC0Vb5pw",)"
    R"("chat_id":null,"created_by":{"id":1,"username":"maks","name":"maks",)"
    R"("created_at":"2026-11-23T08:15:30.123456Z"},"created_at":"2026-11-23T08:16:00.000000Z",)"
    R"("expires_at":"2026-11-30T08:16:00.000000Z","uses":0,"max_uses":1})";

inline constexpr std::string_view kInvitesExample =
    R"({"invites":[{"token":"AAAAAAABxq5rGYyC0Vb5pw",)"
    R"("url":"https://chat.example.com/i/AAAAAAABxq5rGYyC0Vb5pw","chat_id":3,)"
    R"("created_by":{"id":1,"username":"maks","name":"maks",)"
    R"("created_at":"2026-11-23T08:15:30.123456Z"},"created_at":"2026-11-23T08:16:00.000000Z",)"
    R"("expires_at":null,"uses":4,"max_uses":null}],"next_cursor":null})";

inline constexpr std::string_view kInvitePreviewExample =
    R"({"chat":{"type":"group","name":"team chat","member_count":2},)"
    R"("invited_by":{"username":"maks","handle":"maks"},)"
    R"("expires_at":"2026-11-24T08:16:00.000000Z","registers":true})";

inline constexpr std::string_view kReadExample = R"({"read_seq":7,"unread":0})";

inline constexpr std::string_view kReplyExample =
    R"({"id":41,"chat_id":1,"seq":7,"sender_id":1,"text":"Hello group!",)"
    R"("timestamp":"2026-11-23T08:15:30.123456Z","read":false,"client_id":"7f9c","reply_to":3})";

inline constexpr std::string_view kEditedExample =
    R"({"id":41,"chat_id":1,"seq":7,"sender_id":1,"text":"Hello, group!",)"
    R"("timestamp":"2026-11-23T08:15:30.123456Z","read":true,)"
    R"("edited_at":"2026-11-23T08:16:00.000000Z"})";

inline constexpr std::string_view kTombstoneExample =
    R"({"id":41,"chat_id":1,"seq":7,"sender_id":1,"text":"",)"
    R"("timestamp":"2026-11-23T08:15:30.123456Z","read":true,"deleted":true})";

inline constexpr std::string_view kReactionExample =
    R"({"id":41,"chat_id":1,"seq":7,"sender_id":1,"text":"Hello group!",)"
    R"("timestamp":"2026-11-23T08:15:30.123456Z","read":true,)"
    R"("reactions":[{"emoji":"👍","count":2,"user_ids":[2,1]}]})";

inline constexpr std::string_view kMessagesPageExample =
    R"({"messages":[{"id":41,"chat_id":1,"seq":7,"sender_id":1,"text":"Hello group!",)"
    R"("timestamp":"2026-11-23T08:15:30.123456Z","read":true}],"has_older":true,"has_newer":false})";

inline constexpr std::string_view kSyncExample =
    R"({"events":[{"type":"message","chat_id":1,"cursor":"AYdHSqtmawAAAAAAAAAD26ZStw",)"
    R"("message":{"id":41,"chat_id":1,"seq":7,"sender_id":1,"text":"Hello group!",)"
    R"("timestamp":"2026-11-23T08:15:30.123456Z","read":false}},)"
    R"({"type":"read","chat_id":1,"user_id":2,"seq":7}],)"
    R"("cursor":"AYdHSqtmawAAAAAAAAAERcLHFA","more":false,"resumed":true})";

}  // namespace asq::api
