// What a verb writes: the named row operations. This page is for whoever implements another store;
// the rules that use it stand in chat/ and are compiled once for all stores.
//
//   auto added = co_await store.write<Created>("add member", [=](store::Transaction& rows) {
//     ...                                    // read, decide, refuse: nothing is written so far
//     const LogPosition at = rows.take_position();
//     rows.insert_members(group, {...});     // write
//     rows.record(at, MemberAdded{...});     // the log's row and the event
//     ...
//   });
//
// What the store owes a verb:
//   order     Transactions run one after the other over the whole database, on all nodes, so that
//             "read, decide, write" needs no lock of its own: what was read stays true until the
//             commit. Positions and seqs follow that order, without holes.
//   all       Everything that a verb wrote is durable before its answer leaves, or none of it is
//             there. Several verbs may share one commit.
//   refusal   A verb that returns an error has written nothing and taken no position; the others of
//             its commit go on. A store checks this and rolls back a verb that breaks it.
//   repeat    A verb may run again after a rollback: it must not change what it captured.
// What may fail: any operation may throw (disk, connection). A verb catches nothing; the store
// rolls back and answers storage_full or storage_unavailable.
// Locks: with one writer, or one lock that the transaction takes first, no operation takes another.
// Where an operation says "row of ...", a store with finer locks has to lock that.
// Threads: the one that runs the verb.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/actor.hpp"
#include "store/snapshot.hpp"

namespace asq::store {

// The highest seq of a chat. A store may keep chat and seq in one 64-bit key.
inline constexpr std::int64_t kMaxSeq = (std::int64_t{1} << 32) - 1;

// An expired session stays on disk for so long, so that a clock that was wrong for a day costs
// nobody their session.
inline constexpr std::chrono::hours kKeptAfterExpiry{7 * 24};

// A person in a chat, with everything that deciding about a write needs.
struct Place {
  Membership membership;
  Seq joined_seq;  // the chat's last seq when the person joined
  Seq read_seq;
  Timestamp last_at;  // of the chat's newest message, or of its creation
  std::int64_t member_count = 0;
};

struct NewAccount {
  std::string username;
  std::string email;  // as typed
  std::string password_hash;
  std::string handle = {};  // free, in small letters; empty: update_user() brings it, at once
  // What chat::create_account() makes a handle of if there is none; no store keeps it.
  std::string wished_handle = {};
};

// What is absent stays as it is.
struct AccountChange {
  std::optional<std::string> username;
  std::optional<std::string> email;
  std::optional<std::string> password_hash;
  std::optional<bool> disabled;
  std::optional<std::string> handle;    // free; from now on it does not rest
  std::optional<std::string> language;  // empty: none
};

struct NewChat {
  ChatType type = ChatType::group;
  std::string name;  // empty: a direct chat
  UserId creator;
  Timestamp created_at;
};

struct NewMember {
  UserId user;
  Role role = Role::member;
  Seq joined_seq;               // the chat's last seq: joining is not reading
  LogPosition joined_position;  // of the event by which the person joins
  Timestamp joined_at;
  bool own = false;  // counts as one that the person made or joined, not as one to which others did
};

// A group in which a person is.
struct GroupMembership {
  ChatId chat;
  Role role = Role::member;
  std::int64_t member_count = 0;
};

// A deleted account that still is in groups behind `after`.
struct Leaving {
  UserId user;
  ChatId after;
};

// One person's emoji under one message.
struct ReactionKey {
  MessageRef message;
  UserId user;
  std::string emoji;
};

class Transaction : public Snapshot {
 public:
  // The wall clock. It may jump; what must not go back says so.
  [[nodiscard]] virtual Timestamp now() const = 0;

  // ---- the hot path: one call of each for a message

  // The actor's session is there and has not been ended. True for an actor without a session.
  [[nodiscard]] virtual bool session_lives(const Actor& actor) = 0;
  // nullopt: no such chat, or not in it, or the account is deleted. Row of the chat.
  [[nodiscard]] virtual std::optional<Place> find_place(ChatId chat, UserId user) = 0;
  // Keeps the receipt of the message that is about to be appended; false: there is one under
  // (chat, sender, client_id) already, and nothing was written.
  [[nodiscard]] virtual bool insert_receipt(ChatId chat, UserId sender, std::string_view client_id,
                                            const StoredReceipt& receipt) = 0;
  // Stores the message, whose seq is the chat's last + 1, and moves the chat's last seq and time
  // and the sender's own marker, to position `at`. From now on the sender has written in that chat
  // (knows()). Returns its id: unique over the whole database, greater than every earlier one.
  [[nodiscard]] virtual MessageId append_message(const Message& message, LogPosition at) = 0;
  // The next position of the log. Every position that is taken is recorded once, in the order in
  // which they were taken.
  [[nodiscard]] virtual LogPosition take_position() = 0;
  // Writes the log's row of the change, if it has one (log_entry.hpp), and publishes the event
  // after the commit. A chat's own row must still be there. Of UserUpdated it also keeps, for each
  // of its chats, that this is where the person's profile has changed (missed()); earlier changes
  // of the same person need not be kept there any more.
  virtual void record(LogPosition at, Change change) = 0;

