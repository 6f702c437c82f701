// The tables themselves. How a database gets them: schema.cpp.
#include <array>

#include "store/sqlite/core/schema.hpp"

namespace asq::store::sqlite {
namespace {

// messages.position = chat_id << 32 | seq: a chat's messages lie together in the order of seq, and
// a page at any depth is one range of keys. It allows 2^31 chats of 2^32 messages. chats.read_high
// is the highest read marker of any member (read_high_by), read_second the highest of anyone else:
// with both, whether a message has been read by somebody but its sender is known without looking at
// the members. They only grow.
constexpr std::string_view kFirst = R"sql(
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES ('message_id', 0);

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username TEXT NOT NULL,
  email TEXT NOT NULL,
  email_folded TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users(id),
  generation INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  user_agent TEXT NOT NULL
);
CREATE INDEX sessions_of_user ON sessions(user_id);
CREATE INDEX sessions_by_expiry ON sessions(expires_at);

CREATE TABLE chats (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  type INTEGER NOT NULL,
  name TEXT NOT NULL,
  creator_id INTEGER NOT NULL REFERENCES users(id),
  created_at INTEGER NOT NULL,
  admins_only_invite INTEGER NOT NULL DEFAULT 0,
  member_count INTEGER NOT NULL,
  last_seq INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER NOT NULL,
  read_high INTEGER NOT NULL DEFAULT 0,
  read_high_by INTEGER NOT NULL DEFAULT 0,
  read_second INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE direct_chats (
  low_user_id INTEGER NOT NULL,
  high_user_id INTEGER NOT NULL,
  chat_id INTEGER NOT NULL REFERENCES chats(id),
  PRIMARY KEY (low_user_id, high_user_id)
) WITHOUT ROWID;

CREATE TABLE members (
  chat_id INTEGER NOT NULL REFERENCES chats(id),
  user_id INTEGER NOT NULL REFERENCES users(id),
  role INTEGER NOT NULL,
  joined_seq INTEGER NOT NULL,
  read_seq INTEGER NOT NULL,
  joined_at INTEGER NOT NULL,
  PRIMARY KEY (chat_id, user_id)
) WITHOUT ROWID;
CREATE INDEX members_of_user ON members(user_id);

CREATE TABLE messages (
  position INTEGER PRIMARY KEY,
  id INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  client_id TEXT
);

CREATE TABLE receipts (
  chat_id INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  content_hash TEXT NOT NULL,
  PRIMARY KEY (chat_id, sender_id, client_id)
) WITHOUT ROWID;
)sql";

// The log of changes. log.back is how far behind the event before it lies, in its chat (of
// user_updated: of that person); 0: there is none. subject is the seq of a message, else a user.
// A message costs one short row, and no index: what a person has missed is found by walking back
// from the heads (chats.log_position, users.log_position). log_marks: log_marks.hpp.
// Messages that are older than the log have no rows in it.
// reaction_kinds counts, so that a message with ten thousand reactions is read as quickly as
// others.
constexpr std::string_view kLog = R"sql(
INSERT INTO counters VALUES ('log_position', 0);
INSERT INTO counters VALUES ('log_epoch', random() & 281474976710655);

CREATE TABLE log (
  position INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  chat_id INTEGER NOT NULL,
  back INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  actor INTEGER,
  role INTEGER
);
CREATE TABLE log_marks (
  slot INTEGER PRIMARY KEY,
  number INTEGER NOT NULL,
  position INTEGER NOT NULL
);
CREATE INDEX log_marks_by_position ON log_marks(position);

-- The newest removal of each person from each chat.
CREATE TABLE departures (
  user_id INTEGER NOT NULL,
  chat_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (user_id, chat_id)
) WITHOUT ROWID;

ALTER TABLE chats ADD COLUMN log_position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN marker_position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN joined_position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN read_position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN log_position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX users_by_change ON users(log_position) WHERE log_position > 0;

ALTER TABLE messages ADD COLUMN reply_to INTEGER;
ALTER TABLE messages ADD COLUMN edited_at INTEGER;
ALTER TABLE messages ADD COLUMN deleted INTEGER;

-- message is the key of the message, position that of the reaction in the log: the order of reacting.
CREATE TABLE reactions (
  message INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (message, emoji, user_id)
) WITHOUT ROWID;
CREATE INDEX reactions_in_order ON reactions(message, emoji, position);
CREATE TABLE reaction_kinds (
  message INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (message, emoji)
) WITHOUT ROWID;

-- Chats that are gone, and whose messages are still to be cleared away.
CREATE TABLE purges (chat_id INTEGER PRIMARY KEY);
-- A chat that goes is looked for there, since its row is referenced.
CREATE UNIQUE INDEX direct_chats_by_chat ON direct_chats(chat_id);
)sql";

