// The setting `people` over the routes: who is found by number, by e-mail, by handle and by name,
// and what strangers cost.
#include <gtest/gtest.h>

#include "support/api_server.hpp"

namespace asq::api {
namespace {

using chat::People;
using test::ApiResponse;
using test::ApiServer;

constexpr People kBoth[] = {People::open, People::known};

// A server on which anna, boris and clara are 1, 2 and 3; anna and boris share a group. She may
// look for so many strangers, and put so many people into groups.
class Trio {
 public:
  explicit Trio(People people, int strangers = 0, int memberships = 0)
      : server_({}, rates(strangers, memberships), chat::Registrations::open, people) {
    anna_ = server_.person("anna");
    boris_ = server_.person("boris");
    clara_ = server_.person("clara");
    group_ = added_by_mail();
  }

  ApiResponse find(const std::string& name) {
    return server_.get("/chat/users?email=" + name + "@example.com", anna_);
  }
  ApiResponse direct(const std::string& name) {
    return server_.post("/chat/chat", R"({"second_email":")" + name + R"(@example.com"})", anna_);
  }
  ApiResponse add(const std::string& name) { return add_to(group_, name); }
  ApiResponse add_to(const std::string& group, const std::string& name) {
    return server_.post("/chat/group/add-user",
                        R"({"group_id":)" + group + R"(,"email":")" + name + R"(@example.com"})",
                        anna_);
  }
  ApiResponse make_group(const std::string& ids) {
    return server_.post("/chat/group", R"({"name":"g","participant_ids":)" + ids + "}", anna_);
  }
  std::size_t chats() {
    return server_.get("/chat/chats", anna_).json().at("chats").as_array().size();
  }

  ApiServer& server() { return server_; }
  const std::string& anna() { return anna_; }
  const std::string& clara() { return clara_; }

 private:
  static RateOptions rates(int strangers, int memberships) {
    RateOptions rates = test::no_limits();
    if (memberships > 0) rates.memberships = {0.0001, static_cast<double>(memberships)};
    if (strangers > 0) rates.strangers = {0.0001, static_cast<double>(strangers)};
    return rates;
  }
  // By boris, so that anna has looked for nobody.
  std::string added_by_mail() {
    const std::string group = server_.group(boris_);
    EXPECT_EQ(server_
                  .post("/chat/group/add-user",
                        R"({"group_id":)" + group + R"(,"email":"anna@example.com"})", boris_)
                  .status,
              200);
    return group;
  }

