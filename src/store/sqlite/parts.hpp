// What the four interfaces of the embedded store share.
#pragma once

#include "base/clock.hpp"
#include "store/sqlite/membership_cache.hpp"
#include "store/sqlite/readers.hpp"
#include "store/sqlite/session_cache.hpp"
#include "store/sqlite/writer.hpp"

namespace asq::store::sqlite {

struct Parts {
  Writer& writer;
  Readers& readers;
  MembershipCache& memberships;
  SessionCache& sessions;
  const Clock& clock;
};

}  // namespace asq::store::sqlite
