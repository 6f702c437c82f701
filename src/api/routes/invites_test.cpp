// Invitations over the routes: what each answers, who pays, and that no token is in the log.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/api_server.hpp"
#include "support/run_task.hpp"

namespace asq::api {
namespace {

using chat::Registrations;
using test::ApiResponse;
using test::ApiServer;

// anna is 1 and has group 1, boris is 2.
class Hosts {
 public:
  explicit Hosts(const RateOptions& rates = test::no_limits(),
                 Registrations registrations = Registrations::open, ApiOptions options = {})
      : server_(std::move(options), rates, registrations) {
    anna_ = server_.person("anna");
    boris_ = server_.person("boris");
    group_ = server_.group(anna_);
  }

  ApiResponse make(const std::string& body = "{}") {
    return server_.post("/chat/chats/" + group_ + "/invites", body, anna_);
  }
  // Of such an answer.
  static std::string token(const ApiResponse& made) {
    EXPECT_EQ(made.status, 201) << made.body;
    return made.json().at("token").as_string().c_str();
  }
  ApiResponse look(const std::string& invite) { return server_.get("/chat/invites/" + invite); }
  ApiResponse accept(const std::string& invite, const std::string& access) {
    return server_.post("/chat/invites/" + invite + "/accept", "", access);
  }
  ApiResponse end(const std::string& invite, const std::string& access) {
    return server_.call({"DELETE", "/chat/invites/" + invite, ApiServer::authorization(access)});
  }
  ApiResponse register_by(const std::string& name, const std::string& invite,
                          const std::string& peer = "192.0.2.1",
                          const std::string& password = "secret") {
    return server_.call({"POST",
                         "/chat/register",
                         {{"Content-Type", "application/json"}},
                         R"({"username":")" + name + R"(","email":")" + name +
                             R"(@example.com","password":")" + password + R"(","invite":")" +
                             invite + "\"}",
                         peer});
  }

  ApiServer& server() { return server_; }
  const std::string& anna() { return anna_; }
  const std::string& boris() { return boris_; }

