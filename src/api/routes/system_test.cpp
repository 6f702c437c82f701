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
           {"/", "text/html; charset=utf-8"},
           {"/docs", "text/html; charset=utf-8"},
           {"/docs/errors", "text/html; charset=utf-8"},
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

}  // namespace
}  // namespace asq::api
