// The verbs of chat/ and the rows of a store, grouped and in few words, as tests call them. Verbs
// that change something are the product's; find(), list() and the like are reads of the rows, for
// tests that look at what is stored.
// Threads: any. The store outlives the tasks.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/handle.hpp"
#include "chat/account_changes.hpp"
#include "chat/chats.hpp"
#include "chat/history.hpp"
#include "chat/members.hpp"
#include "chat/message_changes.hpp"
#include "chat/password_resets.hpp"
#include "chat/replay.hpp"
#include "chat/send_message.hpp"
#include "chat/sessions.hpp"
#include "chat/write_as.hpp"
#include "store/store.hpp"
#include "support/by.hpp"
#include "support/invite_verbs.hpp"

namespace asq::test {

struct NewMessage {
  ChatId chat_id;
  Actor sender;
  std::string text;
  std::optional<std::string> client_id = {};
  std::optional<ChatType> only_in = {};  // group: as POST /chat/group-message
  std::optional<Seq> reply_to = {};
};

struct NewGroup {
  Actor creator;
  std::string name;
  std::vector<UserId> participants;
};

struct OffsetPage {
  ChatId chat_id;
  UserId viewer;
  std::int64_t offset = 0;
  int limit = 50;
  bool newest_first = false;
  std::optional<ChatType> only_in = {};
};

struct Opening {
  UserId user_id;
  std::string user_agent;
  std::chrono::seconds lifetime;
};

// Reads are the viewer's, in no session in particular.
inline chat::Caller viewed_by(UserId user) { return {user, SessionId()}; }

class AccountVerbs {
 public:
  explicit AccountVerbs(store::Store& store) : store_(store) {}

  // As registering does when the password is hashed.
  Task<Result<User>> create(store::NewAccount account) {
    account.wished_handle = handle_from(account.username);
    auto verb = [account = std::move(account)](store::Transaction& rows) {
      return chat::create_account(rows, account);
    };
    return store_.write<User>({"register", Payer::server()}, std::move(verb));
  }
  Task<Result<User>> find(UserId id) {
    auto verb = [id](store::Snapshot& rows) -> Result<User> {
      auto user = rows.find_user(id);
      if (!user || user->deleted) return fail(ErrorCode::user_not_found);
      return std::move(*user);
    };
    return store_.read<User>({"me", Payer::server()}, std::move(verb));
  }
  // Under people=known: not those whom one could find besides.
  Task<Result<User>> find_seen(UserId viewer, UserId id,
                               chat::People people = chat::People::known) {
    auto verb = [viewer, id, people](store::Snapshot& rows) {
      return chat::find_seen(rows, viewer, id, people);
    };
    return store_.read<User>({"find person", Payer::server()}, std::move(verb));
  }
  Task<Result<store::Credentials>> find_credentials(std::string email) {
    auto verb = [email = std::move(email)](store::Snapshot& rows) -> Result<store::Credentials> {
      auto account = rows.find_account(email);
      if (!account) return fail(ErrorCode::user_not_found);
      return std::move(*account);
    };
    return store_.read<store::Credentials>({"find account", Payer::server()}, std::move(verb));
  }
  Task<Result<User>> change_profile(Actor actor, chat::ProfileChange change) {
    auto verb = [id = actor.user_id, change = std::move(change)](store::Transaction& rows) {
      return chat::change_profile(rows, id, change);
    };
    return chat::write_as<User>(store_, "change profile", actor, std::move(verb));
  }
  Task<Result<User>> set_disabled(std::string email, bool disabled) {
    auto verb = [email = std::move(email), disabled](store::Transaction& rows) {
      return chat::set_disabled(rows, email, disabled);
    };
    return store_.write<User>({"set disabled", Payer::server()}, std::move(verb));
  }
  Task<Result<chat::MadeReset>> make_reset(std::string email) {
    auto verb = [email = std::move(email)](store::Transaction& rows) {
      return chat::make_reset(rows, email);
    };
    return store_.write<chat::MadeReset>({"make reset link", Payer::server()}, std::move(verb));
  }
  Task<Result<UserId>> find_reset_owner(ResetId id, Timestamp now) {
    auto verb = [id, now](store::Snapshot& rows) { return chat::find_reset_owner(rows, id, now); };
    return store_.read<UserId>({"find reset link", Payer::server()}, std::move(verb));
  }
  Task<Result<User>> use_reset(ResetId id, std::string hash) {
    auto verb = [id, hash = std::move(hash)](store::Transaction& rows) {
      return chat::use_reset(rows, id, hash);
    };
    return store_.write<User>({"set password", Payer::server()}, std::move(verb));
  }
  // True: there are groups left to leave.
  Task<Result<bool>> erase(Actor actor) {
    auto verb = [id = actor.user_id](store::Transaction& rows) {
      return chat::erase_account(rows, id);
    };
    return chat::write_as<bool>(store_, "delete account", actor, std::move(verb));
  }
  // True: there may be more.
  Task<Result<bool>> leave_some_groups() {
    auto verb = [](store::Transaction& rows) -> Result<bool> {
      return chat::leave_some_groups(rows);
    };
    return store_.write<bool>({"leave groups", Payer::server()}, std::move(verb));
  }
  Task<Result<std::vector<User>>> list(UserId after, int limit) {
    using Users = std::vector<User>;
    auto verb = [after, limit](store::Snapshot& rows) -> Result<Users> {
      return rows.list_users(after, limit);
    };
    return store_.read<Users>({"list accounts", Payer::server()}, std::move(verb));
  }

