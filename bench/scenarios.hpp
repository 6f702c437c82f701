// The scenarios of script/bench. Each starts a server of its own, prints its rows, and throws
// std::runtime_error if a message was lost or doubled: such a run has no throughput.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace asq::bench {

struct Row {
  std::string scenario;
  std::string what;
  double value = 0;
  std::string unit;
};

struct Settings {
  std::filesystem::path binary;
  double seconds = 5;                     // of each timed part
  std::int64_t messages = 1'000'000;      // of `deep`; of others in `resume`
  int idle_sockets = 10'000;              // of `memory`
  int sockets_of_a_person = 20;           // there: making 10,000 people takes a quarter of an hour
  double hostile_seconds = 6;             // of each attack
  std::vector<std::string> hostile_rows;  // by name; none: all
};

struct Scenario {
  std::string name;
  std::function<std::vector<Row>(const Settings&)> run;
  bool prints_itself = false;  // its rows are too many for a list
};

// In the order in which they run: fanout, ingest, memory, deep, resume, hostile.
[[nodiscard]] const std::vector<Scenario>& scenarios();

}  // namespace asq::bench
