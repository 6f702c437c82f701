#include "store_people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "chat/directory.hpp"
#include "store/sqlite/open.hpp"
#include "support/store_verbs.hpp"

namespace asq {
namespace {

constexpr int kMadeAtOnce = 1'000;
constexpr int kNamesTyped = 500;
constexpr int kGroupsAround = 3;  // of 1,000 people each

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

  // False: somebody was not found by the whole name.
  bool type_names(chat::People people) {
    std::vector<double> millis;
    bool found = true;
    for (int i = 0; i < kNamesTyped; ++i) {
      const int id = 2 + any(people == chat::People::open ? people_ - 1 : 900);
      const std::string name = name_of(id);
      std::vector<User> users;
      for (std::size_t end = 0; end < name.size();) {
        end += first_character_size(std::string_view(name).substr(end));
        users = search(people, name.substr(0, end), millis);
      }
      found = found &&
              std::ranges::any_of(users, [&](const User& user) { return user.username == name; });
    }
    print(people == chat::People::open ? "a keystroke, open" : "a keystroke, known", millis);
    return found;
  }
  void list_around() {
    std::vector<double> millis;
    for (int i = 0; i < kNamesTyped; ++i) (void)search(chat::People::open, "", millis);
    print("the first page of those around", millis);
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
    for (int group = 0; group < kGroupsAround; ++group) {
      std::vector<UserId> members;
      for (int i = 0; i < 999; ++i) members.emplace_back(2 + i);
      boost::asio::co_spawn(loop_,
                            test::Verbs(*store_).chats().create_group(
                                {Actor::without_session(UserId(1)), "all", std::move(members)}),
                            boost::asio::detached);
    }
    run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    fmt::print("{} people made in {:.1f} s\n", people_, took.count());
  }

  std::vector<User> search(chat::People people, std::string query, std::vector<double>& millis) {
    chat::Directory directory(*store_, people);
    Result<chat::PeoplePage> page = std::unexpected(Error());
    const auto begun = std::chrono::steady_clock::now();
    boost::asio::co_spawn(
        loop_, directory.list({UserId(1), SessionId()}, {200, std::nullopt, std::move(query)}),
        [&](const std::exception_ptr&, Result<chat::PeoplePage> got) { page = std::move(got); });
    run();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
    millis.push_back(took.count());
    return std::move(page.value().users);
  }

  static void print(std::string_view what, std::vector<double>& millis) {
    std::ranges::sort(millis);
    const auto at = [&](double share) {
      return millis[static_cast<std::size_t>(static_cast<double>(millis.size() - 1) * share)];
    };
    fmt::print("{}: p50 {:.2f} ms, p99 {:.2f} ms, at most {:.2f} ms ({} searches)\n", what, at(0.5),
               at(0.99), millis.back(), millis.size());
  }

  void run() {
    loop_.restart();
    loop_.run();
  }

  SystemClock clock_;
  boost::asio::io_context loop_{1};
  std::mt19937 random_{1};
  std::unique_ptr<store::Store> store_;
  int people_;
};

}  // namespace

bool measure_people(const std::filesystem::path& directory, int people) {
  PeopleTown town(directory, people);
  const bool open = town.type_names(chat::People::open);
  const bool known = town.type_names(chat::People::known);
  town.list_around();
  return open && known;
}

}  // namespace asq