 private:
  ApiServer server_;
  std::string anna_;
  std::string boris_;
  std::string group_;
};

template <class T>
T run_apart(Task<T> task) {
  test::TaskLoop loop;
  return loop.run(std::move(task));
}

constexpr std::string_view kForged = "AAAAAAABAAAAAAAAAAAAAA";

TEST(Invites, AreMadeShownAcceptedAndEnded) {
  Hosts hosts;
  const auto made = hosts.make(R"({"expires_in":3600,"max_uses":2})");
  const std::string token = Hosts::token(made);
  EXPECT_EQ(token.size(), 22U);
  EXPECT_EQ(made.json().at("url").as_string(), "/i/" + token);
  EXPECT_EQ(made.json().at("chat_id").as_int64(), 1);
  EXPECT_EQ(made.json().at("created_by").at("username").as_string(), "anna");
  EXPECT_EQ(made.json().at("max_uses").as_int64(), 2);
  EXPECT_EQ(made.body.find("email"), std::string::npos);
  const auto seen = hosts.look(token).json();
  EXPECT_EQ(seen.at("chat").at("name").as_string(), "g");
  EXPECT_EQ(seen.at("chat").at("member_count").as_int64(), 1);
  EXPECT_EQ(seen.at("invited_by").at("username").as_string(), "anna");
  EXPECT_EQ(seen.at("invited_by").at("handle").as_string(), "anna");
  EXPECT_EQ(seen.at("registers"), true);
  const auto accepted = hosts.accept(token, hosts.boris());
  EXPECT_EQ(accepted.status, 200);
  EXPECT_EQ(accepted.json().at("member_count").as_int64(), 2);
  EXPECT_EQ(hosts.accept(token, hosts.boris()).status, 200);
  const auto listed = hosts.server().get("/chat/invites", hosts.anna()).json();
  EXPECT_EQ(listed.at("invites").at(0).at("uses").as_int64(), 1);
  EXPECT_EQ(listed.at("invites").at(0).at("token").as_string(), token);
  EXPECT_EQ(hosts.end(token, hosts.boris()).code(), "forbidden");
  EXPECT_EQ(hosts.end(token, hosts.anna()).status, 204);
  EXPECT_EQ(hosts.look(token).status, 410);
  EXPECT_EQ(hosts.look(token).code(), "invite_over");
  EXPECT_EQ(hosts.end(token, hosts.anna()).code(), "invite_over");
}

TEST(Invites, TheirLinkBeginsWithThePublicAddress) {
  ApiOptions options;
  options.public_url = "https://example.com/chat";
  Hosts hosts(test::no_limits(), Registrations::open, options);
  const auto made = hosts.make();
  EXPECT_EQ(made.json().at("url").as_string(), "https://example.com/chat/i/" + Hosts::token(made));
}

TEST(Invites, ATokenThatWasNotGivenIsNotFound) {
  Hosts hosts;
  Hosts elsewhere;
  for (const std::string& token : {std::string(kForged), std::string("x"), std::string(5000, 'x'),
                                   std::string("%zz"), Hosts::token(elsewhere.make())}) {
    EXPECT_EQ(hosts.look(token).code(), "invite_not_found") << token;
    EXPECT_EQ(hosts.accept(token, hosts.anna()).code(), "invite_not_found") << token;
    EXPECT_EQ(hosts.end(token, hosts.anna()).code(), "invite_not_found") << token;
  }
  EXPECT_EQ(hosts.register_by("vera", std::string(kForged)).code(), "invite_not_found");
  EXPECT_EQ(hosts.register_by("vera", "").code(), "invite_not_found");
  EXPECT_EQ(hosts.server().store().count("look at invitation"), 0) << "costs no look-up";
}

TEST(Invites, FieldsThatAreWrongAreNamed) {
  Hosts hosts;
  EXPECT_EQ(hosts.make(R"({"expires_in":-1,"max_uses":0})").bad_fields(), "expires_in max_uses");
  EXPECT_EQ(hosts.make(R"({"expires_in":315360001})").bad_fields(), "expires_in");
  const auto own = hosts.server().post("/chat/invites", R"({"max_uses":"1"})", hosts.anna());
  EXPECT_EQ(own.bad_fields(), "max_uses");
  const auto listed = hosts.server().get("/chat/invites?cursor=x&limit=0", hosts.anna());
  EXPECT_EQ(listed.bad_fields(), "limit");
  EXPECT_EQ(hosts.server().get("/chat/invites?cursor=x", hosts.anna()).bad_fields(), "cursor");
  EXPECT_TRUE(hosts.make(R"({"expires_in":0})").json().at("expires_at").is_null());
}

TEST(Invites, InPersonTheyOpenTheDirectChat) {
  Hosts hosts;
  const std::string token = Hosts::token(hosts.server().post("/chat/invites", "{}", hosts.anna()));
  EXPECT_TRUE(hosts.look(token).json().at("chat").is_null());
  const auto own = hosts.accept(token, hosts.anna());
  EXPECT_EQ(own.status, 422);
  EXPECT_EQ(own.code(), "self_chat");
  EXPECT_EQ(own.bad_fields(), "token");
  const auto opened = hosts.accept(token, hosts.boris());
  EXPECT_EQ(opened.json().at("type").as_string(), "direct");
  EXPECT_EQ(opened.json().at("name").as_string(), "anna");
}

TEST(Invites, TheOperatorsLeadToNoChat) {
  Hosts hosts;
  const auto made = run_apart(hosts.server().verbs().invites().create(chat::kOperator, {}));
  const std::string token = hosts.server().verbs().invites().token(made.value().id);
  EXPECT_TRUE(hosts.look(token).json().at("invited_by").is_null());
  const auto accepted = hosts.accept(token, hosts.anna());
  EXPECT_EQ(accepted.status, 204);
  EXPECT_EQ(accepted.body, "");
  EXPECT_EQ(hosts.register_by("vera", token).status, 201);
}

TEST(RegistrationByInvite, WithAnInvitationTheAccountIsAMember) {
  Hosts hosts;
  const std::string token = Hosts::token(hosts.make(R"({"max_uses":1})"));
  EXPECT_EQ(hosts.register_by("boris", token).code(), "email_taken");
  ASSERT_EQ(hosts.register_by("vera", token).status, 201);
  const std::string vera = hosts.server().tokens("vera").at("access_token").as_string().c_str();
  EXPECT_EQ(hosts.server().get("/chat/chats/1", vera).json().at("member_count").as_int64(), 2);
  EXPECT_EQ(hosts.register_by("olga", token).code(), "invite_over");
  EXPECT_EQ(hosts.server().store().count("register"), 3) << "no password is hashed for it";
}

TEST(RegistrationByInvite, WhereItIsClosedAMembersInvitationDoesNotOpenIt) {
  ApiServer server({}, test::no_limits(), chat::Registrations::closed);
  EXPECT_EQ(
      server
          .post("/chat/register", R"({"username":"x","email":"x@example.com","password":"secret"})")
          .code(),
      "registration_closed");
  const auto made = run_apart(server.verbs().invites().create(chat::kOperator, {}));
  const std::string token = server.verbs().invites().token(made.value().id);
  const std::string body = R"({"username":"x","email":"x@example.com","password":"secret",)";
  EXPECT_EQ(server.post("/chat/register", body + R"("invite":")" + token + "\"}").status, 201);
  const std::string access = server.tokens("x").at("access_token").as_string().c_str();
  const auto own = server.post("/chat/invites", "{}", access).json();
  EXPECT_EQ(server.get("/chat/invites/" + std::string(own.at("token").as_string()))
                .json()
                .at("registers"),
            false);
  const auto refused =
      server.post("/chat/register",
                  R"({"username":"y","email":"y@example.com","password":"secret","invite":")" +
                      std::string(own.at("token").as_string()) + "\"}");
  EXPECT_EQ(refused.code(), "registration_closed");
  EXPECT_EQ(refused.json().at("detail").as_string(),
            "Only this server's operator can give you an account; ask them for a link.");
}

