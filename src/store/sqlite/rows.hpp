// Rows as nouns, and the queries that more than one verb needs.
// Threads: those of the Database.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/chat.hpp"
#include "model/message.hpp"
#include "model/user.hpp"
#include "store/sqlite/database.hpp"

namespace asq::store::sqlite {

inline constexpr int kSeqBits = 32;
inline constexpr std::int64_t kMaxSeq = (std::int64_t{1} << kSeqBits) - 1;

// The key of a message: a chat's messages lie together, in the order of seq.
[[nodiscard]] constexpr std::int64_t position(ChatId chat, Seq seq) {
  return (chat.value() << kSeqBits) | seq.value();
}

// A row of ASQ_MESSAGE_COLUMNS (statements.hpp); its reactions are rows of their own.
[[nodiscard]] Message message_from(const Statement::Run& row);

// Fills in the reactions of messages of one chat that are in ascending order of seq. Costs the
// kinds, not the people.
void load_reactions(Database& database, std::vector<Message>& messages);

// With its reactions.
[[nodiscard]] std::optional<Message> load_message(Database& database, ChatId chat, Seq seq);

#define ASQ_USER_COLUMNS "id, username, email, created_at, disabled, deleted"
[[nodiscard]] User user_from(const Statement::Run& row);

#define ASQ_SESSION_COLUMNS \
  "id, user_id, generation, created_at, last_used_at, expires_at, user_agent"
[[nodiscard]] Session session_from(const Statement::Run& row);

// How an e-mail is compared.
[[nodiscard]] std::string fold_email(std::string_view email);

// nullopt: there is none. Deleted accounts are found.
[[nodiscard]] std::optional<User> load_user(Database& database, UserId id);

// Deleted accounts have no e-mail.
[[nodiscard]] std::optional<UserId> find_user_id(Database& database, std::string_view email);

// There is such an account, and it is not deleted.
[[nodiscard]] bool user_exists(Database& database, UserId user);

// The chat as the viewer sees it; nullopt if there is none or the viewer is not in it.
[[nodiscard]] std::optional<Chat> load_chat(Database& database, UserId viewer, ChatId chat);

// A deleted account stays in its direct chats, but is not a member to whom anything is allowed.
[[nodiscard]] std::optional<Membership> load_membership(Database& database, ChatId chat,
                                                        UserId user);

// In order of user id, after `after`.
[[nodiscard]] std::vector<Member> load_members(Database& database, ChatId chat, UserId after,
                                               int limit);

[[nodiscard]] std::vector<ChatId> load_chat_ids(Database& database, UserId member);

}  // namespace asq::store::sqlite
