#include "store/sqlite/upkeep/check_rules.hpp"

#include <array>

namespace asq::store::sqlite {
namespace {

constexpr std::string_view kCounters = R"sql(
WITH wanted(name) AS (VALUES ('message_id'), ('log_position'), ('log_epoch'),
  ('folds_version'), ('database_id'), ('last_unnamed_session'),
  ('named_since'))
SELECT 'counters: ' || name || ' is missing' FROM wanted
  WHERE name NOT IN (SELECT name FROM counters)
)sql";

constexpr std::string_view kNextIds = R"sql(
WITH newest(name, id) AS (
  SELECT 'users', coalesce(max(id), 0) FROM users
  UNION ALL SELECT 'chats', coalesce(max(id), 0) FROM chats
  UNION ALL SELECT 'sessions', coalesce(max(id), 0) FROM sessions
  UNION ALL SELECT 'invites', coalesce(max(id), 0) FROM invites)
SELECT name || ': id ' || id || ' would be given again' FROM newest
  WHERE id > coalesce((SELECT max(seq) FROM sqlite_sequence q WHERE q.name = newest.name), 0)
)sql";

constexpr std::string_view kPositions = R"sql(
WITH head(value) AS (SELECT value FROM counters WHERE name = 'log_position'),
newest(what, position) AS (
  SELECT 'log', coalesce(max(position), 0) FROM log
  UNION ALL SELECT 'log_changes', coalesce(max(position), 0) FROM log_changes
  UNION ALL SELECT 'log_marks', coalesce(max(position), 0) FROM log_marks
  UNION ALL SELECT 'users', coalesce(max(log_position), 0) FROM users
  UNION ALL SELECT 'chats', coalesce(max(max(log_position, marker_position)), 0) FROM chats
  UNION ALL SELECT 'members', coalesce(max(max(joined_position, read_position)), 0) FROM members
  UNION ALL SELECT 'departures', coalesce(max(position), 0) FROM departures
  UNION ALL SELECT 'renames', coalesce(max(position), 0) FROM renames
  UNION ALL SELECT 'purges', coalesce(max(position), 0) FROM purges
  UNION ALL SELECT 'invites', coalesce(max(position), 0) FROM invites
  UNION ALL SELECT 'reactions', coalesce(max(position), 0) FROM reactions)
SELECT what || ': position ' || position || ' is ahead of the counter, ' || value
  FROM newest, head WHERE position > value
)sql";

constexpr std::string_view kResetLinks = R"sql(
SELECT 'link ' || r.id || ': would set the password of user ' || r.user_id || ', who ' ||
    CASE WHEN u.deleted <> 0 THEN 'is deleted' ELSE 'is disabled' END
  FROM resets r JOIN users u ON u.id = r.user_id
  WHERE r.used = 0 AND (u.disabled <> 0 OR u.deleted <> 0)
UNION ALL SELECT 'link ' || id || ': was made at ' || created_at || ' and expires at ' || expires_at
  FROM resets WHERE expires_at <= created_at
)sql";

constexpr std::string_view kChats = R"sql(
SELECT 'chat ' || id || ': there is no type ' || type FROM chats WHERE type NOT IN (0, 1)
UNION ALL SELECT 'chat ' || id || ': exists, and is to be cleared away' FROM chats
  WHERE id IN (SELECT chat_id FROM purges)
)sql";

constexpr std::string_view kMemberCounts = R"sql(
WITH counted AS (SELECT id, member_count AS said,
    (SELECT count(*) FROM members m WHERE m.chat_id = c.id) AS counted FROM chats c)
SELECT 'chat ' || id || ': says that it has ' || said || ' members, and has ' || counted
  FROM counted WHERE said <> counted OR counted = 0
UNION ALL SELECT 'chat ' || m.chat_id || ', user ' || m.user_id || ': is a member of no chat'
  FROM members m WHERE m.chat_id NOT IN (SELECT id FROM chats)
    AND m.chat_id NOT IN (SELECT chat_id FROM purges WHERE position > 0)
)sql";

// The chats of which a person has only so many.
constexpr std::string_view kOwnChats = R"sql(
WITH counted AS (SELECT m.user_id, count(*) AS own FROM members m JOIN chats c ON c.id = m.chat_id
  WHERE m.own <> 0 GROUP BY m.user_id)
SELECT 'user ' || u.id || ': is said to have made ' || u.own_chats || ' chats, and has made ' ||
    coalesce(o.own, 0)
  FROM users u LEFT JOIN counted o ON o.user_id = u.id WHERE u.own_chats <> coalesce(o.own, 0)
)sql";

