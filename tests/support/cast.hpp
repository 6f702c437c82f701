// The people of the tests of who may do what. Threads: the test's.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "support/api_server.hpp"

namespace asq::test {

// People, a group {chat} of which they are what they are called, and a message of each of its
// members. {other} is a plain member; {direct} is the actor's chat with that person. {self},
// {own_seq} and {direct} are the actor's.
//
// Tokens of invitations: {invite} to the group, by its owner; {members_invite} the same by {other};
// {ended_invite} as {invite}, and over; {personal_invite} in person, by {other}; {own_invite} in
// person, by the actor.
class Cast {
 public:
  Cast(ApiServer& server, int number) : server_(server) {
    for (const std::string name :
         {"owner", "admin", "second_admin", "member", "ex", "other", "stranger"}) {
      const std::string unique = name + std::to_string(number);
      tokens_[name] = server.person(unique);
      const auto me = server.get("/chat/me", tokens_[name]).json();
      words_[name] = std::to_string(me.at("id").as_int64());
      words_[name + "_email"] = unique + "@example.com";
      words_[name + "_handle"] = std::string(me.at("handle").as_string());
      words_[name + "_token"] = tokens_[name];
    }
    const auto sessions = server.get("/chat/sessions", tokens_["owner"]).json();
    words_["owner_session"] = std::to_string(sessions.at("sessions").at(0).at("id").as_int64());
  }

  // A new {chat}, as it is before anybody has done anything.
  void make_group() {
    const auto made = call("POST", "/chat/group", R"({"name":"team","participant_ids":[]})");
    words_["chat"] = std::to_string(made.json().at("id").as_int64());
    for (const std::string name : {"admin", "second_admin", "member", "ex", "other"}) {
      const std::string body = R"({"group_id":{chat},"email":"{)" + name + R"(_email}"})";
      EXPECT_EQ(call("POST", "/chat/group/add-user", body).status, 200);
    }
    for (const char* name : {"owner", "admin", "member", "other"}) {
      const auto sent = call("POST", "/chat/chats/{chat}/messages", R"({"text":"hi"})", name);
      seqs_[name] = std::to_string(sent.json().at("seq").as_int64());
    }
    for (const char* name : {"admin", "second_admin"}) {
      const std::string target = "/chat/chats/{chat}/members/{" + std::string(name) + "}";
      EXPECT_EQ(call("PATCH", target, R"({"role":"admin"})").status, 200);
    }
    EXPECT_EQ(call("DELETE", "/chat/chats/{chat}/members/{ex}", "").status, 204);
  }
  void let_only_admins_invite() {
    EXPECT_EQ(call("PATCH", "/chat/chats/{chat}", R"({"admins_only_invite":true})").status, 200);
  }

  // The words of what this actor does; anonymous: the owner's.
  void act_as(const std::string& actor, bool with_direct_chat) {
    words_["self"] = words_[actor];
    words_["own_seq"] = seqs_.contains(actor) ? seqs_[actor] : seqs_["other"];
    words_["others_seq"] = seqs_["other"];
    if (with_direct_chat) words_["direct"] = direct_chat(tokens_[actor]);
  }
  // Those that the text names.
  void make_invites(const std::string& actor, const std::string& text) {
    const std::string group = "/chat/chats/{chat}/invites";
    make_invite(text, "invite", group, "owner");
    make_invite(text, "members_invite", group, "other");
    make_invite(text, "personal_invite", "/chat/invites", "other");
    make_invite(text, "own_invite", "/chat/invites", actor);
    if (make_invite(text, "ended_invite", group, "owner")) {
      EXPECT_EQ(call("DELETE", "/chat/invites/{ended_invite}", "").status, 204);
    }
  }
  [[nodiscard]] std::string filled(std::string text) const {
    for (const auto& [word, value] : words_) {
      const std::string wanted = "{" + word + "}";
      for (std::size_t at = 0; (at = text.find(wanted)) != std::string::npos;) {
        text.replace(at, wanted.size(), value);
      }
    }
    return text;
  }
  [[nodiscard]] const std::string& token(const std::string& actor) const {
    return tokens_.at(actor);
  }

 private:
  std::string direct_chat(const std::string& token) {
    const auto chat =
        server_.post("/chat/chat", filled(R"({"second_email":"{other_email}"})"), token);
    return std::to_string(chat.json().at("id").as_int64());
  }

  // Whether it is named.
  bool make_invite(const std::string& text, const std::string& word, const std::string& target,
                   const std::string& maker) {
    if (text.find("{" + word + "}") == std::string::npos) return false;
    const auto made = call("POST", target, "{}", maker);
    EXPECT_EQ(made.status, 201);
    words_[word] = made.json().at("token").as_string().c_str();
    return true;
  }

  test::ApiResponse call(const std::string& method, const std::string& target,
                         const std::string& body, const std::string& actor = "owner") {
    test::ApiRequest request{method, filled(target), ApiServer::authorization(tokens_[actor]),
                             filled(body)};
    if (!body.empty()) request.headers.push_back({"Content-Type", "application/json"});
    return server_.call(std::move(request));
  }

  ApiServer& server_;
  std::map<std::string, std::string> tokens_;  // by name
  std::map<std::string, std::string> words_;
  std::map<std::string, std::string> seqs_;  // of the message of each
};

}  // namespace asq::test
