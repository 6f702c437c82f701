// Requests decoded without a server, for tests: from a JSON body, a query or a form.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "api/contract/decode.hpp"
#include "base/json.hpp"
#include "support/field_message.hpp"

namespace asq::test {

// The bad fields, in order, joined by a space; "" if the request is fine.
template <class Request>
std::string bad_fields_of(const api::Decoded<Request>& decoded) {
  std::string fields;
  if (!decoded.refusal) return fields;
  for (const FieldError& error : decoded.refusal->fields) {
    EXPECT_TRUE(is_field_message(error.message)) << error.message;
    fields += (fields.empty() ? "" : " ") + error.field;
  }
  return fields;
}

template <class Request>
api::Decoded<Request> from_json(std::string_view text, std::vector<api::PathParameter> path = {}) {
  const auto value = parse_json(text);
  api::Input input;
  input.path = path;
  if (value) {
    input.json = &*value;
    return api::decode<Request>(input);
  }
  EXPECT_EQ(value.error().kind, JsonError::Kind::no_text) << text;
  input.json = &value.error().repaired;
  input.no_text = value.error().places;
  return api::decode<Request>(input);
}

template <class Request>
api::Decoded<Request> from_parameters(std::string_view text,
                                      std::vector<api::PathParameter> path = {}) {
  const auto parameters = api::parse_urlencoded(text);
  api::Input input;
  input.parameters = &*parameters;
  input.path = path;
  return api::decode<Request>(input);
}

}  // namespace asq::test
