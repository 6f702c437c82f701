// The fields of chats, members and messages, beyond what decode_test.cpp has.
#include <gtest/gtest.h>

#include "api/contract/requests.hpp"
#include "support/decoding.hpp"

namespace asq::api {
namespace {

using test::bad_fields_of;
using test::from_json;
using test::from_parameters;
using Path = std::vector<PathParameter>;

const Path kChat = {{"chat_id", "7"}};
const Path kMessage = {{"chat_id", "7"}, {"seq", "3"}};

TEST(DecodeWindow, TakesAtMostOnePlace) {
  const auto bad_fields = [](std::string_view query) {
    return bad_fields_of(from_parameters<WindowQuery>(query, kChat));
  };
  EXPECT_EQ(bad_fields(""), "");
  EXPECT_EQ(bad_fields("limit=5"), "");
  EXPECT_EQ(bad_fields("before=0"), "");
  EXPECT_EQ(bad_fields("after=9007199254740991"), "");
  EXPECT_EQ(bad_fields("around=12&limit=200"), "");
  EXPECT_EQ(bad_fields("at=2026-11-23T08:15:30%2B02:00"), "");
  EXPECT_EQ(bad_fields("before=1&after=2"), "before after");
  EXPECT_EQ(bad_fields("after=1&at=2026-11-23T08:15:30Z&around=3"), "after around at");
  EXPECT_EQ(bad_fields("before=1&before=2"), "before");
  EXPECT_EQ(bad_fields("before=x&after=-1&limit=0"), "before after limit");
  for (const std::string_view bad : {"", "now", "2026-11-23", "2026-11-23T08:15:30+02:00",
                                     "1795421730", "2026-11-23T08:15:30", "%00", "%ff"}) {
    EXPECT_EQ(bad_fields("at=" + std::string(bad)), "at") << bad;
  }
}

TEST(DecodeSend, TakesTheHeaderForTheClientId) {
  const auto good =
      from_json<SendRequest>(R"({"text":" ","client_id":"c","reply_to":3,"x":1})", kChat);
  EXPECT_EQ(bad_fields_of(good), "");
  EXPECT_EQ(good.value.reply_to->value, Seq(3));
  const auto bad_fields = [](std::string_view body) {
    return bad_fields_of(from_json<SendRequest>(body, kChat));
  };
  EXPECT_EQ(bad_fields(R"({"text":"x","reply_to":null,"client_id":null})"), "");
  for (const std::string_view bad : {"0", "-1", "1.0", "\"1\"", "true", "9007199254740992"}) {
    EXPECT_EQ(bad_fields(R"({"text":"x","reply_to":)" + std::string(bad) + "}"), "reply_to") << bad;
  }
  EXPECT_EQ(bad_fields(R"({"sender_id":0,"text":"","client_id":"","reply_to":0})"),
            "sender_id text client_id reply_to");
  EXPECT_EQ(bad_fields_of(from_json<SendRequest>("{}", {{"chat_id", "0"}})), "chat_id text");
}

TEST(DecodeChatChange, TakesWhatIsGiven) {
  const auto bad_fields = [](std::string_view body) {
    return bad_fields_of(from_json<ChatChangeRequest>(body, kChat));
  };
  EXPECT_EQ(bad_fields("{}"), "");
  EXPECT_EQ(bad_fields(R"({"name":null,"admins_only_invite":null})"), "");
  const auto change =
      from_json<ChatChangeRequest>(R"({"name":"n","admins_only_invite":false})", kChat);
  EXPECT_EQ(change.value.name->value, "n");
  EXPECT_FALSE(change.value.admins_only_invite->value);
  EXPECT_EQ(bad_fields(R"({"name":"","admins_only_invite":1})"), "name admins_only_invite");
  for (const std::string_view bad : {" ", "\\u200b", "\\u3164", "a\\nb", "a\\u202eb", "\\u2067a"}) {
    EXPECT_EQ(bad_fields(R"({"name":")" + std::string(bad) + "\"}"), "name") << bad;
  }
  const auto spaced = from_json<ChatChangeRequest>(R"({"name":"\t n\u2003"})", kChat);
  EXPECT_EQ(spaced.value.name->value, "n");
  for (const std::string_view bad : {"0", "\"true\"", "[]", "{}"}) {
    EXPECT_EQ(bad_fields(R"({"admins_only_invite":)" + std::string(bad) + "}"),
              "admins_only_invite");
  }
}

TEST(DecodeProfile, HasTheRulesOfNames) {
  const auto bad_fields = [](std::string_view name) {
    return bad_fields_of(from_json<ProfileRequest>(R"({"username":")" + std::string(name) + "\"}"));
  };
  for (const std::string_view bad : {"", " ", "\\u200b", "\\u3164", "a\\nb", "a\\u202eb"}) {
    EXPECT_EQ(bad_fields(bad), "username") << bad;
  }
  EXPECT_EQ(from_json<ProfileRequest>(R"({"name":" Maks "})").value.username->value, "Maks");
}