// In the order of refusals: before the e-mail is looked for, which tells nobody whether it is
// taken, and before a password is hashed.
TEST(RegistrationByInvite, OneThatIsOverIsRefusedFirst) {
  Hosts hosts;
  const auto verbs = hosts.server().verbs().invites();
  const auto make = [&](InviteTerms terms) {
    return verbs.token(run_apart(verbs.create(chat::kOperator, terms)).value().id);
  };
  const std::string expired = make({.chat_id = {}, .expires_in = 0, .max_uses = {}});
  const std::string used_up = make({.chat_id = {}, .expires_in = {}, .max_uses = 1});
  EXPECT_EQ(hosts.register_by("vera", used_up).status, 201);
  const std::string ended = Hosts::token(hosts.make());
  hosts.end(ended, hosts.anna());
  const std::string of_no_group = Hosts::token(hosts.make());
  hosts.server().call({"DELETE", "/chat/chats/1", ApiServer::authorization(hosts.anna())});
  const auto looks = hosts.server().store().count("find account");
  for (const std::string& token : {expired, used_up, ended, of_no_group}) {
    const auto refused = hosts.register_by("boris", token);
    EXPECT_EQ(refused.status, 410) << refused.body;
    EXPECT_EQ(refused.code(), "invite_over");
  }
  EXPECT_EQ(hosts.register_by("boris", std::string(kForged)).code(), "invite_not_found");
  EXPECT_EQ(hosts.server().store().count("find account"), looks);
}

RateOptions few_of(double registers, double tokens, double invites) {
  RateOptions rates = test::no_limits();
  const auto rate = [](double most) { return most > 0 ? Rate{0.0001, most} : Rate{}; };
  rates.registers = rate(registers);
  rates.tokens = rate(tokens);
  rates.invites = rate(invites);
  return rates;
}

// A class of thirty behind one address, by one link.
TEST(InviteLimits, ALiveInvitationPaysInPlaceOfTheAddress) {
  Hosts hosts(few_of(3, 0, 100));  // two are used
  const std::string token = Hosts::token(hosts.make());
  for (int i = 0; i < 5; ++i) {
    const auto registered = hosts.register_by("pupil" + std::to_string(i), token);
    EXPECT_EQ(registered.status, 201) << i;
    EXPECT_EQ(registered.header("RateLimit-Limit"), "100");
  }
  EXPECT_EQ(hosts.register_by("guess", std::string(kForged)).code(), "invite_not_found")
      << "the third of the address";
  EXPECT_EQ(hosts.register_by("guess", std::string(kForged)).code(), "rate_limited");
  EXPECT_EQ(hosts.register_by("pupil9", token).status, 201) << "over the limit of the address";
  ASSERT_EQ(hosts.end(token, hosts.anna()).status, 204);
  EXPECT_EQ(hosts.register_by("late", token).code(), "rate_limited");
  EXPECT_EQ(hosts.server().post("/chat/register", "{").code(), "rate_limited");
  EXPECT_EQ(
      hosts.server().call({"POST", "/chat/register", {{"Content-Type", "text/csv"}}, "x"}).code(),
      "rate_limited");
}

