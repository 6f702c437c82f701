#include "store/sqlite/pages/people_search.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "base/utf8.hpp"
#include "store/name_parts.hpp"
#include "store/sqlite/pages/people.hpp"
#include "store/sqlite/pages/people_around.hpp"
#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {
namespace {

using Known = PeopleAround::Answer;

constexpr std::array kPlaces{PartPlace::handle, PartPlace::name, PartPlace::word,
                             PartPlace::inside};
// Behind something else.
constexpr std::array kLaterPlaces{PartPlace::word, PartPlace::inside};

// So many people around are looked at one by one.
constexpr std::size_t kFewAround = 500;
// Whom fewer rows of the index lead to are looked up without knowing who is around.
constexpr int kRareRows = 400;
// A window of a long query that stands in fewer names is rare enough.
constexpr int kFewRows = 100;
constexpr std::size_t kWindowsTried = 16;

struct Match {
  bool whole = false;  // the handle or the name is nothing else
  PartPlace place = PartPlace::inside;
  FoundPerson person;

  [[nodiscard]] std::tuple<bool, PartPlace, std::string_view> rank() const {
    return {!whole, place, person.user.handle};
  }
};

class PeopleSearch {
 public:
  PeopleSearch(Database& database, const PeopleQuery& query, int limit)
      : database_(database),
        query_(query),
        limit_(static_cast<std::size_t>(limit)),
        starts_(starts_of_characters(query.part)) {
    if (query.only_known) {
      around_.emplace(database, query.viewer, RowBudget(RowBudget::kAround));
    }
  }

  std::vector<FoundPerson> run() {
    if (around_ && !is_rare()) read_around();
    if (!complete_) walk();
    return take_best();
  }

 private:
  // Those whom it finds are soon looked up, whoever is around.
  bool is_rare() {
    if (characters() >= kPartCharacters) return rarest_window().rows < kFewRows;
    int rows = 0;
    for (const PartPlace place : places()) {
      rows += count_beginnings(place, kRareRows - rows);
      if (rows >= kRareRows) return false;
    }
    return true;
  }
  void walk() {
    if (characters() < kPartCharacters) {
      walk_places();
    } else {
      walk_a_window();
    }
  }

  // The index tells which place is the better.
  void walk_places() {
    for (const PartPlace place : {PartPlace::handle, PartPlace::name}) {
      if (!walk_equal(place, query_.part, budget_.left() / 4) && is_full()) return;
    }
    auto left = static_cast<int>(places().size());
    for (const PartPlace place : places()) {
      // A search among people one knows may find nobody in thousands of rows: something is left
      // for those behind them.
      if (!walk_beginnings(place, budget_.left() / left--) && is_full()) return;
    }
  }
  [[nodiscard]] std::span<const PartPlace> places() const {
    return std::span(kPlaces).first(characters() < kLeastInside ? 3 : 4);
  }

  // The index has but twelve characters of a part: those of the query that the fewest names have.
  void walk_a_window() {
    const Window& window = rarest_window();
    if (window.rows >= kFewRows) {
      // A name that is nothing else ends like the query.
      const std::string_view tail = characters_from(characters() - (kPartCharacters - 1));
      for (const PartPlace place : kLaterPlaces) walk_equal(place, tail, budget_.left() / 4);
    }
    for (const PartPlace place : places_of(window.first)) {
      walk_equal(place, window.part, budget_.left());
    }
  }

  struct Window {
    std::size_t first = 0;  // of its characters
    std::string_view part = {};
    int rows = 0;  // counted up to kFewRows for each place
  };

  const Window& rarest_window() {
    if (!rarest_) rarest_ = find_rarest_window();
    return *rarest_;
  }
  Window find_rarest_window() {
    const std::size_t last = characters() - kPartCharacters;
    const std::size_t step = last / kWindowsTried + 1;
    Window rarest = window_at(0);
    for (std::size_t first = last; first > 0; first -= std::min(first, step)) {
      const Window window = window_at(first);
      if (window.rows < rarest.rows) rarest = window;
    }
    return rarest;
  }
  Window window_at(std::size_t first) {
    Window window{first, characters_from(first, kPartCharacters), 0};
    for (const PartPlace place : places_of(first)) window.rows += count(place, window.part);
    return window;
  }
  int count(PartPlace place, std::string_view part) {
    auto row = database_
                   .statement(
                       "SELECT count(*) FROM (SELECT 1 FROM people_parts WHERE place = ?1 "
                       "AND part = ?2 LIMIT ?3)")
                   .run(static_cast<int>(place), part, kFewRows);
    const int rows = row.step() ? static_cast<int>(row.integer(0)) : 0;
    budget_.take(RowBudget::kStart + rows);
    return rows;
  }
  int count_beginnings(PartPlace place, int most) {
    const std::string end = query_.part + "\U0010ffff";
    auto row = database_
                   .statement(
                       "SELECT count(*) FROM (SELECT 1 FROM people_parts WHERE place = ?1 "
                       "AND part >= ?2 AND part < ?3 LIMIT ?4)")
                   .run(static_cast<int>(place), query_.part, end, most);
    const int rows = row.step() ? static_cast<int>(row.integer(0)) : 0;
    budget_.take(RowBudget::kStart + rows);
    return rows;
  }
  static std::span<const PartPlace> places_of(std::size_t first) {
    if (first > 0) return kLaterPlaces;
    return kPlaces;
  }

