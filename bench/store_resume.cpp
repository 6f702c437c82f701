#include "store_resume.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <random>
#include <stdexcept>
#include <string>
#include <unordered_set>
#include <vector>

#include "store/sqlite/open.hpp"
#include "support/store_verbs.hpp"

namespace asq {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int kOwnChats = 2'000;
constexpr int kActiveChats = 300;  // of the own ones: where something happens
constexpr int kForeignChats = 1'000;
constexpr int kPeople = 400;  // colleagues 2 to 201 in the own chats, strangers in the others
constexpr int kInFlight = 1'000;
constexpr std::size_t kMissed = 9'999;
constexpr std::size_t kTooMany = 50'000;
constexpr std::size_t kLoadedAtOnce = 200;

Milliseconds since(SteadyTime begun) { return std::chrono::steady_clock::now() - begun; }

class Life {
 public:
  explicit Life(const std::filesystem::path& directory) {
    store::sqlite::Options options;
    options.directory = directory;
    auto opened = store::sqlite::open(options, clock_);
    if (!opened) throw std::runtime_error(opened.error());
    store_ = std::move(*opened);
    store_->set_commit_listener([this](const EventBatch& batch) { hear(batch); });
    prepare();
  }
  ~Life() { store_->close(); }
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  // So many events that concern the person, spread evenly over those of others.
  void go_on(std::size_t own, int others) {
    const std::size_t enough = heard_.size() + own;
    // Some reactions are repeats, which are no events.
    for (; heard_.size() < enough; others = 0) {
      own_left_ = static_cast<int>(enough - heard_.size());
      left_ = own_left_ + others;
      for (int i = 0; i < kInFlight; ++i) boost::asio::co_spawn(loop_, act(), check_nothing);
      run();
    }
  }

  // True: exactly what was announced behind `behind`.
  bool measure(LogPosition behind) {
    bool exact = true;
    for (int round = 1; round <= 5; ++round) {
      const auto begun = std::chrono::steady_clock::now();
      const store::Missed missed = wait(verbs().log().missed(person_, behind));
      const Milliseconds found = since(begun);
      if (missed.too_many) {
        fmt::print("round {}: too many, said after {:.1f} ms\n", round, found.count());
        exact = exact && expected(behind).size() > kMaxMissed;
        continue;
      }
      const auto events = load(missed.positions);
      const Milliseconds all = since(begun);
      const bool right = events == expected(behind) && missed.positions == events;
      fmt::print(
          "round {}: {} events and {} markers, found in {:.1f} ms, with loading {:.1f} ms{}\n",
          round, events.size(), missed.moved.markers.size(), found.count(), all.count(),
          right ? "" : ": NOT what was announced");
      exact = exact && right;
    }
    return exact;
  }

  [[nodiscard]] LogPosition head() const { return store_->head(); }

 private:
  [[nodiscard]] test::Verbs verbs() { return test::Verbs(*store_); }
  static constexpr auto check_nothing = [](const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
  };
  static constexpr auto check = [](const std::exception_ptr& thrown, const auto& result) {
    if (thrown) std::rethrow_exception(thrown);
    if (!result) throw std::runtime_error(std::string(error_name(result.error().code)));
  };

  void run() {
    loop_.restart();
    loop_.run();
  }
  template <class T>
  T wait(Task<Result<T>> task) {
    Result<T> outcome = std::unexpected(Error());
    boost::asio::co_spawn(loop_, std::move(task), [&](const std::exception_ptr&, Result<T> got) {
      outcome = std::move(got);
    });
    run();
    return std::move(outcome.value());
  }

  // The person is 1 and in the chats 1 to 2,000 with three colleagues each; the rest are
  // strangers'.
  void prepare() {
    for (int i = 1; i <= kPeople + 1; ++i) {
      store::NewAccount account{fmt::format("u{}", i), fmt::format("u{}@example.com", i), "$"};
      boost::asio::co_spawn(loop_, verbs().accounts().create(std::move(account)), check);
    }
    for (int i = 0; i < kOwnChats + kForeignChats; ++i) {
      test::NewGroup group{
          Actor::without_session(member(i, 0)), "chat", {member(i, 1), member(i, 2)}};
      if (i < kOwnChats) group.participants.push_back(person_);
      boost::asio::co_spawn(loop_, verbs().chats().create_group(std::move(group)), check);
    }
    run();
  }
  static UserId member(int chat, int place) {
    const int half = kPeople / 2;
    return UserId(2 + (chat < kOwnChats ? 0 : half) + (chat + place) % half);
  }

