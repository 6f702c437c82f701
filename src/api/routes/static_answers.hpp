// Answers that never change while the server runs: the page, the documentation and the description
// of the API. Compressed once, sent compressed to clients that take that. Answers of the API never
// are: what is compressed together with a secret tells its length. Threads: immutable after
// construction.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/contract/replies.hpp"
#include "net/http.hpp"

namespace asq::api {

// A text in the forms that the build made of it. Empty: there is no such form.
struct PackedText {
  std::string_view plain;
  std::string_view br = {};
  std::string_view gzip = {};
};

class StaticAnswer {
 public:
  // `content_type` is a literal. What does not get smaller is kept plain only.
  StaticAnswer(std::string text, std::string_view content_type);
  // The text of a file whose name changes with it, so that clients may keep it for ever (RFC 8246).
  StaticAnswer(const PackedText& text, std::string_view content_type);

  // 200 with the form that the request takes, or 304 if it has that already (If-None-Match).
  [[nodiscard]] Answer answer(const net::HttpHead& head) const;

 private:
  struct Form {
    std::string_view coding;  // of Content-Encoding; empty: none
    std::shared_ptr<const std::string> bytes;
    std::string etag;
  };
  void add_form(std::string_view coding, std::string bytes, std::string etag);

  std::vector<Form> forms_;  // the best first; the last one is plain
  std::string_view content_type_;
  std::string_view cache_control_;
};

// What Accept-Encoding says of "gzip", "br" or another (RFC 9110 section 12.5.3). nullptr: the
// field is absent.
[[nodiscard]] bool accepts_coding(const std::string* accept_encoding, std::string_view coding);

// By the end of the file's name, a literal.
[[nodiscard]] std::string_view content_type_of(std::string_view name);

// One gzip member (RFC 1952).
[[nodiscard]] std::string gzip(std::string_view text);

}  // namespace asq::api
