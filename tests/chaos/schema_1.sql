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
