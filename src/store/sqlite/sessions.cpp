#include "store/sqlite/sessions.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "store/sqlite/end_sessions.hpp"
#include "store/sqlite/rows.hpp"

namespace asq::store::sqlite {
namespace {

constexpr std::size_t kMaxUserAgentBytes = 256;
constexpr int kExpiredPerOpening = 8;
constexpr std::size_t kDuePerCommit = 1'000;
// An expired session stays on disk for a while, so that a clock that was wrong for a day costs
// nobody their session.
constexpr std::chrono::hours kKeptAfterExpiry{7 * 24};

std::optional<Session> load_session(Database& database, SessionId id) {
  auto row = database.statement("SELECT " ASQ_SESSION_COLUMNS " FROM sessions WHERE id = ?1")
                 .run(id.value());
  if (!row.step()) return std::nullopt;
  return session_from(row);
}

bool may_log_in(Database& database, UserId user) {
  auto row =
      database.statement("SELECT disabled OR deleted FROM users WHERE id = ?1").run(user.value());
  return row.step() && row.integer(0) == 0;
}

// Each opening clears away more than it adds, so that expired sessions do not pile up.
void end_some_expired(WriteContext& context, SessionCache& cache) {
  std::vector<std::pair<SessionId, UserId>> expired;
  {
    auto row = context.database()
                   .statement(
                       "SELECT id, user_id FROM sessions WHERE expires_at <= ?1 "
                       "ORDER BY expires_at LIMIT ?2")
                   .run(to_micros(context.clock.now() - kKeptAfterExpiry), kExpiredPerOpening);
    while (row.step()) expired.emplace_back(SessionId(row.integer(0)), UserId(row.integer(1)));
  }
  for (const auto& [id, owner] : expired) end_session(context, cache, id, owner);
}

// So many sessions that a new one has room.
void end_least_recent(WriteContext& context, SessionCache& cache, UserId owner) {
  std::vector<SessionId> ending;
  {
    auto row = context.database()
                   .statement(
                       "SELECT id FROM sessions WHERE user_id = ?1 "
                       "ORDER BY last_used_at DESC, id DESC LIMIT -1 OFFSET ?2")
                   .run(owner.value(), kMaxSessions - 1);
    while (row.step()) ending.emplace_back(row.integer(0));
  }
  for (const SessionId id : ending) end_session(context, cache, id, owner);
}

Result<Session> open_session(WriteContext& context, SessionCache& cache,
                             const SessionStore::Opening& opening) {
  if (!may_log_in(context.database(), opening.user_id)) {
    return fail(ErrorCode::invalid_credentials);
  }
  end_some_expired(context, cache);
  end_least_recent(context, cache, opening.user_id);
  const Timestamp now = context.clock.now();
  const Timestamp expires = now + opening.lifetime;
  context.database()
      .statement(
          "INSERT INTO sessions (user_id, generation, created_at, last_used_at, expires_at, "
          "user_agent) VALUES (?1, 1, ?2, ?2, ?3, ?4)")
      .execute(opening.user_id.value(), to_micros(now), to_micros(expires),
               cut_at_character(opening.user_agent, kMaxUserAgentBytes));
  const SessionId id(context.database().last_insert_id());
  context.after_commit(
      [&cache, id, owner = opening.user_id, expires] { cache.put(id, owner, expires); });
  return *load_session(context.database(), id);
}

// What became of a refresh. Ending the session for a token that is too old is a change that must be
// committed, so it can't be a refused write.
struct Refreshed {
  std::optional<Session> session;
};

Result<Refreshed> refresh_session(WriteContext& context, SessionCache& cache, SessionId id,
                                  std::int64_t generation, std::chrono::seconds lifetime) {
  auto session = load_session(context.database(), id);
  const Timestamp now = context.clock.now();
  if (!session || session->expires_at <= now || generation > session->generation) {
    return Refreshed{};
  }
  if (generation == session->generation - 1) return Refreshed{std::move(session)};
  if (generation != session->generation) {
    end_session(context, cache, id, session->user_id);
    return Refreshed{};
  }
  session->generation += 1;
  session->last_used_at = now;
  session->expires_at = now + lifetime;
  context.database()
      .statement(
          "UPDATE sessions SET generation = ?2, last_used_at = ?3, expires_at = ?4 "
          "WHERE id = ?1")
      .execute(id.value(), session->generation, to_micros(now), to_micros(session->expires_at));
  context.after_commit([&cache, id, owner = session->user_id, expires = session->expires_at] {
    cache.put(id, owner, expires);
  });
  return Refreshed{std::move(session)};
}

}  // namespace

void end_session(WriteContext& context, SessionCache& cache, SessionId id, UserId owner) {
  context.database().statement("DELETE FROM sessions WHERE id = ?1").execute(id.value());
  context.after_commit([&cache, id] { cache.erase(id); });
  context.publish(SessionEnded{id, owner});
}

void end_sessions_of(WriteContext& context, SessionCache& cache, UserId owner,
                     std::optional<SessionId> keep) {
  std::vector<SessionId> ending;
  {
    auto row = context.database()
                   .statement("SELECT id FROM sessions WHERE user_id = ?1")
                   .run(owner.value());
    while (row.step()) ending.emplace_back(row.integer(0));
  }
  for (const SessionId id : ending) {
    if (id != keep) end_session(context, cache, id, owner);
  }
}

void load_sessions(Database& database, SessionCache& cache, Timestamp now) {
  database.statement("DELETE FROM sessions WHERE expires_at <= ?1")
      .execute(to_micros(now - kKeptAfterExpiry));
  auto row = database.statement("SELECT id, user_id, expires_at FROM sessions").run();
  while (row.step()) {
    cache.put(SessionId(row.integer(0)), UserId(row.integer(1)), from_micros(row.integer(2)));
  }
}

Task<Result<Session>> SqliteSessions::open(Opening opening) {
  auto verb = [&cache = parts_.sessions, opening = std::move(opening)](WriteContext& context) {
    return open_session(context, cache, opening);
  };
  return parts_.writer.run<Session>(std::move(verb));
}

Task<Result<Session>> SqliteSessions::refresh(SessionId id, std::int64_t generation,
                                              std::chrono::seconds lifetime) {
  auto verb = [&cache = parts_.sessions, id, generation, lifetime](WriteContext& context) {
    return refresh_session(context, cache, id, generation, lifetime);
  };
  auto refreshed = co_await parts_.writer.run<Refreshed>(std::move(verb));
  if (!refreshed) co_return std::unexpected(std::move(refreshed.error()));
  if (!refreshed->session) co_return fail(ErrorCode::unauthenticated);
  co_return std::move(*refreshed->session);
}

Task<Result<void>> SqliteSessions::end(UserId owner, SessionId id) {
  auto verb = [&cache = parts_.sessions, owner, id](WriteContext& context) -> Result<void> {
    const auto session = load_session(context.database(), id);
    if (!session || session->user_id != owner) return fail(ErrorCode::session_not_found);
    end_session(context, cache, id, owner);
    return {};
  };
  return parts_.writer.run<void>(std::move(verb));
}

Task<Result<void>> SqliteSessions::end_due() {
  const auto due = parts_.sessions.take_due(parts_.clock.now(), kDuePerCommit);
  if (due.empty()) co_return Result<void>();
  auto verb = [due](WriteContext& context) -> Result<void> {
    for (const auto& [id, owner] : due) context.publish(SessionEnded{id, owner});
    return {};
  };
  co_return co_await parts_.writer.run<void>(std::move(verb));
}

Task<Result<std::vector<Session>>> SqliteSessions::list(UserId owner) {
  using Sessions = std::vector<Session>;
  const std::int64_t now = to_micros(parts_.clock.now());
  auto verb = [owner, now](Database& database) -> Result<Sessions> {
    Sessions sessions;
    auto row = database
                   .statement("SELECT " ASQ_SESSION_COLUMNS
                              " FROM sessions WHERE user_id = ?1 AND expires_at > ?2 "
                              "ORDER BY last_used_at DESC, id DESC")
                   .run(owner.value(), now);
    while (row.step()) sessions.push_back(session_from(row));
    return sessions;
  };
  return parts_.readers.run<Sessions>(std::move(verb));
}

bool SqliteSessions::live(SessionId id, UserId owner) const {
  return parts_.sessions.live(id, owner, parts_.clock.now());
}

}  // namespace asq::store::sqlite
