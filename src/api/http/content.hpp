// The body of a request: whether a route reads it at all (415, 413), and reading it (400).
// Pure. Threads: any.
#pragma once

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/contract/decode.hpp"
#include "api/contract/route.hpp"
#include "base/error.hpp"

namespace asq::api {

// By the header alone. A route without content reads none and takes any. The charset may be left
// out, or name UTF-8 or US-ASCII.
[[nodiscard]] std::optional<Error> refuse_by_header(const Route& route, const net::HttpHead& head);

// A body as read.
struct ReadContent {
  std::optional<boost::json::value> json;
  // Of a form, those that have a value; or of the query of a route without content, all.
  std::optional<Parameters> parameters;
  std::vector<JsonError::Place> no_text;
};

// A byte order mark in front of JSON is skipped. `storage`: where the JSON lives.
// Errors: malformed_json, bad_request (a form or a query of too many parameters).
[[nodiscard]] Result<ReadContent> read_content(const Route& route, const net::HttpHead& head,
                                               std::string_view body,
                                               boost::json::storage_ptr storage);

}  // namespace asq::api
