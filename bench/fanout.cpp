// fanout: one group, many sockets, a window of messages in flight; deliveries per second and per
// server CPU-second. Every socket must have every message: the counts are compared at the end.
#include <stdexcept>

#include "load.hpp"
#include "scenario_list.hpp"
#include "server_process.hpp"

namespace asq::bench {
namespace {

struct Shape {
  int sockets;
  int in_flight;
};

struct Counts {
  std::int64_t sent = 0;
  std::int64_t delivered = 0;
};

// Sends for `seconds`, then waits for what is still under way.
Counts run_window(Readiness& sockets, const Shape& shape, double seconds) {
  const std::string frame = masked_frame(R"({"text":")" + std::string(100, 'x') + R"("})");
  std::vector<FrameCounter> counters(static_cast<std::size_t>(shape.sockets));
  std::vector<std::int64_t> per_socket(static_cast<std::size_t>(shape.sockets));
  Counts counts;
  const SteadyTime end = in_seconds(seconds);
  const SteadyTime give_up = in_seconds(seconds + 30);
  const auto complete = [&] { return counts.delivered == counts.sent * shape.sockets; };
  bool sending = true;
  while (sending || !complete()) {
    sending = sending && std::chrono::steady_clock::now() < end;
    const std::int64_t arrived = counts.delivered / shape.sockets;
    std::string burst;
    while (sending && counts.sent - arrived < shape.in_flight) {
      burst += frame;
      if (++counts.sent % shape.in_flight == 0) break;
    }
    if (!burst.empty()) write_all(sockets.descriptor(0), burst);
    sockets.poll(100, [&](std::size_t index, std::string_view bytes) {
      const int frames = counters[index].feed(bytes);
      per_socket[index] += frames;
      counts.delivered += frames;
    });
    if (std::chrono::steady_clock::now() > give_up) throw std::runtime_error("messages were lost");
  }
  for (const std::int64_t count : per_socket) {
    if (count != counts.sent) throw std::runtime_error("a socket missed or doubled messages");
  }
  return counts;
}

void measure(const Settings& settings, const Shape& shape, std::vector<Row>& rows) {
  ServerProcess server(settings.binary, {"--loops", "1"});
  const std::string token = make_person(server.port(), "fanout@example.com");
  const std::int64_t group = make_group(server.port(), token);
  Readiness sockets;
  for (int i = 0; i < shape.sockets; ++i) {
    sockets.add(open_chat_socket(server.port(), group, token));
  }
  const double cpu_before = server.cpu_seconds();
  const SteadyTime begin = std::chrono::steady_clock::now();
  const Counts counts = run_window(sockets, shape, settings.seconds);
  const double elapsed = seconds_since(begin);
  const double cpu = server.cpu_seconds() - cpu_before;
  const std::string name =
      std::to_string(shape.sockets) + " sockets, " + std::to_string(shape.in_flight) + " in flight";
  const auto delivered = static_cast<double>(counts.delivered);
  rows.push_back({"fanout", name, delivered / elapsed, "deliveries/s"});
  rows.push_back({"fanout", name, delivered / cpu, "deliveries/server CPU-s"});
  rows.push_back({"fanout", name, static_cast<double>(counts.sent) / elapsed, "messages/s"});
}

}  // namespace

std::vector<Row> run_fanout(const Settings& settings) {
  std::vector<Row> rows;
  for (const Shape shape : {Shape{1000, 1}, Shape{1000, 16}, Shape{100, 64}}) {
    measure(settings, shape, rows);
  }
  return rows;
}

}  // namespace asq::bench