// The address pays for what fails, and the invitation doesn't: neither are tries free, nor does
// anybody use up a link for others.
TEST(InviteLimits, WhatFailsCostsTheAddressAndNotTheInvitation) {
  Hosts hosts(few_of(4, 0, 5));  // two are used
  const std::string token = Hosts::token(hosts.make());
  for (int i = 0; i < 10; ++i) {
    const auto refused = hosts.register_by("vera", token, "192.0.2.1", "short");
    EXPECT_EQ(refused.status, i < 2 + 5 ? 422 : 429) << i << " some beyond the limit, too";
  }
  EXPECT_EQ(hosts.register_by("boris", token).code(), "rate_limited") << "at the header";
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(hosts.register_by("boris", token, "192.0.2.2").code(), "email_taken") << i;
  }
  for (int i = 0; i < 5; ++i) {
    const std::string peer = "192.0.2." + std::to_string(10 + i);
    EXPECT_EQ(hosts.register_by("pupil" + std::to_string(i), token, peer).status, 201) << i;
  }
  EXPECT_EQ(hosts.register_by("late", token, "192.0.2.20").code(), "rate_limited");
}

TEST(InviteLimits, BeyondTheLimitOfTheAddressAFailureCostsMore) {
  Hosts hosts(few_of(2, 0, 100));  // they are used
  const std::string token = Hosts::token(hosts.make());
  for (int i = 0; i < 7; ++i) {
    EXPECT_EQ(hosts.register_by("boris", token).code(), "email_taken") << i;
  }
  EXPECT_EQ(hosts.register_by("vera", token).code(), "rate_limited");
}

TEST(InviteLimits, RegistrationsBeyondTheLimitTakeNoLooks) {
  Hosts hosts(few_of(2, 0, 5));  // they are used
  const std::string token = Hosts::token(hosts.make());
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(hosts.server().post("/chat/register", "{}").code(), "rate_limited") << i;
  }
  EXPECT_EQ(hosts.look(token).status, 200);
}

TEST(InviteLimits, AMembersInvitationOpensNoClosedRegistrationBeyondTheLimit) {
  ApiServer server({}, few_of(1, 0, 5), Registrations::closed);
  const auto anna = run_apart(server.accounts().add({"anna", "anna@example.com", "secret"}));
  ASSERT_TRUE(anna);
  const auto verbs = server.verbs().invites();
  const auto made = run_apart(verbs.create(Actor::without_session(anna->id), {}));
  const std::string body =
      R"({"username":"x","email":"x@example.com","password":"secret","invite":")" +
      verbs.token(made.value().id) + "\"}";
  EXPECT_EQ(server.post("/chat/register", body).code(), "registration_closed");
  EXPECT_EQ(server.post("/chat/register", body).code(), "rate_limited");
}

TEST(InviteLimits, ABodyThatIsNoneIsToldInTheLogBeyondTheLimit) {
  ApiServer server({}, few_of(1, 0, 5));
  EXPECT_EQ(server.post("/chat/register", "{").status, 400);
  server.log_lines().take();
  EXPECT_EQ(server.post("/chat/register", "{").status, 429);
  const std::vector<std::string> lines = server.log_lines().take();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0], "registration_refused address=192.0.2.1 reason=limit_register");
}

TEST(Invites, RestWhileTheirMakerMayNotAddPeople) {
  Hosts hosts;
  const std::string olga = hosts.server().person("olga");
  ASSERT_EQ(hosts.accept(Hosts::token(hosts.make()), hosts.boris()).status, 200);
  const std::string token =
      Hosts::token(hosts.server().post("/chat/chats/1/invites", "{}", hosts.boris()));
  const auto only_admins = [&](const std::string& whether) {
    const auto changed = hosts.server().call(
        {"PATCH",
         "/chat/chats/1",
         {{"Content-Type", "application/json"}, ApiServer::authorization(hosts.anna())[0]},
         R"({"admins_only_invite":)" + whether + "}"});
    EXPECT_EQ(changed.status, 200) << changed.body;
  };
  only_admins("true");
  EXPECT_EQ(hosts.look(token).code(), "invite_over");
  EXPECT_EQ(hosts.accept(token, olga).code(), "invite_over");
  EXPECT_EQ(hosts.register_by("vera", token).code(), "invite_over");
  EXPECT_EQ(hosts.accept(token, hosts.boris()).status, 200) << "a member again";
  only_admins("false");
  EXPECT_EQ(hosts.accept(token, olga).status, 200);
}

