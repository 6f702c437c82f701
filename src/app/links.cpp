#include "app/links.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <utility>

#include "app/complain.hpp"

namespace asq::app {
namespace {

std::string address_text(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes =
      address.sa_family == AF_INET6
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr)
          : &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  ::inet_ntop(address.sa_family, bytes, text.data(), text.size());
  return text.data();
}

struct FreeAddresses {
  void operator()(ifaddrs* list) const { ::freeifaddrs(list); }
};

bool reaches_others(const ifaddrs& each) {
  constexpr unsigned kUp = IFF_UP;
  constexpr unsigned kLoopback = IFF_LOOPBACK;
  return each.ifa_addr != nullptr && (each.ifa_flags & (kUp | kLoopback)) == kUp;
}

// Of this machine, as others in its networks know it. Link-local ones need more than an address.
std::vector<std::string> addresses_of_machine(bool with_ipv6) {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, FreeAddresses> all(first);
  std::vector<std::string> addresses;
  for (const ifaddrs* each = first; each != nullptr; each = each->ifa_next) {
    if (!reaches_others(*each)) continue;
    const int family = each->ifa_addr->sa_family;
    if (family != AF_INET && !(with_ipv6 && family == AF_INET6)) continue;
    std::string address = address_text(*each->ifa_addr);
    if (!address.starts_with("fe80:")) addresses.push_back(std::move(address));
  }
  return addresses;
}

std::vector<std::string> hosts_of(const std::string& host) {
  const bool any_ipv6 = host == "::";
  if (host != "0.0.0.0" && !any_ipv6) return {host};
  auto addresses = addresses_of_machine(any_ipv6);
  if (addresses.empty()) addresses.emplace_back(any_ipv6 ? "::1" : "127.0.0.1");
  return addresses;
}

std::string string_of(const boost::json::object& link, std::string_view key) {
  return std::string(std::string_view(link.at(key).as_string()));
}

}  // namespace

boost::json::object link_object(std::string_view path, const LinkBase& base) {
  return {
      {"path", path}, {"public_url", base.public_url}, {"listen", format_endpoint(base.listen)}};
}

std::vector<std::string> links_to(std::string_view path, const LinkBase& base) {
  if (!base.public_url.empty()) return {base.public_url + std::string(path)};
  std::vector<std::string> links;
  for (const std::string& host : hosts_of(base.listen.host)) {
    links.push_back("http://" + format_endpoint({host, base.listen.port}) + std::string(path));
  }
  return links;
}

void print_links(const boost::json::object& link) {
  const LinkBase base{string_of(link, "public_url"),
                      parse_endpoint(string_of(link, "listen")).value_or(Endpoint())};
  if (base.public_url.empty()) {
    say("asq: The setting public_url is empty, so this link begins with an address of this "
        "machine; "
        "of several, send one that the people can reach: all of them are the same link.\n");
  }
  for (const std::string& url : links_to(string_of(link, "path"), base)) {
    print("{}\n", one_line(url));
  }
}

}  // namespace asq::app
