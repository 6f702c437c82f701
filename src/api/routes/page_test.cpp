#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "api/routes/page_files.hpp"
#include "support/api_server.hpp"

namespace asq::api {
namespace {

using test::ApiServer;

const std::vector<std::string> kPages = {"/",      "/i/x",      "/i/%D0%BF%zz", "/c/1",
                                         "/c/1/2", "/settings", "/settings/x",  "/reset"};

TEST(Page, IsOnePageAtAllOfItsAddresses) {
  ApiServer server;
  for (const std::string& address : kPages) {
    const auto page = server.get(address);
    EXPECT_EQ(page.status, 200) << address;
    EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8") << address;
    EXPECT_EQ(page.header("Cache-Control"), "no-cache") << address;
    const auto again = server.call({"GET", address, {{"If-None-Match", page.header("ETag")}}});
    EXPECT_EQ(again.status, 304) << address;
    EXPECT_EQ(page.body.find("<script>"), std::string::npos) << address;
  }
}

TEST(Page, IsNowhereElse) {
  ApiServer server;
  for (const std::string address :
       {"/i", "/i/", "/i/x/y", "/c", "/c/", "/c/1/", "/c/1/2/3", "/settings/", "/settings/x/y",
        "/reset/", "/reset/x", "/assets", "/assets/", "/assets/page.js", "/assets/index.html",
        "/index.html", "/page"}) {
    EXPECT_EQ(server.get(address).code(), "route_not_found") << address;
  }
  EXPECT_EQ(server.post("/i/x", "{}").code(), "method_not_allowed");
}

// A proxy may serve the server below a path that no request tells of.
TEST(Page, LinksUpwardsAsFarAsItLies) {
  ApiServer server;
  const auto links_with = [&](const std::string& address, const std::string& root) {
    const std::string html = server.get(address).body;
    EXPECT_EQ(html.find("=\"/"), std::string::npos) << address;
    EXPECT_NE(html.find("href=\"" + root + "docs/guide\""), std::string::npos) << address;
    EXPECT_NE(html.find("src=\"" + root + "assets/page-"), std::string::npos) << address;
  };
  for (const std::string address : {"/", "/settings", "/reset"}) links_with(address, "./");
  for (const std::string address : {"/i/x", "/c/1", "/settings/x"}) links_with(address, "../");
  links_with("/c/1/2", "../../");
}

TEST(Page, TellsThePreviewOfAnInvitationNothingButThatItIsOne) {
  ApiServer server({.server_name = "Nord"});
  const std::string html = server.get("/i/x").body;
  EXPECT_NE(html.find("<title>You are invited</title>"), std::string::npos);
  EXPECT_NE(html.find(R"(<meta property="og:title" content="You are invited">)"),
            std::string::npos);
  EXPECT_EQ(html.find("ASQ Chat"), std::string::npos);
  EXPECT_EQ(html.find("Nord"), std::string::npos);
  EXPECT_EQ(server.get("/").body.find("invited"), std::string::npos);
}

TEST(PageAssets, AreThoseThatThePageNamesAndMayBeKept) {
  ApiServer server;
  const std::string page = server.get("/").body;
  for (const PageFile& file : page_files()) {
    if (!file.name.starts_with("assets/")) continue;
    EXPECT_NE(page.find("\"./" + std::string(file.name) + "\""), std::string::npos) << file.name;
    const std::string address = "/" + std::string(file.name);
    const auto plain = server.get(address);
    EXPECT_EQ(plain.body, file.bytes) << file.name;
    EXPECT_EQ(plain.header("Cache-Control"), "public, max-age=31536000, immutable") << file.name;
    EXPECT_EQ(plain.header("X-Content-Type-Options"), "nosniff") << file.name;
    const auto packed = server.call({"GET", address, {{"Accept-Encoding", "gzip, br"}}});
    EXPECT_EQ(packed.header("Content-Encoding"), "br") << file.name;
    EXPECT_EQ(packed.body, file.br) << file.name;
  }
}

}  // namespace
}  // namespace asq::api