// A row of the log that has none in log_changes is a new message, by far the most frequent: it
// costs some 17 bytes.
constexpr std::string_view kLogChanges = R"sql(
CREATE TABLE log_changes (
  position INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  actor INTEGER,
  role INTEGER
);
INSERT INTO log_changes SELECT position, kind, actor, role FROM log WHERE kind <> 0;
ALTER TABLE log DROP COLUMN role;
ALTER TABLE log DROP COLUMN actor;
ALTER TABLE log DROP COLUMN kind;
)sql";

// chat_names, user_names: names folded, with where their words begin (base/text.hpp), in narrow
// tables: a search of one's own chats walks them in the order of ids. What they hold is made by
// whoever opens the database, with counters.folds_version (upkeep/folds.hpp); 0: not made yet.
// renames: in which chats a person was when their profile changed; rows at another position than
// users.log_position are out of date. renames_put_off: rows/rename_notes.hpp. purges.position: the
// deletion, while members are left to be cleared away; so a membership may outlive its chat, and
// refers to none any more. members.own: NewMember::own; users.own_chats counts them. leaving:
// deleted accounts that are still in groups behind that one.
constexpr std::string_view kFairShares = R"sql(
INSERT INTO counters VALUES ('folds_version', 0);
CREATE TABLE chat_names (
  chat_id INTEGER PRIMARY KEY,
  folded TEXT NOT NULL,
  word_starts TEXT NOT NULL
);
CREATE TABLE user_names (
  user_id INTEGER PRIMARY KEY,
  folded TEXT NOT NULL,
  word_starts TEXT NOT NULL
);
CREATE INDEX direct_chats_of_high ON direct_chats(high_user_id, low_user_id, chat_id);

CREATE TABLE renames (
  chat_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  PRIMARY KEY (chat_id, position)
) WITHOUT ROWID;
CREATE TABLE renames_put_off (
  user_id INTEGER PRIMARY KEY,
  position INTEGER NOT NULL,
  noted_up_to INTEGER NOT NULL
);
INSERT INTO renames SELECT m.chat_id, u.log_position, u.id FROM users u
  JOIN members m ON m.user_id = u.id
  WHERE u.log_position > 0 AND m.joined_position < u.log_position;
INSERT OR IGNORE INTO renames SELECT d.chat_id, u.log_position, u.id FROM users u
  JOIN departures d ON d.user_id = u.id AND d.position > u.log_position
  WHERE u.log_position > 0 AND d.chat_id IN (SELECT id FROM chats);

CREATE TABLE members_of_chats (
  chat_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL REFERENCES users(id),
  role INTEGER NOT NULL,
  joined_seq INTEGER NOT NULL,
  read_seq INTEGER NOT NULL,
  joined_at INTEGER NOT NULL,
  joined_position INTEGER NOT NULL DEFAULT 0,
  read_position INTEGER NOT NULL DEFAULT 0,
  own INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (chat_id, user_id)
) WITHOUT ROWID;
INSERT INTO members_of_chats SELECT chat_id, user_id, role, joined_seq, read_seq, joined_at,
  joined_position, read_position,
  (SELECT creator_id FROM chats WHERE id = chat_id) IS user_id FROM members;
DROP TABLE members;
ALTER TABLE members_of_chats RENAME TO members;
CREATE INDEX members_of_user ON members(user_id);
ALTER TABLE users ADD COLUMN own_chats INTEGER NOT NULL DEFAULT 0;
UPDATE users SET own_chats = made FROM
  (SELECT user_id, count(*) AS made FROM members WHERE own <> 0 GROUP BY user_id) o
  WHERE o.user_id = users.id;

ALTER TABLE purges ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
CREATE INDEX purges_of_members ON purges(position) WHERE position > 0;
CREATE TABLE leaving (
  user_id INTEGER PRIMARY KEY REFERENCES users(id),
  after_chat_id INTEGER NOT NULL
);
)sql";

