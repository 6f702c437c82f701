#include "auth/password_hasher.hpp"

#include <algorithm>
#include <condition_variable>
#include <ctime>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "auth/password_hash.hpp"
#include "auth/secret.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/stand_back.hpp"
#include "base/suspend.hpp"
#include "base/used_time.hpp"

namespace asq::auth {
namespace {

using Seconds = std::chrono::duration<double>;

// What the thread that stands back behind nobody may have at once, beyond a quarter of the time.
constexpr std::chrono::milliseconds kBurst{500};
constexpr std::chrono::steady_clock::duration kLookSeldom = std::chrono::minutes(1);

SteadyTime::duration used_by_thread() {
  timespec used{};
  (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

HasherOptions checked(const HasherOptions& options) {
  if (options.threads < 1 || options.max_queued < 1 || options.memory_kib < 8 ||
      options.iterations < 1) {
    throw std::invalid_argument("password hasher: an option is out of its range");
  }
  return options;
}

}  // namespace

class PasswordHasher::Pool {
 public:
  // Called once: with nullptr to do the work, else with why it can't be done.
  using Job = std::function<void(const Error* refusal)>;

  explicit Pool(const HasherOptions& options)
      : options_(checked(options)),
        cost_{options.memory_kib, options.iterations},
        jobs_(static_cast<std::size_t>(options.max_queued)) {
    auto dummy = make_password_hash(cost_, random_bytes(16));
    if (!dummy) throw std::runtime_error("password hasher: " + dummy.error().log.text);
    dummy_ = std::move(*dummy);
    threads_.emplace_back([this] { serve_known(); });
    for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { serve_all(); });
  }
  ~Pool() { close(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  void close() {
    std::vector<Job> waiting;
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      while (auto job = jobs_.pop(true)) waiting.push_back(std::move(*job));
    }
    ready_.notify_all();
    known_ready_.notify_all();
    const Error refusal(ErrorCode::shutting_down);
    for (const Job& job : waiting) job(&refusal);
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

  void push(const PasswordPayer& payer, Job job) {
    if (const auto refused = queue(payer, std::move(job))) refused->job(&refused->why);
  }

  [[nodiscard]] std::size_t queued() const {
    const std::lock_guard lock(mutex_);
    return jobs_.size();
  }
  [[nodiscard]] const HashCost& cost() const { return cost_; }
  [[nodiscard]] const std::string& dummy() const { return dummy_; }

 private:
  struct Refused {
    Job job;
    Error why;
  };

  // Takes the job. What is refused is this one, or another one that waited.
  std::optional<Refused> queue(const PasswordPayer& payer, Job job) {
    const std::lock_guard lock(mutex_);
    if (closed_) return Refused{std::move(job), Error(ErrorCode::shutting_down)};
    auto left_out = jobs_.push(payer, std::move(job));
    ready_.notify_all();
    known_ready_.notify_one();
    if (!left_out) return std::nullopt;
    Error full(ErrorCode::login_queue_full);
    full.retry_after = time_to_drain();
    return Refused{std::move(*left_out), std::move(full)};
  }

  // One at a time, and as early as the loops: a person who comes back does not wait behind
  // whatever else the server is busy with. So that many who come back, or act so, don't slow the
  // loops, it works no more than a quarter of the time, and the others do the rest.
  void serve_known() {
    for (;;) {
      std::unique_lock lock(mutex_);
      std::optional<Job> next;
      while (!closed_) {
        // One look at the clock: between two the rest could end, and a job be left to wait.
        const auto now = std::chrono::steady_clock::now();
        const auto rest = fast_.until(kBurst, now);
        if (rest.count() == 0) next = jobs_.pop_known(now);
        if (next) break;
        known_ready_.wait_for(lock, rest.count() > 0 ? rest : kLookSeldom);
      }
      if (closed_) return;
      const auto used = run(std::move(*next), lock);
      const auto now = std::chrono::steady_clock::now();
      fast_.add(used, now, 2 * kBurst);
      jobs_.charge_known(used, now);
      ready_.notify_all();  // it may rest now
    }
  }
  [[nodiscard]] std::optional<Job> next_of_all() {
    const auto now = std::chrono::steady_clock::now();
    return jobs_.pop(fast_.level(now) > kBurst, now);
  }

  void serve_all() {
    stand_back(Behind::all_others);
    for (;;) {
      std::unique_lock lock(mutex_);
      std::optional<Job> next;
      while (!closed_ && !(next = next_of_all())) {
        // It may have left to this one what is left to it now: who has used much gets better.
        if (jobs_.size() > 0) known_ready_.notify_one();
        ready_.wait(lock);
      }
      if (closed_) return;
      (void)run(std::move(*next), lock);
    }
  }

  // Returns what it took of a processor.
  SteadyTime::duration run(Job job, std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    const auto begin = std::chrono::steady_clock::now();
    const auto used_before = used_by_thread();
    job(nullptr);
    job = nullptr;  // what it holds goes before the lock is taken
    const auto taken = std::chrono::steady_clock::now() - begin;
    const auto used = used_by_thread() - used_before;
    lock.lock();
    usual_ += (Seconds(taken) - usual_) / 8;
    return used;
  }

  // When the last one that waits now will be done, as things go. With mutex_ held.
  [[nodiscard]] std::chrono::seconds time_to_drain() const {
    const Seconds estimate = usual_ * static_cast<double>(jobs_.size()) / options_.threads;
    return std::clamp(std::chrono::ceil<std::chrono::seconds>(estimate), std::chrono::seconds(1),
                      std::chrono::seconds(60));
  }

  const HasherOptions options_;
  const HashCost cost_;
  std::string dummy_;  // the hash that an unknown account is compared with
  mutable std::mutex mutex_;
  std::condition_variable ready_;        // for all threads but the one of known pairs
  std::condition_variable known_ready_;  // for that one
  PasswordQueue<Job> jobs_;              // guarded by mutex_
  UsedTime fast_;        // guarded by mutex_: of the thread that stands back behind nobody
  Seconds usual_{0.05};  // guarded by mutex_: what one job takes, a moving average
  bool closed_ = false;  // guarded by mutex_
  std::vector<std::thread> threads_;
};

PasswordHasher::PasswordHasher(const HasherOptions& options)
    : pool_(std::make_unique<Pool>(options)) {}
PasswordHasher::~PasswordHasher() = default;

void PasswordHasher::close() { pool_->close(); }

std::size_t PasswordHasher::queued() const { return pool_->queued(); }

Task<Result<std::string>> PasswordHasher::hash(PasswordPayer payer, std::string password) {
  auto start = [pool = pool_.get(), payer,
                secret = std::make_shared<const Secret>(password)](Resume<std::string> resume) {
    pool->push(payer, [pool, secret, resume](const Error* refusal) {
      if (refusal != nullptr) return resume(std::unexpected(*refusal));
      resume(make_password_hash(pool->cost(), secret->view()));
    });
  };
  co_return co_await suspend<std::string>(std::move(start));
}

Task<Result<bool>> PasswordHasher::verify(PasswordPayer payer, std::string password,
                                          std::string hash) {
  const bool known = !hash.empty();
  auto compared = std::make_shared<const std::string>(known ? hash : pool_->dummy());
  auto start = [pool = pool_.get(), payer, known, compared,
                secret = std::make_shared<const Secret>(password)](Resume<bool> resume) {
    pool->push(payer, [known, compared, secret, resume](const Error* refusal) {
      if (refusal != nullptr) return resume(std::unexpected(*refusal));
      auto matches = check_password_hash(*compared, secret->view());
      if (matches && !known) matches = false;
      resume(std::move(matches));
    });
  };
  co_return co_await suspend<bool>(std::move(start));
}

}  // namespace asq::auth
