// Chats and groups: making, changing, ending, finding and listing them. Who is in them:
// members.hpp; what is said in them: send_message.hpp, history.hpp. Threads: any loop; immutable
// after construction. A chat the caller is not in answers chat_not_found. Every change may also
// fail with unauthenticated (the session or the account has ended), and as Store::write() says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/caller.hpp"
#include "chat/people.hpp"
#include "chat/toll.hpp"
#include "model/chat.hpp"
#include "store/store.hpp"

namespace asq::chat {

// A page of the caller's chats. `next_cursor` is opaque, absent on the last page, and of this list
// only; it is good with another `query` too, for the order is the same.
struct ChatPage {
  std::vector<Chat> chats;
  std::optional<std::string> next_cursor;
};

struct ChatListRequest {
  int limit = 50;
  std::optional<std::string> cursor;  // a next_cursor; else invalid, field "cursor"
  std::optional<std::string> query;   // keeps the chats that find() would consider
};

struct ChatOptions {
  // So many chats may a person have that it made itself: groups, and direct chats that it began.
  // Those that others put it into don't count. 0: any number.
  std::int64_t max_own_chats = 0;
  People people = People::open;
};

// What a group is made of.
struct GroupDraft {
  std::string name;
  std::vector<UserId> participants;          // as they were given
  std::vector<std::string> addressees = {};  // the same: e-mails and @handles
  std::vector<UserId> strangers = {};        // ascending: their ids answer as if they did not exist
};

class Chats {
 public:
  explicit Chats(store::Store& store, ChatOptions options = {})
      : store_(store), options_(options) {}

  // ---- chats.cpp

  // With the person of that e-mail or @handle; two people have at most one. Errors: user_not_found,
  // self_chat, too_many_chats (of one's own; never for a chat that is there already).
  [[nodiscard]] Task<Result<Created>> create_direct(Actor actor, std::string addressee);
  // All members at once, or nothing; the actor becomes owner. Participants come in any order, by
  // id, or by e-mail or @handle; repeats and the actor count once. Errors: invalid, with a field
  // "participant_ids[i]" for each id that names nobody, and under People::known for each of
  // somebody whom the actor does not know, and "participants[i]" for each addressee that names
  // nobody; too_many_chats. Whom the actor knows is read before the transaction, as it may take
  // long: a group that they shared until then still counts.
  [[nodiscard]] Task<Result<Chat>> create_group(Actor actor, std::string name,
                                                std::vector<UserId> participants,
                                                std::vector<std::string> addressees = {});
  // A group's name and settings, by an admin. What is absent stays; a change to what it is already
  // is none. Errors: chat_not_found, direct_chat, forbidden.
  // `toll`: what a change that many hear costs more (rate_limited). nullptr: nothing.
  [[nodiscard]] Task<Result<Chat>> change(Actor actor, ChatId chat, ChatChange change,
                                          Toll* toll = nullptr);
  // The group with everything in it, by its owner: gone for everybody at once.
  // Errors: chat_not_found, direct_chat, forbidden.
  [[nodiscard]] Task<Result<void>> erase(Actor actor, ChatId chat);

  // ---- chat_list.cpp

  // Errors: chat_not_found.
  [[nodiscard]] Task<Result<Chat>> get(Caller caller, ChatId chat);
  // The best match among the caller's chats: exact, prefix, start of a word, substring, all by
  // NFKC_Casefold; ties go to the newest activity. White space at the ends of `name` is cut off, as
  // it is of names. Errors: chat_not_found.
  [[nodiscard]] Task<Result<Chat>> find(Caller caller, std::string name);
  // Newest activity first. Errors: invalid (cursor).
  [[nodiscard]] Task<Result<ChatPage>> list(Caller caller, ChatListRequest request);

 private:
  [[nodiscard]] Task<Result<Chat>> make_group(Actor actor, GroupDraft draft);
  [[nodiscard]] Task<Result<Chat>> make_group_of_known(Actor actor, GroupDraft draft);
  // Those of them whom the person may not add by number, ascending.
  [[nodiscard]] Task<Result<std::vector<UserId>>> strangers(UserId user,
                                                            std::vector<UserId> others);

  store::Store& store_;
  ChatOptions options_;
};

}  // namespace asq::chat
