// Stop 4 of docs/life-of-a-message.md.
//   before: chat/send_message.cpp      after: store/sqlite/append_message.cpp
#include "store/sqlite/messages.hpp"

#include "store/sqlite/append_message.hpp"
#include "store/sqlite/message_changes.hpp"
#include "store/sqlite/message_pages.hpp"
#include "store/sqlite/receipts.hpp"
#include "store/sqlite/write_as.hpp"

namespace asq::store::sqlite {
namespace {

using Messages = std::vector<Message>;

}  // namespace

Task<Result<Receipt>> SqliteMessages::append(NewMessage message) {
  const Actor actor = message.sender;
  auto verb = [&cache = parts_.memberships, message = std::move(message)](WriteContext& context) {
    return append_message(context, cache, message);
  };
  return write_as<Receipt>(parts_, actor, std::move(verb));
}

Task<Result<std::optional<Receipt>>> SqliteMessages::find_receipt(NewMessage message) {
  using Found = std::optional<Receipt>;
  if (!message.client_id) co_return Found{};
  auto verb = [message = std::move(message)](Database& database) {
    return load_receipt(database, message);
  };
  co_return co_await parts_.readers.run<Found>(std::move(verb));
}

Task<Result<std::vector<Message>>> SqliteMessages::page(OffsetPage request) {
  auto verb = [request](Database& database) { return load_page(database, request); };
  return parts_.readers.run<Messages>(std::move(verb));
}

Task<Result<std::vector<Message>>> SqliteMessages::after(ChatId chat, UserId viewer, Seq after,
                                                         int limit) {
  auto verb = [chat, viewer, after, limit](Database& database) {
    return load_after(database, chat, viewer, after, limit);
  };
  return parts_.readers.run<Messages>(std::move(verb));
}

Task<Result<MessageWindow>> SqliteMessages::window(UserId viewer, WindowRequest request) {
  auto verb = [viewer, request](Database& database) {
    return load_window(database, viewer, request);
  };
  return parts_.readers.run<MessageWindow>(std::move(verb));
}

Task<Result<Message>> SqliteMessages::edit(Actor actor, MessageRef message, std::string text) {
  auto verb = [user = actor.user_id, message, text = std::move(text)](WriteContext& context) {
    return write_edit(context, user, message, text);
  };
  return write_as<Message>(parts_, actor, std::move(verb));
}

Task<Result<Message>> SqliteMessages::erase(Actor actor, MessageRef message) {
  auto verb = [user = actor.user_id, message](WriteContext& context) {
    return write_tombstone(context, user, message);
  };
  return write_as<Message>(parts_, actor, std::move(verb));
}

Task<Result<Message>> SqliteMessages::react(Actor actor, MessageRef message, std::string emoji,
                                            bool present) {
  auto verb = [user = actor.user_id, message, emoji = std::move(emoji),
               present](WriteContext& context) {
    return write_reaction(context, user, message, emoji, present);
  };
  return write_as<Message>(parts_, actor, std::move(verb));
}

}  // namespace asq::store::sqlite
