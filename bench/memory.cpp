// memory: what an idle socket of a chat costs in resident memory.
#include <unistd.h>

#include "load.hpp"
#include "scenario_list.hpp"
#include "server_process.hpp"

namespace asq::bench {

std::vector<Row> run_memory(const Settings& settings) {
  ServerProcess server(settings.binary, {"--loops", "2"});
  const std::string token = make_person(server.port(), "memory@example.com");
  const std::int64_t group = make_group(server.port(), token);
  std::vector<int> warm;  // what the first connections cost once is not a socket's price
  for (int i = 0; i < 100; ++i) warm.push_back(open_chat_socket(server.port(), group, token));
  const std::int64_t before = server.rss_bytes();
  Readiness sockets;
  for (int i = 0; i < settings.idle_sockets; ++i) {
    sockets.add(open_chat_socket(server.port(), group, token, 2));
  }
  const std::int64_t after = server.rss_bytes();
  for (const int fd : warm) close(fd);
  const std::string name = std::to_string(settings.idle_sockets) + " idle sockets of one chat";
  return {
      {"memory", name, static_cast<double>(after - before) / settings.idle_sockets,
       "bytes RSS/socket"},
      {"memory", "whole server with them", static_cast<double>(after) / (1024 * 1024), "MiB RSS"}};
}

}  // namespace asq::bench
