// Every route of the server, one row each. Pure. Threads: immutable after the first call.
//
// The room routes/ has one file for each subject: its handlers, and below them its rows. To add a
// route, add its request struct to contract/requests_<subject>.hpp, and its handler and its row to
// the subject's file here. What every route has in common belongs in http/, and the rules of the
// product in chat/.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/contract/route.hpp"

namespace asq::api {

// In the order of the document. A row's place in it is its number, for metrics.
[[nodiscard]] std::span<const Route> route_table();

// The rows by subject, each in its own file.
[[nodiscard]] std::vector<Route> server_rows();
[[nodiscard]] std::vector<Route> account_rows();
[[nodiscard]] std::vector<Route> people_rows();
[[nodiscard]] std::vector<Route> chat_rows();
[[nodiscard]] std::vector<Route> group_rows();
[[nodiscard]] std::vector<Route> group_message_rows();  // messages.cpp
[[nodiscard]] std::vector<Route> member_rows();
[[nodiscard]] std::vector<Route> invite_rows();
[[nodiscard]] std::vector<Route> message_rows();
[[nodiscard]] std::vector<Route> message_change_rows();
[[nodiscard]] std::vector<Route> live_rows();
[[nodiscard]] std::vector<Route> page_rows();
[[nodiscard]] std::vector<Route> system_rows();

// The OpenAPI 3.1 document of the table and of the sockets' commands, as a server of that address
// (contract/public_url.hpp) serves it under /openapi.json.
[[nodiscard]] std::string openapi_document(std::string_view public_url = {});

}  // namespace asq::api
