// hostile: each known attack in turn, within the default limits, beside a normal user. What she
// waits for, and what the server takes, before and during it; judged by "fair shares".
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "hostile/report.hpp"
#include "hostile/row.hpp"
#include "scenario_list.hpp"

namespace asq::bench {
namespace {

constexpr double kWarmUp = 0.5;  // seconds
constexpr double kQuiet = 3;

HostileRows all_rows() {
  HostileRows rows;
  add_byte_rows(rows);
  add_read_rows(rows);
  add_write_rows(rows);
  add_broadcast_rows(rows);
  add_login_rows(rows);
  add_socket_rows(rows);
  add_outside_rows(rows);
  std::ranges::sort(rows, {}, [](const auto& row) {
    return std::pair(std::stoi(std::string(row->name().substr(1))), row->name());
  });
  return rows;
}

// Where the server's log goes while nobody needs it.
class Nowhere {
 public:
  Nowhere() : fd_(open("/dev/null", O_WRONLY | O_CLOEXEC)) {}
  ~Nowhere() { close(fd_); }
  Nowhere(const Nowhere&) = delete;
  Nowhere& operator=(const Nowhere&) = delete;
  [[nodiscard]] int descriptor() const { return fd_; }

 private:
  int fd_;
};

void start_for_attack(ServerProcess& server, HostileRow& row, int log) {
  ServerStart start = row.start();
  start.limits = true;
  if (start.log < 0) start.log = log;
  for (const char* word : {"--loops", "1", "--trusted-proxies", "127.0.0.1"}) {
    start.arguments.emplace_back(word);
  }
  server.restart(start);
}

void sleep_for_seconds(double seconds) { std::this_thread::sleep_until(in_seconds(seconds)); }

void summarise(Outcome& outcome, const NormalUser& user, SteadyTime quiet, const Attack& attack,
               SteadyTime begun, SteadyTime end) {
  for (std::size_t kind = 0; kind < outcome.before.size(); ++kind) {
    const auto operation = static_cast<Operation>(kind);
    outcome.before[kind] = user.undisturbed(operation, quiet, begun);
    outcome.during[kind] = user.disturbed(operation, attack.began(), end);
  }
}

Outcome play(HostileRow& row, const Settings& settings) {
  const Nowhere nowhere;
  ServerProcess server(settings.binary, ServerStart{.arguments = {"--password-threads", "2"},
                                                    .pinned = false,
                                                    .log = nowhere.descriptor()});
  NormalUser user(server.port());
  row.prepare(server.port());
  start_for_attack(server, row, nowhere.descriptor());
  Outcome outcome{.name = std::string(row.name()), .title = std::string(row.title())};
  Attack attack(server.port(), settings.hostile_seconds);
  row.arrange(attack);
  user.begin();
  sleep_for_seconds(kWarmUp);
  const SteadyTime quiet = std::chrono::steady_clock::now();
  sleep_for_seconds(kQuiet);
  outcome.size_before = size_of(server);
  attack.begin();
  const SteadyTime begun = attack.began();
  {
    const ServerWatch watch(server);
    row.attack(attack, server);
    while (!attack.over()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const SteadyTime end = std::chrono::steady_clock::now();
    user.finish();
    outcome.size_largest = watch.largest();
    summarise(outcome, user, quiet, attack, begun, end);
  }
  row.after(attack, server.stop());
  outcome.cost = attack.cost();
  outcome.facts = attack.facts();
  return outcome;
}

bool wanted(const HostileRow& row, const Settings& settings) {
  const auto& names = settings.hostile_rows;
  return names.empty() || std::ranges::find(names, row.name()) != names.end();
}

}  // namespace

std::vector<Row> run_hostile(const Settings& settings) {
  std::vector<Row> all;
  int harmful = 0;
  int played = 0;
  for (const auto& row : all_rows()) {
    if (!wanted(*row, settings)) continue;
    const Outcome outcome = play(*row, settings);
    print(outcome);
    ++played;
    harmful += harm_of(outcome).empty() ? 0 : 1;
    std::ranges::move(rows_of(outcome), std::back_inserter(all));
  }
  if (played == 0) throw std::runtime_error("no such row");
  fmt::print("{} of {} rows did harm\n", harmful, played);
  return all;
}

}  // namespace asq::bench
