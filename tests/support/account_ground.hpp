// The ground of the tests of accounts and logins: a real store, a cheap hasher, a clock in the
// test's hand.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "auth/password_hasher.hpp"
#include "chat/accounts.hpp"
#include "chat/logins.hpp"
#include "store/sqlite/open.hpp"
#include "support/interposed_store.hpp"
#include "support/log_lines.hpp"
#include "support/run_task.hpp"
#include "support/store_verbs.hpp"
#include "support/temporary_directory.hpp"

namespace asq::test {

class HandClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_micros(micros_.load()); }
  [[nodiscard]] SteadyTime steady() const override {
    return std::chrono::steady_clock::now() + std::chrono::microseconds(micros_ - kBegin);
  }
  void advance(std::chrono::microseconds by) { micros_ += by.count(); }

 private:
  static constexpr std::int64_t kBegin = 1'795'421'730'123'456;  // 2026-11-23T08:15:30.123456Z
  std::atomic<std::int64_t> micros_ = kBegin;
};

// The code of a refusal; nullopt: it was none.
template <class T>
[[nodiscard]] std::optional<ErrorCode> refusal(const Result<T>& result) {
  if (result) return std::nullopt;
  return result.error().code;
}

class AccountGround : public ::testing::Test {
 protected:
  ~AccountGround() override { store_.close(); }

  chat::Accounts accounts(chat::Registrations registrations = chat::Registrations::open) {
    return {store_, hasher_, registrations};
  }
  chat::Logins logins() { return {store_, hasher_, keys_, clock_, log_, options_}; }

  [[nodiscard]] test::Verbs verbs() { return test::Verbs(store_); }
  // A person with that name, the e-mail <name>@example.com and the password "secret".
  User person(const std::string& name) {
    auto all = accounts();
    return loop_.run(all.register_account(ClientNetwork(), {name, name + "@example.com", "secret"}))
        .value();
  }
  Result<chat::Tokens> try_login(const std::string& email, const std::string& password) {
    auto all = logins();
    return loop_.run(all.log_in(ClientNetwork(), email, password, "test"));
  }
  chat::Tokens login(const std::string& name) {
    return try_login(name + "@example.com", "secret").value();
  }
  chat::Caller caller(const chat::Tokens& tokens) {
    return logins().authenticate(tokens.access_token).value();
  }
  std::vector<Session> sessions_of(UserId user) {
    return loop_.run(verbs().sessions().list(user, clock_.now())).value();
  }

  TemporaryDirectory directory_;
  HandClock clock_;
  TaskLoop loop_;
  InterposedStore store_{open_store()};
  auth::PasswordHasher hasher_{{.threads = 1, .max_queued = 64, .memory_kib = 64, .iterations = 1}};
  auth::KeyRing keys_{{{"k1", "0f8Zp2!xL#vQ7rT9uW1yB3nM5cD6eG8h"}}};
  chat::LoginOptions options_;
  LogLines lines_;
  chat::AccountLog log_{clock_, lines_.sink()};

 private:
  std::unique_ptr<store::Store> open_store() {
    store::sqlite::Options options;
    options.directory = directory_.path();
    auto opened = store::sqlite::open(options, clock_);
    if (!opened) throw std::runtime_error(opened.error());
    return std::move(*opened);
  }
};

}  // namespace asq::test
