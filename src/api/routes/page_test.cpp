#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
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
  }
}

TEST(Page, IsNowhereElse) {
  ApiServer server;
  for (const std::string address :
       {"/i", "/i/", "/i/x/y", "/c", "/c/", "/c/1/", "/c/1/2/3", "/settings/", "/settings/x/y",
        "/reset/", "/reset/x", "/assets", "/assets/", "/assets/index.js", "/assets/index.html",
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
    EXPECT_NE(html.find("src=\"" + root + "assets/index-"), std::string::npos) << address;
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

// Nothing inline, nothing of elsewhere, and no HTML of texts (trusted types).
TEST(Page, AllowsItselfAndItsFilesNothingElse) {
  ApiServer server;
  const std::string policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
      "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
      "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
      "trusted-types asq";
  std::vector<std::string> addresses = kPages;
  for (const PageFile& file : page_files()) {
    if (file.name.starts_with("assets/")) addresses.push_back("/" + std::string(file.name));
  }
  for (const std::string& address : addresses) {
    const auto answer = server.get(address);
    EXPECT_EQ(answer.header("Content-Security-Policy"), policy) << address;
    EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer") << address;
    const std::string html =
        answer.body.substr(0, address.starts_with("/assets/") ? 0 : std::string::npos);
    for (const std::string inline_part : {"<script>", "<style", " style=", " onload=", "<base"}) {
      EXPECT_EQ(html.find(inline_part), std::string::npos) << address << " has " << inline_part;
    }
  }
}

// By the page, or by another of them, which loads it later.
bool is_named(std::string_view asset, const std::string& page) {
  const std::string_view name = asset.substr(asset.rfind('/') + 1);
  return page.find(name) != std::string::npos ||
         std::ranges::any_of(page_files(), [&](const PageFile& file) {
           return file.name != asset && file.bytes.find(name) != std::string_view::npos;
         });
}

TEST(PageAssets, AreThoseThatThePageLoadsAndMayBeKept) {
  ApiServer server;
  const std::string page = server.get("/").body;
  for (const PageFile& file : page_files()) {
    if (!file.name.starts_with("assets/")) continue;
    EXPECT_TRUE(is_named(file.name, page)) << file.name;
    const std::string address = "/" + std::string(file.name);
    const auto plain = server.get(address);
    EXPECT_EQ(plain.body, file.bytes) << file.name;
    EXPECT_EQ(plain.header("Cache-Control"), "public, max-age=31536000, immutable") << file.name;
    EXPECT_EQ(plain.header("X-Content-Type-Options"), "nosniff") << file.name;
    const auto packed = server.call({"GET", address, {{"Accept-Encoding", "gzip, br"}}});
    EXPECT_EQ(packed.header("Content-Encoding"), file.br.empty() ? "" : "br") << file.name;
    EXPECT_EQ(packed.body, file.br.empty() ? file.bytes : file.br) << file.name;
  }
}

}  // namespace
}  // namespace asq::api
