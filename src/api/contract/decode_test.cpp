#include "api/contract/decode.hpp"

#include <gtest/gtest.h>

#include "api/contract/requests.hpp"
#include "api/http/content.hpp"
#include "api/routes/route_table.hpp"
#include "support/decoding.hpp"

namespace asq::api {
namespace {

using test::bad_fields_of;
using test::from_json;
using test::from_parameters;

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

struct Case {
  std::string json;
  std::string bad_fields;
};

template <class Request>
void expect_bad_fields(const std::vector<Case>& cases) {
  for (const auto& [json, bad_fields] : cases) {
    EXPECT_EQ(bad_fields_of(from_json<Request>(json)), bad_fields) << json.substr(0, 120);
  }
}

TEST(DecodeRegister, NamesEveryBadFieldAtOnce) {
  const std::string good = R"("username":"m","email":"m@example.com","password":"secret")";
  expect_bad_fields<RegisterRequest>({
      {"{" + good + "}", ""},
      {"{" + good + R"(,"unknown":{"a":[]}})", ""},
      {"{}", "username email password"},
      {"[]", "body"},
      {"null", "body"},
      {"\"text\"", "body"},
      {R"({"username":1,"email":true,"password":[]})", "username email password"},
      {R"({"username":null,"email":null,"password":null})", "username email password"},
      {R"({"username":"","email":"","password":""})", "username email password"},
      {R"({"username":"a\u0000b","email":"a\u0000@b.c","password":"sec\u0000ret"})",
       "username email password"},
      {R"({"username":"a\u0007b","email":"a\tb@c.d","password":"secre"})",
       "username email password"},
  });
}

TEST(DecodeRegister, CountsCodePoints) {
  const auto with_name = [](const std::string& name) {
    return R"({"username":")" + name + R"(","email":"m@example.com","password":"секрет"})";
  };
  EXPECT_EQ(bad_fields_of(from_json<RegisterRequest>(with_name(repeated("😀", 64)))), "");
  EXPECT_EQ(bad_fields_of(from_json<RegisterRequest>(with_name(repeated("😀", 65)))), "username");
}

TEST(DecodeRegister, KeepsTextByteForByte) {
  const std::string name = "Ма\u0301ша عربي 👨‍👩‍👧";
  const auto decoded = from_json<RegisterRequest>(
      R"({"username":")" + name + R"(","email":"M@Example.com","password":"secret"})");
  EXPECT_EQ(decoded.value.username.value, name);
  EXPECT_EQ(decoded.value.email.value, "M@Example.com");
}

// Of one field of that kind.
std::string message_for(const std::string& json) {
  const auto decoded = from_json<RegisterRequest>(json);
  return decoded.refusal ? decoded.refusal->fields.at(0).message : "";
}

TEST(DecodeName, IsTrimmedAndThenCounted) {
  const auto with = [](const std::string& name) {
    return R"({"username":")" + name + R"(","email":"m@example.com","password":"secret"})";
  };
  const auto read = [&](const std::string& name) {
    return from_json<RegisterRequest>(with(name)).value.username.value;
  };
  EXPECT_EQ(read(R"(\n  Макс\t& Ко \u00a0)"), "") << "a tab is within";
  EXPECT_EQ(read(R"(\n  Макс & Ко \u00a0\u3000)"), "Макс & Ко");
  EXPECT_EQ(read("   " + repeated("ж", 64) + " "), repeated("ж", 64));
  EXPECT_EQ(message_for(with(repeated("ж", 65))), "This must have at most 64 characters.");
  for (const std::string blank : {"", " ", R"(\u200b)", R"(\u3164)", R"(\u2800)", R"( \u2060 )"}) {
    EXPECT_EQ(message_for(with(blank)), "This must have at least one visible character.") << blank;
  }
  for (const std::string lines : {R"(a\nb)", R"(a\u0007b)", R"(a\u2028b)", R"(a\u0085b)"}) {
    EXPECT_EQ(message_for(with(lines)), "This must not contain control characters or line breaks.");
  }
  for (const std::string turned : {R"(a\u202eb)", R"(\u2066a)", R"(a\u2069)", R"(\u202b\u05d0)"}) {
    EXPECT_EQ(
        message_for(with(turned)),
        "This must not contain characters that change the direction of text, such as U+202E.");
  }
}

TEST(DecodeName, OfAGroupHasTheSameRules) {
  const auto with = [](const std::string& name) {
    return R"({"name":")" + name + R"(","participant_ids":[]})";
  };
  expect_bad_fields<GroupRequest>({
      {with(repeated("ж", 128) + " "), ""},
      {with(repeated("ж", 129)), "name"},
      {with(" "), "name"},
      {with(R"(\u200b)"), "name"},
      {with(R"(team\nchat)"), "name"},
      {with(R"(team\u202etahc)"), "name"},
      {with(R"(👩\u200d❤\ufe0f\u200d👩)"), ""},
  });
  EXPECT_EQ(from_json<GroupRequest>(with(R"( team chat\n)")).value.name.value, "team chat");
}

TEST(DecodeEmail, TakesPlausibleAddresses) {
  for (const std::string email : {"a@b.c", "first.last+tag@sub.example.org", "user@localhost",
                                  "почта@пример.рф", "o'brien@example.ie", "1@2.3", "a@b\u3002c"}) {
    EXPECT_EQ(bad_fields_of(from_json<DirectChatRequest>(R"({"second_email":")" + email + "\"}")),
              "")
        << email;
  }
}

TEST(DecodeEmail, RefusesOthers) {
  for (const std::string email :
       {"plain", "@b@c", "a@", "a@@b.c", "a@b@c.d", "a b@c.d", "a@b c.d", ".a@b.c", "a.@b.c",
        "a..b@c.d", "a@.b.c", "a@b.c.", "a@b..c", "<a@b.c>", "a@b.c,d@e.f", "a@[127.0.0.1]"}) {
    EXPECT_EQ(bad_fields_of(from_json<DirectChatRequest>(R"({"second_email":")" + email + "\"}")),
              "second_email")
        << email;
  }
  // Dots of another kind, white space, and names of nothing that is visible.
  for (const std::string email :
       {"a@\u3002b.c", "a@b\uff0e\uff61c", "a@b.\u200b.c", "a\u00a0b@c.d", "a@b\u2003c.d",
        "a\u2028@b.c", "\u200b\u00a0a@b.c", "\u200b@b.c", "a@\u2060", "a@\u3002", "a\uff20b@c.d",
        "a@b\uff20c.d", "a\u202e@b.c", "a@b\u2066c.d", "a\u0085@b.c"}) {
    EXPECT_EQ(bad_fields_of(from_json<DirectChatRequest>(R"({"second_email":")" + email + "\"}")),
              "second_email")
        << email;
  }
  const std::string domain = repeated("d", 249);
  EXPECT_EQ(
      bad_fields_of(from_json<DirectChatRequest>(R"({"second_email":"abcd@)" + domain + "\"}")),
      "");
  EXPECT_EQ(
      bad_fields_of(from_json<DirectChatRequest>(R"({"second_email":"abcde@)" + domain + "\"}")),
      "second_email");
}

