// MessageStore over SQLite; the contract is in store/messages.hpp.
//                                                               Stop 4 of docs/life-of-a-message.md
//   before: chat/send_message.cpp      after: store/sqlite/append_message.cpp
#pragma once

#include "store/messages.hpp"
#include "store/sqlite/parts.hpp"

namespace asq::store::sqlite {

class SqliteMessages final : public MessageStore {
 public:
  explicit SqliteMessages(Parts parts) : parts_(parts) {}

  Task<Result<Receipt>> append(NewMessage message) override;
  Task<Result<std::optional<Receipt>>> find_receipt(NewMessage message) override;
  Task<Result<std::vector<Message>>> page(OffsetPage request) override;
  Task<Result<std::vector<Message>>> after(ChatId chat, UserId viewer, Seq after,
                                           int limit) override;
  Task<Result<MessageWindow>> window(UserId viewer, WindowRequest request) override;
  Task<Result<Message>> edit(Actor actor, MessageRef message, std::string text) override;
  Task<Result<Message>> erase(Actor actor, MessageRef message) override;
  Task<Result<Message>> react(Actor actor, MessageRef message, std::string emoji,
                              bool present) override;

 private:
  Parts parts_;
};

}  // namespace asq::store::sqlite
