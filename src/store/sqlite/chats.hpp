// ChatStore over SQLite; the contract is in store/chats.hpp.
#pragma once

#include "store/chats.hpp"
#include "store/sqlite/parts.hpp"

namespace asq::store::sqlite {

class SqliteChats final : public ChatStore {
 public:
  explicit SqliteChats(Parts parts) : parts_(parts) {}

  Task<Result<Created>> create_direct(Actor actor, std::string second_email) override;
  Task<Result<Chat>> create_group(NewGroup group) override;
  Task<Result<Chat>> change(Actor actor, ChatId chat, ChatChange change) override;
  Task<Result<void>> erase(Actor actor, ChatId chat) override;
  Task<Result<Chat>> find(UserId viewer, ChatId chat) override;
  Task<Result<std::vector<Chat>>> find_many(UserId viewer, std::vector<ChatId> ids) override;
  Task<Result<std::vector<Chat>>> list(UserId viewer, std::optional<ChatCursor> after,
                                       int limit) override;
  Task<Result<void>> visit_names(UserId viewer, NameVisitor visit) override;

 private:
  Parts parts_;
};

}  // namespace asq::store::sqlite