// Names of what is not there; the others are compared by check_folds().
constexpr std::string_view kNamesOfNobody = R"sql(
SELECT 'chat ' || chat_id || ': is no group, and is found by a name' FROM chat_names
  WHERE chat_id NOT IN (SELECT id FROM chats WHERE type = 1)
UNION ALL SELECT 'user ' || user_id || ': is nobody, and is found by a name' FROM user_names
  WHERE user_id NOT IN (SELECT id FROM users WHERE deleted = 0)
)sql";

constexpr std::string_view kFreedHandles = R"sql(
SELECT 'user ' || u.id || ': has a handle that rests' FROM freed_handles f
  JOIN users u ON u.handle = f.handle
UNION ALL SELECT 'user ' || id || ': is deleted, and has a handle' FROM users
  WHERE deleted <> 0 AND handle IS NOT NULL
UNION ALL SELECT 'user ' || user_id || ': is nobody, and is found by a part' FROM
  (SELECT DISTINCT user_id FROM people_parts)
  WHERE user_id NOT IN (SELECT id FROM users WHERE deleted = 0)
)sql";

constexpr std::string_view kLeaving = R"sql(
SELECT 'user ' || user_id || ': is to leave all groups, and not deleted' FROM leaving
  WHERE user_id NOT IN (SELECT id FROM users WHERE deleted <> 0)
)sql";

// Everybody who is in a chat with somebody since before that person's last change hears of it, from
// one note. A chat that is gone keeps none.
constexpr std::string_view kRenames = R"sql(
SELECT 'chat ' || m.chat_id || ', user ' || u.id || ': changed the profile at ' || u.log_position ||
    ', and the chat does not hear of it'
  FROM users u JOIN members m ON m.user_id = u.id JOIN chats c ON c.id = m.chat_id
  WHERE u.log_position > 0 AND m.joined_position < u.log_position AND NOT EXISTS
    (SELECT 1 FROM renames r WHERE r.chat_id = m.chat_id AND r.position = u.log_position
       AND r.user_id = u.id)
    AND NOT EXISTS (SELECT 1 FROM renames_put_off p WHERE p.user_id = u.id
       AND p.position = u.log_position AND p.noted_up_to < m.chat_id)
UNION ALL SELECT 'chat ' || r.chat_id || ', user ' || r.user_id ||
    ': a change of the profile is noted at ' || r.position || ', where the log has something else'
  FROM renames r LEFT JOIN log_changes k ON k.position = r.position
  LEFT JOIN log l ON l.position = r.position
  WHERE (k.kind = 10 AND l.subject = r.user_id) IS NOT TRUE
UNION ALL SELECT 'chat ' || chat_id || ', user ' || user_id || ': has ' || count(*) ||
    ' notes of a changed profile'
  FROM renames GROUP BY chat_id, user_id HAVING count(*) > 1
UNION ALL SELECT 'chat ' || chat_id || ': is gone, and has notes of changed profiles'
  FROM (SELECT DISTINCT chat_id FROM renames)
  WHERE chat_id NOT IN (SELECT id FROM chats) AND chat_id NOT IN (SELECT chat_id FROM purges)
)sql";

constexpr std::string_view kDirectChats = R"sql(
SELECT 'chat ' || c.id || ': is a direct chat, and not listed as one'
  FROM chats c WHERE c.type = 0 AND c.id NOT IN (SELECT chat_id FROM direct_chats)
UNION ALL SELECT 'chat ' || d.chat_id || ': is listed as the direct chat of users ' ||
    d.low_user_id || ' and ' || d.high_user_id || ', and is not theirs alone'
  FROM direct_chats d WHERE d.low_user_id >= d.high_user_id
    OR (SELECT type FROM chats c WHERE c.id = d.chat_id) IS NOT 0
    OR (SELECT count(*) FROM members m WHERE m.chat_id = d.chat_id) <> 2
    OR (SELECT count(*) FROM members m WHERE m.chat_id = d.chat_id
          AND m.user_id IN (d.low_user_id, d.high_user_id)) <> 2
)sql";

constexpr std::string_view kRoles = R"sql(
SELECT 'chat ' || m.chat_id || ', user ' || m.user_id || ': there is no role ' || m.role
  FROM members m JOIN chats c ON c.id = m.chat_id
  WHERE m.role NOT BETWEEN 0 AND CASE c.type WHEN 0 THEN 0 ELSE 2 END
UNION ALL SELECT 'chat ' || id || ': has ' || owners || ' owners' FROM
  (SELECT id, (SELECT count(*) FROM members m WHERE m.chat_id = c.id AND m.role = 2) AS owners
     FROM chats c WHERE type = 1) WHERE owners <> 1
