#include "api/http/client_address.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "net/ascii.hpp"
#include "net/counted_as.hpp"

namespace asq::api {
namespace {

namespace ip = boost::asio::ip;

constexpr std::string_view kForwardedFor = "X-Forwarded-For";

// An IPv4 address that came over an IPv6 socket is an IPv4 address. A zone says nothing of a
// client.
std::optional<ip::address> parse_address(std::string_view text) {
  if (text.contains('%')) return std::nullopt;
  boost::system::error_code error;
  ip::address address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
  }
  return address;
}

struct Block {
  ip::address base;
  unsigned short bits = 0;

  [[nodiscard]] bool contains(const ip::address& address) const {
    if (address.is_v4() != base.is_v4()) return false;
    if (address.is_v4()) {
      return ip::network_v4(address.to_v4(), bits).network() ==
             ip::network_v4(base.to_v4(), bits).network();
    }
    return ip::network_v6(address.to_v6(), bits).network() ==
           ip::network_v6(base.to_v6(), bits).network();
  }
};

std::optional<Block> parse_block(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto base = parse_address(text.substr(0, slash));
  if (!base) return std::nullopt;
  const int most = base->is_v4() ? 32 : 128;
  if (slash == std::string_view::npos) return Block{*base, static_cast<unsigned short>(most)};
  const std::string_view digits = text.substr(slash + 1);
  if (digits.empty() || digits.size() > 3) return std::nullopt;
  int bits = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    bits = bits * 10 + (c - '0');
  }
  if (bits > most) return std::nullopt;
  return Block{*base, static_cast<unsigned short>(bits)};
}

// "1.2.3.4", "1.2.3.4:5678", "2001:db8::1", "[2001:db8::1]:5678".
std::string_view without_port(std::string_view hop) {
  if (hop.starts_with('[')) return hop.substr(1, hop.find(']') - 1);
  const std::size_t colon = hop.find(':');
  return colon != std::string_view::npos && hop.find(':', colon + 1) == std::string_view::npos
             ? hop.substr(0, colon)
             : hop;
}

// All hops of all fields, the last one first.
std::vector<std::string_view> hops_backwards(const std::vector<std::string_view>& forwarded) {
  std::vector<std::string_view> hops;
  for (std::string_view field : forwarded) {
    while (true) {
      const std::size_t comma = field.find(',');
      hops.push_back(without_port(net::trim_blanks(field.substr(0, comma))));
      if (comma == std::string_view::npos) break;
      field.remove_prefix(comma + 1);
    }
  }
  std::ranges::reverse(hops);
  return hops;
}

// Of the headers that say who the client is, the first one that is there; empty: none.
std::string_view forwarding_header(const net::HttpHead& head) {
  for (const std::string_view name :
       {kForwardedFor, std::string_view("Forwarded"), std::string_view("X-Real-IP")}) {
    if (head.find(name) != nullptr) return name;
  }
  return {};
}

// The network of so many bits that the address lies in.
Payer network(const ip::address& address, unsigned short bits) {
  if (address.is_v4()) {
    return Payer::address(ip::network_v4(address.to_v4(), bits).canonical().to_string());
  }
  return Payer::address(ip::network_v6(address.to_v6(), bits).canonical().to_string());
}

}  // namespace

struct TrustedProxies::Blocks {
  std::vector<Block> list;

  [[nodiscard]] bool trusts(const ip::address& address) const {
    return std::ranges::any_of(list, [&](const Block& block) { return block.contains(address); });
  }
};

TrustedProxies::TrustedProxies(const std::vector<std::string>& blocks)
    : blocks_(std::make_unique<Blocks>()) {
  for (const std::string& text : blocks) {
    if (const auto block = parse_block(text)) blocks_->list.push_back(*block);
  }
}
TrustedProxies::~TrustedProxies() = default;

std::string TrustedProxies::client_address(std::string_view peer,
                                           const std::vector<std::string_view>& forwarded) const {
  if (blocks_->list.empty()) return std::string(peer);
  auto client = parse_address(peer);
  if (!client) return std::string(peer);
  if (!blocks_->trusts(*client)) return client->to_string();
  for (const std::string_view hop : hops_backwards(forwarded)) {
    const auto address = parse_address(hop);
    if (!address) break;
    client = address;
    if (!blocks_->trusts(*client)) break;
  }
  return client->to_string();
}

std::optional<Unheeded> TrustedProxies::unheeded(const net::HttpHead& head) const {
  const std::string_view header = forwarding_header(head);
  if (header.empty()) return std::nullopt;
  if (!trusts(head.peer_address)) {
    return Unheeded{header,
                    "The peer is not one of trusted_proxies, so all who come through it "
                    "share the limits of its address."};
  }
  if (header != kForwardedFor) {
    return Unheeded{header,
                    "Only X-Forwarded-For is read, so all who come through this proxy share "
                    "the limits of its address."};
  }
  if (!parse_address(hops_backwards(head.find_all(kForwardedFor)).front())) {
    return Unheeded{header,
                    "Its last entry is not an address, so all who come through this proxy "
                    "share the limits of its address."};
  }
  return std::nullopt;
}

bool TrustedProxies::trusts(std::string_view peer) const {
  const auto address = parse_address(peer);
  return address && blocks_->trusts(*address);
}

bool TrustedProxies::any() const { return !blocks_->list.empty(); }

bool TrustedProxies::well_formed(const std::string& block) {
  return parse_block(block).has_value();
}

std::string limited_address(const TrustedProxies& proxies, const net::HttpHead& head) {
  return net::counted_as(proxies.client_address(head.peer_address, head.find_all(kForwardedFor)));
}

ClientNetwork client_network(const std::string& address) {
  ClientNetwork client{net::counted_as(address), alone(Payer::address(address)), address};
  if (const auto parsed = parse_address(address)) {
    client.networks =
        parsed->is_v4()
            ? PayerPath{network(*parsed, 24), network(*parsed, 32), network(*parsed, 32)}
            : PayerPath{network(*parsed, 48), network(*parsed, 56), network(*parsed, 64)};
  }
  return client;
}

ClientNetwork client_network(const TrustedProxies& proxies, const net::HttpHead& head) {
  return client_network(proxies.client_address(head.peer_address, head.find_all(kForwardedFor)));
}

}  // namespace asq::api
