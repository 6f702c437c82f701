#include "net/counted_as.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace asq::net {

namespace ip = boost::asio::ip;

std::string counted_as(const std::string& address) {
  if (address.find(':') == std::string::npos) return address;
  boost::system::error_code error;
  const ip::address parsed = ip::make_address(address, error);
  if (error || parsed.is_v4()) return address;
  return ip::network_v6(parsed.to_v6(), 64).canonical().to_string();
}

}  // namespace asq::net
