// The row operations of store/snapshot.hpp and store/transaction.hpp over tables in memory. Each is
// written in the plainest way, however slow, so that it can be read next to those two pages. A call
// that breaks a rule of theirs throws.
// Threads: the one that runs the verb.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory_tables.hpp"
#include "store/transaction.hpp"

namespace asq::test {

class MemoryRows final : public store::Transaction {
 public:
  // Both outlive it.
  MemoryRows(MemoryTables& tables, const Clock& clock)
      : tables_(tables), clock_(clock), recorded_(tables.log_position) {}

  // ---- store/snapshot.hpp: memory_row_reads.cpp, the log: memory_log.cpp

  std::optional<User> find_user(UserId id) override;
  std::optional<store::Credentials> find_account(std::string_view email) override;
  std::optional<User> find_by_handle(std::string_view handle) override;
  std::optional<store::FreedHandle> find_freed_handle(std::string_view handle) override;
  std::vector<User> list_users(UserId after, int limit) override;
  std::optional<Session> find_session(SessionId id) override;
  std::vector<Session> sessions_of(UserId owner) override;
  bool share_a_chat(UserId one, UserId other) override;
  bool knows(UserId viewer, UserId other) override;
  bool has_left_a_chat_of(UserId one, UserId viewer) override;
  store::ContactSlice list_contacts(UserId viewer, std::string_view after, int limit) override;
  std::vector<store::FoundPerson> search_people(const store::PeopleQuery& query,
                                                int limit) override;

  std::optional<store::PasswordReset> find_reset(ResetId id) override;

  std::optional<Chat> find_chat(UserId viewer, ChatId id) override;
  std::optional<store::GroupFacts> find_group(ChatId id) override;
  std::optional<Membership> find_membership(ChatId chat, UserId user) override;
  std::vector<Member> list_members(ChatId chat, UserId after, int limit) override;
  std::optional<store::Departure> find_departure(ChatId chat, UserId user) override;
  std::vector<ChatId> chats_of(UserId user) override;
  std::vector<ChatId> list_chats(UserId user, const store::ChatCursor& after, int limit) override;
  void visit_chats_named(UserId user, std::string_view part,
                         const store::NameVisitor& visit) override;

  std::optional<Invite> find_invite(InviteId id) override;
  std::vector<Invite> invites_of(ChatId chat, InviteId before, int limit) override;
  std::vector<Invite> invites_by(UserId maker, InviteId before, int limit) override;
  std::vector<Invite> invites_in_person(UserId maker, int limit) override;

  std::optional<Message> find_message(ChatId chat, Seq seq) override;
  std::vector<Message> list_messages(ChatId chat, Seq first, Seq last,
                                     std::size_t text_bytes) override;
  std::optional<Timestamp> sent_at(ChatId chat, Seq seq) override;
  std::optional<store::StoredReceipt> find_receipt(ChatId chat, UserId sender,
                                                   std::string_view client_id) override;

  store::Missed missed(UserId user, LogPosition since) override;
  store::MarkerSlice moved_markers(UserId user, LogPosition since, ChatId after) override;
  std::optional<store::LogEntry> find_log_entry(LogPosition position) override;
  std::optional<LogPosition> joined_at(ChatId chat, UserId user) override;

  // ---- store/transaction.hpp: memory_row_writes.cpp

  [[nodiscard]] Timestamp now() const override { return clock_.now(); }

  bool session_lives(const Actor& actor) override;
  std::optional<store::Place> find_place(ChatId chat, UserId user) override;
  bool insert_receipt(ChatId chat, UserId sender, std::string_view client_id,
                      const store::StoredReceipt& receipt) override;
  MessageId append_message(const Message& message, LogPosition at) override;
  LogPosition take_position() override { return journal_.take_next(tables_.log_position); }
  void record(LogPosition at, Change change) override;

