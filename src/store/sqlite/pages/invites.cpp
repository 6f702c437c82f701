#include "store/sqlite/pages/invites.hpp"

namespace asq::store::sqlite {
namespace {

#define ASQ_INVITE_COLUMNS \
  "id, chat_id, created_by, created_at, expires_at, uses, max_uses, position, ended"

Invite invite_from(const Statement::Run& row) {
  Invite invite;
  invite.id = InviteId(row.integer(0));
  if (const auto chat = row.optional_integer(1)) invite.chat_id = ChatId(*chat);
  if (const auto maker = row.optional_integer(2)) invite.created_by = UserId(*maker);
  invite.created_at = from_micros(row.integer(3));
  if (const auto micros = row.optional_integer(4)) invite.expires_at = from_micros(*micros);
  invite.uses = row.integer(5);
  invite.max_uses = row.optional_integer(6);
  invite.position = LogPosition(row.integer(7));
  invite.ended = row.integer(8) != 0;
  return invite;
}

std::vector<Invite> read_invites(Statement::Run& row) {
  std::vector<Invite> invites;
  while (row.step()) invites.push_back(invite_from(row));
  return invites;
}

}  // namespace

std::optional<Invite> load_invite(Database& database, InviteId id) {
  auto row = database.statement("SELECT " ASQ_INVITE_COLUMNS " FROM invites WHERE id = ?1")
                 .run(id.value());
  if (!row.step()) return std::nullopt;
  return invite_from(row);
}

std::vector<Invite> load_invites_of(Database& database, ChatId chat, InviteId before, int limit) {
  auto row = database
                 .statement("SELECT " ASQ_INVITE_COLUMNS
                            " FROM invites WHERE ended = 0 AND chat_id = ?1 AND id < ?2 "
                            "ORDER BY id DESC LIMIT ?3")
                 .run(chat.value(), before.value(), limit);
  return read_invites(row);
}

std::vector<Invite> load_invites_by(Database& database, UserId maker, InviteId before, int limit) {
  auto row = database
                 .statement("SELECT " ASQ_INVITE_COLUMNS
                            " FROM invites INDEXED BY invites_by_maker WHERE ended = 0 "
                            "AND created_by = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3")
                 .run(maker.value(), before.value(), limit);
  return read_invites(row);
}

std::vector<Invite> load_invites_in_person(Database& database, UserId maker, int limit) {
  auto row = database
                 .statement("SELECT " ASQ_INVITE_COLUMNS
                            " FROM invites INDEXED BY invites_in_person WHERE ended = 0 "
                            "AND chat_id IS NULL AND created_by = ?1 ORDER BY id DESC LIMIT ?2")
                 .run(maker.value(), limit);
  return read_invites(row);
}

}  // namespace asq::store::sqlite
