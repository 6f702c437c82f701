#include "hostile/attack.hpp"

#include <time.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "hostile/priority.hpp"

namespace asq::bench {
namespace {

double thread_cpu_seconds() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

}  // namespace

void Attack::begin() {
  began_ = std::chrono::steady_clock::now();
  end_ = in_seconds(seconds_);
}

void Attack::run_threads(int count, const std::function<void(int)>& body) {
  std::vector<std::thread> threads;
  std::atomic<int> running = count;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([this, &body, &running, i] {
      go_last();
      give_up_when(&given_up_);
      try {
        body(i);
      } catch (const std::runtime_error& error) {
        const std::string_view why = error.what();
        if (!over()) note("stopped by " + std::string(why.substr(0, why.find('\r'))), 1);
      }
      const std::lock_guard lock(mutex_);
      cost_.cpu_seconds += thread_cpu_seconds();
      --running;
    });
  }
  while (running > 0 && !over()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  given_up_ = over();
  for (std::thread& thread : threads) thread.join();
  given_up_ = false;
}

void Attack::run(const std::function<void()>& body) {
  run_threads(1, [&body](int) { body(); });
}

void Attack::count_request(std::int64_t bytes_up) {
  const std::lock_guard lock(mutex_);
  ++cost_.requests;
  cost_.bytes_up += bytes_up;
}

void Attack::count_bytes(std::int64_t up, std::int64_t down) {
  const std::lock_guard lock(mutex_);
  cost_.bytes_up += up;
  cost_.bytes_down += down;
}

void Attack::count_answer(int status) {
  const std::lock_guard lock(mutex_);
  ++cost_.answers[status];
}

AttackCost Attack::cost() const {
  const std::lock_guard lock(mutex_);
  return cost_;
}

std::int64_t Attack::answers(int status) const {
  const std::lock_guard lock(mutex_);
  const auto found = cost_.answers.find(status);
  return found == cost_.answers.end() ? 0 : found->second;
}

void Attack::note(const std::string& what, double value) { add_fact({what, value, true}); }

void Attack::require(const std::string& what, double value, bool right) {
  add_fact({what, value, right});
}

void Attack::add_fact(Fact fact) {
  const std::lock_guard lock(mutex_);
  const auto same = std::ranges::find(facts_, fact.what, &Fact::what);
  if (same == facts_.end()) {
    facts_.push_back(std::move(fact));
  } else {
    same->value += fact.value;
    same->as_it_should_be = same->as_it_should_be && fact.as_it_should_be;
  }
}

std::vector<Fact> Attack::facts() const {
  const std::lock_guard lock(mutex_);
  return facts_;
}

int AttackClient::request(std::string_view method, std::string_view path, std::string_view token,
                          std::string_view body, std::string_view type,
                          std::string_view more_fields) {
  int status = 0;
  try {
    if (!client_) client_.emplace(attack_->port(), host_);
    const std::int64_t up = client_->bytes_up();
    const std::int64_t down = client_->bytes_down();
    status = client_->request(method, path, token, body, type, more_fields).status;
    attack_->count_request(client_->bytes_up() - up);
    attack_->count_bytes(0, client_->bytes_down() - down);
  } catch (const std::runtime_error&) {
    client_.reset();
    if (attack_->over()) return 0;  // given up
    attack_->count_request(0);
  }
  attack_->count_answer(status);
  return status;
}

bool Pace::wait(const Attack& attack) {
  if (attack.over()) return false;
  if (burst_ > 0) {
    --burst_;
    return true;
  }
  const auto step =
      std::chrono::duration_cast<SteadyTime::duration>(std::chrono::duration<double>(interval_));
  due_ = due_ ? *due_ + step : std::chrono::steady_clock::now();
  const SteadyTime now = std::chrono::steady_clock::now();
  if (*due_ < now) due_ = now;  // what was missed is not made up for
  std::this_thread::sleep_until(*due_);
  return !attack.over();
}

}  // namespace asq::bench
