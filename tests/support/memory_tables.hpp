// The data of a store in memory (memory_store.hpp): a plain table for each kind of row, and a
// journal that can undo changes.
// Threads: one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "model/chat.hpp"
#include "model/ids.hpp"
#include "model/invite.hpp"
#include "model/message.hpp"
#include "model/user.hpp"
#include "store/log_entry.hpp"
#include "store/snapshot.hpp"

namespace asq::test {

struct AccountRow {
  User user;
  std::string password_hash;
};

struct ChatRow {
  ChatType type = ChatType::direct;
  std::string name;
  UserId creator;
  Timestamp created_at;
  bool admins_only_invite = false;
  std::int64_t member_count = 0;
  Seq last_seq;
  Timestamp last_at;  // of the newest message, or of the creation
};

struct MemberRow {
  Role role = Role::member;
  Seq joined_seq;
  Seq read_seq;
  Timestamp joined_at;
  LogPosition joined_position;
  LogPosition read_position;  // of the newest move of the marker
  bool own = false;
  bool wrote = false;  // has sent a message to the chat
};

// Keys begin with the chat, so its rows lie together, in the order of the rest of the key.
using MessageKey = std::pair<ChatId, Seq>;
using MemberKey = std::pair<ChatId, UserId>;
using ReactionRowKey = std::tuple<ChatId, Seq, std::string, UserId>;

struct MemoryTables {
  std::map<UserId, AccountRow> accounts;
  // Folded; of accounts that are not deleted.
  std::map<std::pair<std::string, UserId>, std::monostate> emails;
  std::map<std::string, store::FreedHandle> freed_handles;
  std::map<SessionId, Session> sessions;
  std::map<ResetId, store::PasswordReset> resets;

  std::map<ChatId, ChatRow> chats;
  std::map<std::pair<UserId, UserId>, ChatId> direct_chats;  // the lower id first
  std::map<MemberKey, MemberRow> members;
  std::map<std::pair<UserId, ChatId>, std::monostate> chats_by_member;
  std::map<std::pair<UserId, ChatId>, store::Departure> departures;  // the newest of each
  // How far each person has ever read. It outlives the membership: a message that was read stays
  // read.
  std::map<MemberKey, Seq> furthest;

  std::map<MessageKey, Message> messages;  // without `read` and `reactions`
  std::map<std::tuple<ChatId, UserId, std::string>, store::StoredReceipt> receipts;
  std::map<ReactionRowKey, LogPosition> reactions;

  std::map<InviteId, Invite> invites;

  std::map<UserId, ChatId> leaving;
  // Where each person's profile changed, by the chats in which the person was then.
  std::map<std::pair<ChatId, UserId>, LogPosition> renames;

  std::map<LogPosition, store::LogEntry> log;
  std::map<LogPosition, SteadyTime> commits;  // by the last position of each; times never run back

  // The newest that was given out; no id is given out twice.
  UserId user_id;
  SessionId session_id;
  InviteId invite_id;
  ChatId chat_id;
  MessageId message_id;
  LogPosition log_position;
};

// Makes the changes of one transaction and remembers how to undo each of them.
class Journal {
 public:
  template <class Map, class Key>
  void put(Map& map, const Key& key, typename Map::mapped_type value) {
    remember(map, typename Map::key_type(key));
    map.insert_or_assign(typename Map::key_type(key), std::move(value));
  }
  template <class Map, class Key>
  void erase(Map& map, const Key& key) {
    remember(map, typename Map::key_type(key));
    map.erase(typename Map::key_type(key));
  }
  // Changes a row. Throws std::out_of_range if there is none.
  template <class Map, class Key, class Edit>
  void edit(Map& map, const Key& key, Edit edit) {
    typename Map::mapped_type row = map.at(key);
    edit(row);
    put(map, key, std::move(row));
  }
  // The next id of a counter.
  template <class Id>
  [[nodiscard]] Id take_next(Id& newest) {
    undo_.push_back([&newest, before = newest] { newest = before; });
    newest = Id(newest.value() + 1);
    return newest;
  }

  [[nodiscard]] std::size_t size() const { return undo_.size(); }
  // Undoes all changes but the first `size`, the newest first.
  void roll_back(std::size_t size) {
    while (undo_.size() > size) {
      undo_.back()();
      undo_.pop_back();
    }
  }

 private:
  template <class Map>
  void remember(Map& map, typename Map::key_type key) {
    std::optional<typename Map::mapped_type> before;
    if (const auto found = map.find(key); found != map.end()) before = found->second;
    undo_.push_back([&map, key = std::move(key), before = std::move(before)] {
      if (before) {
        map.insert_or_assign(key, *before);
      } else {
        map.erase(key);
      }
    });
  }

  std::vector<std::function<void()>> undo_;
};

}  // namespace asq::test
