#include "chat/handles.hpp"

#include <utility>

#include "base/handle.hpp"

namespace asq::chat {

bool may_have_handle(store::Snapshot& rows, UserId user, const std::string& handle, Timestamp now) {
  if (is_reserved_handle(handle)) return false;
  if (const auto owner = rows.find_by_handle(handle); owner && owner->id != user) return false;
  const auto freed = rows.find_freed_handle(handle);
  return !freed || freed->until <= now || freed->last_owner == user;
}

void rest_handle(store::Transaction& rows, const User& before) {
  if (before.handle.empty()) return;
  rows.rest_handle({before.handle, before.id, rows.now() + kHandleRest});
}

std::optional<User> find_addressee(store::Snapshot& rows, std::string_view addressee) {
  if (addressee.starts_with('@')) {
    return rows.find_by_handle(with_small_letters(addressee.substr(1)));
  }
  auto account = rows.find_account(addressee);
  if (!account) return std::nullopt;
  return std::move(account->user);
}

}  // namespace asq::chat
