// The files of the page (web/page), put into the program by tools/pack_page: index.html, those that
// it names, under assets/ with a hash in their names, and any others. Threads: constants.
#pragma once

#include <span>
#include <string_view>

namespace asq::api {

struct PageFile {
  std::string_view name;  // "assets/page-0123456789ab.js"
  std::string_view bytes;
  std::string_view br;    // compressed (RFC 7932); empty: that is not smaller
  std::string_view gzip;  // the same (RFC 1952)
};

// Made by the build. index.html is the first.
[[nodiscard]] std::span<const PageFile> page_files();

}  // namespace asq::api
