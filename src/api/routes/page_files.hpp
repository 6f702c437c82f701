// The files of the page (web/packages/app), put into the program by tools/pack_page: index.html,
// those that it loads, under assets/ with a hash in their names, and any others. Built with
// ASQ_PAGE off, the program has an index.html that says so, and nothing else. Threads: constants.
#pragma once

#include <span>
#include <string_view>

namespace asq::api {

struct PageFile {
  std::string_view name;  // "assets/index-D3xRq-0a.js"
  std::string_view bytes;
  std::string_view br;    // compressed (RFC 7932); empty: that is not smaller
  std::string_view gzip;  // the same (RFC 1952)
};

// Made by the build. index.html is the first.
[[nodiscard]] std::span<const PageFile> page_files();

}  // namespace asq::api
