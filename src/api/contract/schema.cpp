#include "api/contract/schema.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "base/json.hpp"

namespace asq::api {

boost::json::object reply_schemas() {
  boost::json::object schemas;
  for (const auto part : {common_schemas(), account_schemas(), chat_schemas(), message_schemas(),
                          event_schemas(), socket_schemas()}) {
    for (const auto& [name, text] : part) {
      auto schema = parse_json(text);
      if (!schema) throw std::logic_error(std::string(name) + ": " + schema.error().message);
      schemas.emplace(name, std::move(*schema));
    }
  }
  return schemas;
}

}  // namespace asq::api
