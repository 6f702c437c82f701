// The rows of the table of routes, by subject; each file of them is rows_<subject>.cpp.
// In the order of the document. Pure. Threads: any.
#pragma once

#include <vector>

#include "api/contract/route.hpp"

namespace asq::api {

[[nodiscard]] std::vector<Route> account_rows();  // rows_accounts.cpp
[[nodiscard]] std::vector<Route> chat_rows();     // rows_chats.cpp
[[nodiscard]] std::vector<Route> group_rows();
[[nodiscard]] std::vector<Route> member_rows();
[[nodiscard]] std::vector<Route> message_rows();  // rows_messages.cpp
[[nodiscard]] std::vector<Route> live_rows();
[[nodiscard]] std::vector<Route> system_rows();  // rows_system.cpp

}  // namespace asq::api
