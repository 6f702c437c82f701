#include "store/sqlite/upkeep/timeline.hpp"

#include "store/sqlite/core/secrets.hpp"

namespace asq::store::sqlite {

void begin_timeline(Database& copy) {
  // The gap in the ids is random, so that two copies of one database part here as well. It is 2^40
  // to 2^41: of the 2^53 ids that every client can hold, thousands of restores leave enough.
  copy.execute(
      "PRAGMA secure_delete = ON;"
      "BEGIN IMMEDIATE;"
      "UPDATE counters SET value = (value + 1 + (random() & 140737488355327)) & 281474976710655 "
      "  WHERE name = 'log_epoch';"
      "DELETE FROM sessions;"
      "INSERT INTO sqlite_sequence (name, seq) SELECT 'sessions', 0 "
      "  WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'sessions');"
      "UPDATE sqlite_sequence SET seq = seq + 1099511627776 + (random() & 1099511627775) "
      "  WHERE name = 'sessions'");
  if (has_secrets(copy)) renew_link_secret(copy);
  copy.execute("COMMIT");
}

}  // namespace asq::store::sqlite