  // These two: false if it ended early, with enough, with the budget, or when it had spent
  // `in_vain` on rows that found nobody.
  bool walk_equal(PartPlace place, std::string_view part, int in_vain) {
    auto row = database_
                   .statement(
                       "SELECT user_id FROM people_parts WHERE place = ?1 AND part = ?2 "
                       "ORDER BY user_id")
                   .run(static_cast<int>(place), part);
    return walk_rows(row, in_vain);
  }
  bool walk_beginnings(PartPlace place, int in_vain) {
    const std::string end = query_.part + "\U0010ffff";
    auto row = database_
                   .statement(
                       "SELECT user_id FROM people_parts WHERE place = ?1 AND part >= ?2 "
                       "AND part < ?3 ORDER BY part, user_id")
                   .run(static_cast<int>(place), query_.part, end);
    return walk_rows(row, in_vain);
  }
  bool walk_rows(Statement::Run& row, int in_vain) {
    budget_.take(RowBudget::kStart);
    probes_kept_ = probes_.left() / 2;
    while (row.step()) {
      if (is_full() || budget_.left() <= 0 || in_vain <= 0) return false;
      const int before = budget_.left();
      const std::size_t found = matches_.size();
      try_row(UserId(row.integer(0)));
      if (matches_.size() == found) in_vain -= before - budget_.left();
    }
    return true;
  }
  void try_row(UserId id) {
    budget_.take();
    if (id == query_.viewer) return;
    const Known known = around_ ? around_->knows(id) : Known::yes;
    if (known == Known::no || (known == Known::unsure && !may_look_up())) return;
    if (!seen_.insert(id).second) return;
    if (known == Known::yes || around_->look_up_knows(id, probes_)) look_at(id, Known::yes);
  }

  // Some are left for those in the worse places.
  [[nodiscard]] bool may_look_up() const {
    return !around_->was_read() || probes_.left() > probes_kept_;
  }
  void read_around() {
    around_->read();
    if (around_->people().size() > kFewAround) return;
    for (const UserId id : around_->people()) {
      if (seen_.insert(id).second) look_at(id, around_->knows(id));
    }
    complete_ = around_->all();
  }
  // Of a long query all that were found have to be compared.
  [[nodiscard]] bool is_full() const {
    return characters() < kPartCharacters && matches_.size() >= limit_;
  }

  // Unsure: looked up if the person is one to be found.
  void look_at(UserId id, Known known) {
    budget_.take(RowBudget::kPerson);
    auto row = database_
                   .statement("SELECT " ASQ_USER_COLUMNS
                              ", n.folded, n.word_starts, handle FROM users u "
                              "JOIN user_names n ON n.user_id = u.id "
                              "WHERE u.id = ?1 AND u.disabled = 0 AND u.deleted = 0")
                   .run(id.value());
    if (!row.step()) return;
    const FoldedName name{row.text(kUserColumns), row.text(kUserColumns + 1)};
    const std::string handle = row.text(kUserColumns + 2);
    const auto place = place_of_part(name, handle, query_.part);
    if (!place) return;
    if (known == Known::unsure && !around_->look_up_knows(id, probes_)) return;
    matches_.push_back({is_whole(name, handle, query_.part), *place, {user_from(row), name}});
  }

  std::vector<FoundPerson> take_best() {
    std::ranges::sort(matches_, {}, &Match::rank);
    if (matches_.size() > limit_) matches_.resize(limit_);
    std::vector<FoundPerson> people;
    people.reserve(matches_.size());
    for (Match& match : matches_) people.push_back(std::move(match.person));
    return people;
  }

  static std::vector<std::size_t> starts_of_characters(std::string_view text) {
    std::vector<std::size_t> starts;
    for (std::size_t at = 0; at < text.size(); at += first_character_size(text.substr(at))) {
      starts.push_back(at);
    }
    return starts;
  }
  [[nodiscard]] std::size_t characters() const { return starts_.size(); }
  [[nodiscard]] std::string_view characters_from(std::size_t first,
                                                 std::size_t count = std::string::npos) const {
    const std::string_view rest = std::string_view(query_.part).substr(starts_[first]);
    if (count >= characters() - first) return rest;
    return rest.substr(0, starts_[first + count] - starts_[first]);
  }

  Database& database_;
  const PeopleQuery& query_;
  std::size_t limit_;
  std::vector<std::size_t> starts_;     // of the characters of the query
  std::optional<PeopleAround> around_;  // if only those whom the viewer knows are wanted
  bool complete_ = false;               // nobody is left to be found
  RowBudget budget_{RowBudget::kWalked};
  RowBudget probes_{RowBudget::kProbed};
  int probes_kept_ = 0;
  std::optional<Window> rarest_;
  std::unordered_set<UserId> seen_;
  std::vector<Match> matches_;
};

}  // namespace

std::vector<FoundPerson> find_people(Database& database, const PeopleQuery& query, int limit) {
  return PeopleSearch(database, query, limit).run();
}

}  // namespace asq::store::sqlite