  ApiServer server_;
  std::string anna_;
  std::string boris_;
  std::string clara_;
  std::string group_;
};

TEST(People, ByNumberOnlyThoseOneKnowsAreFoundUnderKnown) {
  for (const People people : kBoth) {
    Trio trio(people);
    const bool open = people == People::open;
    const auto stranger = trio.server().get("/chat/users/3", trio.anna());
    EXPECT_EQ(stranger.status, open ? 200 : 404);
    EXPECT_EQ(stranger.body.find("email"), std::string::npos);
    EXPECT_EQ(trio.server().get("/chat/users/2", trio.anna()).status, 200);
    EXPECT_EQ(trio.server().get("/chat/users/4", trio.anna()).code(), "user_not_found");
    const auto made = trio.make_group("[2,3,4,3]");
    EXPECT_EQ(made.bad_fields(), open ? "participant_ids[2]"
                                      : "participant_ids[1] participant_ids[2] participant_ids[3]");
    EXPECT_EQ(trio.chats(), 1U) << "nothing is stored";
    EXPECT_EQ(trio.make_group("[2,1]").status, 201);
  }
}

// Who is answered must not be able to tell a stranger from nobody.
TEST(People, AStrangersNumberAnswersLikeNobodys) {
  Trio trio(People::known);
  const auto said = [&](const std::string& id) {
    const auto errors = trio.make_group("[" + id + "]").json().at("errors");
    std::string words(errors.at(0).at("message").as_string());
    return words.replace(words.find(id), id.size(), "N");
  };
  EXPECT_EQ(said("3"), said("4"));
  const auto shown = [&](const std::string& id) {
    return trio.server().get("/chat/users/" + id, trio.anna()).json().at("detail").as_string();
  };
  EXPECT_EQ(shown("3"), shown("4"));
}

TEST(People, LookingForStrangersByEmailIsLimitedUnderKnown) {
  Trio trio(People::known, 3);
  EXPECT_EQ(trio.find("clara").status, 200);
  EXPECT_EQ(trio.find("nobody").status, 404);
  EXPECT_EQ(trio.add_to("99", "clara").status, 404) << "looked for before the group is";
  for (const std::string name : {"clara", "nobody"}) {
    const auto refused = trio.find(name);
    EXPECT_EQ(refused.code(), "rate_limited") << name;
    EXPECT_NE(refused.header("Retry-After"), "");
    EXPECT_EQ(refused.header("RateLimit-Limit"), "3");
    EXPECT_EQ(trio.direct(name).code(), "rate_limited") << name;
    EXPECT_EQ(trio.add(name).code(), "rate_limited") << name;
  }
  EXPECT_EQ(trio.chats(), 1U) << "nothing is stored";
  EXPECT_EQ(trio.server().get("/chat/users?email=anna@example.com", trio.clara()).status, 200)
      << "each account has its own";
}

TEST(People, AHandleCountsAsAnEmailDoes) {
  Trio trio(People::known, 3);
  const auto find = [&](const std::string& handle) {
    return trio.server().get("/chat/users?email=@" + handle, trio.anna());
  };
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(find("anna").status, 200);
    EXPECT_EQ(find("Boris").status, 200);
  }
  EXPECT_EQ(find("clara").status, 200);
  EXPECT_EQ(find("nobody").status, 404);
  EXPECT_EQ(find("no..body").status, 422) << "it has no handle's form";
  EXPECT_EQ(trio.server().post("/chat/chat", R"({"second_email":"@nobody"})", trio.anna()).code(),
            "user_not_found");
  EXPECT_EQ(find("clara").code(), "rate_limited");
  EXPECT_EQ(find("nobody").code(), "rate_limited");
  EXPECT_EQ(find("boris").status, 200);
}

TEST(People, OfAGroupEachStrangerCountsOnce) {
  Trio trio(People::known, 3);
  const auto make = [&](const std::string& people) {
    return trio.server().post("/chat/group", R"({"name":"g","participants":)" + people + "}",
                              trio.anna());
  };
  const std::string clara = R"("@clara","clara@example.com","@CLARA")";
  EXPECT_EQ(make(R"(["@boris","@anna",)" + clara + "]").status, 201) << "one";
  EXPECT_EQ(make(R"(["@a11","@boris","@a12"])").bad_fields(), "participants[0] participants[2]");
  const auto refused = make(R"(["@a14"])");
  EXPECT_EQ(refused.code(), "rate_limited");
  EXPECT_EQ(refused.header("RateLimit-Remaining"), "0");
  EXPECT_EQ(make("[" + clara + R"(,"@boris"])").status, 201) << "a chat is there";
  EXPECT_EQ(trio.chats(), 3U);
}

TEST(People, MoreStrangersAtOnceThanTheLimitHoldsAreNone) {
  Trio trio(People::known, 3);
  const auto refused = trio.server().post(
      "/chat/group", R"({"name":"g","participants":["@a11","@a12","@a13","@a14"]})", trio.anna());
  EXPECT_EQ(refused.bad_fields(), "participants") << "it would never do";
  EXPECT_EQ(trio.find("clara").status, 200) << "nothing is taken";
}

TEST(People, OfAGroupEachPersonIsPaidForOnce) {
  Trio trio(People::open, 0, 6);
  const auto make = [&](const std::string& named) {
    return trio.server().post("/chat/group", R"({"name":"g",)" + named + "}", trio.anna());
  };
  const std::string boris = R"("participants":["@boris","@BORIS"," boris@example.com",)"
                            R"("Boris@example.com"])";
  EXPECT_EQ(make(R"("participant_ids":[3,3],)" + boris).status, 201) << "three of six";
  EXPECT_EQ(make(R"("participant_ids":[1,1,1])").status, 201) << "one, for oneself";
  EXPECT_EQ(make(boris).status, 201) << "two, since looking is what costs";
  const auto refused = make(R"("participant_ids":[3])");
  EXPECT_EQ(refused.code(), "rate_limited");
  EXPECT_EQ(refused.header("RateLimit-Limit"), "6");
}

// Nobody is looked for before there is a price to it, and no refusal costs what it does not give.
TEST(People, OfAGroupThePeopleArePaidForBeforeTheStrangers) {
  Trio trio(People::known, 2, 4);
  const auto make = [&](const std::string& people) {
    return trio.server().post("/chat/group", R"({"name":"g","participants":)" + people + "}",
                              trio.anna());
  };
  const std::string many = R"(["@a11","@a12","@a13","@a14"])";
  EXPECT_EQ(make(many).bad_fields(), "participants") << "too many strangers, for ever";
  EXPECT_EQ(make(R"(["@boris","@clara"])").status, 201) << "nothing was taken";
  const auto refused = make(many);
  EXPECT_EQ(refused.header("RateLimit-Limit"), "4") << "too many people: they are not looked for";
  EXPECT_EQ(trio.add("boris").status, 200);
  EXPECT_EQ(trio.add_to("99", "nobody").code(), "chat_not_found");
  EXPECT_EQ(trio.add_to("99", "nobody").header("RateLimit-Limit"), "4");
  EXPECT_EQ(trio.find("nobody").code(), "rate_limited") << "the second stranger is spent";
}

TEST(People, ASearchFindsWhomOneMayFind) {
  for (const People people : kBoth) {
    Trio trio(people, 1);
    const auto names = [&](const std::string& query) {
      const auto page = trio.server().get("/chat/people" + query, trio.anna()).json();
      std::string all;
      for (const auto& user : page.at("users").as_array()) {
        all += (all.empty() ? "" : " ") + std::string(user.at("handle").as_string());
        EXPECT_EQ(user.as_object().contains("email"), user.at("id") == 1) << "one's own only";
      }
      return all;
    };
    const bool open = people == People::open;
    EXPECT_EQ(names(""), "boris");
    EXPECT_EQ(names("?query=c"), "boris");
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(names("?query=cla"), open ? "clara" : "") << "costs nothing";
    EXPECT_EQ(names("?query=%40bo"), "boris");
    EXPECT_EQ(names("?query=an"), "") << "oneself";
    EXPECT_EQ(names("?ids=3,1,2,4,2"), open ? "clara anna boris" : "anna boris");
  }
}

TEST(People, OfASearchAllThatIsWrongIsNamed) {
  Trio trio(People::open);
  const auto bad = [&](const std::string& query) {
    return trio.server().get("/chat/people" + query, trio.anna()).bad_fields();
  };
  EXPECT_EQ(bad("?ids=1,x&limit=0"), "ids[1] limit");
  EXPECT_EQ(bad("?ids=1&query=an"), "ids");
  EXPECT_EQ(bad("?cursor=x"), "cursor");
  EXPECT_EQ(bad("?query=" + std::string(129, 'a')), "query");
}

TEST(People, WhomOneKnowsOneselfAndWhoSharesAChatCostNothing) {
  Trio trio(People::known, 1);
  ASSERT_EQ(trio.direct("clara").status, 201) << "the one stranger";
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(trio.find("anna").status, 200);
    EXPECT_EQ(trio.find("boris").status, 200);
    EXPECT_EQ(trio.find("clara").status, 200) << "a direct chat is there";
    EXPECT_EQ(trio.direct("anna").code(), "self_chat");
    EXPECT_EQ(trio.direct("clara").status, 200);
    EXPECT_EQ(trio.add("boris").status, 200) << "is in the group";
  }
  EXPECT_EQ(trio.direct("boris").status, 201);
  EXPECT_EQ(trio.add("clara").status, 200);
  EXPECT_EQ(trio.find("nobody").status, 429);
}