  UserId insert_user(const store::NewAccount& account, Timestamp created_at) override;
  void update_user(UserId id, const store::AccountChange& change) override;
  void empty_user(UserId id) override;
  void rest_handle(const store::FreedHandle& freed) override;
  void mark_leaving(const store::Leaving& leaving) override;
  void unmark_leaving(UserId user) override;
  std::optional<store::Leaving> find_leaving() override;
  SessionId insert_session(const Session& session) override;
  void update_session(const Session& session) override;
  void delete_session(SessionId id) override;
  std::vector<Session> expired_sessions(Timestamp before, int limit) override;

  void insert_reset(const store::PasswordReset& reset) override;
  void end_resets_of(UserId user) override;

  std::optional<ChatId> find_direct_chat(UserId one, UserId other) override;
  std::int64_t count_own_chats(UserId user) override;
  ChatId insert_chat(const store::NewChat& chat) override;
  void insert_direct_chat(UserId one, UserId other, ChatId chat) override;
  void update_chat(ChatId chat, std::string_view name, bool admins_only_invite) override;
  void delete_chat(ChatId chat, LogPosition at) override;

  void insert_members(ChatId chat, const std::vector<store::NewMember>& members) override;
  void update_role(ChatId chat, UserId user, Role role) override;
  void delete_member(ChatId chat, UserId user, const store::Departure& departure) override;
  std::optional<UserId> find_senior_member(ChatId group, UserId except) override;
  std::vector<store::GroupMembership> groups_of(UserId user, ChatId after, int limit) override;
  void move_marker(ChatId chat, UserId user, Seq seq, LogPosition at) override;

  InviteId insert_invite(const Invite& invite) override;
  void update_invite(const Invite& invite) override;
  std::int64_t end_invites_of(ChatId chat) override;
  std::int64_t end_invites_of_maker(ChatId chat, UserId maker) override;
  std::int64_t end_invites_in_person(UserId maker) override;

  void update_text(const MessageRef& message, std::string_view text, Timestamp edited_at) override;
  void make_tombstone(const MessageRef& message) override;
  bool has_reacted(const store::ReactionKey& reaction) override;
  void insert_reaction(const store::ReactionKey& reaction, LogPosition at) override;
  void delete_reaction(const store::ReactionKey& reaction) override;

  // ---- for the store

  // Between two verbs: how far the transaction is.
  struct Mark {
    std::size_t changes = 0;
    std::size_t events = 0;
    LogPosition recorded;
    bool operator==(const Mark&) const = default;
  };
  [[nodiscard]] Mark mark() const { return {journal_.size(), events_.size(), recorded_}; }
  // Takes back everything that came after the mark.
  void roll_back(const Mark& mark);
  // Every position that was taken has been recorded.
  [[nodiscard]] bool complete() const { return recorded_ == tables_.log_position; }
  // In the order of the log.
  [[nodiscard]] std::vector<std::shared_ptr<const Event>> take_events() {
    return std::move(events_);
  }

 private:
  [[nodiscard]] const MemberRow* find_member(ChatId chat, UserId user) const;
  [[nodiscard]] std::vector<MemberKey> keys_of_members(ChatId chat) const;
  [[nodiscard]] std::string name_for(UserId viewer, ChatId id, const ChatRow& chat) const;
  [[nodiscard]] Message with_reactions(Message message) const;
  [[nodiscard]] bool concerns(UserId user, UserId changed, LogPosition newest);
  [[nodiscard]] LogPosition two_seconds_before(LogPosition since) const;
  template <class Which>
  std::int64_t end_invites_that(Which which);
  void set_email(UserId id, const std::string& email);
  void set_handle(UserId id, const std::string& handle);
  void remove_member_row(ChatId chat, UserId user, const store::Departure& departure);
  void remove_reactions(const MessageRef& message);

  MemoryTables& tables_;
  const Clock& clock_;
  Journal journal_;
  LogPosition recorded_;
  std::vector<std::shared_ptr<const Event>> events_;
};

}  // namespace asq::test
