// Links that the operator hands out: where people reach this server. Threads: main.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "app/setting_types.hpp"

namespace asq::app {

// Settings of the server that has the data.
struct LinkBase {
  std::string public_url;
  Endpoint listen;
};

// A link as replies of app/administration.hpp have it: its path, and the server's settings, which
// the process that prints it need not have.
[[nodiscard]] boost::json::object link_object(std::string_view path, const LinkBase& base);

// Below the public address. Without one there are as many as this machine has addresses on which
// `listen` answers, without those that only it reaches; if it has no others, with them.
[[nodiscard]] std::vector<std::string> links_to(std::string_view path, const LinkBase& base);

// Those of such a reply, one on each line of stdout. Says on stderr what they begin with if the
// public address is not set.
void print_links(const boost::json::object& link);

}  // namespace asq::app
