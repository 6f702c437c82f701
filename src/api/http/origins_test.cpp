#include "api/http/origins.hpp"

#include <gtest/gtest.h>

namespace asq::api {
namespace {

net::HttpHead head_from(std::vector<std::string> origins) {
  net::HttpHead head;
  head.local_host = "chat.example:8000";
  for (std::string& origin : origins) head.headers.push_back({"Origin", std::move(origin)});
  return head;
}

TEST(Origins, WithoutAListSocketsOpenFromEverywhere) {
  EXPECT_TRUE(Origins({}).may_open_socket(head_from({"https://evil.example"})));
}

TEST(Origins, WithAListOnlyItAndTheServersOwn) {
  const Origins origins({"https://app.example"});
  EXPECT_TRUE(origins.may_open_socket(head_from({})));
  EXPECT_TRUE(origins.may_open_socket(head_from({"https://app.example"})));
  EXPECT_TRUE(origins.may_open_socket(head_from({"http://chat.example:8000"})));
  EXPECT_TRUE(origins.may_open_socket(head_from({"https://CHAT.example:8000"})));
  for (const std::string origin :
       {"https://evil.example", "http://app.example", "https://app.example.evil", "null", "",
        "https://app.example:444", "http://chat.example", "chat.example:8000"}) {
    EXPECT_FALSE(origins.may_open_socket(head_from({origin}))) << origin;
  }
  EXPECT_FALSE(origins.may_open_socket(head_from({"https://app.example", "https://evil.example"})));
}

std::string value_of(const std::vector<net::Header>& headers, std::string_view name) {
  for (const net::Header& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

TEST(Origins, CorsIsOffWithoutAList) {
  const std::string origin = "https://app.example";
  std::vector<net::Header> headers;
  Origins({}).append_headers(headers, &origin);
  Origins({}).append_preflight(headers, &origin, "GET");
  EXPECT_TRUE(headers.empty());
}

TEST(Origins, NamesTheOriginThatIsAllowed) {
  const Origins origins({"https://app.example"});
  const std::string listed = "https://app.example";
  const std::string other = "https://evil.example";
  std::vector<net::Header> headers;
  origins.append_headers(headers, &listed);
  EXPECT_EQ(value_of(headers, "Access-Control-Allow-Origin"), listed);
  EXPECT_EQ(value_of(headers, "Vary"), "Origin");
  headers.clear();
  origins.append_headers(headers, &other);
  EXPECT_EQ(value_of(headers, "Access-Control-Allow-Origin"), "");
  EXPECT_EQ(value_of(headers, "Vary"), "Origin");
}

TEST(Origins, OneThatIsTooLongIsNotRepeated) {
  const Origins any({"*"});
  const auto allowed = [&](std::size_t bytes) {
    std::string origin = "https://";
    origin.resize(bytes, 'a');
    std::vector<net::Header> headers;
    any.append_headers(headers, &origin);
    return value_of(headers, "Access-Control-Allow-Origin").size();
  };
  EXPECT_EQ(allowed(511), 511U);
  EXPECT_EQ(allowed(512), 512U);
  EXPECT_EQ(allowed(513), 0U);
}

}  // namespace
}  // namespace asq::api
