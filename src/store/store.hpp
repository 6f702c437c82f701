// Durable truth: what a store is to the rest of the program. A verb (chat/) is a function of rows,
// and the store runs it: on a snapshot, or in a transaction.
//
//   snapshot.hpp, transaction.hpp   the rows, for verbs and for implementers
//   memory.hpp, tail.hpp            what is known without asking the disk, and what keeps it true
//   maintenance.hpp                 backup and check
//   sqlite/                         the embedded store
//
// Threads: any. read() and write() suspend the caller and never block its thread.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/task.hpp"
#include "model/event.hpp"
#include "store/call.hpp"
#include "store/maintenance.hpp"
#include "store/memory.hpp"
#include "store/snapshot.hpp"
#include "store/transaction.hpp"

namespace asq::store {

// Called with events in the order of the log, each once, after they are on disk and memory knows of
// them, and before the verbs that wrote them return. Threads: the store's writer; must not block.
using CommitListener = std::function<void(EventBatch)>;

// Which database this is, whatever is restored into it or beside it.
struct Identity {
  DatabaseId id;
  // Sessions up to this one began before databases had a name: their tokens may name none, if they
  // were made before `named_since`. Of refresh tokens, which have no time, the session knows the
  // last (Session::unnamed_generation).
  SessionId last_unnamed;
  Timestamp named_since;
};

class Store {
 public:
  virtual ~Store() = default;

  // Runs `verb`, Result<T>(Snapshot&), on one snapshot, when it is its payer's turn. Errors: the
  // verb's own, overloaded (the queue is full), storage_unavailable, shutting_down; the last three
  // are safe to retry.
  template <class T, class Verb>
  [[nodiscard]] Task<Result<T>> read(const Work& work, Verb verb) {
    return suspend_in<T, Snapshot>(*this, work, std::move(verb));
  }
  // Runs `verb`, Result<T>(Transaction&), in a transaction (transaction.hpp). It returns when what
  // it wrote is on disk, memory knows of it and its events have been passed on. Writes of one
  // payer that one thread starts one after the other run in that order. Errors: as read(), and
  // storage_full.
  template <class T, class Verb>
  [[nodiscard]] Task<Result<T>> write(const Work& work, Verb verb) {
    return suspend_in<T, Transaction>(*this, work, std::move(verb));
  }
  virtual void enqueue(std::unique_ptr<Call<Snapshot>> call) = 0;
  virtual void enqueue(std::unique_ptr<Call<Transaction>> call) = 0;

  // Sessions and memberships, at once and without the disk.
  [[nodiscard]] virtual Memory& memory() = 0;
  // The log's own mark, made with the database; a restored backup gets another. Below 2^48.
  [[nodiscard]] virtual std::uint64_t epoch() const = 0;
  [[nodiscard]] virtual Identity identity() const = 0;
  // 32 random bytes, made with the database: what proves its links (auth/link_tokens.hpp). A
  // restored backup gets others. The same for as long as the store lives.
  [[nodiscard]] virtual std::string_view link_secret() const = 0;
  // The newest position that memory knows and that was passed on, or is just being passed on. A
  // snapshot may be ahead of it.
  [[nodiscard]] virtual LogPosition head() const = 0;
  // No verb of it is under way when close() is called.
  [[nodiscard]] virtual Maintenance& maintenance() = 0;

  // Set once, before the first write.
  virtual void set_commit_listener(CommitListener listener) = 0;
  // Refuses what comes from now on (shutting_down), commits what is queued, ends its threads, and
  // returns when the disk has it all. Nothing is posted to a caller's executor after that.
  // Idempotent. Blocks.
  virtual void close() = 0;
  // The store answers and can write, for /readyz.
  [[nodiscard]] virtual bool ready() const = 0;
};

}  // namespace asq::store