UNION ALL SELECT 'chat ' || m.chat_id || ', user ' || m.user_id || ': is a member after the account'
  FROM members m JOIN users u ON u.id = m.user_id AND u.deleted <> 0
  JOIN chats c ON c.id = m.chat_id AND c.type = 1
  WHERE m.user_id NOT IN (SELECT user_id FROM leaving)
)sql";

constexpr std::string_view kMarkers = R"sql(
SELECT 'chat ' || m.chat_id || ', user ' || m.user_id || ': has read up to ' || m.read_seq ||
    ' and joined at ' || m.joined_seq || ' of ' || c.last_seq || ' messages'
  FROM members m JOIN chats c ON c.id = m.chat_id
  WHERE m.read_seq NOT BETWEEN 0 AND c.last_seq OR m.joined_seq NOT BETWEEN 0 AND c.last_seq
)sql";

// Markers of people who have left counted, too; where nobody has, the chat's are those of its
// members.
constexpr std::string_view kReadMarkers = R"sql(
WITH marked AS (
  SELECT c.id, c.last_seq, c.read_high, c.read_high_by, c.read_second, c.marker_position,
    c.id IN (SELECT chat_id FROM departures) AS lost,
    (SELECT coalesce(max(read_seq), 0) FROM members m WHERE m.chat_id = c.id) AS high,
    (SELECT coalesce(max(read_seq), 0) FROM members m
       WHERE m.chat_id = c.id AND m.user_id <> c.read_high_by) AS second,
    (SELECT coalesce(max(read_seq), 0) FROM members m
       WHERE m.chat_id = c.id AND m.user_id = c.read_high_by) AS own,
    (SELECT coalesce(max(read_position), 0) FROM members m WHERE m.chat_id = c.id) AS moved
  FROM chats c)
SELECT 'chat ' || id || ': says that it is read up to ' || read_high || ' by user ' || read_high_by
    || ' and ' || read_second || ' by others; its members have read ' || high || ' and ' || second
  FROM marked WHERE read_high > last_seq OR read_second > read_high OR high > read_high
    OR second > read_second
    OR (NOT lost AND (high <> read_high OR second <> read_second OR own <> read_high))
UNION ALL SELECT 'chat ' || id || ': says that a marker moved at ' || marker_position ||
    '; of its members'' one did at ' || moved
  FROM marked WHERE moved > marker_position OR (NOT lost AND moved <> marker_position)
)sql";

constexpr std::string_view kJoinings = R"sql(
SELECT 'chat ' || m.chat_id || ', user ' || m.user_id || ': joined at ' || m.joined_position ||
    ', where the log has something else'
  FROM members m LEFT JOIN log l ON l.position = m.joined_position
  LEFT JOIN log_changes k ON k.position = l.position
  WHERE m.joined_position <> 0 AND (l.chat_id = m.chat_id AND
    (k.kind = 4 OR (k.kind = 7 AND l.subject = m.user_id))) IS NOT TRUE
UNION ALL SELECT 'chat ' || m.chat_id || ', user ' || m.user_id || ': left at ' || d.position ||
    ' and is a member since ' || m.joined_position
  FROM departures d JOIN members m ON m.chat_id = d.chat_id AND m.user_id = d.user_id
  WHERE m.joined_position <= d.position
)sql";

constexpr std::string_view kDepartures = R"sql(
SELECT 'chat ' || d.chat_id || ', user ' || d.user_id || ': left at ' || d.position ||
    ', where the log has something else'
  FROM departures d LEFT JOIN log l ON l.position = d.position
  LEFT JOIN log_changes k ON k.position = l.position
  WHERE (l.chat_id = d.chat_id AND
    (k.kind = 6 OR (k.kind = 8 AND l.subject = d.user_id))) IS NOT TRUE
UNION ALL SELECT 'chat ' || l.chat_id || ', user ' || l.subject || ': left at ' || l.position ||
    ', and would not hear of it'
  FROM log_changes k JOIN log l ON l.position = k.position
  WHERE k.kind = 8 AND NOT EXISTS (SELECT 1 FROM departures d
    WHERE d.user_id = l.subject AND d.chat_id = l.chat_id AND d.position >= l.position)
)sql";

// Who removed somebody, as the log has it. Of what went with its chat nobody is said to be removed.
constexpr std::string_view kRemovals = R"sql(
SELECT 'chat ' || d.chat_id || ', user ' || d.user_id || CASE d.removed
    WHEN 0 THEN ': was removed at ' || d.position || ', and is said to have left'
    ELSE ': is said to have been removed at ' || d.position || ', and was not' END
  FROM departures d LEFT JOIN log_changes k ON k.position = d.position
  WHERE d.removed <> ((k.kind = 8 AND k.actor <> d.user_id) IS TRUE)
)sql";

