// What a verb reads: rows, as the database holds them at one moment. An implementer of another
// store reads this page first, then transaction.hpp.
//
//   auto chat = co_await store.read<Chat>("chat", [=](store::Snapshot& rows) -> Result<Chat> {
//     auto found = rows.find_chat(viewer, id);
//     if (!found) return fail(ErrorCode::chat_not_found);
//     return std::move(*found);
//   });
//
// No rule stands here: an operation does not ask who may, only what is there. "Not there" is
// nullopt or an empty list. A failure of the disk or the connection is an exception, which passes
// through the verb; the store answers storage_unavailable then.
// Moment: all operations of one verb see the same moment, which begins with the first of them; in
// it is everything that was acknowledged before. In a transaction it also holds what the
// transaction has written so far.
// Locks: none. Threads: the one that runs the verb.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "model/chat.hpp"
#include "model/invite.hpp"
#include "model/message.hpp"
#include "model/replay.hpp"
#include "model/user.hpp"
#include "store/log_entry.hpp"

namespace asq::store {

// An account and the Argon2id string ($argon2id$...) of its password.
struct Credentials {
  User user;
  std::string password_hash;
};

// A link with which somebody may set a new password without the old one.
struct PasswordReset {
  ResetId id;
  UserId user;
  Timestamp created_at;
  Timestamp expires_at;
  bool over = false;  // it has been used, or is good for nothing any more
};

// A handle that an account gave up, or that was left of one that is gone. It rests until then for
// everybody but its last owner.
struct FreedHandle {
  std::string handle;
  UserId last_owner;
  Timestamp until;
  bool operator==(const FreedHandle&) const = default;
};

// Some of those who share a chat with somebody.
struct ContactSlice {
  std::vector<User> users;
  bool all = true;  // false: there may be more behind the last of them
};

// A person whom a search has found.
struct FoundPerson {
  User user;
  FoldedName name;  // of the username
};

struct PeopleQuery {
  UserId viewer;
  std::string part;         // folded, at least two code points
  bool only_known = false;  // of those whom the viewer knows (knows())
};

// A place in the list of a person's chats, which is ordered by newest activity, then by id, both
// descending.
struct ChatCursor {
  std::int64_t activity_micros = 0;  // timestamp of the last message, or of the creation
  ChatId chat_id;
};

// A chat's name as the viewer sees it, folded, and the chat's place in the viewer's list.
struct ChatName {
  ChatId chat_id;
  FoldedName name;
  std::int64_t activity_micros = 0;
};

// A group, as one sees it who is not in it.
struct GroupFacts {
  std::string name;
  std::int64_t member_count = 0;
  Seq last_seq;
};

using NameVisitor = std::function<void(const ChatName&)>;

// How somebody's membership ended: of several times the newest.
struct Departure {
  LogPosition position;
  bool removed = false;  // by somebody else; else the person left, or the chat is gone
  bool operator==(const Departure&) const = default;
};

// What is kept of a message sent under a client_id.
struct StoredReceipt {
  Seq seq;
  std::string content_hash;  // of what it said at first (content_hash.hpp)
};

// Some of the markers in a person's chats that moved behind a position; some moved up to a few
// seconds before it, because their events may not have left by then. Ascending by position.
struct MarkerSlice {
  std::vector<MovedMarker> markers;
  std::optional<ChatId> up_to;  // chats behind this one were not looked at; nullopt: all were
};

// What a person missed behind a position.
struct Missed {
  Standing standing;
  // Nothing is replayed, and positions and markers stay empty, if there is more than kMaxMissed, or
  // if the position lies behind the snapshot's head.
  bool too_many = false;
  bool from_future = false;
  std::vector<LogPosition> positions;  // of the person's own events, ascending
  MarkerSlice moved;                   // the first; the others by moved_markers()
};

class Snapshot {
 public:
  virtual ~Snapshot() = default;
  Snapshot() = default;
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  // ---- people

  // Deleted accounts too: they have an id and no name.
  [[nodiscard]] virtual std::optional<User> find_user(UserId id) = 0;
  // By e-mail, compared by fold_email() (base/email.hpp). Of several that are the same by now, and
  // were not when they were made: the one whose spelling is nearest (compare_spelling()), else the
  // lowest id. Never a deleted account.
  [[nodiscard]] virtual std::optional<Credentials> find_account(std::string_view email) = 0;
  // By its handle, in small letters. Never a deleted account.
  [[nodiscard]] virtual std::optional<User> find_by_handle(std::string_view handle) = 0;
  // nullopt: somebody has it, or nobody ever gave it up. Its rest may be over.
  [[nodiscard]] virtual std::optional<FreedHandle> find_freed_handle(std::string_view handle) = 0;
  // Accounts that are not deleted, ascending by id, after `after`.
  [[nodiscard]] virtual std::vector<User> list_users(UserId after, int limit) = 0;
  [[nodiscard]] virtual std::optional<Session> find_session(SessionId id) = 0;
  // Newest use first; those that have expired and were not cleared away yet, too.
  [[nodiscard]] virtual std::vector<Session> sessions_of(UserId owner) = 0;
  // Both are members now. A store looks through the chats of whoever has fewer.
  [[nodiscard]] virtual bool share_a_chat(UserId one, UserId other) = 0;
  // They share a group, or a direct chat in which `other` has written, a message deleted since
  // included. Not asked about oneself. Costs no more than share_a_chat().
  [[nodiscard]] virtual bool knows(UserId viewer, UserId other) = 0;
  // `one` was in a chat in which `viewer` is now.
  [[nodiscard]] virtual bool has_left_a_chat_of(UserId one, UserId viewer) = 0;

