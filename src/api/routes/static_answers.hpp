// Answers that never change while the server runs: the documentation and the description of the
// API. Compressed once, sent compressed to whoever takes that. Answers of the API never are: what
// is compressed together with a secret tells its length. Threads: immutable after construction.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/contract/replies.hpp"
#include "net/http.hpp"

namespace asq::api {

class StaticAnswer {
 public:
  // `content_type` is a literal. What does not get smaller is kept plain only.
  StaticAnswer(std::string text, std::string_view content_type);

  // 200 with the form that the request takes, or 304 if it has that already (If-None-Match).
  [[nodiscard]] Answer answer(const net::HttpHead& head) const;

 private:
  struct Form {
    std::shared_ptr<const std::string> bytes;  // nullptr: there is none
    std::string etag;
  };
  Form plain_;
  Form gzip_;
  std::string_view content_type_;
};

// What Accept-Encoding says of gzip (RFC 9110 section 12.5.3). nullptr: the field is absent.
[[nodiscard]] bool accepts_gzip(const std::string* accept_encoding);

// One gzip member (RFC 1952).
[[nodiscard]] std::string gzip(std::string_view text);

}  // namespace asq::api
