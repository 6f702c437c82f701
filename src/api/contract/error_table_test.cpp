#include "api/contract/error_table.hpp"

#include <gtest/gtest.h>

#include <set>

#include "api/contract/problem.hpp"
#include "base/json.hpp"

namespace asq::api {
namespace {

TEST(ErrorTable, HasARowForEveryCode) {
  EXPECT_EQ(error_table().size(), static_cast<std::size_t>(kErrorCodeCount));
  std::set<std::string_view> names;
  for (const ErrorRow& row : error_table()) {
    const std::string_view name = error_name(row.code);
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_FALSE(row.title.empty()) << name;
    EXPECT_TRUE(row.sentence.ends_with('.')) << name;
    EXPECT_FALSE(reason_phrase(row.status).empty()) << name;
    EXPECT_GE(row.status, 400) << name;
  }
}

TEST(ErrorTable, WhatMayPassIsRetryable) {
  for (const ErrorRow& row : error_table()) {
    EXPECT_EQ(row.retryable, row.status == 429 || row.status >= 500) << error_name(row.code);
  }
}

TEST(Problem, HasTheFieldsOfTheContract) {
  EXPECT_EQ(problem_json(Error(ErrorCode::chat_not_found), "r-1"),
            R"({"type":"/docs/errors#chat_not_found","title":"Chat not found","status":404,)"
            R"("detail":"You have no such chat.","code":"chat_not_found",)"
            R"("retryable":false,"request_id":"r-1"})");
}

// Clients resolve it against the address of their request, which has the prefix.
TEST(Problem, TypeBeginsWithThePrefixOfTheServer) {
  const Error error(ErrorCode::chat_not_found);
  const auto value = parse_json(problem_json(error, "r-1", 0, "/chat-server")).value();
  EXPECT_EQ(value.at("type").as_string(), "/chat-server/docs/errors#chat_not_found");
}

TEST(Problem, NamesBadFieldsOn422) {
  const Error error =
      fail(std::vector<FieldError>{{"a\"b", "This field is required."}, {"c[1]", "x"}}).error();
  const auto value = parse_json(problem_json(error, "r")).value();
  EXPECT_EQ(value.at("status").as_int64(), 422);
  EXPECT_EQ(value.at("errors").as_array().size(), 2U);
  EXPECT_EQ(value.at("errors").at(0).at("field").as_string(), "a\"b");
}

TEST(Problem, AStatusOfTheHttpLayerKeepsItsOwnTitle) {
  const auto value =
      parse_json(problem_json(Error(ErrorCode::bad_request, "Too long."), "r", 414)).value();
  EXPECT_EQ(value.at("status").as_int64(), 414);
  EXPECT_EQ(value.at("title").as_string(), "URI Too Long");
  EXPECT_EQ(value.at("detail").as_string(), "Too long.");
}

TEST(Problem, NeverTellsWhatOnlyTheLogMayKnow) {
  const Error error = fail_internally(ErrorCode::internal, "disk /secret").error();
  EXPECT_EQ(problem_json(error, "r").find("secret"), std::string::npos);
}

std::string header_of(const Error& error, std::string_view name) {
  std::vector<net::Header> headers;
  append_error_headers(headers, error, false);
  for (const net::Header& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

TEST(Problem, Every401HasAChallenge) {
  for (const ErrorRow& row : error_table()) {
    EXPECT_EQ(header_of(Error(row.code), "WWW-Authenticate"),
              row.status == 401 ? R"(Bearer realm="asq")" : "")
        << error_name(row.code);
  }
  std::vector<net::Header> headers;
  append_error_headers(headers, Error(ErrorCode::unauthenticated, "The \"token\"\n expired."),
                       true);
  EXPECT_EQ(headers[0].value, R"(Bearer realm="asq", error="invalid_token", )"
                              R"(error_description="The ?token?? expired.")");
}

TEST(Problem, SaysWhenToComeAgain) {
  Error error(ErrorCode::rate_limited);
  error.retry_after = std::chrono::seconds(3);
  EXPECT_EQ(header_of(error, "Retry-After"), "3");
  for (const ErrorRow& row : error_table()) {
    const bool comes_again = row.status == 429 || row.status == 503;
    EXPECT_EQ(header_of(Error(row.code), "Retry-After"), comes_again ? "1" : "")
        << error_name(row.code);
  }
}

}  // namespace
}  // namespace asq::api