  // ---- people

  // The next user id. That nobody has the e-mail, nor the handle, is for the verb to see to.
  [[nodiscard]] virtual UserId insert_user(const NewAccount& account, Timestamp created_at) = 0;
  virtual void update_user(UserId id, const AccountChange& change) = 0;
  // The account is deleted: no name, no hash, its e-mail and its handle are free. The id stays.
  virtual void empty_user(UserId id) = 0;
  // Nobody has the handle any more; it rests. A store may forget rests that are over.
  virtual void rest_handle(const FreedHandle& freed) = 0;
  // A deleted account has groups to leave; keeps where to go on, until it is said to be done.
  virtual void mark_leaving(const Leaving& leaving) = 0;
  virtual void unmark_leaving(UserId user) = 0;
  // Any one of those that are marked.
  [[nodiscard]] virtual std::optional<Leaving> find_leaving() = 0;
  // Returns an id that was never given before; session.id is ignored.
  [[nodiscard]] virtual SessionId insert_session(const Session& session) = 0;
  // Generation, last use, expiry and by_cookie.
  virtual void update_session(const Session& session) = 0;
  virtual void delete_session(SessionId id) = 0;
  // Those that expired at that time or earlier, the oldest first.
  [[nodiscard]] virtual std::vector<Session> expired_sessions(Timestamp before, int limit) = 0;

  // ---- links to set a password with

  // Nobody has its id yet, and the person's others are over.
  virtual void insert_reset(const PasswordReset& reset) = 0;
  // All of the person's are over.
  virtual void end_resets_of(UserId user) = 0;

  // ---- chats

  // The direct chat of two people, in any order.
  [[nodiscard]] virtual std::optional<ChatId> find_direct_chat(UserId one, UserId other) = 0;
  // How many chats the person is in as NewMember::own.
  [[nodiscard]] virtual std::int64_t count_own_chats(UserId user) = 0;
  // The next chat id; nobody is in it yet.
  [[nodiscard]] virtual ChatId insert_chat(const NewChat& chat) = 0;
  // From now on find_direct_chat() finds it.
  virtual void insert_direct_chat(UserId one, UserId other, ChatId chat) = 0;
  virtual void update_chat(ChatId chat, std::string_view name, bool admins_only_invite) = 0;
  // The chat and its memberships are gone at once, and every member has departed at `at`. Messages,
  // receipts and reactions are unreachable from now on. A store clears rows away later, a few at a
  // time, and those of many members as well.
  virtual void delete_chat(ChatId chat, LogPosition at) = 0;

  // ---- members

  // The rows, and the chat's count. None of them is in the chat yet.
  virtual void insert_members(ChatId chat, const std::vector<NewMember>& members) = 0;
  virtual void update_role(ChatId chat, UserId user, Role role) = 0;
  // The row, and the chat's count; the person has departed like that.
  virtual void delete_member(ChatId chat, UserId user, const Departure& departure) = 0;
  // The other member with the highest role; of several the one who joined first. Never a deleted
  // account, which may not have left yet.
  [[nodiscard]] virtual std::optional<UserId> find_senior_member(ChatId group, UserId except) = 0;
  // Ascending by chat id, after `after`.
  [[nodiscard]] virtual std::vector<GroupMembership> groups_of(UserId user, ChatId after,
                                                               int limit) = 0;
  // The marker moves on to `seq`, which is further than before. Row of the chat.
  virtual void move_marker(ChatId chat, UserId user, Seq seq, LogPosition at) = 0;

  // ---- invitations

  // Returns an id that was never given before, and keeps the log's newest position with it. The
  // invitation's own id and position are ignored.
  [[nodiscard]] virtual InviteId insert_invite(const Invite& invite) = 0;
  // Its uses, and whether it has ended. Row of the invitation.
  virtual void update_invite(const Invite& invite) = 0;
  // All that have not ended end: those of a chat, those of a chat that one person has made, and
  // those that one person has made in person. How many.
  virtual std::int64_t end_invites_of(ChatId chat) = 0;
  virtual std::int64_t end_invites_of_maker(ChatId chat, UserId maker) = 0;
  virtual std::int64_t end_invites_in_person(UserId maker) = 0;

  // ---- what becomes of a message

  virtual void update_text(const MessageRef& message, std::string_view text,
                           Timestamp edited_at) = 0;
  // The text, the reply, the time of the edit and all reactions go; the place stays.
  virtual void make_tombstone(const MessageRef& message) = 0;
  [[nodiscard]] virtual bool has_reacted(const ReactionKey& reaction) = 0;
  // Not there yet. `at` puts it behind the earlier ones.
  virtual void insert_reaction(const ReactionKey& reaction, LogPosition at) = 0;
  virtual void delete_reaction(const ReactionKey& reaction) = 0;
};

}  // namespace asq::store