 private:
  store::Store& store_;
};

class SessionVerbs {
 public:
  explicit SessionVerbs(store::Store& store) : store_(store) {}

  // As a login whose password was right a moment ago.
  Task<Result<Session>> open(Opening opening) {
    return open_in(store_, std::move(opening), None());
  }
  // The same, while these sessions of the account are in use.
  Task<Result<Session>> open_beside(UserId user, std::optional<std::vector<SessionId>> in_use) {
    return open_in(store_, {user, "test", std::chrono::hours(1)}, std::move(in_use));
  }
  Task<Result<Session>> refresh(SessionId id, std::int64_t generation,
                                std::chrono::seconds lifetime) {
    return refresh_in(store_, id, generation, lifetime);
  }
  Task<Result<void>> end(UserId owner, SessionId id) {
    auto verb = [owner, id](store::Transaction& rows) -> Result<void> {
      const auto ended = chat::end_own_session(rows, owner, id);
      if (!ended) return std::unexpected(ended.error());
      return {};
    };
    return store_.write<void>({"end session", Payer::server()}, std::move(verb));
  }
  // Those that have not expired at `now`.
  Task<Result<std::vector<Session>>> list(UserId owner, Timestamp now) {
    using Sessions = std::vector<Session>;
    auto verb = [owner, now](store::Snapshot& rows) -> Result<Sessions> {
      return chat::live_sessions(rows, owner, now);
    };
    return store_.read<Sessions>({"list sessions", Payer::server()}, std::move(verb));
  }
  [[nodiscard]] bool live(SessionId id, UserId owner) const {
    return store_.memory().session_lives(id, owner);
  }

