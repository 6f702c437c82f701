#include "store/sqlite/accounts.hpp"

#include "store/sqlite/account_erasure.hpp"
#include "store/sqlite/end_sessions.hpp"
#include "store/sqlite/log_missed.hpp"
#include "store/sqlite/log_rows.hpp"
#include "store/sqlite/rows.hpp"
#include "store/sqlite/write_as.hpp"

namespace asq::store::sqlite {
namespace {

Result<User> find_user(Database& database, UserId id) {
  auto user = load_user(database, id);
  if (!user || user->deleted) return fail(ErrorCode::user_not_found);
  return std::move(*user);
}

bool has_left_a_chat_of(Database& database, UserId id, UserId viewer) {
  return database
      .statement(
          "SELECT 1 FROM departures d JOIN members m ON m.chat_id = d.chat_id AND m.user_id = ?2 "
          "WHERE d.user_id = ?1 LIMIT 1")
      .run(id.value(), viewer.value())
      .step();
}

Result<User> insert_user(WriteContext& context, const NewAccount& account) {
  Database& database = context.database();
  if (find_user_id(database, account.email)) return fail(ErrorCode::email_taken);
  database
      .statement(
          "INSERT INTO users (username, email, email_folded, password_hash, created_at) "
          "VALUES (?1, ?2, ?3, ?4, ?5)")
      .execute(account.username, account.email, fold_email(account.email), account.password_hash,
               to_micros(context.clock.now()));
  return find_user(database, UserId(database.last_insert_id()));
}

Result<void> change_email(Database& database, UserId id, const std::string& email) {
  const auto owner = find_user_id(database, email);
  if (owner && *owner != id) return fail(ErrorCode::email_taken);
  database.statement("UPDATE users SET email = ?2, email_folded = ?3 WHERE id = ?1")
      .execute(id.value(), email, fold_email(email));
  return {};
}

Result<User> update_profile(WriteContext& context, const Parts& parts, UserId id,
                            const ProfileChange& change) {
  Database& database = context.database();
  auto user = find_user(database, id);
  if (!user) return user;
  if (change.email) {
    if (auto changed = change_email(database, id, *change.email); !changed) {
      return std::unexpected(std::move(changed.error()));
    }
  }
  if (change.password_hash) {
    database.statement("UPDATE users SET password_hash = ?2 WHERE id = ?1")
        .execute(id.value(), *change.password_hash);
    end_sessions_of(context, parts.sessions, id, change.keep_session);
  }
  if (change.username && *change.username != user->username) {
    database.statement("UPDATE users SET username = ?2 WHERE id = ?1")
        .execute(id.value(), *change.username);
    user = find_user(database, id);
    context.publish(UserUpdated{*user, load_chat_ids(database, id)}, log_user(context, id));
  }
  return find_user(database, id);
}

Result<User> update_disabled(WriteContext& context, const Parts& parts, const std::string& email,
                             bool disabled) {
  const auto id = find_user_id(context.database(), email);
  if (!id) return fail(ErrorCode::user_not_found);
  context.database()
      .statement("UPDATE users SET disabled = ?2 WHERE id = ?1")
      .execute(id->value(), disabled);
  if (disabled) end_sessions_of(context, parts.sessions, *id, std::nullopt);
  return find_user(context.database(), *id);
}

}  // namespace

Task<Result<User>> SqliteAccounts::create(NewAccount account) {
  auto verb = [account = std::move(account)](WriteContext& context) {
    return insert_user(context, account);
  };
  return parts_.writer.run<User>(std::move(verb));
}

Task<Result<User>> SqliteAccounts::find(UserId id) {
  auto verb = [id](Database& database) { return find_user(database, id); };
  return parts_.readers.run<User>(std::move(verb));
}

Task<Result<User>> SqliteAccounts::find_known(UserId viewer, UserId id) {
  auto verb = [viewer, id](Database& database) -> Result<User> {
    const bool known = id == viewer || share_a_chat(database, id, viewer) ||
                       has_left_a_chat_of(database, id, viewer);
    auto user = known ? load_user(database, id) : std::nullopt;
    if (!user) return fail(ErrorCode::user_not_found);
    return std::move(*user);
  };
  return parts_.readers.run<User>(std::move(verb));
}

Task<Result<Credentials>> SqliteAccounts::find_credentials(std::string email) {
  auto verb = [email = std::move(email)](Database& database) -> Result<Credentials> {
    const std::string folded = fold_email(email);
    auto row = database
                   .statement("SELECT " ASQ_USER_COLUMNS
                              ", password_hash FROM users WHERE email_folded = ?1 "
                              "AND deleted = 0")
                   .run(folded);
    if (!row.step()) return fail(ErrorCode::user_not_found);
    return Credentials{user_from(row), row.text(6)};
  };
  return parts_.readers.run<Credentials>(std::move(verb));
}

Task<Result<User>> SqliteAccounts::change_profile(Actor actor, ProfileChange change) {
  auto verb = [parts = parts_, id = actor.user_id, change = std::move(change)](
                  WriteContext& context) { return update_profile(context, parts, id, change); };
  return write_as<User>(parts_, actor, std::move(verb));
}

Task<Result<User>> SqliteAccounts::set_disabled(std::string email, bool disabled) {
  auto verb = [parts = parts_, email = std::move(email), disabled](WriteContext& context) {
    return update_disabled(context, parts, email, disabled);
  };
  return parts_.writer.run<User>(std::move(verb));
}

Task<Result<void>> SqliteAccounts::erase(Actor actor) {
  auto verb = [parts = parts_, id = actor.user_id](WriteContext& context) {
    return write_account_erasure(context, parts, id);
  };
  return write_as<void>(parts_, actor, std::move(verb));
}

Task<Result<std::vector<User>>> SqliteAccounts::list(UserId after, int limit) {
  using Users = std::vector<User>;
  auto verb = [after, limit](Database& database) -> Result<Users> {
    Users users;
    auto row = database
                   .statement("SELECT " ASQ_USER_COLUMNS
                              " FROM users WHERE id > ?1 AND deleted = 0 ORDER BY id LIMIT ?2")
                   .run(after.value(), limit);
    while (row.step()) users.push_back(user_from(row));
    return users;
  };
  return parts_.readers.run<Users>(std::move(verb));
}

}  // namespace asq::store::sqlite
