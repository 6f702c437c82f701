// The durable truth behind seven interfaces, opened by a factory (sqlite/open.hpp).
#pragma once

#include <functional>
#include <memory>

#include "model/event.hpp"
#include "store/accounts.hpp"
#include "store/chats.hpp"
#include "store/log.hpp"
#include "store/maintenance.hpp"
#include "store/members.hpp"
#include "store/messages.hpp"

namespace asq::store {

// Called once per commit that has events, in commit order, after the commit is on disk and the
// store's own memory (sessions, memberships) knows of it, and before any verb of that commit
// returns to its caller. Threads: the store's writer; must not block.
using CommitListener = std::function<void(EventBatch)>;

class Store {
 public:
  virtual ~Store() = default;
  virtual AccountStore& accounts() = 0;
  virtual SessionStore& sessions() = 0;
  virtual ChatStore& chats() = 0;
  virtual MemberStore& members() = 0;
  virtual MessageStore& messages() = 0;
  virtual LogStore& log() = 0;
  virtual Maintenance& maintenance() = 0;  // no verb of it is under way when close() is called

  // Set once, before the first write.
  virtual void set_commit_listener(CommitListener listener) = 0;
  // Refuses new writes (shutting_down), commits what is queued, checkpoints, and returns when the
  // disk has it all. Idempotent. Blocks.
  virtual void close() = 0;
  // The store answers and can write, for /readyz.
  [[nodiscard]] virtual bool ready() const = 0;
};

}  // namespace asq::store
