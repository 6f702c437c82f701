// Stop 7 of docs/life-of-a-message.md.      before: realtime/hub.cpp      after: net/outbox.cpp
#include "realtime/chat_feed.hpp"

#include <algorithm>
#include <utility>

#include "base/fault_points.hpp"
#include "base/log.hpp"
#include "net/loop.hpp"
#include "realtime/pause.hpp"
#include "wire/json.hpp"

namespace asq::realtime {
namespace {

// How many messages one read of the store gives; the store bounds their bytes as well.
constexpr int kCatchUpPage = 200;

}  // namespace

ChatFeed::ChatFeed(Hub& hub, chat::Caller caller, ChatId chat, Seq after)
    : hub_(hub), caller_(caller), chat_(chat), next_(next(after)) {
  if (fault::defect("resume_off_by_one")) next_ = next(next_);
}

ChatFeed::~ChatFeed() { close(); }

void ChatFeed::open(net::WsConnection& connection) {
  connection_ = &connection;
  hub_.chats().add(chat_, caller_.session_id, *this);
  // Between the checks of the upgrade and the subscription a session may have ended and messages
  // may have come. Both are in memory before the hub hears of them; what comes from now on, the hub
  // brings.
  if (!hub_.session_lives(caller_)) {
    return on_session_ended();
  }
  const auto known = hub_.store().members().cached_membership(chat_, caller_.user_id);
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
  if (connection_ != nullptr) hub_.chats().remove(chat_, caller_.session_id, *this);
  connection_ = nullptr;
}

void ChatFeed::on_message(const Message& message, const Frame& frame) {
  if (message.seq < next_) return;  // came from the store already
  if (mode_ == Mode::live && message.seq == next_) {
    if (!push(message.seq, frame)) head_ = message.seq;
    return;
  }
  head_ = std::max(head_, message.seq);
  if (mode_ == Mode::live) start_catching_up();
}

void ChatFeed::on_session_ended() { end(net::CloseCode::session_ended, "session ended"); }

void ChatFeed::on_removed() { end(net::CloseCode::removed_from_chat, "removed from the chat"); }

void ChatFeed::drained() {
  if (mode_ == Mode::waiting) start_catching_up();
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

bool ChatFeed::push_page(const std::vector<Message>& page) {
  return std::ranges::all_of(page, [this](const Message& message) {
    return push(message.seq, make_frame(net::encode_text_frame(wire::message_json(message))));
  });
}

void ChatFeed::start_catching_up() {
  mode_ = Mode::catching_up;
  connection_->loop().spawn(catch_up(shared_from_this()));
}

Task<Result<std::vector<Message>>> ChatFeed::read_page(std::shared_ptr<ChatFeed> feed) {
  const auto turn = co_await feed->hub_.catch_ups().next(feed->caller_.user_id, 1);
  if (feed->mode_ != Mode::catching_up) co_return fail(ErrorCode::shutting_down);  // closed
  const Seq after(feed->next_.value() - 1);
  co_return co_await feed->hub_.store().messages().after(feed->chat_, feed->caller_.user_id, after,
                                                         kCatchUpPage);
}

Task<void> ChatFeed::catch_up(std::shared_ptr<ChatFeed> feed) {
  Backoff backoff;
  while (feed->mode_ == Mode::catching_up) {
    auto page = co_await read_page(feed);
    if (feed->mode_ != Mode::catching_up) co_return;  // closed meanwhile
    if (!page && page.error().code == ErrorCode::overloaded) {
      co_await pause_for(backoff.next());
      continue;
    }
    backoff = {};
    if (!page) {
      feed->fail_with(page.error());
      co_return;
    }
    if (page->empty() && feed->head_ < feed->next_) {
      feed->mode_ = Mode::live;
      co_return;
    }
    if (!feed->push_page(*page)) co_return;  // drained() goes on
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
  end(net::CloseCode::service_restart, "try again");
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
