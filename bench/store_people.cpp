#include "store_people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <ctime>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/utf8.hpp"
#include "chat/directory.hpp"
#include "store/sqlite/open.hpp"
#include "support/store_verbs.hpp"

namespace asq {
namespace {

constexpr int kMadeAtOnce = 1'000;
constexpr int kNamesTyped = 200;
constexpr int kListed = 100;
constexpr int kPage = 100;
// How long a query is: a column for each, up to the next.
constexpr std::array<std::size_t, 7> kLengths{2, 3, 4, 6, 9, 12, 13};

// Someone who types ten characters a second. Without the pauses between them, each keystroke would
// be one of a flood, which reads behind all others (store/sqlite/core/read_line.hpp).
class TypistClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return real_.now(); }
  [[nodiscard]] SteadyTime steady() const override {
    return real_.steady() + pauses_.load() * kPause;
  }
  void pause() { ++pauses_; }

 private:
  static constexpr std::chrono::milliseconds kPause{100};

  SystemClock real_;
  std::atomic<int> pauses_{0};
};

// What reads of one kind took, in ms.
struct Taken {
  std::vector<double> wall;
  std::vector<double> processor;  // of all threads: beside other work less noisy
};

// Somebody who searches: in so many groups of so many others, who are the same in each or not.
struct Viewer {
  std::string_view what;
  int groups;
  int others;
  bool same;
};
constexpr std::array<Viewer, 7> kViewers{{{"nobody around", 0, 0, true},
                                          {"3 groups of the same 1,000", 3, 1'000, true},
                                          {"a group of 2,000", 1, 2'000, true},
                                          {"2,000 groups of two", 2'000, 1, false},
                                          {"a group of 10,000", 1, 10'000, true},
                                          {"a group of 25,000", 1, 25'000, true},
                                          {"60 groups of the same 1,000", 60, 1'000, true}}};

constexpr std::array<std::string_view, 20> kFirstNames{
    "Anna",  "Anton", "Александр", "Анна",  "Boris", "Clara", "Дмитрий", "Emma", "Евгений", "Felix",
    "Ирина", "Ivan",  "Jan",       "Maria", "Мария", "Ольга", "Пётр",    "Paul", "Сергей",  "Zoë"};
constexpr std::array<std::string_view, 20> kEndings{
    "ov",   "ova", "son", "mann", "ski", "ов",  "ова",  "ев", "ева", "ин",
    "енко", "er",  "el",  "ard",  "ini", "ано", "ский", "es", "ic",  "ley"};

// The store has nobody yet.
class PeopleTown {
 public:
  PeopleTown(const std::filesystem::path& directory, int people) : people_(people) {
    store::sqlite::Options options;
    options.directory = directory;
    auto opened = store::sqlite::open(options, clock_);
    if (!opened) throw std::runtime_error(opened.error());
    store_ = std::move(*opened);
    settle();
  }
  ~PeopleTown() { store_->close(); }
  PeopleTown(const PeopleTown&) = delete;
  PeopleTown& operator=(const PeopleTown&) = delete;

  // What each keystroke, and each later page, takes of names that are typed: of anybody, or of
  // those around. False: somebody was not found by the whole name.
  bool type_names(std::size_t viewer, chat::People people) {
    const bool open = people == chat::People::open;
    std::array<Taken, kLengths.size()> taken;
    bool found = true;
    for (int i = 0; i < kNamesTyped; ++i) {
      const std::string name = name_of(open ? any(people_) + 1 : somebody_around(viewer));
      std::size_t characters = 0;
      bool there = false;
      for (std::size_t end = 0; end < name.size();) {
        end += first_character_size(std::string_view(name).substr(end));
        if (++characters < kLengths.front()) continue;
        const auto column = std::ranges::upper_bound(kLengths, characters) - kLengths.begin() - 1;
        Search search{viewer, people, name.substr(0, end), std::nullopt};
        there = name == name_of(id_of(viewer));
        do {
          const auto page = run(search, taken.at(static_cast<std::size_t>(column)));
          there = there || std::ranges::find(page.users, name, &User::username) != page.users.end();
          search.cursor = page.next_cursor;
        } while (search.cursor);
      }
      found = found && there;
    }
    print(open ? "open" : "known", taken);
    return found;
  }
  // The first page of those around and the one behind it.
  void list_around(std::size_t viewer) {
    std::array<Taken, 2> taken;
    for (int i = 0; i < kListed; ++i) {
      Search search{viewer, chat::People::open, "", std::nullopt};
      search.cursor = run(search, taken[0]).next_cursor;
      if (search.cursor) (void)run(search, taken[1]);
    }
    print("two pages around", taken);
  }

 private:
  int any(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }

  // Some twenty people have one name.
  static std::string name_of(int id) {
    const auto number = static_cast<std::size_t>(id) * 2'654'435'761U;
    const std::string_view first = kFirstNames.at(number / 7 % kFirstNames.size());
    const std::string_view ending = kEndings.at(number / 131 % kEndings.size());
    const char middle = static_cast<char>('a' + number / 3 % 12);
    return fmt::format("{} {}{}{}", first, kFirstNames.at(number / 17 % kFirstNames.size()), middle,
                       ending);
  }

  void settle() {
    const auto begun = std::chrono::steady_clock::now();
    for (int next = 1; next <= people_;) {
      for (int i = 0; i < kMadeAtOnce && next <= people_; ++i, ++next) {
        store::NewAccount account{name_of(next), fmt::format("u{}@example.com", next), "$"};
        boost::asio::co_spawn(loop_, test::Verbs(*store_).accounts().create(std::move(account)),
                              boost::asio::detached);
      }
      run();
    }
    for (std::size_t viewer = 0; viewer < kViewers.size(); ++viewer) settle_groups(viewer);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    fmt::print("{} people made in {:.1f} s\n", people_, took.count());
  }

  void settle_groups(std::size_t viewer) {
    const Viewer& one = kViewers.at(viewer);
    for (int group = 0; group < one.groups; ++group) {
      std::vector<UserId> members;
      members.reserve(static_cast<std::size_t>(one.others));
      for (int i = 0; i < one.others; ++i) {
        members.emplace_back(around(viewer, one.same ? i : group + i));
      }
      const Actor creator = Actor::without_session(UserId(id_of(viewer)));
      boost::asio::co_spawn(
          loop_, test::Verbs(*store_).chats().create_group({creator, "all", std::move(members)}),
          boost::asio::detached);
      run();
    }
  }
  static int id_of(std::size_t viewer) { return static_cast<int>(viewer) + 1; }
  // The i-th of those with whom a viewer shares groups: all over the numbers.
  int around(std::size_t viewer, int i) const {
    const Viewer& one = kViewers.at(viewer);
    const int count = one.same ? one.others : one.groups;
    const int first = id_of(kViewers.size());
    return first + i * std::max(1, (people_ - first) / count) % (people_ - first);
  }
  int somebody_around(std::size_t viewer) {
    const Viewer& one = kViewers.at(viewer);
    return around(viewer, any(one.same ? one.others : one.groups));
  }

  struct Search {
    std::size_t viewer = 0;
    chat::People people = chat::People::open;
    std::string query;
    std::optional<std::string> cursor;
  };
  chat::PeoplePage run(const Search& search, Taken& taken) {
    chat::Directory directory(*store_, search.people);
    Result<chat::PeoplePage> page = std::unexpected(Error());
    clock_.pause();
    chat::PeopleListRequest request{kPage, search.cursor, search.query};
    const std::clock_t used = std::clock();
    const auto begun = std::chrono::steady_clock::now();
    boost::asio::co_spawn(
        loop_, directory.list({UserId(id_of(search.viewer)), SessionId()}, std::move(request)),
        [&](const std::exception_ptr&, Result<chat::PeoplePage> got) { page = std::move(got); });
    run();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
    taken.wall.push_back(took.count());
    taken.processor.push_back(static_cast<double>(std::clock() - used) * 1000 / CLOCKS_PER_SEC);
    return std::move(page.value());
  }

  template <std::size_t Columns>
  static void print(std::string_view what, std::array<Taken, Columns>& taken) {
    print(what, taken, &Taken::wall);
    print("  processor", taken, &Taken::processor);
  }
  // The 99th percentile of each column, and the longest of all.
  template <std::size_t Columns>
  static void print(std::string_view what, std::array<Taken, Columns>& taken,
                    std::vector<double> Taken::* times) {
    fmt::print("  {:<17}", what);
    double longest = 0;
    for (Taken& one : taken) {
      std::vector<double>& column = one.*times;
      std::ranges::sort(column);
      if (column.empty()) {
        fmt::print("      –");
        continue;
      }
      const auto at = static_cast<std::size_t>(static_cast<double>(column.size() - 1) * 0.99);
      fmt::print(" {:6.2f}", column[at]);
      longest = std::max(longest, column.back());
    }
    fmt::print("   at most {:.2f}\n", longest);
  }

  void run() {
    loop_.restart();
    loop_.run();
  }

  TypistClock clock_;
  boost::asio::io_context loop_{1};
  std::mt19937 random_{1};
  std::unique_ptr<store::Store> store_;
  int people_;
};

}  // namespace

bool measure_people(const std::filesystem::path& directory, int people) {
  PeopleTown town(directory, people);
  bool found = true;
  fmt::print("ms (p99) for each number of characters: 2, 3, 4, 6, 9, 12, more\n");
  for (std::size_t viewer = 0; viewer < kViewers.size(); ++viewer) {
    fmt::print("{}\n", kViewers.at(viewer).what);
    found = town.type_names(viewer, chat::People::open) && found;
    if (kViewers.at(viewer).groups == 0) continue;
    found = town.type_names(viewer, chat::People::known) && found;
    town.list_around(viewer);
  }
  return found;
}

}  // namespace asq