TEST(DecodeEmail, HasNoWhiteSpaceAround) {
  const auto read = [](const std::string& email) {
    return from_json<DirectChatRequest>(R"({"second_email":")" + email + "\"}");
  };
  EXPECT_EQ(read(R"(\n Ivan@почта.рф\u00a0)").value.second_email.value, "Ivan@почта.рф");
  EXPECT_EQ(bad_fields_of(read("  abcd@" + repeated("d", 249) + "  ")), "");
  EXPECT_EQ(bad_fields_of(read(" ")), "second_email");
  EXPECT_EQ(bad_fields_of(read(R"(a\nb@c.d)")), "second_email");
  EXPECT_EQ(bad_fields_of(read("a@b c.d")), "second_email");
}

TEST(DecodeHandle, IsKeptInSmallLetters) {
  const auto profile = test::from_json<ProfileRequest>(R"({"handle":"Ivan.PETROV","language":""})");
  ASSERT_FALSE(profile.refusal);
  EXPECT_EQ(profile.value.handle->value, "ivan.petrov");
  EXPECT_EQ(profile.value.language->value, "");
  const auto size = [](std::size_t characters) {
    return test::from_json<ProfileRequest>(R"({"handle":")" + std::string(characters, 'a') + "\"}")
        .refusal.has_value();
  };
  EXPECT_TRUE(size(2));
  EXPECT_FALSE(size(3));
  EXPECT_FALSE(size(32));
  EXPECT_TRUE(size(33));
  for (const char* bad : {".abc", "abc.", "a..b", "макс", "a b", "@abc", ""}) {
    EXPECT_TRUE(
        test::from_json<ProfileRequest>(R"({"handle":")" + std::string(bad) + "\"}").refusal)
        << bad;
  }
}

