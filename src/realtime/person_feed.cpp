// Stop 7 of docs/life-of-a-message.md.      before: realtime/hub.cpp      after: net/outbox.cpp
#include "realtime/person_feed.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"
#include "chat/replay_json.hpp"
#include "net/loop.hpp"
#include "realtime/read_in_turn.hpp"
#include "wire/events.hpp"

namespace asq::realtime {
namespace {

// How much one read of the store gives: about what an outbox takes of it.
constexpr std::size_t kEventPage = 100;  // events
constexpr std::size_t kCatchUpBytes = std::size_t{192} * 1024;

Frame text_frame(std::string_view json) { return make_frame(net::encode_text_frame(json)); }

}  // namespace

PersonFeed::PersonFeed(Hub& hub, chat::Caller caller)
    : PersonSubscriber(hub.next_opening()), hub_(hub), caller_(caller) {}

PersonFeed::~PersonFeed() { close(); }

void PersonFeed::open(net::WsConnection& connection) {
  connection_ = &connection;
  person_ = &hub_.people().add(caller_.user_id, *this);
  // The session may have ended between the checks of the upgrade and this.
  if (!hub_.session_lives(caller_)) on_session_ended();
}

void PersonFeed::close() {
  if (progress_.closed()) return;
  progress_.close();
  room_.call();
  if (watched_) watched_->close();
  if (person_ != nullptr) hub_.people().remove(*person_, *this);
  person_ = nullptr;
  connection_ = nullptr;
}

// ---- the beginning

Task<std::optional<PersonFeed::Start>> PersonFeed::find_start(std::shared_ptr<PersonFeed> feed,
                                                              std::optional<std::string> since) {
  Progress& progress = feed->progress_;
  if (progress.closed()) co_return std::nullopt;
  const auto position = since ? chat::resume_position(feed->hub_.store(), *since) : std::nullopt;
  if (!position) {
    progress.start_at(feed->hub_.head());
    co_return Start{feed->cursor_at(progress.delivered_up_to()), false, nullptr};
  }
  progress.resume_from(*position);
  Walk walk = co_await begin_walk(feed);
  if (!walk) co_return std::nullopt;
  const bool resumed = walk->resumes();
  if (!resumed) {
    progress.reached_head(walk->head());
    walk.reset();
  }
  co_return Start{feed->cursor_at(progress.delivered_up_to()), resumed, std::move(walk)};
}

void PersonFeed::begin(Walk missed) {
  if (!progress_.walking()) return;
  // Where nothing is resumed, what comes now is live already.
  if (!missed) (void)say_live();
  start_catching_up(std::move(missed));
}

// ---- live

void PersonFeed::on_event(LogPosition position, const Frame& frame) {
  if (!progress_.takes_event(position)) return;
  if (push(frame)) return progress_.delivered(position);
  progress_.missed(position);
  start_catching_up(nullptr);
}

void PersonFeed::on_pending(LogPosition position) {
  if (progress_.needs_walk(position)) start_catching_up(nullptr);
}

void PersonFeed::on_read(LogPosition position, const Frame& frame) {
  if (!progress_.takes_marker(position) || push(frame)) return;
  progress_.missed(position);
  start_catching_up(nullptr);
}

void PersonFeed::on_typing(const Frame& frame) {
  if (live()) (void)connection_->push(frame);
}

bool PersonFeed::push_presence(Frame frame) {
  return live() && connection_->push(std::move(frame)) == net::Push::accepted;
}

void PersonFeed::on_left_chat() {
  if (watched_) watched_->verify();
}

void PersonFeed::on_session_ended() {
  end(net::CloseCode::session_ended, "The session has ended.");
}

void PersonFeed::drained() {
  if (progress_.outbox_drained()) {
    room_.call();
  } else if (live() && watched_) {
    watched_->catch_up();
  }
}

// True if it is in the outbox. Else the feed waits for the outbox to drain.
bool PersonFeed::push(Frame frame) {
  const net::Push pushed =
      live() ? connection_->push(std::move(frame)) : connection_->push_stored(std::move(frame));
  if (pushed == net::Push::full) progress_.outbox_full();
  return pushed == net::Push::accepted;
}

// ---- from the store

void PersonFeed::start_catching_up(Walk walk) {
  connection_->loop().spawn(catch_up(shared_from_this(), std::move(walk)));
}

Task<void> PersonFeed::catch_up(std::shared_ptr<PersonFeed> feed, Walk walk) {
  try {
    co_await walk_until_live(feed, std::move(walk));
  } catch (const std::exception& exception) {
    log::error("catch_up_threw",
               {{"user_id", feed->caller_.user_id.value()}, {"what", exception.what()}});
    feed->end(net::CloseCode::internal_error, "Something went wrong on the server.");
  }
}

Task<void> PersonFeed::walk_until_live(std::shared_ptr<PersonFeed> feed, Walk walk) {
  Progress& progress = feed->progress_;
  while (!progress.live()) {
    while (progress.waiting()) co_await feed->room_.wait();
    if (!walk) walk = co_await begin_walk(feed);
    if (progress.closed()) co_return;
    const bool through = co_await replay(feed, *walk);
    if (progress.closed()) co_return;
    if (!through) {
      // What the walk found out at its beginning stays true. It gives again what did not fit.
      walk->go_back(progress.delivered_up_to(), progress.markers_up_to());
      continue;
    }
    walk.reset();
    if (!progress.finish_walk()) continue;
    const bool said = !progress.owes_live() || feed->say_live();
    if (said && feed->watched_) feed->watched_->catch_up();
  }
}

Task<PersonFeed::Walk> PersonFeed::begin_walk(std::shared_ptr<PersonFeed> feed) {
  auto walk = std::make_unique<chat::CatchUp>(feed->hub_.store(), feed->caller_.user_id,
                                              feed->progress_.delivered_up_to());
  const auto wanted = [&feed] { return !feed->progress_.closed(); };
  const auto read = [&walk] { return walk->begin_some(); };
  while (!walk->begun()) {
    const auto done =
        co_await read_in_turn(feed->hub_.catch_ups(), feed->caller_.user_id, wanted, read);
    if (!done) {
      feed->fail_with(done.error());
      co_return nullptr;
    }
  }
  feed->hub_.people().resolve_chats(*feed->person_, walk->standing());
  co_return walk;
}

Task<bool> PersonFeed::replay(std::shared_ptr<PersonFeed> feed, chat::CatchUp& walk) {
  if (!walk.resumes()) co_return feed->resync(walk.head());
  const auto wanted = [&feed] { return !feed->progress_.closed(); };
  const auto read = [&walk] { return walk.next(kEventPage, kCatchUpBytes); };
  while (!walk.done()) {
    const auto page =
        co_await read_in_turn(feed->hub_.catch_ups(), feed->caller_.user_id, wanted, read);
    if (!page) {
      feed->fail_with(page.error());
      co_return false;
    }
    for (const chat::Replayed& replayed : *page) {
      if (!feed->push(replayed)) co_return false;
    }
    feed->progress_.delivered(walk.reached());
  }
  feed->progress_.reached_head(walk.head());
  co_return true;
}

bool PersonFeed::push(const chat::Replayed& replayed) {
  const auto* moved = std::get_if<MovedMarker>(&replayed);
  if (moved != nullptr && !progress_.lacks_marker(moved->position)) return true;
  if (!push(text_frame(chat::replay_json(replayed, hub_.epoch())))) return false;
  if (moved != nullptr) {
    progress_.marker_delivered(moved->position);
  } else {
    progress_.delivered(std::get<LoggedEvent>(replayed).position);
  }
  return true;
}

// The client loads its lists anew, and gets as events what is committed after the head.
bool PersonFeed::resync(LogPosition head) {
  if (!push(text_frame(wire::resync_json(cursor_at(head))))) return false;
  progress_.reached_head(head);
  return true;
}

bool PersonFeed::say_live() {
  if (!push(text_frame(wire::live_json(cursor_at(progress_.delivered_up_to()))))) return false;
  progress_.live_said();
  return true;
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
  if (progress_.closed()) return;
  // The client reconnects and resumes with its cursor; a hole in the stream would be worse.
  log::warning("catch_up_failed", {{"user_id", caller_.user_id.value()},
                                   {"code", error_name(error.code)},
                                   {"cause", error.log.text}});
  end(net::CloseCode::service_restart, "The server can't serve this socket now; reconnect.");
}

void PersonFeed::end(net::CloseCode code, std::string_view reason) {
  net::WsConnection* connection = connection_;
  close();
  if (connection != nullptr) connection->close(code, reason);
}

}  // namespace asq::realtime