  Task<void> act() {
    while (left_ > 0) {
      const bool own = any(left_) < own_left_;
      --left_;
      if (own) --own_left_;
      const int chat = own ? any(kActiveChats) : kOwnChats + any(kForeignChats);
      co_await change(chat);
    }
  }

  int any(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }

  // Mostly a message, now and then an edit, a reaction, a new name, a read.
  Task<void> change(int chat) {
    const auto actor = Actor::without_session(member(chat, any(3)));
    const ChatId id(chat + 1);
    const int dice = any(100);
    const int sent = sent_[static_cast<std::size_t>(chat)];
    if (dice < 1) {
      chat::ProfileChange change;
      change.username = fmt::format("name {}", random_());
      (co_await verbs().accounts().change_profile(actor, std::move(change))).value();
      co_return;
    }
    if (dice < 8 && sent > 0) {
      const MessageRef ref{id, Seq(1 + any(sent))};
      std::string emoji = fmt::format("{}", any(40));
      const auto reacted = co_await verbs().messages().react(actor, ref, std::move(emoji), true);
      if (reacted) co_return;
    }
    test::NewMessage message{id, actor, std::string(100, 'x'), std::nullopt, std::nullopt};
    (co_await verbs().messages().append(std::move(message))).value();
    ++sent_[static_cast<std::size_t>(chat)];
  }

  std::vector<LogPosition> load(const std::vector<LogPosition>& positions) {
    std::vector<LogPosition> loaded;
    for (std::size_t at = 0; at < positions.size(); at += kLoadedAtOnce) {
      const std::size_t count = std::min(kLoadedAtOnce, positions.size() - at);
      const auto first = positions.begin() + static_cast<std::ptrdiff_t>(at);
      const auto page = wait(verbs().log().load(
          person_, std::vector(first, first + static_cast<std::ptrdiff_t>(count))));
      for (const auto& event : page.events) loaded.push_back(event.position);
    }
    return loaded;
  }

  // By the writer, in commit order, and before the last of its callers goes on.
  void hear(const EventBatch& batch) {
    for (const auto& event : *batch) {
      if (event->position > LogPosition() && concerns(event->what))
        heard_.push_back(event->position);
    }
  }
  static bool concerns(const Change& what) {
    const auto own = [](ChatId chat) { return chat.value() <= kOwnChats; };
    if (const auto* sent = std::get_if<MessageAppended>(&what)) return own(sent->message.chat_id);
    if (const auto* changed = std::get_if<MessageChanged>(&what)) {
      return own(changed->message.chat_id);
    }
    const auto* renamed = std::get_if<UserUpdated>(&what);
    return renamed != nullptr && std::ranges::any_of(renamed->chats, own);
  }
  std::vector<LogPosition> expected(LogPosition behind) {
    return {std::ranges::upper_bound(heard_, behind), heard_.end()};
  }

  SystemClock clock_;
  boost::asio::io_context loop_{1};
  std::mt19937 random_{1};
  std::unique_ptr<store::Store> store_;
  UserId person_{1};
  int own_left_ = 0;
  int left_ = 0;
  std::vector<int> sent_ = std::vector<int>(kOwnChats + kForeignChats);
  std::vector<LogPosition> heard_;  // that concern the person
};

}  // namespace

bool measure_resume(const std::filesystem::path& directory, int others) {
  Life life(directory);
  const LogPosition before = life.head();
  auto begun = std::chrono::steady_clock::now();
  life.go_on(kMissed, others);
  fmt::print("{} events of the person's amid {} of others, made in {:.1f} s\n", kMissed, others,
             since(begun).count() / 1'000);
  bool exact = life.measure(before);
  life.go_on(kTooMany - kMissed, others / 20);
  fmt::print("{} events missed\n", kTooMany);
  return life.measure(before) && exact;
}

}  // namespace asq
