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

// --- the page, which reads its own address

struct PageOfInvitation {
  InPath<Anything> invite;
};
BOOST_DESCRIBE_STRUCT(PageOfInvitation, (), (invite))

struct PageOfChat {
  InPath<Anything> chat;
};
BOOST_DESCRIBE_STRUCT(PageOfChat, (), (chat))

struct PageOfMessage {
  InPath<Anything> chat;
  InPath<Anything> seq;
};
BOOST_DESCRIBE_STRUCT(PageOfMessage, (), (chat, seq))

struct PageOfSettings {
  InPath<Anything> section;
};
BOOST_DESCRIBE_STRUCT(PageOfSettings, (), (section))

struct PageAssetRequest {
  InPath<Text<1, 128>> asset;
};
BOOST_DESCRIBE_STRUCT(PageAssetRequest, (), (asset))

// --- the documentation's own files

struct DocsAssetRequest {
  InPath<Text<1, 64>> asset;
};
BOOST_DESCRIBE_STRUCT(DocsAssetRequest, (), (asset))

}  // namespace asq::api