 private:
  using None = std::vector<SessionId>;
  static Task<Result<Session>> open_in(store::Store& store, Opening opening,
                                       std::optional<std::vector<SessionId>> in_use) {
    auto verb = [opening = std::move(opening),
                 in_use = std::move(in_use)](store::Transaction& rows) -> Result<Session> {
      const auto user = rows.find_user(opening.user_id);
      const auto account = user ? rows.find_account(user->email) : std::nullopt;
      if (!account) return fail(ErrorCode::invalid_credentials);
      auto opened =
          chat::open_session(rows, {opening.user_id, account->user.email, account->password_hash,
                                    opening.user_agent, opening.lifetime, in_use});
      if (!opened) return std::unexpected(std::move(opened.error()));
      return std::move(opened->session);
    };
    return store.write<Session>({"log in", Payer::server()}, std::move(verb));
  }
  static Task<Result<Session>> refresh_in(store::Store& store, SessionId id,
                                          std::int64_t generation, std::chrono::seconds lifetime) {
    using Refreshed = std::optional<Session>;
    auto verb = [id, generation, lifetime](store::Transaction& rows) -> Result<Refreshed> {
      return chat::refresh_session(rows, {.session_id = id, .generation = generation}, lifetime)
          .session;
    };
    auto refreshed = co_await store.write<Refreshed>({"refresh", Payer::server()}, std::move(verb));
    if (!refreshed) co_return std::unexpected(std::move(refreshed.error()));
    if (!*refreshed) co_return fail(ErrorCode::unauthenticated);
    co_return std::move(**refreshed);
  }

  store::Store& store_;
};

class ChatVerbs {
 public:
  explicit ChatVerbs(store::Store& store) : store_(store) {}

  Task<Result<Created>> create_direct(Actor actor, std::string email) {
    return chat::Chats(store_).create_direct(actor, std::move(email));
  }
  Task<Result<Chat>> create_group(NewGroup group) {
    return chat::Chats(store_).create_group(group.creator, std::move(group.name),
                                            std::move(group.participants));
  }
  Task<Result<Chat>> change(Actor actor, ChatId chat, ChatChange change) {
    return chat::Chats(store_).change(actor, chat, std::move(change));
  }
  Task<Result<void>> erase(Actor actor, ChatId chat) {
    return chat::Chats(store_).erase(actor, chat);
  }
  Task<Result<Chat>> find(UserId viewer, ChatId chat) {
    return chat::Chats(store_).get(viewed_by(viewer), chat);
  }
  Task<Result<std::vector<Chat>>> find_many(UserId viewer, std::vector<ChatId> ids) {
    auto verb = [viewer, ids = std::move(ids)](store::Snapshot& rows) -> Result<Found> {
      return load(rows, viewer, ids);
    };
    return store_.read<Found>({"find chats", Payer::server()}, std::move(verb));
  }
  Task<Result<std::vector<Chat>>> list(UserId viewer, std::optional<store::ChatCursor> after,
                                       int limit) {
    const auto from = after.value_or(store::ChatCursor{INT64_MAX, ChatId(INT64_MAX)});
    auto verb = [viewer, from, limit](store::Snapshot& rows) -> Result<Found> {
      return load(rows, viewer, rows.list_chats(viewer, from, limit));
    };
    return store_.read<Found>({"list chats", Payer::server()}, std::move(verb));
  }
  // In any order.
  Task<Result<std::vector<store::ChatName>>> named(UserId viewer, std::string part) {
    using Names = std::vector<store::ChatName>;
    auto verb = [viewer, part = std::move(part)](store::Snapshot& rows) -> Result<Names> {
      Names names;
      rows.visit_chats_named(viewer, part,
                             [&](const store::ChatName& name) { names.push_back(name); });
      return names;
    };
    return store_.read<Names>({"visit names", Payer::server()}, std::move(verb));
  }
  Task<Result<Chat>> search(UserId viewer, std::string name) {
    return search_in(store_, viewer, std::move(name));
  }
  // Page after page of so many.
  Task<Result<std::vector<Chat>>> search_all(UserId viewer, std::string query, int limit) {
    return search_all_in(store_, viewer, std::move(query), limit);
  }