// Deleted messages count. Of groups nobody asks.
constexpr std::string_view kWriters = R"sql(
WITH counted AS (SELECT m.chat_id, m.user_id, m.wrote AS said, EXISTS (SELECT 1 FROM messages x
    WHERE x.position BETWEEN (m.chat_id << 32) AND (m.chat_id << 32) + 4294967295
      AND x.sender_id = m.user_id) AS wrote
  FROM members m JOIN chats c ON c.id = m.chat_id AND c.type = 0)
SELECT 'chat ' || chat_id || ', user ' || user_id || CASE wrote
    WHEN 0 THEN ': is said to have written, and has not'
    ELSE ': has written, and is not said to have' END
  FROM counted WHERE said <> wrote
)sql";

constexpr std::string_view kReactions = R"sql(
SELECT 'chat ' || (r.message >> 32) || ', message ' || (r.message & 4294967295) ||
    ': a reaction of user ' || r.user_id || CASE
      WHEN m.position IS NULL THEN ' to no message'
      WHEN m.deleted IS NOT NULL THEN ' to a deleted message'
      WHEN u.id IS NULL THEN ', who does not exist'
      ELSE ' at ' || r.position || ', where the log has something else' END
  FROM reactions r LEFT JOIN messages m ON m.position = r.message
  LEFT JOIN users u ON u.id = r.user_id LEFT JOIN log l ON l.position = r.position
  LEFT JOIN log_changes k ON k.position = l.position
  WHERE (r.message >> 32) NOT IN (SELECT chat_id FROM purges)
    AND (m.deleted IS NULL AND m.position = r.message AND u.id = r.user_id AND k.kind = 3
      AND l.chat_id = r.message >> 32 AND l.subject = r.message & 4294967295) IS NOT TRUE
)sql";

constexpr std::string_view kReactionKinds = R"sql(
WITH counted AS (SELECT message, emoji, count(*) AS people FROM reactions GROUP BY message, emoji),
compared AS (SELECT c.message, c.people, coalesce(k.count, 0) AS said FROM counted c
    LEFT JOIN reaction_kinds k ON k.message = c.message AND k.emoji = c.emoji
  UNION ALL SELECT k.message, 0, k.count FROM reaction_kinds k WHERE NOT EXISTS
    (SELECT 1 FROM reactions r WHERE r.message = k.message AND r.emoji = k.emoji))
SELECT 'chat ' || (message >> 32) || ', message ' || (message & 4294967295) ||
    ': counts ' || said || ' reactions of a kind, and has ' || people
  FROM compared WHERE said <> people AND message >> 32 NOT IN (SELECT chat_id FROM purges)
)sql";

constexpr std::string_view kMarks = R"sql(
WITH ordered AS (SELECT number, position, lag(position) OVER (ORDER BY number) AS before
  FROM log_marks)
SELECT 'log_marks: mark ' || number || ' is at ' || position || ', the one before it at ' || before
  FROM ordered WHERE position < before
)sql";

constexpr std::string_view kChanges = R"sql(
SELECT 'chat ' || l.chat_id || ', message ' || l.subject || CASE WHEN m.position IS NULL
    THEN ': was changed at ' || l.position || ', and is not there'
    ELSE ': was deleted at ' || l.position || ', and is there' END
  FROM log_changes k JOIN log l ON l.position = k.position JOIN chats c ON c.id = l.chat_id
  LEFT JOIN messages m ON m.position = l.chat_id << 32 | l.subject
  WHERE k.kind IN (1, 2, 3) AND (m.position IS NULL OR (k.kind = 2 AND m.deleted IS NULL))
UNION ALL SELECT 'log ' || position || ': says of what kind it is, and is not there'
  FROM log_changes WHERE position NOT IN (SELECT position FROM log)
UNION ALL SELECT 'log ' || position || ': is a new message, and listed among the changes'
  FROM log_changes WHERE kind = 0
)sql";

// How often one is used, and what ends it, whether or not it has expired. A deleted account ends
// those of its groups as it leaves them.
constexpr std::string_view kInviteEnds = R"sql(
SELECT 'invite ' || id || ': was used ' || uses || ' times, of at most ' || max_uses
  FROM invites WHERE uses > max_uses
