#include "auth/password_hasher.hpp"

#include <argon2.h>
#include <openssl/crypto.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "base/random.hpp"
#include "base/suspend.hpp"

namespace asq::auth {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kMaxEncoded = 256;
constexpr int kNice = 10;  // below every loop
constexpr std::chrono::seconds kRetryAfter{2};

void wipe(std::string& secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

Result<std::string> hash_now(const HasherOptions& options, std::string& password) {
  const std::string salt = random_bytes(kSaltBytes);
  std::array<char, kMaxEncoded> encoded{};
  const int result = argon2id_hash_encoded(static_cast<std::uint32_t>(options.iterations),
                                           static_cast<std::uint32_t>(options.memory_kib), 1,
                                           password.data(), password.size(), salt.data(),
                                           salt.size(), kHashBytes, encoded.data(), encoded.size());
  wipe(password);
  if (result != ARGON2_OK) {
    return fail_internally(ErrorCode::internal, argon2_error_message(result));
  }
  return std::string(encoded.data());
}

Result<bool> verify_now(std::string& password, const std::string& hash) {
  const int result = argon2id_verify(hash.c_str(), password.data(), password.size());
  wipe(password);
  if (result == ARGON2_OK) return true;
  if (result == ARGON2_VERIFY_MISMATCH) return false;
  return fail_internally(ErrorCode::internal, argon2_error_message(result));
}

}  // namespace

class PasswordHasher::Pool {
 public:
  explicit Pool(const HasherOptions& options) : options_(options) {
    std::string nobody = random_bytes(kSaltBytes);
    dummy_ = hash_now(options_, nobody).value_or("");
    for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
  }
  ~Pool() {
    std::deque<Job> waiting;
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      waiting.swap(jobs_);
    }
    ready_.notify_all();
    const Error refusal(ErrorCode::shutting_down);
    for (Job& job : waiting) job(&refusal);
    for (std::thread& thread : threads_) thread.join();
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Called once: with nullptr to do the work, else with why it can't be done.
  using Job = std::function<void(const Error* refusal)>;

  void push(Job job) {
    Error refusal(ErrorCode::login_queue_full);
    refusal.retry_after = kRetryAfter;
    {
      const std::lock_guard lock(mutex_);
      if (!closed_ && static_cast<int>(jobs_.size()) < options_.max_queued) {
        jobs_.push_back(std::move(job));
        ready_.notify_one();
        return;
      }
      if (closed_) refusal = Error(ErrorCode::shutting_down);
    }
    job(&refusal);
  }

  [[nodiscard]] const HasherOptions& options() const { return options_; }
  [[nodiscard]] const std::string& dummy() const { return dummy_; }

 private:
  void work() {
    const auto thread = static_cast<id_t>(syscall(SYS_gettid));
    setpriority(PRIO_PROCESS, thread, kNice);  // on Linux: of this thread alone
    for (;;) {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
      if (closed_) return;
      const Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job(nullptr);
    }
  }

  HasherOptions options_;
  std::string dummy_;  // the hash that an unknown account is compared with
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Job> jobs_;  // guarded by mutex_
  bool closed_ = false;   // guarded by mutex_
  std::vector<std::thread> threads_;
};

PasswordHasher::PasswordHasher(const HasherOptions& options)
    : pool_(std::make_unique<Pool>(options)) {}
PasswordHasher::~PasswordHasher() = default;

Task<Result<std::string>> PasswordHasher::hash(std::string password) {
  auto secret = std::make_shared<std::string>(std::move(password));
  auto start = [pool = pool_.get(), secret](Resume<std::string> resume) {
    pool->push([pool, secret, resume](const Error* refusal) {
      resume(refusal == nullptr ? hash_now(pool->options(), *secret)
                                : Result<std::string>(std::unexpected(*refusal)));
    });
  };
  co_return co_await suspend<std::string>(std::move(start));
}

Task<Result<bool>> PasswordHasher::verify(std::string password, std::string hash) {
  auto secret = std::make_shared<std::string>(std::move(password));
  const bool known = !hash.empty();
  std::string compared = known ? std::move(hash) : pool_->dummy();
  auto start = [pool = pool_.get(), secret, known,
                compared = std::move(compared)](Resume<bool> resume) {
    pool->push([secret, known, compared, resume](const Error* refusal) {
      if (refusal != nullptr) return resume(std::unexpected(*refusal));
      auto matches = verify_now(*secret, compared);
      if (matches && !known) matches = false;
      resume(std::move(matches));
    });
  };
  co_return co_await suspend<bool>(std::move(start));
}

}  // namespace asq::auth
