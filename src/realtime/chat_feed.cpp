// Stop 7 of docs/life-of-a-message.md.      before: realtime/hub.cpp      after: net/outbox.cpp
#include "realtime/chat_feed.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "chat/history.hpp"
#include "net/loop.hpp"
#include "realtime/read_in_turn.hpp"
#include "wire/json.hpp"

namespace asq::realtime {
namespace {

// How many messages one read of the store gives; the store bounds their bytes as well.
constexpr int kHistoryPage = 200;

}  // namespace

ChatFeed::ChatFeed(Hub& hub, chat::Caller caller, ChatId chat, Seq after)
    : hub_(hub), caller_(caller), chat_(chat), next_(next(after)), opened_(hub.next_opening()) {}

ChatFeed::~ChatFeed() { close(); }

void ChatFeed::open(net::WsConnection& connection) {
  connection_ = &connection;
  hub_.chats().add(chat_, *this);
  // The session may have ended and messages may have come between the checks of the upgrade and the
  // subscription. The store's memory knows of both before the hub does. Everything from now on
  // comes through the hub.
  if (!hub_.session_lives(caller_)) return on_session_ended();
  const auto known = hub_.store().memory().memberships().find(chat_, caller_.user_id);
  const bool up_to_date = known && known->has_value() && next((*known)->last_seq) == next_;
  if (up_to_date) {
    mode_ = Mode::live;
  } else {
    start_catching_up();
  }
}

void ChatFeed::close() {
  if (mode_ == Mode::closed) return;
  mode_ = Mode::closed;
  room_.call();
  if (connection_ != nullptr) hub_.chats().remove(chat_, *this);
  connection_ = nullptr;
}

void ChatFeed::on_message(const Message& message, const Frame& frame) {
  if (message.seq < next_) return;  // came from the store already
  const bool live = mode_ == Mode::live;
  if (live && message.seq == next_ && push(message.seq, frame)) return;
  pending_ = std::max(pending_, message.seq);
  if (!live) return;
  if (mode_ == Mode::live) mode_ = Mode::catching_up;  // else it waits for room
  start_catching_up();
}

void ChatFeed::on_session_ended() { end(net::CloseCode::session_ended, "The session has ended."); }

void ChatFeed::on_removed() {
  end(net::CloseCode::removed_from_chat, "You were removed from this chat.");
}

void ChatFeed::drained() {
  if (mode_ != Mode::waiting) return;
  mode_ = Mode::catching_up;
  room_.call();
}

// True if it is in the outbox; else the feed waits for the outbox to drain, or has ended.
bool ChatFeed::push(Seq seq, Frame frame) {
  if (mode_ == Mode::closed) return false;
  const bool live = mode_ == Mode::live;
  const net::Push pushed =
      live ? connection_->push(std::move(frame)) : connection_->push_stored(std::move(frame));
  if (pushed == net::Push::full) {
    mode_ = Mode::waiting;
    return false;
  }
  next_ = next(seq);
  end_if_due();
  return true;
}

void ChatFeed::push_page(const std::vector<Message>& page) {
  for (const Message& message : page) {
    if (!push(message.seq, make_frame(net::encode_text_frame(wire::message_json(message))))) return;
  }
}

void ChatFeed::start_catching_up() { connection_->loop().spawn(catch_up(shared_from_this())); }

Task<Result<std::vector<Message>>> ChatFeed::read_page(std::shared_ptr<ChatFeed> feed) {
  const auto wanted = [&feed] { return feed->mode_ != Mode::closed; };
  chat::History history(feed->hub_.store());
  const auto read = [&feed, &history] {
    const Seq after(feed->next_.value() - 1);
    return history.after(feed->caller_, feed->chat_, after, kHistoryPage);
  };
  co_return co_await read_in_turn(feed->hub_.catch_ups(), feed->caller_.user_id, wanted, read);
}

Task<void> ChatFeed::catch_up(std::shared_ptr<ChatFeed> feed) {
  try {
    co_await read_until_live(feed);
  } catch (const std::exception& exception) {
    log::error("catch_up_threw", {{"chat_id", feed->chat_.value()}, {"what", exception.what()}});
    feed->end(net::CloseCode::internal_error, "Something went wrong on the server.");
  }
}

Task<void> ChatFeed::read_until_live(std::shared_ptr<ChatFeed> feed) {
  while (feed->mode_ != Mode::live && feed->mode_ != Mode::closed) {
    while (feed->mode_ == Mode::waiting) co_await feed->room_.wait();
    const auto page = co_await read_page(feed);
    if (feed->mode_ == Mode::closed) break;
    if (!page) {
      feed->fail_with(page.error());
      break;
    }
    if (page->empty() && feed->pending_ < feed->next_) feed->mode_ = Mode::live;
    feed->push_page(*page);
  }
}

void ChatFeed::fail_with(const Error& error) {
  if (error.code == ErrorCode::chat_not_found) {
    return on_removed();
  }
  // The client reconnects and resumes with since_seq; a hole in the stream would be worse.
  log::warning(
      "catch_up_failed",
      {{"chat_id", chat_.value()}, {"code", error_name(error.code)}, {"cause", error.log.text}});
  end(net::CloseCode::service_restart, "The server can't serve this socket now; reconnect.");
}

void ChatFeed::close_after(Seq last, net::CloseCode code, std::string_view reason) {
  ending_ = std::make_unique<Ending>(Ending{last, code, reason});
  end_if_due();
}

void ChatFeed::end_if_due() {
  if (ending_ && ending_->last < next_) end(ending_->code, ending_->reason);
}

void ChatFeed::end(net::CloseCode code, std::string_view reason) {
  net::WsConnection* connection = connection_;
  close();
  if (connection != nullptr) connection->close(code, reason);
}

}  // namespace asq::realtime
