// The row operations of store/transaction.hpp over the tables of the embedded store.
//
// A chat's newest state is held back in memory until something looks into the tables or the batch
// commits (chat_heads.hpp), so a thousand messages of one chat change its row once.
// Threads: the writer.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "model/event.hpp"
#include "store/sqlite/core/statements.hpp"
#include "store/sqlite/pages/row_reads.hpp"
#include "store/sqlite/rows/chat_heads.hpp"
#include "store/transaction.hpp"

namespace asq::store::sqlite {

// What counts up over the whole database; saved once per commit.
struct Counters {
  std::int64_t message_id = 0;
  std::int64_t log_position = 0;
  bool operator==(const Counters&) const = default;
};

// One transaction, in which the verbs of a batch run one after the other.
class SqliteTransaction final : public RowReads<Transaction> {
 public:
  // All of them outlive it.
  SqliteTransaction(Database& database, WriteStatements& statements, ChatHeads& heads,
                    const Clock& clock, Counters& counters)
      : database_(database),
        sql_(statements),
        heads_(heads),
        clock_(clock),
        counters_(counters),
        recorded_(counters.log_position) {}

  [[nodiscard]] Timestamp now() const override { return clock_.now(); }

  bool session_lives(const Actor& actor) override;
  std::optional<Place> find_place(ChatId chat, UserId user) override;
  bool insert_receipt(ChatId chat, UserId sender, std::string_view client_id,
                      const StoredReceipt& receipt) override;
  MessageId append_message(const Message& message, LogPosition at) override;
  LogPosition take_position() override { return LogPosition(++counters_.log_position); }
  void record(LogPosition at, Change change) override;

  UserId insert_user(const NewAccount& account, Timestamp created_at) override;
  void update_user(UserId id, const AccountChange& change) override;
  void empty_user(UserId id) override;
  void rest_handle(const FreedHandle& freed) override;
  void mark_leaving(const Leaving& leaving) override;
  void unmark_leaving(UserId user) override;
  std::optional<Leaving> find_leaving() override;
  SessionId insert_session(const Session& session) override;
  void update_session(const Session& session) override;
  void delete_session(SessionId id) override;
  std::vector<Session> expired_sessions(Timestamp before, int limit) override;

  void insert_reset(const PasswordReset& reset) override;
  void end_resets_of(UserId user) override;

  std::optional<ChatId> find_direct_chat(UserId one, UserId other) override;
  std::int64_t count_own_chats(UserId user) override;
  ChatId insert_chat(const NewChat& chat) override;
  void insert_direct_chat(UserId one, UserId other, ChatId chat) override;
  void update_chat(ChatId chat, std::string_view name, bool admins_only_invite) override;
  void delete_chat(ChatId chat, LogPosition at) override;

  void insert_members(ChatId chat, const std::vector<NewMember>& members) override;
  void update_role(ChatId chat, UserId user, Role role) override;
  void delete_member(ChatId chat, UserId user, const Departure& departure) override;
  std::optional<UserId> find_senior_member(ChatId group, UserId except) override;
  std::vector<GroupMembership> groups_of(UserId user, ChatId after, int limit) override;
  void move_marker(ChatId chat, UserId user, Seq seq, LogPosition at) override;

  InviteId insert_invite(const Invite& invite) override;
  void update_invite(const Invite& invite) override;
  std::int64_t end_invites_of(ChatId chat) override;
  std::int64_t end_invites_of_maker(ChatId chat, UserId maker) override;
  std::int64_t end_invites_in_person(UserId maker) override;

  void update_text(const MessageRef& message, std::string_view text, Timestamp edited_at) override;
  void make_tombstone(const MessageRef& message) override;
  bool has_reacted(const ReactionKey& reaction) override;
  void insert_reaction(const ReactionKey& reaction, LogPosition at) override;
  void delete_reaction(const ReactionKey& reaction) override;

  // ---- for the writer, and for tests that look into the tables

  Database& tables() override;

  // Between two verbs: how far the transaction is.
  struct Mark {
    std::int64_t changes = 0;
    Counters counters;
    std::size_t events = 0;
    bool operator==(const Mark&) const = default;
  };
  [[nodiscard]] Mark mark() const { return {changes(), counters_, events_.size()}; }
  // Every position that was taken has been recorded.
  [[nodiscard]] bool complete() const { return recorded_ == counters_.log_position; }
  // In the order of the log.
  [[nodiscard]] std::vector<std::shared_ptr<const Event>> take_events() {
    return std::move(events_);
  }
  // Something is to be finished or cleared away afterwards (upkeep/purge.hpp).
  [[nodiscard]] bool left_something() const { return left_something_; }

 private:
  // Rows that verbs have changed; what heads only wrote later does not count.
  [[nodiscard]] std::int64_t changes() const {
    return database_.total_changes() - changes_of_heads_;
  }
  [[nodiscard]] LogPosition enter(const LogEntry& entry, LogPosition at);
  void rename_user(UserId id, const AccountChange& change);
  void keep_name(std::string_view sql, std::int64_t id, std::string_view name);
  void add_own_chats(UserId user, int count);

  Database& database_;
  WriteStatements& sql_;
  ChatHeads& heads_;
  const Clock& clock_;
  Counters& counters_;
  std::int64_t recorded_;
  std::vector<std::shared_ptr<const Event>> events_;
  std::int64_t changes_of_heads_ = 0;
  bool left_something_ = false;
};

}  // namespace asq::store::sqlite
