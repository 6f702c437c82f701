// The embedded store without a server around it.
//
//   asq_store_bench [appends] [--directory DIR] [--messages N] [--rounds N] [--text BYTES] [--bare]
//   asq_store_bench resume    [--directory DIR] [--others N]
//   asq_store_bench people    [--directory DIR] [--people N]
//
// appends: durable appends a second through the Store, against the same rows put straight into
// SQLite in batches of 1,000, without the log's rows and with them; what a message takes on disk;
// and pages a second of random chats. They alternate (A B C C B A); median and range are printed.
// A message has 100 bytes of text and a client_id; --bare: it has none.
// resume: what somebody with 2,000 chats has missed (store_resume.hpp).
// people: a directory of many people, a keystroke at a time (store_people.hpp).
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "store_load.hpp"
#include "store_people.hpp"
#include "store_raw.hpp"
#include "store_resume.hpp"

namespace asq {
namespace {

struct Settings {
  std::filesystem::path directory = "store-bench";
  int messages = 200'000;
  int others = 1'000'000;
  int people = 100'000;
  int rounds = 4;
  LoadMessage message;
};

std::filesystem::path fresh(const std::filesystem::path& directory) {
  std::filesystem::remove_all(directory);
  std::filesystem::create_directories(directory);
  return directory;
}

std::int64_t database_bytes(const std::filesystem::path& directory) {
  return static_cast<std::int64_t>(std::filesystem::file_size(directory / "asq.db"));
}

// One way of storing messages.
struct Way {
  std::string name;
  std::vector<Rate> rates;
  double bytes = 0;  // a message

  [[nodiscard]] const Rate& median() {
    std::ranges::sort(rates, {}, &Rate::per_second);
    return rates[rates.size() / 2];
  }
  void print() {
    const Rate& middle = median();
    fmt::print("{:<24} median {:>7.0f}/s, range {:.0f} to {:.0f}; {:.0f} per CPU second", name,
               middle.per_second, rates.front().per_second, rates.back().per_second,
               middle.per_cpu_second);
    if (bytes > 0) fmt::print("; {:.1f} bytes each", bytes);
    fmt::print("\n");
  }
};

class Appends {
 public:
  explicit Appends(const Settings& settings) : settings_(settings) {
    {
      const StoreLoad tables(fresh(settings.directory), 0);
    }
    empty_ = database_bytes(settings.directory);
  }

  void run() {
    for (int round = 0; round < settings_.rounds; ++round) {
      std::array<int, 3> order{0, 1, 2};
      if (round % 2 == 1) std::ranges::reverse(order);
      for (const int way : order) measure(way);
    }
    std::filesystem::remove_all(settings_.directory);
    for (Way& way : ways_) way.print();
    pages_.print();
    fmt::print("a message with the log:  {:.2f} times the bytes, {:.2f} times the time\n",
               ways_[2].bytes / ways_[1].bytes,
               ways_[1].median().per_second / ways_[2].median().per_second);
  }

 private:
  void measure(int number) {
    Way& way = ways_[static_cast<std::size_t>(number)];
    const auto directory = fresh(settings_.directory);
    std::int64_t bytes = 0;
    if (number == 0) {
      {
        StoreLoad load(directory, settings_.messages, settings_.message);
        way.rates.push_back(load.append());
        pages_.rates.push_back(load.read_pages());
      }
      bytes = database_bytes(directory);
    } else {
      RawRows raw(directory, settings_.message, number == 2);
      way.rates.push_back(raw.insert_all(settings_.messages));
      bytes = raw.bytes();
    }
    way.bytes = static_cast<double>(bytes - empty_) / settings_.messages;
  }

  const Settings& settings_;
  std::int64_t empty_ = 0;
  std::array<Way, 3> ways_{
      {{"appends by the store", {}, 0}, {"raw rows", {}, 0}, {"raw rows with the log", {}, 0}}};
  Way pages_{"newest pages of 50", {}, 0};
};

}  // namespace
}  // namespace asq

int main(int argc, char** argv) {
  asq::Settings settings;
  std::string what = "appends";
  CLI::App cli("Appends, pages, resumes and the directory of the embedded store");
  cli.add_option("what", what)->check(CLI::IsMember({"appends", "resume", "people"}));
  cli.add_option("--directory", settings.directory, "emptied first");
  cli.add_option("--messages", settings.messages);
  cli.add_option("--others", settings.others, "events of others, in resume");
  cli.add_option("--people", settings.people, "in people");
  cli.add_option("--rounds", settings.rounds);
  cli.add_option("--text", settings.message.text_bytes, "bytes of a message's text");
  cli.add_flag("!--bare", settings.message.client_ids, "messages without a client_id");
  CLI11_PARSE(cli, argc, argv);
  if (what == "resume") {
    const bool exact = asq::measure_resume(asq::fresh(settings.directory), settings.others);
    std::filesystem::remove_all(settings.directory);
    return exact ? 0 : 1;
  }
  if (what == "people") {
    const bool found = asq::measure_people(asq::fresh(settings.directory), settings.people);
    std::filesystem::remove_all(settings.directory);
    return found ? 0 : 1;
  }
  asq::Appends(settings).run();
}
