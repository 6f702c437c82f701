#include "chat/replay_json.hpp"

#include "wire/events.hpp"

namespace asq::chat {
namespace {

struct Writer {
  Cursor cursor;

  template <class Lasting>
  std::string operator()(const Lasting& event) const {
    return wire::event_json(event, cursor);
  }
  std::string operator()(const ChatAdded& event) const {
    return wire::chat_added_json(event.chat, cursor);
  }
  std::string operator()(const ChatChanged& event) const {
    return wire::chat_updated_json(event.chat, cursor);
  }
  std::string operator()(const ChatRemoved& event) const {
    return wire::chat_removed_json(event.chat_id, cursor);
  }
};

}  // namespace

std::string replay_json(const Replayed& replayed, std::uint64_t epoch) {
  if (const auto* moved = std::get_if<MovedMarker>(&replayed)) {
    return wire::event_json(moved->marker);
  }
  const auto& event = std::get<LoggedEvent>(replayed);
  return std::visit(Writer{{epoch, event.position}}, event.what);
}

}  // namespace asq::chat