 private:
  using Found = std::vector<Chat>;
  static Task<Result<Chat>> search_in(store::Store& store, UserId viewer, std::string name) {
    chat::Chats chats(store);
    co_return co_await chats.find(viewed_by(viewer), std::move(name));
  }
  static Task<Result<Found>> search_all_in(store::Store& store, UserId viewer, std::string query,
                                           int limit) {
    chat::Chats chats(store);
    Found all;
    std::optional<std::string> cursor;
    do {
      chat::ChatListRequest request{limit, cursor, query};
      auto page = co_await chats.list(viewed_by(viewer), std::move(request));
      if (!page) co_return std::unexpected(std::move(page.error()));
      all.insert(all.end(), page->chats.begin(), page->chats.end());
      cursor = page->next_cursor;
    } while (cursor);
    co_return all;
  }
  static Found load(store::Snapshot& rows, UserId viewer, const std::vector<ChatId>& ids) {
    Found chats;
    for (const ChatId id : ids) {
      if (auto chat = rows.find_chat(viewer, id)) chats.push_back(std::move(*chat));
    }
    return chats;
  }

  store::Store& store_;
};

class MemberVerbs {
 public:
  explicit MemberVerbs(store::Store& store) : store_(store) {}

  Task<Result<Created>> add(Actor actor, ChatId group, std::string email) {
    return chat::Members(store_).add(actor, group, std::move(email));
  }
  Task<Result<void>> remove(Actor actor, ChatId chat, UserId user) {
    return chat::Members(store_).remove(actor, chat, user);
  }
  Task<Result<Member>> set_role(Actor actor, ChatId chat, UserId user, Role role) {
    return chat::Members(store_).set_role(actor, chat, user, role);
  }
  Task<Result<ReadState>> mark_read(Actor actor, ChatId chat, Seq seq) {
    return chat::Members(store_).mark_read(actor, chat, seq);
  }
  Task<Result<std::vector<Member>>> list(UserId viewer, ChatId chat, UserId after, int limit) {
    using Found = std::vector<Member>;
    auto verb = [viewer, chat, after, limit](store::Snapshot& rows) -> Result<Found> {
      if (!rows.find_membership(chat, viewer)) return fail(ErrorCode::chat_not_found);
      return rows.list_members(chat, after, limit);
    };
    return store_.read<Found>({"list members", Payer::server()}, std::move(verb));
  }
  Task<Result<Membership>> membership(ChatId chat, UserId user) {
    return membership_in(store_, chat, user);
  }
  // From memory; nullopt: it does not know.
  [[nodiscard]] std::optional<Result<Membership>> cached_membership(ChatId chat, UserId user) {
    const auto known = store_.memory().memberships().find(chat, user);
    if (!known) return std::nullopt;
    if (!*known) return fail(ErrorCode::chat_not_found);
    return **known;
  }

 private:
  static Task<Result<Membership>> membership_in(store::Store& store, ChatId chat, UserId user) {
    chat::Members members(store);
    co_return co_await members.membership(viewed_by(user), chat);
  }

  store::Store& store_;
};

class MessageVerbs {
 public:
  explicit MessageVerbs(store::Store& store) : store_(store) {}

  Task<Result<Receipt>> append(NewMessage message) { return append_in(store_, std::move(message)); }
  // The receipt of an earlier append of the same content; nullopt: the client_id is new or absent.
  Task<Result<std::optional<Receipt>>> find_receipt(NewMessage message) {
    return find_receipt_in(store_, std::move(message));
  }
  Task<Result<std::vector<Message>>> page(OffsetPage page) {
    const bool groups_only = page.only_in == ChatType::group;
    return chat::History(store_).page(
        viewed_by(page.viewer),
        {page.chat_id, page.offset, page.limit, page.newest_first, groups_only});
  }
  Task<Result<std::vector<Message>>> after(ChatId chat, UserId viewer, Seq after, int limit) {
    return chat::History(store_).after(viewed_by(viewer), chat, after, limit);
  }
  Task<Result<MessageWindow>> window(UserId viewer, WindowRequest request) {
    return chat::History(store_).window(viewed_by(viewer), request);
  }
  Task<Result<Message>> edit(Actor actor, MessageRef message, std::string text) {
    return chat::MessageChanges(store_).edit(actor, message, std::move(text));
  }
  Task<Result<Message>> erase(Actor actor, MessageRef message) {
    return chat::MessageChanges(store_).erase(actor, message);
  }
  Task<Result<Message>> react(Actor actor, MessageRef message, std::string emoji, bool present) {
    return react_in(store_, actor, message, std::move(emoji), present);
  }

