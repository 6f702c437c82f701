#include "store/sqlite/chats.hpp"

#include "store/sqlite/chat_erasure.hpp"
#include "store/sqlite/chat_writes.hpp"
#include "store/sqlite/rows.hpp"
#include "store/sqlite/write_as.hpp"

namespace asq::store::sqlite {
namespace {

std::vector<Chat> load_chats(Database& database, UserId viewer, const std::vector<ChatId>& ids) {
  std::vector<Chat> chats;
  for (const ChatId id : ids) {
    if (auto chat = load_chat(database, viewer, id)) chats.push_back(std::move(*chat));
  }
  return chats;
}

// Row-value comparison puts the page behind the cursor, in the order of the list.
std::vector<ChatId> load_page(Database& database, UserId viewer,
                              const std::optional<ChatCursor>& after, int limit) {
  const ChatCursor from = after.value_or(ChatCursor{INT64_MAX, ChatId(INT64_MAX)});
  std::vector<ChatId> ids;
  auto row = database
                 .statement(
                     "SELECT c.id FROM members m JOIN chats c ON c.id = m.chat_id "
                     "WHERE m.user_id = ?1 AND (c.last_at, c.id) < (?2, ?3) "
                     "ORDER BY c.last_at DESC, c.id DESC LIMIT ?4")
                 .run(viewer.value(), from.activity_micros, from.chat_id.value(), limit);
  while (row.step()) ids.emplace_back(row.integer(0));
  return ids;
}

void show_names(Database& database, UserId viewer, const NameVisitor& visit) {
  auto row = database
                 .statement(
                     "SELECT c.id, CASE c.type WHEN 0 THEN (SELECT u.username FROM members o "
                     "JOIN users u ON u.id = o.user_id WHERE o.chat_id = c.id "
                     "AND o.user_id <> m.user_id) ELSE c.name END, c.last_at "
                     "FROM members m JOIN chats c ON c.id = m.chat_id WHERE m.user_id = ?1 "
                     "ORDER BY c.last_at DESC, c.id DESC")
                 .run(viewer.value());
  while (row.step()) {
    const ChatName name{ChatId(row.integer(0)), row.text(1), row.integer(2)};
    if (visit(name) == Visit::stop) return;
  }
}

}  // namespace

Task<Result<Created>> SqliteChats::create_direct(Actor actor, std::string second_email) {
  auto verb = [&cache = parts_.memberships, user = actor.user_id, email = std::move(second_email)](
                  WriteContext& context) { return write_direct(context, cache, user, email); };
  return write_as<Created>(parts_, actor, std::move(verb));
}

Task<Result<Chat>> SqliteChats::create_group(NewGroup group) {
  const Actor actor = group.creator;
  auto verb = [&cache = parts_.memberships, group = std::move(group)](WriteContext& context) {
    return write_group(context, cache, group);
  };
  return write_as<Chat>(parts_, actor, std::move(verb));
}

Task<Result<Chat>> SqliteChats::change(Actor actor, ChatId chat, ChatChange change) {
  auto verb = [&cache = parts_.memberships, user = actor.user_id, chat,
               change = std::move(change)](WriteContext& context) {
    return write_change(context, cache, user, chat, change);
  };
  return write_as<Chat>(parts_, actor, std::move(verb));
}

Task<Result<void>> SqliteChats::erase(Actor actor, ChatId chat) {
  auto verb = [&cache = parts_.memberships, user = actor.user_id, chat](WriteContext& context) {
    return write_chat_erasure(context, cache, user, chat);
  };
  return write_as<void>(parts_, actor, std::move(verb));
}

Task<Result<Chat>> SqliteChats::find(UserId viewer, ChatId chat) {
  auto verb = [viewer, chat](Database& database) -> Result<Chat> {
    auto found = load_chat(database, viewer, chat);
    if (!found) return fail(ErrorCode::chat_not_found);
    return std::move(*found);
  };
  return parts_.readers.run<Chat>(std::move(verb));
}

Task<Result<std::vector<Chat>>> SqliteChats::find_many(UserId viewer, std::vector<ChatId> ids) {
  using Chats = std::vector<Chat>;
  auto verb = [viewer, ids = std::move(ids)](Database& database) -> Result<Chats> {
    return load_chats(database, viewer, ids);
  };
  return parts_.readers.run<Chats>(std::move(verb));
}

Task<Result<std::vector<Chat>>> SqliteChats::list(UserId viewer, std::optional<ChatCursor> after,
                                                  int limit) {
  using Chats = std::vector<Chat>;
  auto verb = [viewer, after, limit](Database& database) -> Result<Chats> {
    return load_chats(database, viewer, load_page(database, viewer, after, limit));
  };
  return parts_.readers.run<Chats>(std::move(verb));
}

Task<Result<void>> SqliteChats::visit_names(UserId viewer, NameVisitor visit) {
  auto verb = [viewer, visit = std::move(visit)](Database& database) -> Result<void> {
    show_names(database, viewer, visit);
    return {};
  };
  return parts_.readers.run<void>(std::move(verb));
}

}  // namespace asq::store::sqlite
