#include "hostile/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace asq::bench {
namespace {

constexpr double kMiB = 1024.0 * 1024.0;
constexpr double kUnfelt = 50;  // milliseconds that nobody minds, whatever it was before
constexpr double kStall = 250;  // milliseconds of one write
constexpr double kMostGrowth = 128 * kMiB;
constexpr double kMostWal = 256 * kMiB;

double in_mib(std::int64_t bytes) { return static_cast<double>(bytes) / kMiB; }

double growth(const Outcome& outcome) {
  return static_cast<double>(outcome.size_largest.rss - outcome.size_before.rss);
}

void print_operation(const Outcome& outcome, std::size_t kind) {
  const WaitSummary& before = outcome.before[kind];
  const WaitSummary& during = outcome.during[kind];
  fmt::print(
      "      {:7} p50 {:8.1f} -> {:8.1f}   p99 {:8.1f} -> {:8.1f}   max {:8.1f} -> {:8.1f} ms",
      kOperationNames[kind], before.p50, during.p50, before.p99, during.p99, before.max,
      during.max);
  if (during.failed + before.failed > 0) {
    fmt::print("   failed {} -> {} of {}", before.failed, during.failed, during.count);
  }
  fmt::print("\n");
}

void print_cost(const AttackCost& cost) {
  fmt::print("      attacker: {} requests, {:.1f} MB up, {:.1f} MB down, {:.1f} CPU-s; answers",
             cost.requests, static_cast<double>(cost.bytes_up) / 1e6,
             static_cast<double>(cost.bytes_down) / 1e6, cost.cpu_seconds);
  for (const auto& [status, count] : cost.answers) {
    if (status == 0) {
      fmt::print(" none: {}", count);
    } else {
      fmt::print(" {}: {}", status, count);
    }
  }
  fmt::print("\n");
}

}  // namespace

std::vector<std::string> harm_of(const Outcome& outcome) {
  std::vector<std::string> harm;
  for (std::size_t kind = 0; kind < kOperationNames.size(); ++kind) {
    const WaitSummary& during = outcome.during[kind];
    if (during.p99 > std::max(kUnfelt, 2 * outcome.before[kind].p99)) {
      harm.push_back(fmt::format("{} p99 {:.0f} ms", kOperationNames[kind], during.p99));
    }
    if (during.failed > 0) {
      harm.push_back(fmt::format("{} {}s failed ({})", during.failed, kOperationNames[kind],
                                 during.first_failure.substr(0, 80)));
    }
  }
  const double stall = outcome.during[0].longest_served;
  if (stall >= kStall) harm.push_back(fmt::format("a write of {:.0f} ms", stall));
  if (growth(outcome) > kMostGrowth) {
    harm.push_back(fmt::format("RSS +{:.0f} MiB", growth(outcome) / kMiB));
  }
  if (static_cast<double>(outcome.size_largest.wal) > kMostWal) {
    harm.push_back(fmt::format("WAL {:.0f} MiB", in_mib(outcome.size_largest.wal)));
  }
  for (const Fact& fact : outcome.facts) {
    if (!fact.as_it_should_be) harm.push_back(fmt::format("{}: {:.6g}", fact.what, fact.value));
  }
  return harm;
}

void print(const Outcome& outcome) {
  const std::vector<std::string> harm = harm_of(outcome);
  fmt::print("{:5} {}: {}\n", outcome.name, harm.empty() ? "no harm" : "HARM", outcome.title);
  for (std::size_t kind = 0; kind < kOperationNames.size(); ++kind) print_operation(outcome, kind);
  fmt::print(
      "      RSS {:.0f} -> {:.0f} MiB   WAL {:.0f} -> {:.0f} MiB   longest write {:.0f} ms\n",
      in_mib(outcome.size_before.rss), in_mib(outcome.size_largest.rss),
      in_mib(outcome.size_before.wal), in_mib(outcome.size_largest.wal),
      outcome.during[0].longest_served);
  print_cost(outcome.cost);
  std::vector<std::string> facts;
  for (const Fact& fact : outcome.facts) {
    facts.push_back(fmt::format("{}: {:.6g}", fact.what, fact.value));
  }
  fmt::print("      {}\n", fmt::join(facts, "; "));
  if (!harm.empty()) fmt::print("      harm: {}\n", fmt::join(harm, "; "));
  std::fflush(stdout);
}

std::vector<Row> rows_of(const Outcome& outcome) {
  std::vector<Row> rows;
  const auto add = [&](const std::string& what, double value, const std::string& unit) {
    rows.push_back({"hostile", outcome.name + " " + what, value, unit});
  };
  for (std::size_t kind = 0; kind < kOperationNames.size(); ++kind) {
    const std::string operation(kOperationNames[kind]);
    for (const auto& [when, waits] :
         {std::pair{" before", outcome.before[kind]}, std::pair{" during", outcome.during[kind]}}) {
      add(operation + when, waits.p50, "ms p50");
      add(operation + when, waits.p99, "ms p99");
      add(operation + when, waits.max, "ms at most");
      add(operation + when, static_cast<double>(waits.failed), "failed");
    }
  }
  add("RSS before", in_mib(outcome.size_before.rss), "MiB");
  add("RSS largest", in_mib(outcome.size_largest.rss), "MiB");
  add("WAL before", in_mib(outcome.size_before.wal), "MiB");
  add("WAL largest", in_mib(outcome.size_largest.wal), "MiB");
  add("longest write", outcome.during[0].longest_served, "ms");
  add("attacker", static_cast<double>(outcome.cost.requests), "requests");
  add("attacker", static_cast<double>(outcome.cost.bytes_up), "bytes up");
  add("attacker", static_cast<double>(outcome.cost.bytes_down), "bytes down");
  add("attacker", outcome.cost.cpu_seconds, "CPU-s");
  for (const auto& [status, count] : outcome.cost.answers) {
    add("answers " + std::to_string(status), static_cast<double>(count), "answers");
  }
  for (const Fact& fact : outcome.facts) add(fact.what, fact.value, "");
  add("breaches of the promise", static_cast<double>(harm_of(outcome).size()), "breaches");
  return rows;
}

}  // namespace asq::bench
