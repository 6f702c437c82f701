// asq_bench --binary build/release/asq [--seconds S] [--messages N] [--sockets N] [--json FILE]
// [scenario ...]
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>

#include "load.hpp"
#include "scenario_list.hpp"
#include "scenarios.hpp"
#include "server_process.hpp"

namespace asq::bench {

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> kAll{{"fanout", run_fanout}, {"ingest", run_ingest},
                                          {"memory", run_memory}, {"deep", run_deep},
                                          {"resume", run_resume}, {"hostile", run_hostile, true}};
  return kAll;
}

namespace {

void write_json(const std::string& file, const std::vector<Row>& rows) {
  std::ofstream out(file);
  out << "[\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out << fmt::format(R"(  {{"scenario": "{}", "what": "{}", "value": {:.3f}, "unit": "{}"}}{})",
                       rows[i].scenario, rows[i].what, rows[i].value, rows[i].unit,
                       i + 1 < rows.size() ? ",\n" : "\n");
  }
  out << "]\n";
}

int run(const Settings& settings, const std::vector<std::string>& wanted, const std::string& json) {
  std::vector<Row> rows;
  for (const Scenario& scenario : scenarios()) {
    if (!wanted.empty() && std::ranges::find(wanted, scenario.name) == wanted.end()) continue;
    for (Row& row : scenario.run(settings)) {
      if (!scenario.prints_itself) {
        fmt::print("{:8} {:42} {:>14.1f} {}\n", row.scenario, row.what, row.value, row.unit);
        std::fflush(stdout);
      }
      rows.push_back(std::move(row));
    }
  }
  if (!json.empty()) write_json(json, rows);
  return 0;
}

}  // namespace
}  // namespace asq::bench

int main(int argc, char** argv) {
  asq::bench::Settings settings;
  std::vector<std::string> wanted;
  std::string json;
  CLI::App app("Load for a server of its own, and what it did with it");
  app.add_option("--binary", settings.binary, "the server")->required();
  app.add_option("--seconds", settings.seconds, "of each timed part");
  app.add_option("--messages", settings.messages,
                 "in the chat of `deep`, and of others in `resume`");
  app.add_option("--sockets", settings.idle_sockets, "of `memory`");
  app.add_option("--sockets-of-a-person", settings.sockets_of_a_person, "of `memory`")
      ->check(CLI::PositiveNumber);
  app.add_option("--rows", settings.hostile_rows, "of `hostile`, such as a2,a6; default all")
      ->delimiter(',');
  app.add_option("--attack-seconds", settings.hostile_seconds, "of each row of `hostile`");
  app.add_option("--json", json, "write the rows there too");
  app.add_option("scenario", wanted, "fanout, ingest, memory, deep, resume, hostile; default all");
  CLI11_PARSE(app, argc, argv);
  try {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    asq::bench::pin_to_core(1);
    return asq::bench::run(settings, wanted, json);
  } catch (const std::exception& error) {
    fmt::print(stderr, "asq_bench: {}\n", error.what());
    return 1;
  }
}
