// What came over a socket as text, ready for the decoder. Lives on the stack, and no longer than
// the text. Pure. Threads: one.
#pragma once

#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/contract/decode.hpp"
#include "base/error.hpp"
#include "base/json.hpp"

namespace asq::api {

class JsonInput {
 public:
  explicit JsonInput(std::string_view text);
  JsonInput(const JsonInput&) = delete;
  JsonInput& operator=(const JsonInput&) = delete;

  // It is no JSON at all: malformed_json.
  [[nodiscard]] const std::optional<Error>& refusal() const { return refusal_; }
  // Unless refused. Half a surrogate pair is an error of its field, not of the JSON.
  [[nodiscard]] Input input() const;

 private:
  std::array<unsigned char, 2048> room_;
  boost::json::monotonic_resource arena_{room_.data(), room_.size()};
  boost::json::value json_;
  std::vector<JsonError::Place> no_text_;
  std::optional<Error> refusal_;
};

}  // namespace asq::api
