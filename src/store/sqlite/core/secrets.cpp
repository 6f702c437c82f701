#include "store/sqlite/core/secrets.hpp"

#include "base/random.hpp"

namespace asq::store::sqlite {

bool has_secrets(Database& database) {
  return database.query_integer("SELECT count(*) FROM sqlite_schema WHERE name = 'secrets'") > 0;
}

void renew_link_secret(Database& database) {
  database.statement("INSERT OR REPLACE INTO secrets (name, value) VALUES ('links', ?1)")
      .execute(Blob{random_bytes(kLinkSecretBytes)});
}

}  // namespace asq::store::sqlite