TEST(DecodeAddressee, IsAnEmailOrAHandleBehindAnAt) {
  const auto named = [](const std::string& text) {
    return test::from_parameters<UserQuery>("email=" + text);
  };
  EXPECT_EQ(named("%40Dima").value.email.value, "@dima");
  EXPECT_EQ(named("+@dima+").value.email.value, "@dima");
  EXPECT_EQ(named("Dima@example.com").value.email.value, "Dima@example.com");
  for (const char* bad : {"@", "@ab", "@a..b", "dima", "@dima@example.com", ""}) {
    EXPECT_TRUE(named(bad).refusal) << bad;
  }
}

TEST(DecodePassword, HasAConfiguredMinimumAndAMaximumOfBytes) {
  const auto value = parse_json(R"({"password":"12345678"})");
  Input input;
  input.json = &*value;
  input.rules.min_password_characters = 9;
  EXPECT_EQ(bad_fields_of(decode<ProfileRequest>(input)), "password");
  input.rules.min_password_characters = 8;
  EXPECT_EQ(bad_fields_of(decode<ProfileRequest>(input)), "");
  const auto with = [](const std::string& text) { return R"({"password":")" + text + "\"}"; };
  EXPECT_EQ(bad_fields_of(from_json<ProfileRequest>(with(repeated("é", 512)))), "");
  EXPECT_EQ(bad_fields_of(from_json<ProfileRequest>(with(repeated("é", 513)))), "password");
}

TEST(DecodeIds, AreIntegersBelowTwoToThe53) {
  for (const std::string id : {"1", "9007199254740991"}) {
    EXPECT_EQ(bad_fields_of(from_json<GroupMessageRequest>(R"({"text":"x","chat_id":)" + id + "}")),
              "")
        << id;
  }
  for (const std::string id :
       {"0", "-1", "9007199254740992", "9223372036854775808", "99999999999999999999", "1.0", "1.5",
        "1e0", "\"1\"", "true", "[1]", "{}", "null", "-9223372036854775808"}) {
    EXPECT_EQ(bad_fields_of(from_json<GroupMessageRequest>(R"({"text":"x","chat_id":)" + id + "}")),
              "chat_id")
        << id;
  }
}

TEST(DecodeGroup, NamesWrongParticipantsByTheirPlace) {
  const auto with = [](const std::string& ids) {
    return R"({"name":"n","participant_ids":)" + ids + "}";
  };
  std::string many = "[1";
  for (int i = 1; i < 1000; ++i) many += ",1";
  expect_bad_fields<GroupRequest>({
      {with("[]"), ""},
      {with("[1,2,2]"), ""},
      {with(many + "]"), ""},
      {with(many + ",1]"), "participant_ids"},
      {with("[1,0,\"2\",-3,4,null]"),
       "participant_ids[1] participant_ids[2] participant_ids[3] participant_ids[5]"},
      {with("1"), "participant_ids"},
      {with("{}"), "participant_ids"},
      {R"({"name":"n"})", "participant_ids"},
      {R"({"creator_id":"1","name":7,"participant_ids":[1.5]})",
       "creator_id name participant_ids[0]"},
  });
}