// Old names may hold anything.
TEST(DecodeFindChat, LooksForAnyText) {
  for (const std::string_view name : {" ", "\\u200b", "a\\nb", "a\\u202eb"}) {
    const auto decoded = from_json<FindChatRequest>(R"({"name":")" + std::string(name) + "\"}");
    EXPECT_EQ(bad_fields_of(decoded), "") << name;
  }
}

TEST(DecodeMemberChange, NeedsARole) {
  const Path member = {{"chat_id", "7"}, {"user_id", "2"}};
  const auto owner = from_json<MemberChangeRequest>(R"({"role":"owner"})", member);
  EXPECT_EQ(bad_fields_of(owner), "");
  EXPECT_EQ(owner.value.role.value, Role::owner);
  EXPECT_EQ(owner.value.user_id.value, UserId(2));
  for (const std::string_view bad :
       {"{}", R"({"role":null})", R"({"role":"Owner"})", R"({"role":""})", R"({"role":1})"}) {
    EXPECT_EQ(bad_fields_of(from_json<MemberChangeRequest>(bad, member)), "role") << bad;
  }
}

TEST(DecodeReaction, TakesExactlyOneEmoji) {
  const auto bad_fields = [](std::string emoji) {
    Path path = kMessage;
    path.push_back({"emoji", std::move(emoji)});
    return bad_fields_of(from_parameters<ReactionRequest>("", path));
  };
  EXPECT_EQ(bad_fields("👍🏽"), "");
  for (const std::string bad : {"a", "👍👍", "%F0%9", "\xff", "1", "+1"}) {
    EXPECT_EQ(bad_fields(bad), "emoji") << bad;
  }
  EXPECT_EQ(bad_fields_of(from_parameters<ReactionRequest>(
                "", {{"chat_id", "x"}, {"seq", "0"}, {"emoji", "x"}})),
            "chat_id seq emoji");
}

TEST(DecodeReaction, CanBeTakenBackWhereItIsNoneAnyMore) {
  Path path = kMessage;
  path.push_back({"emoji", "🏴\U000e0061\U000e007f"});
  EXPECT_EQ(bad_fields_of(from_parameters<ReactionRequest>("", path)), "emoji");
  EXPECT_EQ(bad_fields_of(from_parameters<TakeBackRequest>("", path)), "");
  path.back().value = "ok";
  EXPECT_EQ(bad_fields_of(from_parameters<TakeBackRequest>("", path)), "emoji");
}

// The log decides what a cursor is worth: a damaged one is not an error of the request.
TEST(DecodeSync, TakesAnyCursor) {
  for (const std::string_view since : {"", "x", "%zz", "%ff", "%00", "AAAA+AA"}) {
    const auto query = from_parameters<SyncQuery>("limit=3&since=" + std::string(since));
    EXPECT_EQ(bad_fields_of(query), "") << since;
    EXPECT_TRUE(query.value.since) << since;
  }
  EXPECT_EQ(bad_fields_of(from_parameters<SyncQuery>("since=a&since=b")), "since");
  EXPECT_FALSE(from_parameters<SyncQuery>("").value.since);
  EXPECT_EQ(bad_fields_of(from_parameters<SyncQuery>("limit=201&since=x")), "limit");
}

TEST(DecodeRead, TakesAnySeqBelow2To53) {
  const auto bad_fields = [](std::string_view body) {
    return bad_fields_of(from_json<ReadRequest>(body, kChat));
  };
  EXPECT_EQ(bad_fields(R"({"seq":0})"), "");
  EXPECT_EQ(bad_fields(R"({"seq":9007199254740991})"), "");
  for (const std::string_view bad : {"-1", "1.5", "\"1\"", "null", "9007199254740992", "[]"}) {
    EXPECT_EQ(bad_fields(R"({"seq":)" + std::string(bad) + "}"), "seq") << bad;
  }
}

TEST(DecodeAccountDeletion, NeedsThePassword) {
  EXPECT_EQ(bad_fields_of(from_json<DeleteMeRequest>("{}")), "current_password");
  EXPECT_EQ(bad_fields_of(from_json<DeleteMeRequest>(R"({"current_password":1})")),
            "current_password");
}

TEST(DecodeUserQuery, NeedsAnEmail) {
  EXPECT_EQ(bad_fields_of(from_parameters<UserQuery>("email=Anna%40example.com")), "");
  for (const std::string_view bad : {"", "email=", "email=anna", "email=a%40b.c&email=d%40e.f"}) {
    EXPECT_EQ(bad_fields_of(from_parameters<UserQuery>(bad)), "email") << bad;
  }
}

}  // namespace
}  // namespace asq::api
