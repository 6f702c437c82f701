// The embedded store without a server around it: durable appends a second through the Store,
// against the same rows put straight into SQLite in batches of 1,000; and pages a second of random
// chats.
//
//   asq_store_bench [--directory DIR] [--messages N] [--rounds N]
//
// 100 senders with 16 appends in flight each, 1,000 chats of 4 members, 100 bytes of text, a
// client_id on every message. Store and raw rows alternate (A B B A); median and range are printed.
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "store/sqlite/open.hpp"

namespace asq {
namespace {

constexpr int kChats = 1'000;
constexpr int kMembers = 4;
constexpr int kSenders = 100;
constexpr int kInFlight = 16;
constexpr int kRawBatch = 1'000;

struct Settings {
  std::filesystem::path directory = "store-bench";
  int messages = 200'000;
  int rounds = 4;
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Rate {
  double per_second = 0;
  double per_cpu_second = 0;  // of all threads of this process
};

class Stopwatch {
 public:
  [[nodiscard]] Rate rate(int count) const {
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin_;
    return {count / wall.count(), count / (cpu_seconds() - cpu_begin_)};
  }

 private:
  SteadyTime begin_ = std::chrono::steady_clock::now();
  double cpu_begin_ = cpu_seconds();
};

// A store with its people and chats, on one loop.
class StoreLoad {
 public:
  StoreLoad(const std::filesystem::path& directory, int messages) : remaining_(messages) {
    store::sqlite::Options options;
    options.directory = directory;
    auto opened = store::sqlite::open(options, clock_);
    if (!opened) throw std::runtime_error(opened.error());
    store_ = std::move(*opened);
    prepare();
  }

  Rate append() {
    const int messages = remaining_;
    const Stopwatch watch;
    for (int i = 0; i < kSenders * kInFlight; ++i) {
      boost::asio::co_spawn(loop_, send(i % kSenders), boost::asio::detached);
    }
    loop_.restart();
    loop_.run();
    return watch.rate(messages);
  }

  Rate read_pages() {
    constexpr int kPages = 20'000;
    const Stopwatch watch;
    remaining_ = kPages;
    for (int i = 0; i < 64; ++i) boost::asio::co_spawn(loop_, read(), boost::asio::detached);
    loop_.restart();
    loop_.run();
    return watch.rate(kPages);
  }

 private:
  // What one thread starts in order is stored in order: user i gets the id i + 1.
  void prepare() {
    for (int i = 1; i <= kSenders; ++i) {
      store::NewAccount account{fmt::format("u{}", i), fmt::format("u{}@example.com", i), "$"};
      boost::asio::co_spawn(loop_, store_->accounts().create(std::move(account)), check);
    }
    for (int i = 0; i < kChats; ++i) {
      store::NewGroup group{member(i, 0), "chat", {member(i, 1), member(i, 2), member(i, 3)}};
      boost::asio::co_spawn(loop_, store_->chats().create_group(std::move(group)), check);
    }
    loop_.run();
  }

  static constexpr auto check = [](const std::exception_ptr& thrown, const auto& result) {
    if (thrown) std::rethrow_exception(thrown);
    if (!result) throw std::runtime_error(std::string(error_name(result.error().code)));
  };

  // Chat i has the people i, i + 1, i + 2, i + 3, counted round.
  static UserId member(int chat, int place) { return UserId((chat + place) % kSenders + 1); }

  Task<void> send(int sender) {
    while (remaining_ > 0) {
      const int number = remaining_--;
      const int place = static_cast<int>(random_() % kMembers);
      const int chat =
          (static_cast<int>(random_() % (kChats / kSenders)) * kSenders + sender - place + kChats) %
          kChats;
      store::NewMessage message{ChatId(chat + 1), member(chat, place), std::string(100, 'x'),
                                fmt::format("{:08x}-{:08x}-{}", random_(), random_(), number),
                                std::nullopt};
      (co_await store_->messages().append(std::move(message))).value();
    }
  }

  Task<void> read() {
    while (remaining_-- > 0) {
      const int chat = static_cast<int>(random_() % kChats);
      store::OffsetPage page{ChatId(chat + 1), member(chat, 0), 0, 50, false, std::nullopt};
      (co_await store_->messages().page(page)).value();
    }
  }

