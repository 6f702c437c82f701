#include "api/http/credentials.hpp"

#include <gtest/gtest.h>

namespace asq::api {
namespace {

net::HttpHead with(std::vector<net::Header> headers, std::string query = {}) {
  net::HttpHead head;
  head.headers = std::move(headers);
  head.query = std::move(query);
  return head;
}

TEST(BearerToken, IsReadWhateverTheCaseOfTheScheme) {
  for (const std::string value : {"Bearer abc", "bearer abc", "BEARER  abc"}) {
    EXPECT_EQ(bearer_token(with({{"Authorization", value}})).token, "abc") << value;
  }
}

TEST(BearerToken, OtherSchemesShowNone) {
  for (const std::string value : {"Basic abc", "Bearerabc", "Token abc", ""}) {
    const ShownToken found = bearer_token(with({{"Authorization", value}}));
    EXPECT_FALSE(found.shown) << value;
    EXPECT_FALSE(found.trouble.empty()) << value;
  }
  EXPECT_TRUE(bearer_token(with({})).trouble.empty());
}

TEST(BearerToken, WhatCantBeReadIsTrouble) {
  for (const std::string value : {"Bearer", "Bearer ", "Bearer a b", "Bearer a,b"}) {
    const ShownToken found = bearer_token(with({{"Authorization", value}}));
    EXPECT_TRUE(found.shown && found.token.empty() && !found.trouble.empty()) << value;
  }
  EXPECT_FALSE(bearer_token(with({{"Authorization", "Bearer a"}, {"authorization", "Bearer b"}}))
                   .trouble.empty());
}

TEST(SocketToken, ComesByHeaderSubprotocolOrQuery) {
  EXPECT_EQ(socket_token(with({{"Authorization", "Bearer h"}}, "token=q")).token, "h");
  EXPECT_EQ(socket_token(with({{"Sec-WebSocket-Protocol", "asq, bearer.p"}}, "token=q")).token,
            "p");
  EXPECT_EQ(socket_token(with({{"Sec-WebSocket-Protocol", "bearer.p,asq"}})).token, "p");
  EXPECT_EQ(socket_token(with({}, "x=1&token=q%2Eq")).token, "q.q");
  EXPECT_FALSE(socket_token(with({}, "tokens=q")).shown);
  EXPECT_FALSE(socket_token(with({}, "token=q&token=r")).trouble.empty());
  EXPECT_FALSE(socket_token(with({}, "token=")).trouble.empty());
}

TEST(SocketToken, TheProtocolAsqIsOffered) {
  EXPECT_TRUE(offers_asq_protocol(with({{"Sec-WebSocket-Protocol", "bearer.p, asq"}})));
  EXPECT_FALSE(offers_asq_protocol(with({{"Sec-WebSocket-Protocol", "bearer.p, asq2"}})));
  EXPECT_FALSE(offers_asq_protocol(with({})));
}

}  // namespace
}  // namespace asq::api
