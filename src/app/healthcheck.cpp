#include "app/healthcheck.hpp"

#include <fmt/format.h>

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <string>

#include "app/complain.hpp"

namespace asq::app {

int check_health(const Endpoint& listen) {
  Endpoint target = listen;
  if (target.host == "0.0.0.0") target.host = "127.0.0.1";
  if (target.host == "::") target.host = "::1";
  if (target.port == 0)
    return complain(
        "listen has port 0, which means any free port; name the port that the server listens on");
  boost::asio::ip::tcp::iostream stream;
  stream.expires_after(std::chrono::seconds(3));
  stream.connect(target.host, std::to_string(target.port));
  stream << "GET /healthz HTTP/1.1\r\nHost: " << format_endpoint(target)
         << "\r\nConnection: close\r\n\r\n"
         << std::flush;
  std::string status;
  std::getline(stream, status);
  if (!stream) {
    return complain(fmt::format("{} does not answer: {}", format_endpoint(target),
                                stream.error() ? stream.error().message() : "no answer"));
  }
  if (status.starts_with("HTTP/1.1 200")) return 0;
  return complain(fmt::format("{} answers {}", format_endpoint(target), status));
}

}  // namespace asq::app
