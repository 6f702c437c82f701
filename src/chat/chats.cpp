// Making, changing and ending chats. Finding and listing them: chat_list.cpp.
#include "chat/chats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "chat/handles.hpp"
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

Result<Created> create_direct_chat(Transaction& rows, UserId actor, const std::string& addressee,
                                   const ChatOptions& options) {
  if (!user_exists(rows, actor)) return fail(ErrorCode::unauthenticated);
  const auto second = find_addressee(rows, addressee);
  if (!second) return fail(ErrorCode::user_not_found);
  const UserId other = second->id;
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

struct Participants {
  std::vector<UserId> users;
  std::vector<FieldError> errors;  // of those who can't be found
};

Participants find_participants(Transaction& rows, const GroupDraft& draft) {
  Participants found{draft.participants, {}};
  for (std::size_t i = 0; i < draft.participants.size(); ++i) {
    const UserId user = draft.participants[i];
    const bool exists = user_exists(rows, user);
    if (exists && !std::ranges::binary_search(draft.strangers, user)) continue;
    found.errors.push_back(
        {fmt::format("participant_ids[{}]", i), fmt::format("There is no user {}.", user.value())});
  }
  for (std::size_t i = 0; i < draft.addressees.size(); ++i) {
    const std::string& addressee = draft.addressees[i];
    if (const auto user = find_addressee(rows, addressee)) {
      found.users.push_back(user->id);
      continue;
    }
    const char* what = addressee.starts_with('@') ? "handle" : "e-mail";
    found.errors.push_back(
        {fmt::format("participants[{}]", i), fmt::format("There is no user with this {}.", what)});
  }
  return found;
}

Result<Chat> create_group_chat(Transaction& rows, UserId creator, const GroupDraft& draft,
                               const ChatOptions& options) {
  if (!user_exists(rows, creator)) return fail(ErrorCode::unauthenticated);
  auto [users, errors] = find_participants(rows, draft);
  if (!errors.empty()) return fail(std::move(errors));
  if (auto room = check_own_chats(rows, creator, options.max_own_chats); !room) {
    return std::unexpected(std::move(room.error()));
  }
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

Task<Result<Created>> Chats::create_direct(Actor actor, std::string addressee) {
  auto verb = [user = actor.user_id, addressee = std::move(addressee), options = options_](
                  Transaction& rows) { return create_direct_chat(rows, user, addressee, options); };
  return write_as<Created>(store_, "create direct chat", actor, std::move(verb),
                           2 * kRowsOfAMember);
}

Task<Result<Chat>> Chats::create_group(Actor actor, std::string name,
                                       std::vector<UserId> participants,
                                       std::vector<std::string> addressees) {
  GroupDraft draft{std::move(name), std::move(participants), std::move(addressees)};
  if (options_.people == People::open) return make_group(actor, std::move(draft));
  return make_group_of_known(actor, std::move(draft));
}

Task<Result<Chat>> Chats::make_group(Actor actor, GroupDraft draft) {
  const std::int64_t people = std::ssize(draft.participants) + std::ssize(draft.addressees);
  const std::int64_t price = kRowsOfAMember * (people + 1);
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
  return write_as<void>(store_, "delete chat", actor, std::move(verb), kRowsOfLeaving);
}

}  // namespace asq::chat