TEST(InviteLimits, AMemberAgainUsesNothingUp) {
  Hosts hosts(few_of(0, 0, 2));
  const std::string token = Hosts::token(hosts.make());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(hosts.accept(token, hosts.anna()).status, 200) << i;
  EXPECT_EQ(hosts.accept(token, hosts.boris()).status, 200);
  EXPECT_EQ(hosts.register_by("vera", token).status, 201);
  EXPECT_EQ(hosts.accept(token, hosts.boris()).status, 200) << "of an empty bucket, too";
  EXPECT_EQ(hosts.register_by("olga", token).code(), "rate_limited");
}

TEST(InviteLimits, AnInvitationHasItsOwn) {
  Hosts hosts(few_of(0, 0, 2));
  const std::string olga = hosts.server().person("olga");
  const std::string token = Hosts::token(hosts.make());
  EXPECT_EQ(hosts.register_by("one", token).status, 201);
  EXPECT_EQ(hosts.accept(token, hosts.boris()).status, 200);
  const auto refused = hosts.register_by("two", token);
  EXPECT_EQ(refused.code(), "rate_limited");
  EXPECT_EQ(refused.header("RateLimit-Limit"), "2");
  const auto not_joined = hosts.accept(token, olga);
  EXPECT_EQ(not_joined.code(), "rate_limited");
  EXPECT_EQ(not_joined.header("RateLimit-Limit"), "2");
  EXPECT_EQ(hosts.register_by("two", Hosts::token(hosts.make())).status, 201) << "another one";
}

// Its row stays when it is over, as a message's does.
TEST(InviteLimits, MakingOneCountsAsASend) {
  RateOptions rates = test::no_limits();
  rates.sends = {0.0001, 2};
  Hosts hosts(rates);
  const std::string token = Hosts::token(hosts.make());
  EXPECT_EQ(hosts.end(token, hosts.anna()).status, 204) << "its end doesn't";
  EXPECT_EQ(hosts.server().post("/chat/invites", "{}", hosts.anna()).status, 201);
  EXPECT_EQ(hosts.make().code(), "rate_limited");
  EXPECT_EQ(hosts.server().post("/chat/invites", "{}", hosts.anna()).code(), "rate_limited");
  EXPECT_EQ(hosts.server().post("/chat/invites", "{}", hosts.boris()).status, 201);
}

TEST(InviteLimits, LooksAreLimitedPerAddress) {
  Hosts hosts(few_of(0, 0, 2));
  const std::string token = Hosts::token(hosts.make());
  EXPECT_EQ(hosts.look(token).status, 200);
  EXPECT_EQ(hosts.look(std::string(kForged)).status, 404);
  EXPECT_EQ(hosts.look(token).code(), "rate_limited");
  EXPECT_EQ(hosts.server().call({.target = "/chat/invites/" + token, .peer = "192.0.2.2"}).status,
            200);
}

TEST(InviteLimits, TheFirstLogInAfterAnInvitationIsFree) {
  Hosts hosts(few_of(0, 3, 100));  // two are used
  const std::string token = Hosts::token(hosts.make());
  const auto log_in = [&](const std::string& name) {
    return hosts.server().form("/chat/token", "username=" + name + "@example.com&password=secret");
  };
  ASSERT_EQ(hosts.register_by("one", token).status, 201);
  ASSERT_EQ(hosts.register_by("two", token).status, 201);
  EXPECT_EQ(log_in("ONE").status, 200);
  EXPECT_EQ(log_in("one").status, 200) << "the third of the address";
  EXPECT_EQ(log_in("one").code(), "rate_limited");
  EXPECT_EQ(hosts.server().form("/chat/token", "username=two@example.com").code(), "rate_limited");
  EXPECT_EQ(log_in("two").status, 200) << "over the limit of the address";
  EXPECT_EQ(log_in("two").code(), "rate_limited");
}

TEST(Invites, NoTokenIsInTheLog) {
  Hosts hosts(few_of(0, 0, 1));
  const std::string token = Hosts::token(hosts.make());
  hosts.register_by("boris", token);
  hosts.register_by("vera", token);
  hosts.register_by("olga", token);
  hosts.look(token);
  hosts.accept(token, hosts.boris());
  hosts.end(token, hosts.anna());
  const auto lines = hosts.server().log_lines().take();
  EXPECT_NE(std::ranges::find(lines, "registration_refused address=192.0.2.1 reason=limit_invite"),
            lines.end());
  for (const std::string& line : lines) EXPECT_EQ(line.find(token), std::string::npos) << line;
}

}  // namespace
}  // namespace asq::api
