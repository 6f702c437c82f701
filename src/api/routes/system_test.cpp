#include <gtest/gtest.h>

#include "api/routes/route_table.hpp"
#include "support/api_server.hpp"

namespace asq::api {
namespace {

using test::ApiServer;

TEST(SystemRoutes, HealthReadinessAndMetrics) {
  ApiServer server;
  EXPECT_EQ(server.get("/healthz").status, 200);
  EXPECT_EQ(server.get("/readyz").status, 200);
  server.set_ready(false);
  EXPECT_EQ(server.get("/readyz").status, 503);
  server.get("/chat/history/12345");
  server.get("/a/secret/path");
  const std::string figures = server.get("/metrics").body;
  EXPECT_NE(figures.find(R"(route="/chat/history/{chat_id}",status="401"} 1)"), std::string::npos)
      << figures;
  EXPECT_NE(figures.find(R"(route="none",status="404"} 1)"), std::string::npos);
  EXPECT_EQ(figures.find("secret"), std::string::npos);
  EXPECT_EQ(figures.find("12345"), std::string::npos);
}

TEST(SystemRoutes, TheDocumentationComesFromInsideTheProgram) {
  ApiServer server;
  EXPECT_EQ(server.get("/openapi.json").body, openapi_document());
  for (const auto& [target, type] : std::vector<std::pair<std::string, std::string>>{
           {"/docs", "text/html; charset=utf-8"},
           {"/docs/errors", "text/html; charset=utf-8"},
           {"/docs/guide", "text/html; charset=utf-8"},
           {"/docs/resume.py", "text/plain; charset=utf-8"},
           {"/docs/init.js", "text/javascript; charset=utf-8"},
           {"/docs/page.css", "text/css; charset=utf-8"},
           {"/docs/swagger-ui.css", "text/css; charset=utf-8"},
           {"/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8"},
           {"/docs/favicon-32x32.png", "image/png"},
       }) {
    const auto response = server.get(target);
    EXPECT_EQ(response.status, 200) << target;
    EXPECT_EQ(response.header("Content-Type"), type) << target;
    EXPECT_FALSE(response.body.empty()) << target;
  }
  EXPECT_EQ(server.get("/docs/nothing.js").status, 404);
  EXPECT_EQ(server.get("/docs").body.find("<script>"), std::string::npos);
}

TEST(SystemRoutes, TheClientLibraryComesFromInsideTheProgram) {
  ApiServer server;
  const auto package = server.get("/sdk/asq-client.tgz");
  EXPECT_EQ(package.status, 200);
  EXPECT_EQ(package.header("Content-Type"), "application/gzip");
  EXPECT_TRUE(package.body.starts_with("\x1f\x8b"));
  EXPECT_FALSE(package.header("ETag").empty());
  for (const std::string other : {"/sdk", "/sdk/", "/sdk/index.html", "/docs/asq-client.tgz"}) {
    EXPECT_EQ(server.get(other).code(), "route_not_found") << other;
  }
}

// Their links are relative, and so right at one address only.
TEST(SystemRoutes, APageHasOneAddress) {
  ApiServer server;
  const auto slash = server.get("/docs/");
  EXPECT_EQ(slash.status, 308);
  EXPECT_EQ(slash.header("Location"), "../docs");
  EXPECT_EQ(slash.header("Content-Type"), "");
  for (const std::string name : {"index.html", "errors.html", "guide.html"}) {
    EXPECT_EQ(server.get("/docs/" + name).code(), "route_not_found") << name;
  }
  for (const std::string page : {"/", "/docs", "/docs/errors", "/docs/guide"}) {
    const std::string html = server.get(page).body;
    EXPECT_EQ(html.find("=\"/"), std::string::npos) << page << " has a link from the root";
  }
}

TEST(SystemRoutes, TheGuideIsThereForWhoHasOnlyTheServer) {
  ApiServer server;
  const auto guide = server.get("/docs/guide");
  for (const std::string_view part :
       {R"(<h2 id="the-socket-of-a-person">)", R"(<h3 id="get-chatws">)", R"(href="#exactly-once")",
        R"(href="resume.py")", "hello"}) {
    EXPECT_NE(guide.body.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(guide.body.find("<script"), std::string::npos);
  EXPECT_EQ(guide.header("Content-Security-Policy"),
            server.get("/docs").header("Content-Security-Policy"));
  EXPECT_EQ(guide.header("X-Content-Type-Options"), "nosniff");
  for (const std::string page : {"/", "/docs", "/docs/errors"}) {
    EXPECT_NE(server.get(page).body.find("guide\""), std::string::npos) << page;
  }
}

std::string token_url(const boost::json::value& document) {
  return std::string(
      document.at_pointer("/components/securitySchemes/login/flows/password/tokenUrl").as_string());
}

TEST(SystemRoutes, TheDocumentNamesThePublicAddress) {
  ApiServer server({.public_url = "https://example.com/chat-server"});
  const auto document = server.get("/openapi.json").json();
  EXPECT_EQ(document.at_pointer("/servers/0/url").as_string(), "https://example.com/chat-server");
  EXPECT_EQ(token_url(document), "https://example.com/chat-server/chat/token");
  EXPECT_EQ(document.at_pointer("/components/examples/invalid/value/type").as_string(),
            "/chat-server/docs/errors#invalid");
}

// Whatever prefix a proxy adds, it is resolved against where the document was found.
TEST(SystemRoutes, WithoutAPublicAddressTheDocumentIsRelative) {
  ApiServer server;
  const auto document = server.get("/openapi.json").json();
  EXPECT_EQ(document.at_pointer("/servers/0/url").as_string(), ".");
  EXPECT_EQ(token_url(document), "chat/token");
}

TEST(SystemRoutes, TheTypeOfAProblemBeginsWithThePublicPrefix) {
  const auto type_under = [](const std::string& public_url) {
    ApiServer server({.public_url = public_url});
    return std::string(server.get("/nowhere").json().at("type").as_string());
  };
  EXPECT_EQ(type_under(""), "/docs/errors#route_not_found");
  EXPECT_EQ(type_under("https://chat.example.com"), "/docs/errors#route_not_found");
  EXPECT_EQ(type_under("https://example.com/a/b"), "/a/b/docs/errors#route_not_found");
}

}  // namespace
}  // namespace asq::api
