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

std::int64_t SqliteTransaction::end_invites_of(ChatId chat) {
  tables()
      .statement("UPDATE invites SET ended = 1 WHERE ended = 0 AND chat_id = ?1")
      .execute(chat.value());
  return database_.changes();
}

// Of a chat there are fewer that have not ended than a person may have made.
std::int64_t SqliteTransaction::end_invites_of_maker(ChatId chat, UserId maker) {
  tables()
      .statement(
          "UPDATE invites INDEXED BY invites_of_chat SET ended = 1 "
          "WHERE ended = 0 AND chat_id = ?1 AND created_by = ?2")
      .execute(chat.value(), maker.value());
  return database_.changes();
}

std::int64_t SqliteTransaction::end_invites_in_person(UserId maker) {
  tables()
      .statement(
          "UPDATE invites INDEXED BY invites_in_person SET ended = 1 "
          "WHERE ended = 0 AND chat_id IS NULL AND created_by = ?1")
      .execute(maker.value());
  return database_.changes();
}

}  // namespace asq::store::sqlite
