// The JSON Schemas of what the server answers, by noun; each file of them is schema_<noun>.cpp,
// and schema.cpp has what all routes share.
// What it takes comes from the request structs (api/contract/decode.hpp). Pure. Threads: any.
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string_view>

namespace asq::api {

struct NamedSchema {
  std::string_view name;
  std::string_view text;  // JSON
};

[[nodiscard]] std::span<const NamedSchema> server_schemas();
[[nodiscard]] std::span<const NamedSchema> account_schemas();
[[nodiscard]] std::span<const NamedSchema> chat_schemas();
[[nodiscard]] std::span<const NamedSchema> invite_schemas();
[[nodiscard]] std::span<const NamedSchema> message_schemas();
[[nodiscard]] std::span<const NamedSchema> event_schemas();
[[nodiscard]] std::span<const NamedSchema> socket_schemas();

// All of them: name to schema, as they stand under components.schemas.
[[nodiscard]] boost::json::object reply_schemas();

}  // namespace asq::api
