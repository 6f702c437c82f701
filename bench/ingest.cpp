// ingest: durable, acknowledged messages per second, over sockets (100 senders with 16 in flight
// each, the echo is the acknowledgement) and over REST (64 keep-alive connections with one request
// each). A client_id on every message.
#include <unistd.h>

#include <memory>
#include <stdexcept>

#include "load.hpp"
#include "scenario_list.hpp"
#include "server_process.hpp"

namespace asq::bench {
namespace {

constexpr int kSenders = 100;
constexpr int kInFlight = 16;
constexpr int kConnections = 64;

std::string message(std::int64_t number) {
  return R"({"text":")" + std::string(100, 'x') + R"(","client_id":"b-)" + std::to_string(number) +
         "\"}";
}

double over_sockets(ServerProcess& server, const std::string& token, double seconds) {
  Readiness sockets;
  for (int i = 0; i < kSenders; ++i) {
    sockets.add(open_chat_socket(server.port(), make_group(server.port(), token), token));
  }
  std::vector<FrameCounter> counters(kSenders);
  std::int64_t sent = 0;
  std::int64_t acknowledged = 0;
  const auto send_more = [&](std::size_t index, int count) {
    std::string burst;
    for (int i = 0; i < count; ++i) burst += masked_frame(message(++sent));
    write_all(sockets.descriptor(index), burst);
  };
  const SteadyTime begin = std::chrono::steady_clock::now();
  const SteadyTime end = in_seconds(seconds);
  for (std::size_t i = 0; i < kSenders; ++i) send_more(i, kInFlight);
  while (acknowledged < sent) {
    sockets.poll(100, [&](std::size_t index, std::string_view bytes) {
      const int frames = counters[index].feed(bytes);
      acknowledged += frames;
      if (frames > 0 && std::chrono::steady_clock::now() < end) send_more(index, frames);
    });
    if (seconds_since(begin) > seconds + 30) throw std::runtime_error("messages were lost");
  }
  return static_cast<double>(acknowledged) / seconds_since(begin);
}

// Counts answers by their status line; anything but 201 fails the run.
int count_created(std::string& unread, std::string_view bytes) {
  unread += bytes;
  int answers = 0;
  for (;;) {
    const std::size_t end = unread.find("\r\n\r\n");
    if (end == std::string::npos) return answers;
    const std::size_t field = unread.find("Content-Length: ");
    if (field > end) throw std::runtime_error("an answer without Content-Length");
    const std::size_t whole = end + 4 + std::stoul(unread.substr(field + 16, 10));
    if (unread.size() < whole) return answers;
    if (!unread.starts_with("HTTP/1.1 201")) throw std::runtime_error(unread);
    unread.erase(0, whole);
    ++answers;
  }
}

double over_rest(ServerProcess& server, const std::string& token, double seconds) {
  const std::int64_t group = make_group(server.port(), token);
  Readiness sockets;
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < kConnections; ++i) {
    clients.push_back(std::make_unique<HttpClient>(server.port()));
    sockets.add(dup(clients.back()->descriptor()));
  }
  std::vector<std::string> unread(kConnections);
  std::int64_t sent = 0;
  std::int64_t acknowledged = 0;
  const auto send_one = [&](std::size_t index) {
    std::string body = message(++sent);
    body.insert(1, "\"chat_id\":" + std::to_string(group) + ",");
    write_all(sockets.descriptor(index), request_bytes("POST", "/chat/group-message", token, body));
  };
  const SteadyTime begin = std::chrono::steady_clock::now();
  const SteadyTime end = in_seconds(seconds);
  for (std::size_t i = 0; i < kConnections; ++i) send_one(i);
  while (acknowledged < sent) {
    sockets.poll(100, [&](std::size_t index, std::string_view bytes) {
      const int answers = count_created(unread[index], bytes);
      acknowledged += answers;
      if (answers > 0 && std::chrono::steady_clock::now() < end) send_one(index);
    });
    if (seconds_since(begin) > seconds + 30) throw std::runtime_error("answers were lost");
  }
  return static_cast<double>(acknowledged) / seconds_since(begin);
}

}  // namespace

std::vector<Row> run_ingest(const Settings& settings) {
  std::vector<Row> rows;
  ServerProcess server(settings.binary, {"--loops", "1"});
  const std::string token = make_person(server.port(), "ingest@example.com");
  rows.push_back({"ingest", "sockets, 100 senders, 16 in flight",
                  over_sockets(server, token, settings.seconds), "durable messages/s"});
  rows.push_back({"ingest", "REST, 64 connections", over_rest(server, token, settings.seconds),
                  "durable messages/s"});
  return rows;
}

}  // namespace asq::bench