// Tokens name their database (store.hpp, Identity). Below 2^52, as every client holds it exactly.
// named_since: when it got its name, in microseconds. sessions.unnamed_generation:
// Session::unnamed_generation.
constexpr std::string_view kIdentity = R"sql(
INSERT INTO counters VALUES ('database_id', 1 + (random() & 4503599627370495));
INSERT INTO counters VALUES ('last_unnamed_session', (SELECT coalesce(max(id), 0) FROM sessions));
INSERT INTO counters VALUES ('named_since', unixepoch() * 1000000);
ALTER TABLE sessions ADD COLUMN unnamed_generation INTEGER;
UPDATE sessions SET unnamed_generation = generation;
)sql";

// members.wrote: the member has sent a message to that chat. It says who knows whom in direct chats
// (Snapshot::knows); in groups it is set by sends from now on, and nobody asks for it.
// departures.removed: the newest departure was by somebody else.
constexpr std::string_view kWhoKnows = R"sql(
ALTER TABLE members ADD COLUMN wrote INTEGER NOT NULL DEFAULT 0;
UPDATE members SET wrote = 1 WHERE chat_id IN (SELECT chat_id FROM direct_chats)
  AND EXISTS (SELECT 1 FROM messages x WHERE x.position
    BETWEEN (members.chat_id << 32) AND (members.chat_id << 32) + 4294967295
    AND x.sender_id = members.user_id);

ALTER TABLE departures ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
UPDATE departures SET removed = 1 WHERE EXISTS (SELECT 1 FROM log_changes k
  WHERE k.position = departures.position AND k.kind = 8 AND k.actor <> departures.user_id);
)sql";

// secrets: Store::link_secret(), under 'links', which secrets.hpp makes in the same transaction.
// invites.ended is set for ever; while it is 0 the invitation may have expired. Of each list (a
// chat's, a person's, those in person) so few have not ended that they are looked through.
// position: Invite::position.
constexpr std::string_view kInvites = R"sql(
CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE invites (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  chat_id INTEGER,
  created_by INTEGER REFERENCES users(id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  uses INTEGER NOT NULL DEFAULT 0,
  max_uses INTEGER,
  position INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX invites_of_chat ON invites(chat_id, id) WHERE ended = 0 AND chat_id IS NOT NULL;
CREATE INDEX invites_by_maker ON invites(created_by, id) WHERE ended = 0 AND created_by IS NOT NULL;
CREATE INDEX invites_in_person ON invites(created_by, id)
  WHERE ended = 0 AND chat_id IS NULL AND created_by IS NOT NULL;
)sql";

// Links to set a new password with (PasswordReset), of which each person has at most one that is
// good.
constexpr std::string_view kResets = R"sql(
CREATE TABLE resets (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX resets_of_user ON resets(user_id) WHERE used = 0;
)sql";

// sessions.by_cookie: Session::by_cookie.
constexpr std::string_view kCookies = R"sql(
ALTER TABLE sessions ADD COLUMN by_cookie INTEGER NOT NULL DEFAULT 0;
)sql";

// users.handle: NULL for a deleted account, and until the one who opens the database has made it,
// with the folds (upkeep/folds.hpp). freed_handles: store::FreedHandle. people_parts: where the
// handles and folded names of people begin and go on (store/name_parts.hpp), for those that are not
// deleted; made and kept with the folds.
constexpr std::string_view kHandles = R"sql(
ALTER TABLE users ADD COLUMN handle TEXT;
ALTER TABLE users ADD COLUMN language TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX users_by_handle ON users(handle);
CREATE TABLE freed_handles (
  handle TEXT PRIMARY KEY,
  last_owner INTEGER NOT NULL REFERENCES users(id),
  until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX freed_handles_by_end ON freed_handles(until);

CREATE TABLE people_parts (
  place INTEGER NOT NULL,
  part TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  PRIMARY KEY (place, part, user_id)
) WITHOUT ROWID;
)sql";

constexpr std::array<std::string_view, 10> kMigrations{
    kFirst,    kLog,     kLogChanges, kFairShares, kIdentity,
    kWhoKnows, kInvites, kResets,     kCookies,    kHandles};

}  // namespace

std::span<const std::string_view> all_migrations() { return kMigrations; }

}  // namespace asq::store::sqlite
