#include "store/sqlite/upkeep/timeline.hpp"

#include <string>

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
      "  WHERE name = 'sessions';"
      "COMMIT");
  const bool has_links =
      copy.query_integer("SELECT count(*) FROM sqlite_schema WHERE name = 'secrets'") > 0;
  if (has_links) copy.execute("UPDATE secrets SET value = randomblob(32) WHERE name = 'links'");
}

}  // namespace asq::store::sqlite
