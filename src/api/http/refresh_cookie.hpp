// The page's cookie: the refresh token of a browser's session, where no script can read it
// (docs/adr/0017-the-pages-cookie.md). Pure. Threads: any.
//
// Cookies know no port, so its name has the database's: two servers of one host keep theirs apart.
// For the same reason a page of another port sends it too (SameSite says nothing of ports), and it
// is heeded only in a request of the server's own page.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "api/http/client_address.hpp"
#include "model/ids.hpp"
#include "net/http.hpp"

namespace asq::api {

// Where a request came to, as far as this server can know.
struct Doorway {
  const TrustedProxies& proxies;
  std::string_view public_url;  // contract/public_url.hpp
};

// The request came by https: X-Forwarded-Proto of a trusted proxy says so; without one, the public
// address is https, and is the one that the request is for (Host).
[[nodiscard]] bool came_by_https(const Doorway& doorway, const net::HttpHead& head);

// The request is of a page of this server: its one Origin is the public address's, or what it is
// for (Host), port included. By http or by https where it is not known which of the two it came by:
// with a Host that names no port, these are two ports. A browser that says it by Sec-Fetch-Site
// decides that, too (those that don't: Safari before 16.4, and any over http).
[[nodiscard]] bool is_of_own_page(const Doorway& doorway, const net::HttpHead& head);

// A Set-Cookie. Its path begins with the public address's prefix, but not in an answer to a page of
// another origin than that address's that came round the proxy. `token` has only characters that
// may stand in one (auth/tokens.hpp).
[[nodiscard]] std::string refresh_cookie(const Doorway& doorway, const net::HttpHead& head,
                                         DatabaseId database, std::string_view token,
                                         std::chrono::seconds lifetime);
// The Set-Cookie that takes it away.
[[nodiscard]] std::string no_refresh_cookie(const Doorway& doorway, const net::HttpHead& head,
                                            DatabaseId database);

// The token that the request shows in it; empty: none. Of two cookies of that name, the first.
[[nodiscard]] std::string_view shown_refresh_cookie(const net::HttpHead& head, DatabaseId database);

}  // namespace asq::api
