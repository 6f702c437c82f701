// The operations of store/snapshot.hpp over the tables, for a snapshot and for a transaction alike.
// Threads: those of the Database.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"
#include "store/sqlite/pages/chats.hpp"
#include "store/sqlite/pages/contacts.hpp"
#include "store/sqlite/pages/invites.hpp"
#include "store/sqlite/pages/log.hpp"
#include "store/sqlite/pages/messages.hpp"
#include "store/sqlite/pages/name_search.hpp"
#include "store/sqlite/pages/people.hpp"
#include "store/sqlite/pages/people_search.hpp"
#include "store/sqlite/pages/resets.hpp"
#include "store/sqlite/rows/emails.hpp"
#include "store/sqlite/rows/handles.hpp"

namespace asq::store::sqlite {

// `Interface`: Snapshot, or Transaction, which is one.
template <class Interface>
class RowReads : public Interface {
 public:
  std::optional<User> find_user(UserId id) override { return load_user(tables(), id); }
  std::optional<Credentials> find_account(std::string_view email) override {
    return load_account(tables(), email);
  }
  std::optional<User> find_by_handle(std::string_view handle) override {
    return load_user_by_handle(tables(), handle);
  }
  std::optional<FreedHandle> find_freed_handle(std::string_view handle) override {
    return load_freed_handle(tables(), handle);
  }
  std::vector<User> list_users(UserId after, int limit) override {
    return load_users(tables(), after, limit);
  }
  std::optional<Session> find_session(SessionId id) override { return load_session(tables(), id); }
  std::vector<Session> sessions_of(UserId owner) override {
    return load_sessions_of(tables(), owner);
  }
  bool share_a_chat(UserId one, UserId other) override {
    return sqlite::share_a_chat(tables(), one, other);
  }
  bool knows(UserId viewer, UserId other) override {
    return sqlite::knows(tables(), viewer, other);
  }
  bool has_left_a_chat_of(UserId one, UserId viewer) override {
    return sqlite::has_left_a_chat_of(tables(), one, viewer);
  }
  ContactSlice list_contacts(UserId viewer, std::string_view after, int limit) override {
    return load_contacts(tables(), viewer, after, limit);
  }
  std::vector<FoundPerson> search_people(const PeopleQuery& query, int limit) override {
    return find_people(tables(), query, limit);
  }
  std::optional<PasswordReset> find_reset(ResetId id) override { return load_reset(tables(), id); }

  std::optional<Chat> find_chat(UserId viewer, ChatId id) override {
    return load_chat(tables(), viewer, id);
  }
  std::optional<GroupFacts> find_group(ChatId id) override { return load_group(tables(), id); }
  std::optional<Membership> find_membership(ChatId chat, UserId user) override {
    return load_membership(tables(), chat, user);
  }
  std::vector<Member> list_members(ChatId chat, UserId after, int limit) override {
    return load_members(tables(), chat, after, limit);
  }
  std::optional<Departure> find_departure(ChatId chat, UserId user) override {
    return load_departure(tables(), chat, user);
  }
  std::vector<ChatId> chats_of(UserId user) override { return load_chat_ids(tables(), user); }
  std::vector<ChatId> list_chats(UserId user, const ChatCursor& after, int limit) override {
    return load_chat_list(tables(), user, after, limit);
  }
  void visit_chats_named(UserId user, std::string_view part, const NameVisitor& visit) override {
    show_chats_named(tables(), user, part, visit);
  }

  std::optional<Invite> find_invite(InviteId id) override { return load_invite(tables(), id); }
  std::vector<Invite> invites_of(ChatId chat, InviteId before, int limit) override {
    return load_invites_of(tables(), chat, before, limit);
  }
  std::vector<Invite> invites_by(UserId maker, InviteId before, int limit) override {
    return load_invites_by(tables(), maker, before, limit);
  }
  std::vector<Invite> invites_in_person(UserId maker, int limit) override {
    return load_invites_in_person(tables(), maker, limit);
  }

  std::optional<Message> find_message(ChatId chat, Seq seq) override {
    return load_message(tables(), chat, seq);
  }
  std::vector<Message> list_messages(ChatId chat, Seq first, Seq last,
                                     std::size_t text_bytes) override {
    return load_messages(tables(), chat, first, last, text_bytes);
  }
  std::optional<Timestamp> sent_at(ChatId chat, Seq seq) override {
    return load_sent_at(tables(), chat, seq);
  }
  std::optional<StoredReceipt> find_receipt(ChatId chat, UserId sender,
                                            std::string_view client_id) override {
    return load_receipt(tables(), chat, sender, client_id);
  }

  Missed missed(UserId user, LogPosition since) override {
    return find_missed(tables(), user, since);
  }
  MarkerSlice moved_markers(UserId user, LogPosition since, ChatId after) override {
    return load_moved_markers(tables(), user, since, after);
  }
  std::optional<LogEntry> find_log_entry(LogPosition position) override {
    return load_log_entry(tables(), position);
  }
  std::optional<LogPosition> joined_at(ChatId chat, UserId user) override {
    return load_joined_at(tables(), chat, user);
  }

 protected:
  // The tables with everything in them that the verb may see.
  [[nodiscard]] virtual Database& tables() = 0;
};

// A reader's: one snapshot of the WAL.
class SqliteSnapshot final : public RowReads<Snapshot> {
 public:
  explicit SqliteSnapshot(Database& database) : database_(database) {}

  // Public for tests that look into the tables.
  Database& tables() override { return database_; }

 private:
  Database& database_;
};

}  // namespace asq::store::sqlite
