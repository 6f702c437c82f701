#include "chat/sessions.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"

namespace asq::chat {
namespace {

using store::Transaction;

constexpr std::size_t kMaxUserAgentBytes = 256;
constexpr int kExpiredPerOpening = 8;

// Each opening clears away more than it adds, so that expired sessions do not pile up.
void end_some_expired(Transaction& rows) {
  const Timestamp before = rows.now() - store::kKeptAfterExpiry;
  for (const Session& session : rows.expired_sessions(before, kExpiredPerOpening)) {
    end_session(rows, session.id, session.user_id);
  }
}

// What has to end so that a new session has room.
Result<std::vector<SessionId>> find_superfluous(Transaction& rows, const Opening& opening) {
  std::vector<SessionId> superfluous;
  const auto sessions = rows.sessions_of(opening.user_id);  // the newest use first
  if (sessions.size() < kMaxSessions) return superfluous;
  if (!opening.in_use) return fail(ErrorCode::too_many_sessions);
  const std::size_t wanted = sessions.size() + 1 - kMaxSessions;
  for (auto session = sessions.rbegin(); session != sessions.rend(); ++session) {
    if (superfluous.size() == wanted) break;
    if (std::ranges::find(*opening.in_use, session->id) != opening.in_use->end()) continue;
    superfluous.push_back(session->id);
  }
  if (superfluous.size() < wanted) return fail(ErrorCode::too_many_sessions);
  return superfluous;
}

void record_beginning(Transaction& rows, const Session& session) {
  rows.record(rows.take_position(), SessionBegan{session.id, session.user_id, session.expires_at});
}

}  // namespace

Result<Opened> open_session(Transaction& rows, const Opening& opening) {
  auto account = rows.find_account(opening.email);
  const UserId user = opening.user_id;
  if (!account || account->user.id != user || account->user.disabled ||
      account->password_hash != opening.password_hash) {
    return fail(ErrorCode::invalid_credentials);
  }
  const auto superfluous = find_superfluous(rows, opening);
  if (!superfluous) return std::unexpected(superfluous.error());
  for (const SessionId session : *superfluous) end_session(rows, session, user);
  end_some_expired(rows);
  const Timestamp now = rows.now();
  Session session{
      .id = {},
      .user_id = user,
      .generation = 1,
      .created_at = now,
      .last_used_at = now,
      .expires_at = now + opening.lifetime,
      .user_agent = std::string(cut_at_character(opening.user_agent, kMaxUserAgentBytes)),
      .by_cookie = opening.by_cookie};
  session.id = rows.insert_session(session);
  record_beginning(rows, session);
  return Opened{std::move(session), std::move(account->user), *superfluous};
}

bool is_of_elsewhere(const Session& session, const ShownRefresh& shown) {
  return !shown.names_database && shown.generation > session.unnamed_generation.value_or(0);
}

bool is_reused(const Session& session, const ShownRefresh& shown) {
  if (is_of_elsewhere(session, shown)) return false;
  if (shown.generation >= session.generation) return false;
  switch (shown.superseded) {
    case Superseded::unknown: return shown.generation < session.generation - 1;
    case Superseded::recently: return false;
    case Superseded::long_ago: break;
  }
  return true;
}

Refreshed refresh_session(Transaction& rows, const ShownRefresh& shown,
                          std::chrono::seconds lifetime) {
  auto session = rows.find_session(shown.session_id);
  const Timestamp now = rows.now();
  if (!session || session->expires_at <= now) return {};
  if (is_of_elsewhere(*session, shown)) return {.of_elsewhere = true};
  if (shown.generation > session->generation) return {};
  if (is_reused(*session, shown)) {
    end_session(rows, session->id, session->user_id);
    return {.ended_of = session->user_id};
  }
  const bool newest = shown.generation == session->generation;
  if (!newest && (session->by_cookie || !shown.into_cookie)) {
    return {.session = std::move(session)};
  }
  session->by_cookie = session->by_cookie || shown.into_cookie;
  if (newest) {
    session->generation += 1;
    session->last_used_at = now;
    session->expires_at = now + lifetime;
  }
  rows.update_session(*session);
  if (newest) record_beginning(rows, *session);
  return {.session = std::move(session)};
}

void end_session(Transaction& rows, SessionId id, UserId owner) {
  rows.delete_session(id);
  rows.record(rows.take_position(), SessionEnded{id, owner});
}

Result<Session> end_own_session(Transaction& rows, UserId owner, SessionId id) {
  auto session = rows.find_session(id);
  if (!session || session->user_id != owner) return fail(ErrorCode::session_not_found);
  end_session(rows, id, owner);
  return std::move(*session);
}

void end_sessions_of(Transaction& rows, UserId owner, std::optional<SessionId> keep) {
  for (const Session& session : rows.sessions_of(owner)) {
    if (session.id != keep) end_session(rows, session.id, owner);
  }
}

bool could_not_store(const Error& error) {
  return error.code == ErrorCode::storage_full || error.code == ErrorCode::storage_unavailable;
}

std::vector<Session> live_sessions(store::Snapshot& rows, UserId owner, Timestamp now) {
  auto sessions = rows.sessions_of(owner);
  std::erase_if(sessions, [now](const Session& session) { return session.expires_at <= now; });
  return sessions;
}

}  // namespace asq::chat
