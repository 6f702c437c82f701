// Making, changing and ending chats. Finding and listing them: chat_list.cpp.
#include "chat/chats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "chat/joining.hpp"
#include "chat/leaving.hpp"
#include "chat/write_as.hpp"
#include "model/permissions.hpp"

namespace asq::chat {
namespace {

using store::Transaction;

// What they cost the writer (docs/adr/0013-fair-shares.md).
constexpr std::int64_t kRowsOfAMember = 4;
constexpr std::int64_t kRowsOfAChange = 3;

bool user_exists(Transaction& rows, UserId id) {
  const auto user = rows.find_user(id);
  return user && !user->deleted;
}

Result<Created> create_direct_chat(Transaction& rows, UserId actor, const std::string& email,
                                   const ChatOptions& options) {
  if (!user_exists(rows, actor)) return fail(ErrorCode::unauthenticated);
  const auto second = rows.find_account(email);
  if (!second) return fail(ErrorCode::user_not_found);
  const UserId other = second->user.id;
  if (other == actor) return fail(ErrorCode::self_chat);
  if (const auto existing = rows.find_direct_chat(actor, other)) {
    return Created{rows.find_chat(actor, *existing).value(), false};
  }
  if (auto room = check_own_chats(rows, actor, options.max_own_chats); !room) {
    return std::unexpected(std::move(room.error()));
  }
  const ChatId chat = begin_direct_chat(rows, actor, other);
  return Created{rows.find_chat(actor, chat).value(), true};
}

std::vector<UserId> each_once(std::vector<UserId> users) {
  std::ranges::sort(users);
  const auto repeats = std::ranges::unique(users);
  users.erase(repeats.begin(), repeats.end());
  return users;
}

std::vector<FieldError> unknown_participants(Transaction& rows, const GroupDraft& draft) {
  const std::vector<UserId>& users = draft.participants;
  std::vector<FieldError> errors;
  for (std::size_t i = 0; i < users.size(); ++i) {
    const bool exists = user_exists(rows, users[i]);
    if (exists && !std::ranges::binary_search(draft.strangers, users[i])) continue;
    errors.push_back({fmt::format("participant_ids[{}]", i),
                      fmt::format("There is no user {}.", users[i].value())});
  }
  return errors;
}

Result<Chat> create_group_chat(Transaction& rows, UserId creator, const GroupDraft& draft,
                               const ChatOptions& options) {
  if (!user_exists(rows, creator)) return fail(ErrorCode::unauthenticated);
  if (auto errors = unknown_participants(rows, draft); !errors.empty()) {
    return fail(std::move(errors));
  }
  if (auto room = check_own_chats(rows, creator, options.max_own_chats); !room) {
    return std::unexpected(std::move(room.error()));
  }
  std::vector<UserId> users = draft.participants;
  users.push_back(creator);
  const ChatId chat = begin_chat(rows, {ChatType::group, draft.name, creator, rows.now()},
                                 each_once(std::move(users)));
  return rows.find_chat(creator, chat).value();
}

Result<Chat> change_chat(Transaction& rows, UserId actor, ChatId id, const ChatChange& change,
                         Toll* toll) {
  const auto place = rows.find_place(id, actor);
  if (!place) return fail(ErrorCode::chat_not_found);
  const Membership& membership = place->membership;
  if (!may(membership, Action::update)) return fail(refusal(membership, Action::update));
  Chat chat = rows.find_chat(actor, id).value();
  const std::string name = change.name.value_or(chat.name);
  const bool admins_only = change.admins_only_invite.value_or(chat.admins_only_invite);
  if (name == chat.name && admins_only == chat.admins_only_invite) return chat;
  chat.name = name;
  chat.admins_only_invite = admins_only;
  if (auto paid = pay_to_change(toll, chat); !paid) return std::unexpected(paid.error());
  const LogPosition at = rows.take_position();
  rows.update_chat(id, name, admins_only);
  rows.record(at, ChatUpdated{id, actor});
  return chat;
}

Result<void> erase_chat(Transaction& rows, UserId actor, ChatId chat) {
  const auto place = rows.find_place(chat, actor);
  if (!place) return fail(ErrorCode::chat_not_found);
  const Membership& membership = place->membership;
  if (!may(membership, Action::delete_chat)) {
    return fail(refusal(membership, Action::delete_chat));
  }
  delete_chat(rows, chat, actor);
  return {};
}

}  // namespace

Task<Result<Created>> Chats::create_direct(Actor actor, std::string second_email) {
  auto verb = [user = actor.user_id, email = std::move(second_email), options = options_](
                  Transaction& rows) { return create_direct_chat(rows, user, email, options); };
  return write_as<Created>(store_, "create direct chat", actor, std::move(verb),
                           2 * kRowsOfAMember);
}

Task<Result<Chat>> Chats::create_group(Actor actor, std::string name,
                                       std::vector<UserId> participants) {
  GroupDraft draft{std::move(name), std::move(participants)};
  if (options_.people == People::open) return make_group(actor, std::move(draft));
  return make_group_of_known(actor, std::move(draft));
}

Task<Result<Chat>> Chats::make_group(Actor actor, GroupDraft draft) {
  const std::int64_t price = kRowsOfAMember * (std::ssize(draft.participants) + 1);
  auto verb = [user = actor.user_id, options = options_, draft = std::move(draft)](
                  Transaction& rows) { return create_group_chat(rows, user, draft, options); };
  return write_as<Chat>(store_, "create group", actor, std::move(verb), price);
}

Task<Result<Chat>> Chats::make_group_of_known(Actor actor, GroupDraft draft) {
  std::vector<UserId> asked = each_once(draft.participants);
  auto found = co_await strangers(actor.user_id, std::move(asked));
  if (!found) co_return std::unexpected(std::move(found.error()));
  draft.strangers = std::move(*found);
  auto made = make_group(actor, std::move(draft));
  co_return co_await std::move(made);
}

Task<Result<std::vector<UserId>>> Chats::strangers(UserId user, std::vector<UserId> others) {
  using Users = std::vector<UserId>;
  const store::Work work{"strangers", user, std::ssize(others)};
  auto verb = [user, others = std::move(others)](store::Snapshot& rows) -> Result<Users> {
    Users strangers;
    for (const UserId other : others) {
      if (other != user && !rows.knows(user, other)) strangers.push_back(other);
    }
    return strangers;
  };
  return store_.read<Users>(work, std::move(verb));
}

Task<Result<Chat>> Chats::change(Actor actor, ChatId chat, ChatChange change, Toll* toll) {
  auto verb = [user = actor.user_id, chat, change = std::move(change), toll](Transaction& rows) {
    return change_chat(rows, user, chat, change, toll);
  };
  return write_as<Chat>(store_, "change chat", actor, std::move(verb), kRowsOfAChange);
}

Task<Result<void>> Chats::erase(Actor actor, ChatId chat) {
  auto verb = [user = actor.user_id, chat](Transaction& rows) {
    return erase_chat(rows, user, chat);
  };
  return write_as<void>(store_, "delete chat", actor, std::move(verb), kRowsOfAChange);
}

}  // namespace asq::chat
