// A real store, with places for a test to let something happen at an exact moment: what a race
// would need luck for. Verbs are named as in Store::read() and write(). Threads: set everything
// before the tasks start.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "store/store.hpp"

namespace asq::test {

using Hook = std::function<Task<void>()>;

// A call whose caller hears of its outcome only after the hook.
template <class Context>
class HookedCall final : public store::Call<Context> {
 public:
  HookedCall(std::unique_ptr<store::Call<Context>> call, Hook hook)
      : store::Call<Context>(call->executor(), call->work()),
        call_(std::move(call)),
        hook_(std::move(hook)) {}

  bool run(Context& context) override { return call_->run(context); }
  void refuse(Error error) override { call_->refuse(std::move(error)); }
  void finish() override {
    boost::asio::co_spawn(this->executor(), finish_behind(std::move(call_), std::move(hook_)),
                          boost::asio::detached);
  }

 private:
  static Task<void> finish_behind(std::unique_ptr<store::Call<Context>> call, Hook hook) {
    co_await hook();
    call->finish();
  }

  std::unique_ptr<store::Call<Context>> call_;
  Hook hook_;
};

class InterposedStore final : public store::Store {
 public:
  explicit InterposedStore(std::unique_ptr<store::Store> real) : real_(std::move(real)) {}

  // Runs once, before the next verb of that name reaches the store.
  void before(const std::string& verb, Hook hook) { before_[verb] = std::move(hook); }
  // Runs once, with the answer in hand, before the caller has it.
  void after(const std::string& verb, Hook hook) { after_[verb] = std::move(hook); }
  // The next `times` of that verb are refused: overloaded.
  void overload(const std::string& verb, int times) { refuse(verb, times, ErrorCode::overloaded); }
  void refuse(const std::string& verb, int times, ErrorCode code) {
    const std::lock_guard lock(mutex_);
    refused_[verb] = {times, code};
  }
  // From now on it passes for that database. Not while anybody uses it.
  void pass_for(store::Identity identity) { identity_ = identity; }
  // Who paid for the verb the last time.
  [[nodiscard]] std::optional<Payer> payer(const std::string& verb) const {
    const std::lock_guard lock(mutex_);
    const auto found = payers_.find(verb);
    return found == payers_.end() ? std::nullopt : std::optional(found->second);
  }
  // How often the verb was asked for.
  [[nodiscard]] int count(const std::string& verb) const {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(verb);
    return found == counts_.end() ? 0 : found->second;
  }

  void enqueue(std::unique_ptr<store::Call<store::Snapshot>> call) override {
    pass(std::move(call));
  }
  void enqueue(std::unique_ptr<store::Call<store::Transaction>> call) override {
    pass(std::move(call));
  }
  [[nodiscard]] store::Memory& memory() override { return real_->memory(); }
  [[nodiscard]] std::uint64_t epoch() const override { return real_->epoch(); }
  [[nodiscard]] store::Identity identity() const override {
    return identity_.value_or(real_->identity());
  }
  [[nodiscard]] std::string_view link_secret() const override { return real_->link_secret(); }
  [[nodiscard]] LogPosition head() const override { return real_->head(); }
  [[nodiscard]] store::Maintenance& maintenance() override { return real_->maintenance(); }
  void set_commit_listener(store::CommitListener listener) override {
    real_->set_commit_listener(std::move(listener));
  }
  void close() override { real_->close(); }
  [[nodiscard]] bool ready() const override { return real_->ready(); }

 private:
  // Why the verb is refused, if it is.
  [[nodiscard]] std::optional<ErrorCode> refusal_of(const std::string& verb, Payer payer) {
    const std::lock_guard lock(mutex_);
    ++counts_[verb];
    payers_.insert_or_assign(verb, payer);
    Refusals& refusals = refused_[verb];
    if (refusals.times == 0) return std::nullopt;
    --refusals.times;
    return refusals.code;
  }

  template <class Context>
  void pass(std::unique_ptr<store::Call<Context>> call) {
    const std::string verb = call->work().name;
    if (const auto code = refusal_of(verb, call->work().payer)) {
      call->refuse(Error(*code));
      store::Calls<Context> refused;
      refused.push_back(std::move(call));
      return store::finish(std::move(refused));
    }
    if (after_[verb]) {
      Hook hook = std::exchange(after_[verb], nullptr);
      call = std::make_unique<HookedCall<Context>>(std::move(call), std::move(hook));
    }
    Hook hook = std::exchange(before_[verb], nullptr);
    if (!hook) return real_->enqueue(std::move(call));
    const Executor executor = call->executor();
    boost::asio::co_spawn(executor, enqueue_behind(*real_, std::move(call), std::move(hook)),
                          boost::asio::detached);
  }

  template <class Context>
  static Task<void> enqueue_behind(store::Store& real, std::unique_ptr<store::Call<Context>> call,
                                   Hook hook) {
    co_await hook();
    real.enqueue(std::move(call));
  }

  std::unique_ptr<store::Store> real_;
  std::optional<store::Identity> identity_;
  std::map<std::string, Hook> before_;
  std::map<std::string, Hook> after_;
  mutable std::mutex mutex_;
  struct Refusals {
    int times = 0;
    ErrorCode code = ErrorCode::overloaded;
  };
  std::map<std::string, Refusals> refused_;
  std::map<std::string, Payer> payers_;
  std::map<std::string, int> counts_;
};

}  // namespace asq::test
