// memory: what an idle socket costs in resident memory, and in CPU time over a round of pings.
#include <unistd.h>

#include <functional>

#include "load.hpp"
#include "scenario_list.hpp"
#include "server_process.hpp"

namespace asq::bench {
namespace {

constexpr int kWarm = 100;  // what the first connections cost once is not a socket's price
constexpr double kQuietSeconds = 60;  // with two rounds of pings in it

constexpr char kPing = static_cast<char>(0x89);

using OpenSocket = std::function<int(int)>;  // the socket of that number

Row row(std::string what, double value, std::string unit) {
  return {"memory", std::move(what), value, std::move(unit)};
}

// Does no more than answer pings.
void stay_quiet(Readiness& sockets, double seconds) {
  for (const SteadyTime end = in_seconds(seconds); std::chrono::steady_clock::now() < end;) {
    sockets.poll(100, [&sockets](std::size_t index, std::string_view bytes) {
      if (bytes.front() == kPing) write_all(sockets.descriptor(index), pong_to(bytes));
    });
  }
}

std::vector<Row> measure(const ServerProcess& server, int count, const std::string& of_what,
                         const OpenSocket& open) {
  std::vector<int> warm;
  for (int i = 0; i < kWarm; ++i) warm.push_back(open(i));
  Readiness sockets;
  stay_quiet(sockets, 1);
  const std::int64_t before = server.rss_bytes();
  for (int i = 0; i < count; ++i) sockets.add(open(i));
  stay_quiet(sockets, 1);
  const double cpu_before = server.cpu_seconds();
  stay_quiet(sockets, kQuietSeconds);
  const double cpu = server.cpu_seconds() - cpu_before;
  const std::int64_t after = server.rss_bytes();
  for (const int fd : warm) close(fd);
  const std::string name = std::to_string(count) + " idle sockets of " + of_what;
  return {row(name, static_cast<double>(after - before) / count, "bytes RSS/socket"),
          row(name, cpu * 1e6 / kQuietSeconds / count, "us CPU/s and socket"),
          row("whole server with them", static_cast<double>(after) / (1024 * 1024), "MiB RSS")};
}

std::vector<Row> of_a_chat(const Settings& settings) {
  const ServerProcess server(settings.binary, {"--loops", "2"});
  const std::string token = make_person(server.port(), "memory@example.com");
  const std::int64_t group = make_group(server.port(), token);
  return measure(server, settings.idle_sockets, "one chat",
                 [&](int) { return open_chat_socket(server.port(), group, token, 2); });
}

std::vector<Row> of_persons(const Settings& settings) {
  const ServerProcess server(settings.binary, {"--loops", "2"});
  std::vector<std::string> tokens;
  const int people = settings.idle_sockets / settings.sockets_of_a_person + 1;
  for (int i = 0; i < people; ++i) {
    tokens.push_back(make_person(server.port(), "memory" + std::to_string(i) + "@example.com"));
    (void)make_group(server.port(), tokens.back());
  }
  const std::string name =
      "persons in one chat, " + std::to_string(settings.sockets_of_a_person) + " each";
  return measure(server, settings.idle_sockets, name, [&](int i) {
    const std::string& token = tokens[static_cast<std::size_t>(i) % tokens.size()];
    return open_person_socket(server.port(), token, 2);
  });
}

}  // namespace

std::vector<Row> run_memory(const Settings& settings) {
  std::vector<Row> rows = of_a_chat(settings);
  for (Row& one : of_persons(settings)) rows.push_back(std::move(one));
  return rows;
}

}  // namespace asq::bench
