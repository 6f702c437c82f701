// A real store, with a place for a test to let something happen at an exact moment: what a race
// would need luck for. All verbs go through. Threads: set the hooks before the tasks start.
#pragma once

#include <atomic>
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
  Hook after_find;              // the same
  Hook before_create;

  Task<Result<User>> create(store::NewAccount account) override {
    co_await run_once(before_create);
    co_return co_await real_.create(std::move(account));
  }
  Task<Result<User>> find(UserId id) override {
    auto found = co_await real_.find(id);
    co_await run_once(after_find);
    co_return found;
  }
  Task<Result<User>> find_known(UserId viewer, UserId id) override {
    return real_.find_known(viewer, id);
  }
  Task<Result<store::Credentials>> find_credentials(std::string email) override {
    co_await run_once(before_find_credentials);
    auto found = co_await real_.find_credentials(std::move(email));
    co_await run_once(after_find_credentials);
    co_return found;
  }
  Task<Result<User>> change_profile(Actor actor, store::ProfileChange change) override {
    return real_.change_profile(actor, std::move(change));
  }
  Task<Result<User>> set_disabled(std::string email, bool disabled) override {
    return real_.set_disabled(std::move(email), disabled);
  }
  Task<Result<void>> erase(Actor actor) override { return real_.erase(actor); }
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

class InterposedMessages final : public store::MessageStore {
 public:
  explicit InterposedMessages(store::MessageStore& real) : real_(real) {}
  std::atomic<int> overloaded{0};  // so many reads of after() are refused
  std::atomic<int> looked_up{0};   // find_receipt()

  Task<Result<Receipt>> append(store::NewMessage message) override {
    return real_.append(std::move(message));
  }
  Task<Result<std::optional<Receipt>>> find_receipt(store::NewMessage message) override {
    ++looked_up;
    return real_.find_receipt(std::move(message));
  }
  Task<Result<std::vector<Message>>> page(store::OffsetPage request) override {
    return real_.page(request);
  }
  Task<Result<std::vector<Message>>> after(ChatId chat, UserId viewer, Seq after,
                                           int limit) override {
    if (overloaded > 0) {
      --overloaded;
      co_return fail(ErrorCode::overloaded);
    }
    co_return co_await real_.after(chat, viewer, after, limit);
  }
  Task<Result<MessageWindow>> window(UserId viewer, WindowRequest request) override {
    return real_.window(viewer, request);
  }
  Task<Result<Message>> edit(Actor actor, MessageRef message, std::string text) override {
    return real_.edit(actor, message, std::move(text));
  }
  Task<Result<Message>> erase(Actor actor, MessageRef message) override {
    return real_.erase(actor, message);
  }
  Task<Result<Message>> react(Actor actor, MessageRef message, std::string emoji,
                              bool present) override {
    return real_.react(actor, message, std::move(emoji), present);
  }

 private:
  store::MessageStore& real_;
};

class InterposedStore final : public store::Store {
 public:
  explicit InterposedStore(std::unique_ptr<store::Store> real)
      : real_(std::move(real)),
        accounts_(real_->accounts()),
        sessions_(real_->sessions()),
        messages_(real_->messages()) {}

  InterposedAccounts& accounts() override { return accounts_; }
  InterposedSessions& sessions() override { return sessions_; }
  store::ChatStore& chats() override { return real_->chats(); }
  store::MemberStore& members() override { return real_->members(); }
  InterposedMessages& messages() override { return messages_; }
  store::LogStore& log() override { return real_->log(); }
  store::Maintenance& maintenance() override { return real_->maintenance(); }
  void set_commit_listener(store::CommitListener listener) override {
    real_->set_commit_listener(std::move(listener));
  }
  void close() override { real_->close(); }
  [[nodiscard]] bool ready() const override { return real_->ready(); }

 private:
  std::unique_ptr<store::Store> real_;
  InterposedAccounts accounts_;
  InterposedSessions sessions_;
  InterposedMessages messages_;
};

}  // namespace asq::test
