#include "chat/catch_up.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "chat/replay.hpp"
#include "wire/cursor.hpp"

namespace asq::chat {

std::optional<LogPosition> resume_position(const store::Store& store, std::string_view cursor) {
  const auto decoded = wire::decode_cursor(cursor);
  if (!decoded || decoded->epoch != store.epoch()) return std::nullopt;
  return decoded->position;
}

Task<Result<void>> CatchUp::begin() {
  while (!begun()) {
    if (auto read = co_await begin_some(); !read) co_return read;
  }
  co_return Result<void>();
}

Task<Result<void>> CatchUp::begin_some() {
  Task<Result<void>> step = found_ ? load_more_markers() : find_missed();
  auto read = co_await std::move(step);
  if (read && begun()) std::ranges::sort(markers_, {}, &MovedMarker::position);
  co_return read;
}

Task<Result<void>> CatchUp::find_missed() {
  auto verb = [user = user_, since = since_](store::Snapshot& rows) -> Result<store::Missed> {
    return rows.missed(user, since);
  };
  auto missed = co_await store_.read<store::Missed>({"missed", user_}, std::move(verb));
  if (!missed) co_return std::unexpected(std::move(missed.error()));
  missed_ = std::move(*missed);
  markers_ = std::move(missed_.moved.markers);
  found_ = true;
  co_return Result<void>();
}

// Each slice is a moment of its own. What has moved behind the head since is for the next one, as
// are all events there.
Task<Result<void>> CatchUp::load_more_markers() {
  auto verb = [user = user_, since = since_,
               after = *missed_.moved.up_to](store::Snapshot& rows) -> Result<store::MarkerSlice> {
    return rows.moved_markers(user, since, after);
  };
  auto slice = co_await store_.read<store::MarkerSlice>({"moved markers", user_}, std::move(verb));
  if (!slice) co_return std::unexpected(std::move(slice.error()));
  std::ranges::copy_if(slice->markers, std::back_inserter(markers_),
                       [&](const MovedMarker& marker) { return marker.position <= head(); });
  missed_.moved.up_to = slice->up_to;
  co_return Result<void>();
}

void CatchUp::take_markers_up_to(LogPosition position, std::vector<Replayed>& out) {
  while (marker_ < markers_.size() && markers_[marker_].position <= position) {
    out.emplace_back(markers_[marker_++]);
  }
}

void CatchUp::go_back(LogPosition told, LogPosition marker_told) {
  const auto& positions = missed_.positions;
  const auto event = std::ranges::upper_bound(positions, told);
  const auto marker = std::ranges::upper_bound(markers_, marker_told, {}, &MovedMarker::position);
  at_ = std::min(at_, static_cast<std::size_t>(event - positions.begin()));
  marker_ = std::min(marker_, static_cast<std::size_t>(marker - markers_.begin()));
}

Task<Result<std::vector<Replayed>>> CatchUp::next(std::size_t limit, std::size_t text_bytes) {
  const std::size_t count = std::min(limit, missed_.positions.size() - at_);
  const auto first = missed_.positions.begin() + static_cast<std::ptrdiff_t>(at_);
  std::vector<LogPosition> positions(first, first + static_cast<std::ptrdiff_t>(count));
  std::vector<Replayed> out;
  if (!positions.empty()) {
    const store::Work work{"catch up", user_, std::ssize(positions)};
    auto verb = [user = user_, text_bytes,
                 positions = std::move(positions)](store::Snapshot& rows) -> Result<Loaded> {
      return load_events(rows, user, positions, text_bytes);
    };
    auto loaded = co_await store_.read<Loaded>(work, std::move(verb));
    if (!loaded) co_return std::unexpected(std::move(loaded.error()));
    for (LoggedEvent& event : loaded->events) {
      take_markers_up_to(event.position, out);
      out.emplace_back(std::move(event));
    }
    at_ += loaded->positions;
  }
  take_markers_up_to(reached(), out);
  co_return out;
}

LogPosition CatchUp::reached() const {
  if (at_ == missed_.positions.size()) return head();
  return at_ == 0 ? since_ : missed_.positions[at_ - 1];
}

}  // namespace asq::chat
