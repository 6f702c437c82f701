// One attack under way: when it ends, the threads that carry it out, and what it cost the attacker.
// Threads: any, except where a method says otherwise.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "load.hpp"

namespace asq::bench {

struct AttackCost {
  std::int64_t requests = 0;
  std::int64_t bytes_up = 0;
  std::int64_t bytes_down = 0;
  double cpu_seconds = 0;
  std::map<int, std::int64_t> answers;  // by status; 0: the connection ended without one
};

// Something that only this row shows, with what it must be.
struct Fact {
  std::string what;
  double value = 0;
  bool as_it_should_be = true;
};

class Attack {
 public:
  Attack(std::uint16_t port, double seconds) : port_(port), seconds_(seconds) {}
  Attack(const Attack&) = delete;
  Attack& operator=(const Attack&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  // Where the attacker's connections come from, 127.0.0.N. The normal user is at 1.
  [[nodiscard]] static int host() { return 2; }

  // The clock of over() starts, or starts anew: what came before was preparation.
  void begin();
  [[nodiscard]] bool over() const { return std::chrono::steady_clock::now() >= end_.load(); }
  [[nodiscard]] SteadyTime began() const { return began_; }
  // A row that needs less time, or more. Before begin().
  void last(double seconds) { seconds_ = seconds; }

  // Runs body(0) to body(count - 1), a thread each, behind the normal user's. Each ends by
  // itself once over(); waits in client.hpp are given up then. An exception ends its thread only.
  void run_threads(int count, const std::function<void(int)>& body);
  // The same for one body, on the calling thread's behalf.
  void run(const std::function<void()>& body);

  void count_request(std::int64_t bytes_up);
  void count_bytes(std::int64_t up, std::int64_t down);
  void count_answer(int status);
  [[nodiscard]] AttackCost cost() const;
  [[nodiscard]] std::int64_t answers(int status) const;

  void note(const std::string& what, double value);
  // The same, and harm if `right` is false.
  void require(const std::string& what, double value, bool right);
  [[nodiscard]] std::vector<Fact> facts() const;

 private:
  void add_fact(Fact fact);

  std::uint16_t port_;
  double seconds_;
  std::atomic<SteadyTime> began_;
  std::atomic<SteadyTime> end_;
  std::atomic<bool> given_up_ = false;
  mutable std::mutex mutex_;
  AttackCost cost_;          // under mutex_
  std::vector<Fact> facts_;  // under mutex_
};

// One keep-alive connection of an attacker. It counts what it does; a connection that ends counts
// as an answer 0 and is opened again for the next request. Threads: one.
class AttackClient {
 public:
  explicit AttackClient(Attack& attack, int host = Attack::host())
      : attack_(&attack), host_(host) {}
  // The status; 0 if the connection ended.
  int request(std::string_view method, std::string_view path, std::string_view token,
              std::string_view body = "", std::string_view type = "application/json",
              std::string_view more_fields = "");

 private:
  Attack* attack_;
  int host_;
  std::optional<HttpClient> client_;
};

// Lets through so many a second, after a burst at the beginning: as much as a bucket does. Threads:
// one; several take a share each.
class Pace {
 public:
  Pace(double per_second, int burst) : interval_(1 / per_second), burst_(burst) {}
  // Sleeps until the next is due. False once the attack is over.
  bool wait(const Attack& attack);

 private:
  double interval_;
  int burst_;
  std::optional<SteadyTime> due_;
};

}  // namespace asq::bench
