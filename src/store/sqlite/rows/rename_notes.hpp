// In which chats somebody was when their profile last changed (table renames): those are the chats
// whose members hear of it when they catch up. Of one person a chat has one note at most: the next
// one takes its place, and what is out of date when the person comes back goes then.
//
// Somebody in thousands of chats is put off (table renames_put_off): until their chats are noted, a
// few at a time, whoever catches up looks into their memberships instead.
// Threads: those of the Database; what writes, in a transaction.
#pragma once

#include <vector>

#include "model/ids.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

struct Rename {
  UserId user;
  LogPosition previous;  // of the change before it; 0: none
  LogPosition position;
};

// False: there are too many chats to note them now; note_some_renames() does it.
bool note_rename(Database& database, const Rename& rename, const std::vector<ChatId>& chats);
// To be called before the person leaves the chat: afterwards nobody could tell.
void note_before_leaving(Database& database, ChatId chat, UserId user);
// Of somebody who has been in the chat before: the note from then, unless it is the newest change.
void forget_before_joining(Database& database, ChatId chat, UserId user);

[[nodiscard]] bool any_renames_put_off(Database& database);
// The next few chats of somebody who was put off.
void note_some_renames(Database& database);

// Those whose change lies behind `since`, and not all of whose chats are noted yet.
struct PutOff {
  UserId user;
  LogPosition position;
  ChatId noted_up_to;
};
[[nodiscard]] std::vector<PutOff> load_renames_put_off(Database& database, LogPosition since);
// The person has been in the chat since before that change, which is not noted there yet.
[[nodiscard]] bool is_put_off_in(Database& database, const PutOff& rename, ChatId chat);

}  // namespace asq::store::sqlite