TEST(DecodeText, HasOneTo16384Characters) {
  const auto with = [](const std::string& text) {
    return R"({"chat_id":1,"text":")" + text + "\"}";
  };
  expect_bad_fields<GroupMessageRequest>({
      {with(""), "text"},
      {with(" "), ""},
      {with(R"(\n\t\u0007)"), ""},
      {with(repeated("ж", 16'384)), ""},
      {with(repeated("ж", 16'385)), "text"},
      {with(R"(a\u0000)"), "text"},
      {with(R"(\ud83d\ude00)"), ""},
      {with(R"(\ud83d)"), "text"},
      {R"({"chat_id":0,"text":"\ude00","client_id":"","unknown":"\ud800"})",
       "text unknown chat_id client_id"},
  });
}

TEST(DecodeClientId, MeansTheSameInTheHeader) {
  const auto value = parse_json(R"({"chat_id":1,"text":"x","client_id":"one"})");
  Input input;
  input.json = &*value;
  net::HttpHead head;
  input.head = &head;
  EXPECT_EQ(decode<GroupMessageRequest>(input).value.client_id->value, "one");
  head.headers = {{"Idempotency-Key", "one"}};
  EXPECT_EQ(bad_fields_of(decode<GroupMessageRequest>(input)), "");
  head.headers = {{"idempotency-key", "two"}};
  const auto contradiction = decode<GroupMessageRequest>(input);
  EXPECT_EQ(bad_fields_of(contradiction), "Idempotency-Key");
  EXPECT_FALSE(contradiction.value.client_id);
  head.headers = {{"Idempotency-Key", "one"}, {"Idempotency-Key", "one"}};
  EXPECT_EQ(bad_fields_of(decode<GroupMessageRequest>(input)), "Idempotency-Key");
  head.headers = {{"Idempotency-Key", repeated("x", 65)}};
  EXPECT_EQ(bad_fields_of(decode<GroupMessageRequest>(input)), "Idempotency-Key");
}

TEST(DecodeClientId, StandsAloneInTheHeader) {
  const auto value = parse_json(R"({"chat_id":1,"text":"x"})");
  Input input;
  input.json = &*value;
  net::HttpHead head;
  head.headers = {{"Idempotency-Key", "key"}};
  input.head = &head;
  EXPECT_EQ(decode<GroupMessageRequest>(input).value.client_id->value, "key");
}

TEST(DecodeAliases, AreTakenForTheField) {
  EXPECT_EQ(from_json<FindChatRequest>(R"({"user_id":4,"name":"m"})").value.id.value, UserId(4));
  EXPECT_EQ(from_json<AddUserRequest>(R"({"group_id":1,"email":"d@e.f"})").value.second_email.value,
            "d@e.f");
  expect_bad_fields<AddUserRequest>({
      {R"({"group_id":1,"email":"d@e.f","second_email":"d@e.f"})", ""},
      {R"({"group_id":1,"email":"d@e.f","second_email":"x@e.f"})", "email"},
      {R"({"group_id":1,"email":"nobody"})", "email"},
      {R"({"group_id":1})", "second_email"},
  });
}

TEST(DecodeCallerId, IsOptionalAndMustBeTheTokens) {
  const auto nobody = from_json<DirectChatRequest>(R"({"second_email":"d@e.f"})");
  EXPECT_FALSE(names_somebody_else(nobody.value, UserId(1)));
  const auto own = from_json<DirectChatRequest>(R"({"creator_id":1,"second_email":"d@e.f"})");
  EXPECT_FALSE(names_somebody_else(own.value, UserId(1)));
  const auto other = names_somebody_else(own.value, UserId(2));
  ASSERT_TRUE(other);
  EXPECT_EQ(other->code, ErrorCode::not_yourself);
  EXPECT_EQ(
      bad_fields_of(from_json<DirectChatRequest>(R"({"creator_id":"1","second_email":"d@e.f"})")),
      "creator_id");
}

TEST(DecodeHistory, HasDefaultsAndNoSilentCut) {
  const auto page = from_parameters<HistoryQuery>("", {{"chat_id", "7"}});
  EXPECT_EQ(bad_fields_of(page), "");
  EXPECT_EQ(page.value.chat_id.value, ChatId(7));
  EXPECT_EQ(page.value.limit.value, 50);
  EXPECT_EQ(page.value.offset.value, 0);
  EXPECT_EQ(page.value.order.value, Order::asc);
  const auto bad_fields = [](std::string_view query) {
    return bad_fields_of(from_parameters<HistoryQuery>(query, {{"chat_id", "7"}}));
  };
  EXPECT_EQ(bad_fields("limit=1&offset=9007199254740991&order=desc&x=%00"), "");
  EXPECT_EQ(bad_fields("limit=200"), "");
  for (const std::string_view bad : {"0", "201", "-1", "abc", "", "1.5", "1e1", "+5", "05", " 5",
                                     "99999999999999999999", "%zz", "%", "%ff", "5%00"}) {
    EXPECT_EQ(bad_fields("limit=" + std::string(bad)), "limit") << bad;
  }
  for (const std::string_view bad : {"-1", "9007199254740992", "x", "0x1", "00"}) {
    EXPECT_EQ(bad_fields("offset=" + std::string(bad)), "offset") << bad;
  }
  EXPECT_EQ(bad_fields("limit=5&limit=5"), "limit");
  EXPECT_EQ(bad_fields("limit"), "limit");
  EXPECT_EQ(bad_fields("limit=0&offset=-1&order=up"), "limit offset order");
}

TEST(DecodePath, TakesCanonicalPositiveIntegers) {
  for (const std::string id :
       {"abc", "-1", "0", "99999999999999999999", "01", "+1", "1.0", "%zz", "9007199254740992"}) {
    EXPECT_EQ(bad_fields_of(from_parameters<HistoryQuery>("limit=0", {{"chat_id", id}})),
              "chat_id limit")
        << id;
  }
}

TEST(DecodeToken, NeedsWhatTheGrantNeeds) {
  const auto bad_fields = [](std::string_view form) {
    return bad_fields_of(from_parameters<TokenRequest>(form));
  };
  EXPECT_EQ(bad_fields("username=john%40example.com&password=secret"), "");
  EXPECT_EQ(bad_fields("grant_type=password&username=j&password=p&scope=&client_id=x"), "");
  EXPECT_EQ(bad_fields("grant_type=refresh_token&refresh_token=r"), "");
  EXPECT_EQ(bad_fields(""), "username password");
  EXPECT_EQ(bad_fields("username=&password="), "username password");
  EXPECT_EQ(bad_fields("grant_type=refresh_token"), "") << "it may be in the page's cookie";
  EXPECT_EQ(bad_fields("grant_type=client_credentials"), "grant_type");
  EXPECT_EQ(bad_fields("username=j&password=p&password=q"), "password");
  EXPECT_EQ(bad_fields("username=%ff&password=%zz"), "username password");
  EXPECT_EQ(bad_fields("username=j&password=p&cookie=true"), "");
  for (const std::string_view bad : {"cookie=1", "cookie=TRUE", "cookie=true&cookie=true"}) {
    EXPECT_EQ(bad_fields("username=j&password=p&" + std::string(bad)), "cookie") << bad;
  }
}

TEST(DecodeToken, ReadsAFormAsBrowsersWriteIt) {
  const auto decoded =
      from_parameters<TokenRequest>("username=john+doe%2Btag%40example.com&password=a%26b%3Dc");
  EXPECT_EQ(decoded.value.username->value, "john doe+tag@example.com");
  EXPECT_EQ(decoded.value.password->value, "a&b=c");
}

}  // namespace
}  // namespace asq::api
