// deep: the newest page of a chat against pages further and further back, interleaved.
#include <stdexcept>

#include "load.hpp"
#include "scenario_list.hpp"
#include "server_process.hpp"

namespace asq::bench {
namespace {

constexpr int kDeepRounds = 2000;

}  // namespace

std::vector<Row> run_deep(const Settings& settings) {
  ServerProcess server(settings.binary, {"--loops", "1"});
  const std::string token = make_person(server.port(), "deep@example.com");
  const std::int64_t chat = make_group(server.port(), token);
  const SteadyTime begin = std::chrono::steady_clock::now();
  fill_chat(server.port(), chat, token, settings.messages);
  const double filled = seconds_since(begin);

  HttpClient client(server.port());
  const std::string base = "/chat/history/" + std::to_string(chat) + "?limit=50&offset=";
  const std::vector<std::int64_t> offsets{0, settings.messages / 2, settings.messages * 99 / 100,
                                          settings.messages - 50};
  std::vector<std::vector<double>> samples(offsets.size());
  for (int round = 0; round < kDeepRounds; ++round) {
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      const SteadyTime asked = std::chrono::steady_clock::now();
      const HttpAnswer answer = client.request("GET", base + std::to_string(offsets[i]), token, "");
      samples[i].push_back(seconds_since(asked) * 1e6);
      if (answer.status != 200 || answer.body.size() < 50 * 100) {
        throw std::runtime_error("not a full page: " + answer.body.substr(0, 200));
      }
    }
  }
  std::vector<Row> rows{{"deep", "filling " + std::to_string(settings.messages) + " messages",
                         static_cast<double>(settings.messages) / filled, "durable messages/s"}};
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    rows.push_back({"deep", "page of 50 at offset " + std::to_string(offsets[i]),
                    quantile(samples[i], 0.5), "µs p50"});
  }
  rows.push_back({"deep", "deepest / newest",
                  quantile(samples.back(), 0.5) / quantile(samples.front(), 0.5), "ratio"});
  return rows;
}

}  // namespace asq::bench