TEST(People, UnderOpenNobodyCostsAnything) {
  Trio trio(People::open, 1);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(trio.find("nobody").status, 404);
    EXPECT_EQ(trio.find("clara").status, 200);
  }
  EXPECT_EQ(trio.direct("clara").status, 201);
}

TEST(People, WhatIsWrongWithARequestIsSaidBeforeAnybodyIsLookedFor) {
  Trio trio(People::known, 1);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(trio.server().get("/chat/users?email=x", trio.anna()).status, 422);
    EXPECT_EQ(trio.server().post("/chat/chat", R"({"second_email":"x"})", trio.anna()).status, 422);
    EXPECT_EQ(trio.server()
                  .post("/chat/chat", R"({"creator_id":3,"second_email":"nobody@example.com"})",
                        trio.anna())
                  .code(),
              "not_yourself");
  }
  EXPECT_EQ(trio.find("clara").status, 200);
}

TEST(People, WhoLeftIsAddedAgainByWhoMayRemoveMembers) {
  for (const People people : kBoth) {
    Trio trio(people);
    const std::string group = trio.server().group(trio.clara());
    const auto add = [&](const std::string& token, const std::string& name) {
      return trio.server().post(
          "/chat/group/add-user",
          R"({"group_id":)" + group + R"(,"email":")" + name + R"(@example.com"})", token);
    };
    ASSERT_EQ(add(trio.clara(), "anna").status, 200);
    ASSERT_EQ(add(trio.clara(), "boris").status, 200);
    const auto removed = trio.server().call(
        {"DELETE", "/chat/chats/" + group + "/members/2", ApiServer::authorization(trio.clara())});
    ASSERT_EQ(removed.status, 204);
    const auto refused = add(trio.anna(), "boris");
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.code(), "left_before");
    EXPECT_EQ(add(trio.clara(), "boris").status, 200);
    EXPECT_EQ(add(trio.anna(), "boris").status, 200) << "a member again";
  }
}

}  // namespace
}  // namespace asq::api
