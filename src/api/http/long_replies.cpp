#include "api/http/long_replies.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>

#include "chat/replay_json.hpp"
#include "wire/cursor.hpp"
#include "wire/json.hpp"

namespace asq::api {
namespace {

constexpr std::size_t kPiece = std::size_t{256} * 1024;  // a fraction of a millisecond

// `append(item)` writes one of the items to `out`.
template <class Items, class Append>
Task<void> write_array(std::string& out, const Items& items, Append append) {
  out += '[';
  std::size_t piece_began = out.size();
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    append(item);
    if (out.size() - piece_began < kPiece) continue;
    piece_began = out.size();
    co_await boost::asio::post(boost::asio::use_awaitable);
  }
  out += ']';
}

}  // namespace

Task<void> write_in_pieces(std::string& out, const std::vector<Message>& messages) {
  std::size_t bytes = 2;
  for (const Message& message : messages) bytes += message.text.size() + 192;
  out.reserve(out.size() + bytes);
  const auto append = [&out](const Message& message) { wire::append_message(out, message); };
  co_await write_array(out, messages, append);
}

Task<void> write_in_pieces(std::string& out, const MessagesPage& page) {
  out += R"({"messages":)";
  co_await write_in_pieces(out, page.messages);
  append_flag(out, "has_older", page.has_older);
  append_flag(out, "has_newer", page.has_newer);
  out += '}';
}

Task<void> write_in_pieces(std::string& out, const ChatsReply& reply) {
  out += R"({"chats":)";
  const auto append = [&out](const Chat& chat) { wire::append_chat(out, chat); };
  co_await write_array(out, reply.chats, append);
  append_next_cursor(out, reply.next_cursor);
  out += '}';
}

Task<void> write_in_pieces(std::string& out, const SyncReply& reply) {
  const chat::SyncPage& page = reply.page;
  out += R"({"events":)";
  const auto append = [&out, epoch = page.cursor.epoch](const chat::Replayed& event) {
    out += chat::replay_json(event, epoch);
  };
  co_await write_array(out, page.events, append);
  out += R"(,"cursor":")" + wire::encode_cursor(page.cursor) + '"';
  append_flag(out, "more", page.more);
  append_flag(out, "resumed", page.resumed);
  out += '}';
}

}  // namespace asq::api
