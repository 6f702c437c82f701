// What each route takes: its path, query, form or body, field by field. Decoded by api/decode.hpp,
// shown by /openapi.json. kExample is a body (or form) as a client would send it.
#pragma once

#include <boost/describe/class.hpp>

#include "api/decode.hpp"
#include "api/fields.hpp"
#include "api/requests_accounts.hpp"
#include "api/requests_chats.hpp"
#include "api/requests_messages.hpp"

namespace asq::api {

struct NoFields {};
BOOST_DESCRIBE_STRUCT(NoFields, (), ())

// --- the documentation's own files

struct DocsAssetRequest {
  InPath<Text<1, 64>> asset;
};
BOOST_DESCRIBE_STRUCT(DocsAssetRequest, (), (asset))

}  // namespace asq::api
