#include "chat/password_resets.hpp"

#include <utility>

#include "base/random.hpp"
#include "chat/account_changes.hpp"
#include "chat/handles.hpp"

namespace asq::chat {
namespace {

using store::PasswordReset;

// Random: two copies of one database, of which each goes on by itself, give no number twice. So no
// link of the one is somebody else's in the other.
ResetId unused_reset_id(store::Transaction& rows) {
  for (;;) {
    std::uint64_t number = 0;
    const std::string bytes = random_bytes(6);
    for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
    const ResetId id(static_cast<std::int64_t>(number));
    if (number > 0 && !rows.find_reset(id)) return id;
  }
}

Result<PasswordReset> find_good_reset(store::Snapshot& rows, ResetId id, Timestamp now) {
  const auto reset = rows.find_reset(id);
  if (!reset) return fail(ErrorCode::reset_not_found);
  const auto user = rows.find_user(reset->user);
  const bool over = reset->over || reset->expires_at <= now;
  if (over || !user || user->disabled || user->deleted) return fail(ErrorCode::reset_over);
  return *reset;
}

}  // namespace

Result<MadeReset> make_reset(store::Transaction& rows, std::string_view addressee) {
  auto user = find_addressee(rows, addressee);
  if (!user) return fail(ErrorCode::user_not_found);
  if (user->disabled) {
    return fail(ErrorCode::forbidden, "This account is disabled; enable it first.");
  }
  const Timestamp now = rows.now();
  const PasswordReset reset{.id = unused_reset_id(rows),
                            .user = user->id,
                            .created_at = now,
                            .expires_at = now + kResetLinkLasts};
  rows.end_resets_of(reset.user);
  rows.insert_reset(reset);
  return MadeReset{reset, std::move(*user)};
}

Result<UserId> find_reset_owner(store::Snapshot& rows, ResetId id, Timestamp now) {
  const auto reset = find_good_reset(rows, id, now);
  if (!reset) return std::unexpected(reset.error());
  return reset->user;
}

Result<User> use_reset(store::Transaction& rows, ResetId id, const std::string& password_hash) {
  const auto reset = find_good_reset(rows, id, rows.now());
  if (!reset) return std::unexpected(reset.error());
  ProfileChange change;
  change.password_hash = password_hash;
  return change_profile(rows, reset->user, change);  // ends this link, too
}

}  // namespace asq::chat