 private:
  static chat::Outgoing outgoing(NewMessage message) {
    return {.chat_id = message.chat_id,
            .text = std::move(message.text),
            .client_id = std::move(message.client_id),
            .groups_only = message.only_in == ChatType::group,
            .reply_to = message.reply_to};
  }
  static Task<Result<Receipt>> append_in(store::Store& store, NewMessage message) {
    chat::SendMessage messages(store);
    const Actor sender = message.sender;
    chat::Outgoing out = outgoing(std::move(message));
    co_return co_await messages.send(sender, std::move(out));
  }
  static Task<Result<std::optional<Receipt>>> find_receipt_in(store::Store& store,
                                                              NewMessage message) {
    chat::SendMessage messages(store);
    const chat::Caller caller = viewed_by(message.sender.user_id);
    chat::Outgoing out = outgoing(std::move(message));
    auto found = co_await messages.receipt_or(caller, std::move(out), Error(ErrorCode::internal));
    if (found) co_return std::optional<Receipt>(std::move(*found));
    if (found.error().code == ErrorCode::internal) co_return std::optional<Receipt>();
    co_return std::unexpected(std::move(found.error()));
  }
  static Task<Result<Message>> react_in(store::Store& store, Actor actor, MessageRef message,
                                        std::string emoji, bool present) {
    chat::MessageChanges changes(store);
    co_return co_await changes.react(actor, message, std::move(emoji), present);
  }

  store::Store& store_;
};

class LogVerbs {
 public:
  explicit LogVerbs(store::Store& store) : store_(store) {}

  [[nodiscard]] std::uint64_t epoch() const { return store_.epoch(); }
  [[nodiscard]] LogPosition head() const { return store_.head(); }
  Task<Result<Standing>> standing(UserId user) {
    auto verb = [user](store::Snapshot& rows) -> Result<Standing> {
      return rows.missed(user, LogPosition(kMaxWireInteger)).standing;
    };
    return store_.read<Standing>({"standing", Payer::server()}, std::move(verb));
  }
  Task<Result<store::Missed>> missed(UserId user, LogPosition since) {
    auto verb = [user, since](store::Snapshot& rows) -> Result<store::Missed> {
      return rows.missed(user, since);
    };
    return store_.read<store::Missed>({"missed", Payer::server()}, std::move(verb));
  }
  Task<Result<chat::Loaded>> load(UserId user, std::vector<LogPosition> positions,
                                  std::size_t text_bytes = SIZE_MAX) {
    auto verb = [user, text_bytes,
                 positions = std::move(positions)](store::Snapshot& rows) -> Result<chat::Loaded> {
      return chat::load_events(rows, user, positions, text_bytes);
    };
    return store_.read<chat::Loaded>({"catch up", Payer::server()}, std::move(verb));
  }
  Task<Result<std::vector<UserId>>> known(UserId user, std::vector<UserId> others) {
    return chat::Members(store_).known(user, std::move(others));
  }

 private:
  store::Store& store_;
};

class Verbs {
 public:
  explicit Verbs(store::Store& store) : store_(store) {}

  [[nodiscard]] AccountVerbs accounts() const { return AccountVerbs(store_); }
  [[nodiscard]] SessionVerbs sessions() const { return SessionVerbs(store_); }
  [[nodiscard]] ChatVerbs chats() const { return ChatVerbs(store_); }
  [[nodiscard]] MemberVerbs members() const { return MemberVerbs(store_); }
  [[nodiscard]] MessageVerbs messages() const { return MessageVerbs(store_); }
  [[nodiscard]] InviteVerbs invites() const { return InviteVerbs(store_); }
  [[nodiscard]] LogVerbs log() const { return LogVerbs(store_); }

 private:
  store::Store& store_;
};

}  // namespace asq::test
