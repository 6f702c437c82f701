// Stop 7 of docs/life-of-a-message.md.      before: realtime/hub.cpp      after: net/outbox.cpp
#include "realtime/person_feed.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "chat/replay_json.hpp"
#include "net/loop.hpp"
#include "realtime/pause.hpp"
#include "wire/events.hpp"

namespace asq::realtime {
namespace {

// How much one read of the store gives: about what an outbox takes of it.
constexpr std::size_t kCatchUpPage = 100;  // events
constexpr std::size_t kCatchUpBytes = std::size_t{192} * 1024;

Frame text_frame(std::string_view json) { return make_frame(net::encode_text_frame(json)); }

}  // namespace

PersonFeed::PersonFeed(Hub& hub, chat::Caller caller) : hub_(hub), caller_(caller) {}

PersonFeed::~PersonFeed() { close(); }

void PersonFeed::open(net::WsConnection& connection) {
  connection_ = &connection;
  person_ = &hub_.people().add(caller_.user_id, *this);
  // Between the checks of the upgrade and this the session may have ended.
  if (!hub_.session_lives(caller_)) on_session_ended();
}

void PersonFeed::close() {
  if (mode_ == Mode::closed) return;
  mode_ = Mode::closed;
  begun_.reset();
  if (watched_) watched_->close();
  if (person_ != nullptr) hub_.people().remove(*person_, *this);
  person_ = nullptr;
  connection_ = nullptr;
}

// ---- the beginning

// Whatever way it takes, it ends with told_ set, and hears of everything behind it from then on.
Task<std::optional<PersonFeed::Start>> PersonFeed::find_start(std::shared_ptr<PersonFeed> feed,
                                                              std::optional<std::string> since) {
  if (feed->mode_ == Mode::closed) co_return std::nullopt;
  feed->mode_ = Mode::catching_up;
  store::Store& store = feed->hub_.store();
  const auto position = since ? chat::resume_position(store.log(), *since) : std::nullopt;
  if (!position) {
    feed->told_ = feed->marker_told_ = feed->hub_.head();
    co_return Start{feed->cursor_at(feed->told_), false};
  }
  feed->told_ = *position;
  auto catch_up = std::make_unique<chat::CatchUp>(store, feed->caller_.user_id, *position);
  const bool opened = co_await open_catch_up(feed, *catch_up);
  if (!opened) co_return std::nullopt;
  const bool resumed = catch_up->resumes();
  if (resumed) {
    feed->begun_ = std::move(catch_up);
  } else {
    feed->told_ = feed->marker_told_ = catch_up->head();
  }
  co_return Start{feed->cursor_at(feed->told_), resumed};
}

void PersonFeed::begin() {
  if (mode_ != Mode::catching_up) return;
  // Where nothing is resumed, what comes now is live already.
  if (!begun_ && push(text_frame(wire::live_json(cursor_at(told_))))) owes_live_ = false;
  if (mode_ == Mode::catching_up) start_catching_up(std::move(begun_));
}

// ---- live

void PersonFeed::on_event(LogPosition position, const Frame& frame) {
  if (position <= told_) return;  // came from the store already
  if (mode_ == Mode::live && push(frame)) {
    told_ = position;
    return;
  }
  announced_ = std::max(announced_, position);
}

void PersonFeed::on_pending(LogPosition position) {
  if (position <= told_) return;
  announced_ = std::max(announced_, position);
  if (mode_ == Mode::live) start_catching_up(nullptr);
}

void PersonFeed::on_read(LogPosition position, const Frame& frame) {
  if (position <= marker_told_) return;
  if (mode_ != Mode::live || !push(frame)) announced_ = std::max(announced_, position);
}

void PersonFeed::on_typing(const Frame& frame) {
  if (mode_ == Mode::live) (void)connection_->push(frame);
}

bool PersonFeed::push_presence(Frame frame) {
  return mode_ == Mode::live && connection_->push(std::move(frame)) == net::Push::accepted;
}

void PersonFeed::on_left_chat() {
  if (watched_) watched_->verify();
}

void PersonFeed::on_session_ended() { end(net::CloseCode::session_ended, "session ended"); }

void PersonFeed::drained() {
  if (mode_ == Mode::waiting) {
    start_catching_up(std::move(begun_));
  } else if (mode_ == Mode::live && watched_) {
    watched_->catch_up();
  }
}

// True if it is in the outbox; else the feed waits for the outbox to drain.
bool PersonFeed::push(Frame frame) {
  const bool live = mode_ == Mode::live;
  const net::Push pushed =
      live ? connection_->push(std::move(frame)) : connection_->push_stored(std::move(frame));
  if (pushed == net::Push::accepted) return true;
  mode_ = Mode::waiting;
  return false;
}

// ---- from the store

void PersonFeed::start_catching_up(std::unique_ptr<chat::CatchUp> opened) {
  mode_ = Mode::catching_up;
  connection_->loop().spawn(catch_up(shared_from_this(), std::move(opened)));
}

Task<void> PersonFeed::catch_up(std::shared_ptr<PersonFeed> feed,
                                std::unique_ptr<chat::CatchUp> opened) {
  while (feed->mode_ == Mode::catching_up) {
    if (!opened) {
      opened =
          std::make_unique<chat::CatchUp>(feed->hub_.store(), feed->caller_.user_id, feed->told_);
      const bool open = co_await open_catch_up(feed, *opened);
      if (!open) co_return;
    }
    const bool through = co_await replay(feed, *opened);
    if (!through) {
      feed->keep(std::move(opened));
      co_return;
    }
    opened.reset();
    if (feed->announced_ <= feed->told_) feed->become_live();
  }
}

// While the outbox drains: what was found out at its beginning is not looked for again.
void PersonFeed::keep(std::unique_ptr<chat::CatchUp> catch_up) {
  if (mode_ != Mode::waiting) return;
  catch_up->go_back(told_, marker_told_);
  begun_ = std::move(catch_up);
}

// In turns; of a feed that has been closed meanwhile nothing is read.
Task<Result<void>> PersonFeed::begin_in_turn(std::shared_ptr<PersonFeed> feed,
                                             chat::CatchUp& catch_up) {
  const auto turn = co_await feed->hub_.catch_ups().next(feed->caller_.user_id, 1);
  if (feed->mode_ != Mode::catching_up) co_return fail(ErrorCode::shutting_down);
  co_return co_await catch_up.begin();
}

Task<Result<std::vector<chat::Replayed>>> PersonFeed::next_in_turn(std::shared_ptr<PersonFeed> feed,
                                                                   chat::CatchUp& catch_up) {
  const auto turn = co_await feed->hub_.catch_ups().next(feed->caller_.user_id, 1);
  if (feed->mode_ != Mode::catching_up) co_return fail(ErrorCode::shutting_down);
  co_return co_await catch_up.next(kCatchUpPage, kCatchUpBytes);
}

// A store that is busy is asked again: one that must not answer has the feed closed.
Task<bool> PersonFeed::open_catch_up(std::shared_ptr<PersonFeed> feed, chat::CatchUp& catch_up) {
  Backoff backoff;
  while (feed->mode_ == Mode::catching_up) {
    const auto begun = co_await begin_in_turn(feed, catch_up);
    if (feed->mode_ != Mode::catching_up) break;
    if (begun) {
      feed->hub_.people().resolve_chats(*feed->person_, catch_up.standing());
      co_return true;
    }
    if (begun.error().code != ErrorCode::overloaded) {
      feed->fail_with(begun.error());
      break;
    }
    co_await pause_for(backoff.next());
  }
  co_return false;
}

Task<bool> PersonFeed::replay(std::shared_ptr<PersonFeed> feed, chat::CatchUp& catch_up) {
  if (!catch_up.resumes()) co_return feed->resync(catch_up.head());
  Backoff backoff;
  while (!catch_up.done()) {
    const auto page = co_await next_in_turn(feed, catch_up);
    if (feed->mode_ != Mode::catching_up) co_return false;
    if (!page && page.error().code == ErrorCode::overloaded) {
      co_await pause_for(backoff.next());
      if (feed->mode_ != Mode::catching_up) co_return false;
      continue;
    }
    if (!page) {
      feed->fail_with(page.error());
      co_return false;
    }
    for (const chat::Replayed& replayed : *page) {
      if (!feed->push(replayed)) co_return false;  // drained() goes on
    }
    feed->told_ = catch_up.reached();
    backoff = {};
  }
  feed->told_ = feed->marker_told_ = catch_up.head();
  co_return true;
}

bool PersonFeed::push(const chat::Replayed& replayed) {
  const auto* moved = std::get_if<MovedMarker>(&replayed);
  // Catch-ups give the same markers again, those of the last seconds or, after a wait, all.
  if (moved != nullptr && moved->position <= marker_told_) return true;
  if (!push(text_frame(chat::replay_json(replayed, hub_.epoch())))) return false;
  if (moved != nullptr) {
    marker_told_ = moved->position;
  } else {
    told_ = std::get<LoggedEvent>(replayed).position;
  }
  return true;
}

// The client loads its lists anew; what is committed from the head on it hears.
bool PersonFeed::resync(LogPosition head) {
  if (!push(text_frame(wire::resync_json(cursor_at(head))))) return false;
  told_ = marker_told_ = head;
  return true;
}

void PersonFeed::become_live() {
  mode_ = Mode::live;
  if (owes_live_) {
    if (!push(text_frame(wire::live_json(cursor_at(told_))))) return;
    owes_live_ = false;
  }
  if (watched_) watched_->catch_up();
}

Cursor PersonFeed::cursor_at(LogPosition position) const { return {hub_.epoch(), position}; }

// ---- presence

Task<Result<std::vector<Presence>>> PersonFeed::watch(std::vector<UserId> users) {
  if (!watched_) watched_ = std::make_shared<WatchList>(hub_, caller_.user_id, *this);
  return WatchList::watch(watched_, std::move(users));
}

void PersonFeed::unwatch(const std::vector<UserId>& users) {
  if (watched_) watched_->unwatch(users);
}

// ---- the end

void PersonFeed::fail_with(const Error& error) {
  // The client reconnects and resumes with its cursor; a hole in the stream would be worse.
  log::warning("catch_up_failed", {{"user_id", caller_.user_id.value()},
                                   {"code", error_name(error.code)},
                                   {"cause", error.log.text}});
  end(net::CloseCode::service_restart, "try again");
}

void PersonFeed::end(net::CloseCode code, std::string_view reason) {
  net::WsConnection* connection = connection_;
  close();
  if (connection != nullptr) connection->close(code, reason);
}

}  // namespace asq::realtime
