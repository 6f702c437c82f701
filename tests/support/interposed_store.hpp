// A real store, with a place for a test to let something happen at an exact moment: what a race
// would need luck for. All verbs go through. Threads: set the hooks before the tasks start.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/store.hpp"

namespace asq::test {

using Hook = std::function<Task<void>()>;

// Runs `hook` once, if it is set.
inline Task<void> run_once(Hook& hook) {
  const Hook taken = std::exchange(hook, nullptr);
  if (taken) co_await taken();
}

class InterposedAccounts final : public store::AccountStore {
 public:
  explicit InterposedAccounts(store::AccountStore& real) : real_(real) {}
  Hook before_find_credentials;
  Hook after_find_credentials;  // with the answer in hand, before the caller has it
  Hook before_create;

  Task<Result<User>> create(store::NewAccount account) override {
    co_await run_once(before_create);
    co_return co_await real_.create(std::move(account));
  }
  Task<Result<User>> find(UserId id) override { return real_.find(id); }
  Task<Result<store::Credentials>> find_credentials(std::string email) override {
    co_await run_once(before_find_credentials);
    auto found = co_await real_.find_credentials(std::move(email));
    co_await run_once(after_find_credentials);
    co_return found;
  }
  Task<Result<User>> change_profile(UserId id, store::ProfileChange change) override {
    return real_.change_profile(id, std::move(change));
  }
  Task<Result<User>> set_disabled(std::string email, bool disabled) override {
    return real_.set_disabled(std::move(email), disabled);
  }
  Task<Result<void>> erase(UserId id) override { return real_.erase(id); }
  Task<Result<std::vector<User>>> list(UserId after, int limit) override {
    return real_.list(after, limit);
  }

 private:
  store::AccountStore& real_;
};

class InterposedSessions final : public store::SessionStore {
 public:
  explicit InterposedSessions(store::SessionStore& real) : real_(real) {}
  Hook before_open;
  int opened = 0;

  Task<Result<Session>> open(Opening opening) override {
    co_await run_once(before_open);
    ++opened;
    co_return co_await real_.open(std::move(opening));
  }
  Task<Result<Session>> refresh(SessionId id, std::int64_t generation,
                                std::chrono::seconds lifetime) override {
    return real_.refresh(id, generation, lifetime);
  }
  Task<Result<void>> end(UserId owner, SessionId id) override { return real_.end(owner, id); }
  Task<Result<void>> end_due() override { return real_.end_due(); }
  Task<Result<std::vector<Session>>> list(UserId owner) override { return real_.list(owner); }
  [[nodiscard]] bool live(SessionId id, UserId owner) const override {
    return real_.live(id, owner);
  }

 private:
  store::SessionStore& real_;
};

class InterposedStore final : public store::Store {
 public:
  explicit InterposedStore(std::unique_ptr<store::Store> real)
      : real_(std::move(real)), accounts_(real_->accounts()), sessions_(real_->sessions()) {}

  InterposedAccounts& accounts() override { return accounts_; }
  InterposedSessions& sessions() override { return sessions_; }
  store::ChatStore& chats() override { return real_->chats(); }
  store::MemberStore& members() override { return real_->members(); }
  store::MessageStore& messages() override { return real_->messages(); }
  store::LogStore& log() override { return real_->log(); }
  void set_commit_listener(store::CommitListener listener) override {
    real_->set_commit_listener(std::move(listener));
  }
  void close() override { real_->close(); }
  [[nodiscard]] bool ready() const override { return real_->ready(); }

 private:
  std::unique_ptr<store::Store> real_;
  InterposedAccounts accounts_;
  InterposedSessions sessions_;
};

}  // namespace asq::test
