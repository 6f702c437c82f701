#include "api/routes/route_table.hpp"

#include <algorithm>
#include <iterator>

#include "api/contract/openapi.hpp"
#include "api/sockets/person_commands.hpp"

namespace asq::api {

std::span<const Route> route_table() {
  static const std::vector<Route> kTable = [] {
    std::vector<Route> table;
    for (auto rows : {server_rows(), account_rows(), people_rows(), chat_rows(), group_rows(),
                      group_message_rows(), member_rows(), invite_rows(), message_rows(),
                      message_change_rows(), live_rows(), page_rows(), system_rows()}) {
      std::ranges::move(rows, std::back_inserter(table));
    }
    return table;
  }();
  return kTable;
}

std::string openapi_document(std::string_view public_url) {
  return openapi_document(route_table(), command_shapes(), public_url);
}

}  // namespace asq::api
