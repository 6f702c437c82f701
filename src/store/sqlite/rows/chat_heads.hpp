// The newest state of the chats that are written to, in the writer's memory, so that an append
// reads nothing from disk and the rows of a chat change once per commit.
//
// What a batch has moved is held back here until flush(), which everything does that looks into the
// tables (SqliteTransaction::tables()), and the commit. A rollback forgets what the batch touched.
// Threads: the writer.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "model/chat.hpp"
#include "store/sqlite/core/statements.hpp"

namespace asq::store::sqlite {

struct ChatHead {
  ChatType type = ChatType::direct;
  bool admins_only_invite = false;
  Seq last_seq;
  std::int64_t last_at = 0;
  // `read_high` is the furthest marker of all, `read_second` the furthest of anyone but its owner.
  Seq read_high;
  UserId read_high_by;
  Seq read_second;
  LogPosition log_position;     // of the chat's newest event
  LogPosition marker_position;  // of the newest move of a marker
  std::int64_t member_count = 0;

  void move_marker(UserId user, Seq seq);
};

// A member that has written or read, as far as a batch needs it.
struct MemberHead {
  Role role = Role::member;
  Seq joined_seq;
  Seq read_seq;
  LogPosition moved_at;  // of the marker's move that is held back; 0: none is
  bool wrote = false;    // has sent since it was loaded; a send moves the marker, so it is written
};

class ChatHeads {
 public:
  // Keeps at most `chats` chats from one batch to the next.
  ChatHeads(WriteStatements& sql, std::size_t chats) : sql_(sql), bound_(chats) {}

  // A person in a chat. Valid until the end of the batch.
  struct Place {
    ChatHead& head;
    MemberHead& member;

    [[nodiscard]] Membership membership() const {
      return {head.type, member.role, head.admins_only_invite, head.last_seq};
    }
  };
  // nullopt: no such chat, or not a member (whose account is not deleted).
  [[nodiscard]] std::optional<Place> find(ChatId chat, UserId user);

  // `user`, a member, has sent the next message of the chat, `seq`, at `micros`, which moves the
  // marker as well.
  void append(ChatId chat, UserId user, Seq seq, std::int64_t micros, LogPosition position);
  // The member has read up to `seq`, which is further than before.
  void move_marker(ChatId chat, UserId user, Seq seq, LogPosition position);
  // Another event of the chat; gives the position of the one before it.
  LogPosition advance_log(ChatId chat, LogPosition position);

  // Whose rows a verb changes otherwise: writes what is held back, and reads them again when
  // needed.
  void forget(ChatId chat);

  // Writes what is held back.
  void flush();
  // After a commit.
  void keep();
  // After a rollback.
  void roll_back();

 private:
  struct Entry {
    ChatHead head;
    std::unordered_map<UserId, MemberHead> members;
    std::vector<UserId> moved;
    bool held_back = false;
  };
  Entry* find_chat(ChatId chat);
  // Of a chat and a member that are there.
  [[nodiscard]] std::pair<Entry&, MemberHead&> at(ChatId chat, UserId user);
  Entry* load_chat(ChatId chat);
  void hold_back(ChatId chat, Entry& entry);
  MemberHead* load_member(Entry& entry, ChatId chat, UserId user);
  void write(ChatId chat, Entry& entry);

  WriteStatements& sql_;
  const std::size_t bound_;
  std::unordered_map<ChatId, Entry> entries_;
  std::size_t members_ = 0;
  std::vector<ChatId> held_back_;
  std::vector<ChatId> touched_;  // by the batch under way; may repeat
};

}  // namespace asq::store::sqlite
