// What each route takes: its path, query, form or body, field by field. Decoded by
// api/contract/decode.hpp, shown by /openapi.json. kExample is a body (or form) as a client would
// send it.
#pragma once

#include <boost/describe/class.hpp>

#include "api/contract/decode.hpp"
#include "api/contract/fields.hpp"
#include "api/contract/requests_accounts.hpp"
#include "api/contract/requests_chats.hpp"
#include "api/contract/requests_messages.hpp"

namespace asq::api {

struct NoFields {};
BOOST_DESCRIBE_STRUCT(NoFields, (), ())

// --- the documentation's own files

struct DocsAssetRequest {
  InPath<Text<1, 64>> asset;
};
BOOST_DESCRIBE_STRUCT(DocsAssetRequest, (), (asset))

}  // namespace asq::api
