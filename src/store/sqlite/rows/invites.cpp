// Writes of invitations.
#include "store/sqlite/rows/transaction.hpp"

namespace asq::store::sqlite {
namespace {

template <class Tag>
std::optional<std::int64_t> value_of(const std::optional<Id<Tag>>& id) {
  if (!id) return std::nullopt;
  return id->value();
}

}  // namespace

InviteId SqliteTransaction::insert_invite(const Invite& invite) {
  std::optional<std::int64_t> expires_at;
  if (invite.expires_at) expires_at = to_micros(*invite.expires_at);
  tables()
      .statement(
          "INSERT INTO invites (chat_id, created_by, created_at, expires_at, uses, max_uses, "
          "position) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
      .execute(value_of(invite.chat_id), value_of(invite.created_by), to_micros(invite.created_at),
               expires_at, invite.uses, invite.max_uses, counters_.log_position);
  return InviteId(database_.last_insert_id());
}

void SqliteTransaction::update_invite(const Invite& invite) {
  tables()
      .statement("UPDATE invites SET uses = ?2, ended = ?3 WHERE id = ?1")
      .execute(invite.id.value(), invite.uses, invite.ended);
}

}  // namespace asq::store::sqlite