UNION ALL SELECT 'invite ' || id || ': was used ' || uses || ' times' FROM invites WHERE uses < 0
UNION ALL SELECT 'invite ' || id || ': is used up, and has not ended'
  FROM invites WHERE ended = 0 AND uses = max_uses
UNION ALL SELECT 'invite ' || id || ': has not ended with chat ' || chat_id
  FROM invites WHERE ended = 0 AND chat_id IS NOT NULL
    AND chat_id NOT IN (SELECT id FROM chats WHERE type = 1)
UNION ALL SELECT 'invite ' || i.id || ': has not ended, and user ' || i.created_by ||
    ' is not in chat ' || i.chat_id
  FROM invites i JOIN chats c ON c.id = i.chat_id WHERE i.ended = 0 AND i.created_by IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM members m WHERE m.chat_id = i.chat_id
      AND m.user_id = i.created_by)
UNION ALL SELECT 'invite ' || i.id || ': has not ended with the account of user ' || i.created_by
  FROM invites i JOIN users u ON u.id = i.created_by AND u.deleted <> 0
  WHERE i.ended = 0 AND i.chat_id IS NULL
)sql";

// kMaxLiveInvites of each list (model/invite.hpp), and what no request can ask for.
constexpr std::string_view kInviteTerms = R"sql(
SELECT 'invite ' || id || ': was made at ' || created_at || ' and expires at ' || expires_at
  FROM invites WHERE expires_at <= created_at
UNION ALL SELECT 'invite ' || id || ': is for ' || max_uses || ' people'
  FROM invites WHERE max_uses < 1
UNION ALL SELECT 'chat ' || chat_id || ': has ' || count(*) || ' open invitations'
  FROM invites WHERE ended = 0 AND chat_id IS NOT NULL GROUP BY chat_id HAVING count(*) > 100
UNION ALL SELECT 'user ' || created_by || ': has ' || count(*) || ' open invitations in person'
  FROM invites WHERE ended = 0 AND chat_id IS NULL AND created_by IS NOT NULL
  GROUP BY created_by HAVING count(*) > 100
)sql";

// Who comes to a group by an invitation adds oneself. Of a direct chat the log does not say how it
// began.
constexpr std::string_view kInviteUses = R"sql(
WITH came AS (SELECT l.chat_id, count(*) AS people FROM log_changes k
  JOIN log l ON l.position = k.position
  WHERE k.kind = 7 AND k.actor = l.subject GROUP BY l.chat_id),
used AS (SELECT chat_id, sum(uses) AS times FROM invites WHERE chat_id IS NOT NULL
  GROUP BY chat_id)
SELECT 'chat ' || came.chat_id || ': ' || people || ' came by invitations that were used ' ||
    coalesce(times, 0) || ' times'
  FROM came JOIN chats c ON c.id = came.chat_id AND c.type = 1
  LEFT JOIN used ON used.chat_id = came.chat_id WHERE people > coalesce(times, 0)
)sql";

constexpr std::string_view kSecrets = R"sql(
WITH wanted(name) AS (VALUES ('links'))
SELECT 'secrets: ' || w.name || ' is missing' FROM wanted w
  LEFT JOIN secrets s ON s.name = w.name WHERE length(s.value) IS NOT 32
)sql";

constexpr std::array kRules{
    Rule{"counters", kCounters},
    Rule{"ids", kNextIds},
    Rule{"positions", kPositions},
    Rule{"reset links", kResetLinks},
    Rule{"chats", kChats},
    Rule{"members", kMemberCounts},
    Rule{"own chats", kOwnChats},
    Rule{"names", kNamesOfNobody},
    Rule{"freed handles", kFreedHandles},
    Rule{"leaving", kLeaving},
    Rule{"renames", kRenames},
    Rule{"direct chats", kDirectChats},
    Rule{"roles", kRoles},
    Rule{"markers", kMarkers},
    Rule{"read markers", kReadMarkers},
    Rule{"joinings", kJoinings},
    Rule{"departures", kDepartures},
    Rule{"removals", kRemovals},
    Rule{"writers", kWriters},
    Rule{"reactions", kReactions},
    Rule{"reaction kinds", kReactionKinds},
    Rule{"marks", kMarks},
    Rule{"changes", kChanges},
    Rule{"invites", kInviteEnds},
    Rule{"terms of invites", kInviteTerms},
    Rule{"uses of invites", kInviteUses},
    Rule{"secrets", kSecrets},
};

}  // namespace

std::span<const Rule> check_rules() { return kRules; }

void check_rule(Database& database, const Rule& rule, Findings& findings) {
  auto row = database.statement(rule.sql).run();
  while (row.step()) findings.add(row.text(0));
}

}  // namespace asq::store::sqlite