  // Both leave out the viewer, and disabled and deleted accounts.
  // Who shares a chat with the viewer now, ascending by handle, behind `after`: at most `limit`. A
  // store may end with fewer, but not with none, where the next one is far.
  [[nodiscard]] virtual ContactSlice list_contacts(UserId viewer, std::string_view after,
                                                   int limit) = 0;
  // People in whose handle or folded name the part stands, as store/name_parts.hpp says: at most
  // `limit`, those first who have no other handle or name (is_whole()), then the better places. A
  // store keeps an index; of what is in very many names it may look at the first few thousand only.
  [[nodiscard]] virtual std::vector<FoundPerson> search_people(const PeopleQuery& query,
                                                               int limit) = 0;

  // ---- links to set a password with

  [[nodiscard]] virtual std::optional<PasswordReset> find_reset(ResetId id) = 0;

  // ---- chats and members

  // The chat as the viewer sees it; nullopt as well if the viewer is not in it.
  [[nodiscard]] virtual std::optional<Chat> find_chat(UserId viewer, ChatId id) = 0;
  // nullopt as well of a direct chat.
  [[nodiscard]] virtual std::optional<GroupFacts> find_group(ChatId id) = 0;
  // A deleted account stays in its direct chats, but has no membership.
  [[nodiscard]] virtual std::optional<Membership> find_membership(ChatId chat, UserId user) = 0;
  // Ascending by user id, after `after`.
  [[nodiscard]] virtual std::vector<Member> list_members(ChatId chat, UserId after, int limit) = 0;
  // nullopt: the person has never left that chat.
  [[nodiscard]] virtual std::optional<Departure> find_departure(ChatId chat, UserId user) = 0;
  // In any order.
  [[nodiscard]] virtual std::vector<ChatId> chats_of(UserId user) = 0;
  // In the order of the list, behind the cursor.
  [[nodiscard]] virtual std::vector<ChatId> list_chats(UserId user, const ChatCursor& after,
                                                       int limit) = 0;
  // The person's chats whose folded name contains `part`, which is folded and not empty. In any
  // order. A store keeps the folds, and looks at nothing else of the chats that don't match.
  virtual void visit_chats_named(UserId user, std::string_view part, const NameVisitor& visit) = 0;

  // ---- invitations

  // Ended ones, too, and those of chats that are gone.
  [[nodiscard]] virtual std::optional<Invite> find_invite(InviteId id) = 0;
  // Those that have not ended, some of which may have expired: newest first, below `before`. Of a
  // chat all, of a person those of chats and in person.
  [[nodiscard]] virtual std::vector<Invite> invites_of(ChatId chat, InviteId before, int limit) = 0;
  [[nodiscard]] virtual std::vector<Invite> invites_by(UserId maker, InviteId before,
                                                       int limit) = 0;
  // The same, of those in person alone.
  [[nodiscard]] virtual std::vector<Invite> invites_in_person(UserId maker, int limit) = 0;

  // ---- messages, with their reactions

  [[nodiscard]] virtual std::optional<Message> find_message(ChatId chat, Seq seq) = 0;
  // Those from `first` to `last`, ascending. Ends behind the message that brings the texts to
  // `text_bytes` or more. Any depth costs the same.
  [[nodiscard]] virtual std::vector<Message> list_messages(ChatId chat, Seq first, Seq last,
                                                           std::size_t text_bytes) = 0;
  [[nodiscard]] virtual std::optional<Timestamp> sent_at(ChatId chat, Seq seq) = 0;
  // nullopt as well if the chat was deleted.
  [[nodiscard]] virtual std::optional<StoredReceipt> find_receipt(ChatId chat, UserId sender,
                                                                  std::string_view client_id) = 0;

  // ---- the log

  // Positions in the person's chats, from the joining on; of the person's departures; and of
  // changed profiles: one's own, and those of people who were in one of the person's chats, with
  // the person, when they last changed theirs. A change is not told to who joined later, nor to who
  // has not shared a chat since before the newest. What others said and did elsewhere must not make
  // it dearer: a store keeps for each chat whose profile has changed, and where (record()).
  [[nodiscard]] virtual Missed missed(UserId user, LogPosition since) = 0;
  // The next slice, of chats behind `after`. Large groups are many slices, so that no read takes
  // long.
  [[nodiscard]] virtual MarkerSlice moved_markers(UserId user, LogPosition since, ChatId after) = 0;
  // nullopt: a position without a row.
  [[nodiscard]] virtual std::optional<LogEntry> find_log_entry(LogPosition position) = 0;
  // The position by which the person joined; nullopt: not in the chat.
  [[nodiscard]] virtual std::optional<LogPosition> joined_at(ChatId chat, UserId user) = 0;
};

}  // namespace asq::store
