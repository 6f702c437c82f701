#include "chat/account_changes.hpp"

#include <utility>
#include <vector>

#include "base/handle.hpp"
#include "chat/handles.hpp"
#include "chat/invite_rules.hpp"
#include "chat/leaving.hpp"
#include "chat/sessions.hpp"

namespace asq::chat {
namespace {

using store::Transaction;

constexpr int kGroupsAtOnce = 20;  // none of whose invitations ends
constexpr std::int64_t kRowsAtOnce = kGroupsAtOnce * kRowsOfLeaving;

Result<User> find_user(Transaction& rows, UserId id) {
  auto user = rows.find_user(id);
  if (!user || user->deleted) return fail(ErrorCode::user_not_found);
  return std::move(*user);
}

bool is_taken(Transaction& rows, const std::string& email, UserId by_other_than) {
  const auto owner = rows.find_account(email);
  return owner && owner->user.id != by_other_than;
}

// Errors: email_taken, handle_taken.
Result<void> check_is_free(Transaction& rows, const store::NewAccount& account) {
  if (is_taken(rows, account.email, UserId())) return fail(ErrorCode::email_taken);
  if (account.handle.empty()) return {};
  const bool free = may_have_handle(rows, UserId(), account.handle, rows.now());
  return free ? Result<void>() : fail(ErrorCode::handle_taken);
}

// The next few groups: fewer where many invitations end with them, so that it is some hundred rows,
// and hardly more than two hundred. Where to go on; nullopt: there are no more.
std::optional<ChatId> leave_groups(Transaction& rows, UserId id, ChatId after) {
  const auto groups = rows.groups_of(id, after, kGroupsAtOnce);
  std::int64_t touched = 0;
  for (const store::GroupMembership& group : groups) {
    if (touched >= kRowsAtOnce) return after;
    touched += kRowsOfLeaving + end_membership(rows, id, group, id);
    after = group.chat;
  }
  if (std::ssize(groups) < kGroupsAtOnce) return std::nullopt;
  return after;
}

}  // namespace

Result<User> find_seen(store::Snapshot& rows, UserId viewer, UserId id, People people) {
  auto user = rows.find_user(id);
  const bool anybody = people == People::open && user && !user->deleted;
  const bool seen = anybody || id == viewer || rows.share_a_chat(id, viewer) ||
                    rows.has_left_a_chat_of(id, viewer);
  if (!user || !seen) return fail(ErrorCode::user_not_found);
  return std::move(*user);
}

Result<User> create_account(Transaction& rows, store::NewAccount account) {
  if (auto free = check_is_free(rows, account); !free) {
    return std::unexpected(std::move(free.error()));
  }
  const auto is_free = [&](const std::string& handle) {
    return may_have_handle(rows, UserId(), handle, rows.now());
  };
  if (account.handle.empty() && !account.wished_handle.empty()) {
    account.handle = free_handle(account.wished_handle, is_free);
  }
  const UserId id = rows.insert_user(account, rows.now());
  if (account.handle.empty()) {  // it is made of the id
    store::AccountChange made;
    made.handle = make_handle("", id.value(), is_free);
    rows.update_user(id, made);
  }
  return find_user(rows, id);
}

Result<User> create_invited(Transaction& rows, const store::NewAccount& account, InviteId id,
                            Registrations registrations, Toll* toll) {
  const auto found = find_live_invite(rows, id, rows.now());
  if (!found) return std::unexpected(found.error());
  if (!may_register(registrations, &found->invite)) return fail(ErrorCode::registration_closed);
  // What can refuse it is asked first: after the price is paid, and a row written, nothing does.
  if (auto free = check_is_free(rows, account); !free) {
    return std::unexpected(std::move(free.error()));
  }
  if (auto paid = pay_to_join(toll, found->invite.chat_id); !paid) {
    return std::unexpected(std::move(paid.error()));
  }
  auto user = create_account(rows, account);
  if (user) join_by(rows, found->invite, *user);
  return user;
}

Result<User> change_profile(Transaction& rows, UserId id, const ProfileChange& change) {
  const auto before = find_user(rows, id);
  if (!before) return before;
  if (change.email && is_taken(rows, *change.email, id)) return fail(ErrorCode::email_taken);
  if (change.handle && !may_have_handle(rows, id, *change.handle, rows.now())) {
    return fail(ErrorCode::handle_taken);
  }
  store::AccountChange changed;
  if (change.username != before->username) changed.username = change.username;
  if (change.handle != before->handle) changed.handle = change.handle;
  changed.email = change.email;
  changed.password_hash = change.password_hash;
  changed.language = change.language;
  rows.update_user(id, changed);
  if (changed.handle) rest_handle(rows, *before);
  if (change.password_hash) {
    rows.end_resets_of(id);
    end_sessions_of(rows, id, change.keep_session);
  }
  auto user = find_user(rows, id);
  if (user && (changed.username || changed.handle)) {
    rows.record(rows.take_position(), UserUpdated{*user, rows.chats_of(id)});
  }
  return user;
}

Result<User> set_disabled(Transaction& rows, const std::string& addressee, bool disabled) {
  const auto account = find_addressee(rows, addressee);
  if (!account) return fail(ErrorCode::user_not_found);
  const UserId id = account->id;
  store::AccountChange change;
  change.disabled = disabled;
  rows.update_user(id, change);
  if (disabled) {
    rows.end_resets_of(id);
    end_sessions_of(rows, id, std::nullopt);
  }
  return find_user(rows, id);
}

Result<bool> erase_account(Transaction& rows, UserId id) {
  const auto before = find_user(rows, id);
  if (!before) return std::unexpected(before.error());
  // First, so that sockets hear of the end of their session, not of a removal from their chat.
  end_sessions_of(rows, id, std::nullopt);
  rows.end_invites_in_person(id);
  rows.end_resets_of(id);
  rows.empty_user(id);
  rest_handle(rows, *before);
  // Before the groups are left, so that those who share nothing else hear who it was.
  rows.record(rows.take_position(), UserUpdated{rows.find_user(id).value(), rows.chats_of(id)});
  const auto reached = leave_groups(rows, id, ChatId());
  if (reached) rows.mark_leaving({id, *reached});
  return reached.has_value();
}

bool leave_some_groups(Transaction& rows) {
  const auto leaving = rows.find_leaving();
  if (!leaving) return false;
  const auto reached = leave_groups(rows, leaving->user, leaving->after);
  if (reached) {
    rows.mark_leaving({leaving->user, *reached});
  } else {
    rows.unmark_leaving(leaving->user);
  }
  return true;
}

}  // namespace asq::chat