  SystemClock clock_;
  boost::asio::io_context loop_{1};
  std::mt19937 random_{1};
  std::unique_ptr<store::Store> store_;
  int remaining_;
};

// The bare minimum of the same work, in the same tables.
class RawRows {
 public:
  explicit RawRows(const std::filesystem::path& directory) {
    {
      const StoreLoad tables(directory, 0);
    }
    if (sqlite3_open((directory / "asq.db").c_str(), &database_) != SQLITE_OK) {
      throw std::runtime_error("can't open the raw database");
    }
    execute(
        "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000");
    message_ = prepare("INSERT INTO messages VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    receipt_ = prepare("INSERT INTO receipts VALUES (?1, ?2, ?3, ?4, ?5)");
  }
  ~RawRows() {
    sqlite3_finalize(message_);
    sqlite3_finalize(receipt_);
    sqlite3_close(database_);
  }
  RawRows(const RawRows&) = delete;
  RawRows& operator=(const RawRows&) = delete;

  Rate insert_all(int messages) {
    const Stopwatch watch;
    for (int i = 0; i < messages; ++i) {
      if (i % kRawBatch == 0) execute("BEGIN IMMEDIATE");
      insert(i);
      if (i % kRawBatch == kRawBatch - 1 || i == messages - 1) execute("COMMIT");
    }
    return watch.rate(messages);
  }

 private:
  void execute(const char* sql) {
    if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(database_));
    }
  }

  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(database_));
    }
    return statement;
  }

  void insert(int number) {
    const auto chat = static_cast<std::int64_t>(random_() % kChats) + 1;
    const std::int64_t seq = ++last_seq_[static_cast<std::size_t>(chat)];
    const auto sender = static_cast<std::int64_t>(random_() % kMembers) + 1;
    const std::string client_id = fmt::format("{:08x}-{:08x}-{}", random_(), random_(), number);
    sqlite3_bind_int64(message_, 1, (chat << 32) | seq);
    sqlite3_bind_int64(message_, 2, number);
    sqlite3_bind_int64(message_, 3, sender);
    sqlite3_bind_int64(message_, 4, 1'795'421'730'123'456 + number);
    sqlite3_bind_text(message_, 5, text_.data(), 100, nullptr);
    bind_text(message_, 6, client_id);
    step(message_);
    sqlite3_bind_int64(receipt_, 1, chat);
    sqlite3_bind_int64(receipt_, 2, sender);
    bind_text(receipt_, 3, client_id);
    sqlite3_bind_int64(receipt_, 4, seq);
    sqlite3_bind_text(receipt_, 5, "0123456789abcdef0123456789abcdef", 32, nullptr);
    step(receipt_);
  }

  static void bind_text(sqlite3_stmt* statement, int index, const std::string& text) {
    sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), nullptr);
  }

  void step(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database_));
    sqlite3_reset(statement);
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt* message_ = nullptr;
  sqlite3_stmt* receipt_ = nullptr;
  std::mt19937 random_{1};
  std::vector<std::int64_t> last_seq_ = std::vector<std::int64_t>(kChats + 1);
  std::string text_ = std::string(100, 'x');
};

std::filesystem::path fresh(const std::filesystem::path& directory) {
  std::filesystem::remove_all(directory);
  std::filesystem::create_directories(directory);
  return directory;
}

void print(const char* what, std::vector<Rate> rates) {
  std::ranges::sort(rates, {}, &Rate::per_second);
  const Rate& median = rates[rates.size() / 2];
  fmt::print("{:<22} median {:>7.0f}/s, range {:.0f} to {:.0f}; {:.0f} per CPU second\n", what,
             median.per_second, rates.front().per_second, rates.back().per_second,
             median.per_cpu_second);
}

void run(const Settings& settings) {
  std::vector<Rate> appends;
  std::vector<Rate> pages;
  std::vector<Rate> raw;
  for (int round = 0; round < settings.rounds; ++round) {
    const bool store_first = round % 2 == 0;
    for (const bool through_store : {store_first, !store_first}) {
      const auto directory = fresh(settings.directory);
      if (through_store) {
        StoreLoad load(directory, settings.messages);
        appends.push_back(load.append());
        pages.push_back(load.read_pages());
      } else {
        raw.push_back(RawRows(directory).insert_all(settings.messages));
      }
    }
  }
  std::filesystem::remove_all(settings.directory);
  print("appends by the store", appends);
  print("raw rows", raw);
  print("newest pages of 50", pages);
}

}  // namespace
}  // namespace asq

int main(int argc, char** argv) {
  asq::Settings settings;
  CLI::App cli("Appends and pages of the embedded store");
  cli.add_option("--directory", settings.directory, "emptied first");
  cli.add_option("--messages", settings.messages);
  cli.add_option("--rounds", settings.rounds);
  CLI11_PARSE(cli, argc, argv);
  asq::run(settings);
}
