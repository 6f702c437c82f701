// A request under way, as its handler sees it, and its turn to read.
#pragma once

#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/contract/replies.hpp"
#include "api/http/client_address.hpp"
#include "api/http/rate_limits.hpp"
#include "api/http/toll.hpp"
#include "api/http/unread_answers.hpp"
#include "api/services.hpp"
#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/account_log.hpp"
#include "chat/caller.hpp"
#include "net/http.hpp"
#include "realtime/read_turns.hpp"

namespace asq::api {

// Outlives the handler's task. Threads: the loop of its connection.
struct Call {
  const Services& services;
  const ApiOptions& options;
  const TrustedProxies& proxies;
  realtime::ReadTurns& turns;  // of the loop: take_turn()
  const UnreadAnswers& unread;
  const std::string& socket_terms;  // hello_terms()
  const net::HttpHead& head;
  net::Loop& loop;
  std::uint64_t address = 0;          // of the client, as in net::Holder
  chat::Caller caller;                // of routes with Auth::bearer and Auth::socket
  std::optional<Error> refusal = {};  // the limit's, of routes that look for a receipt first
  // The same of those where something in the body may pay in place of the address, which has paid
  // for it meanwhile (RateLimits::take_over_limit).
  std::optional<Error> over_limit = {};
  std::optional<Verdict> verdict = {};  // of a limit that the handler took itself

  std::optional<std::string> set_cookie = {};  // of the answer, also where that is a refusal

  std::optional<BroadcastToll> toll = {};              // pays_for_all()
  std::optional<realtime::ReadTurns::Turn> turn = {};  // take_turn()

  // Writes a line into the log, with the address of the client.
  void note(chat::AccountEvent event, const chat::AccountLine& line) const;
  // For a verb that everybody in a chat hears of: what takes the rest of its price. Once.
  [[nodiscard]] chat::Toll* pays_for_all(
      BroadcastToll::Bucket bucket = BroadcastToll::Bucket::sends);
  // The same of one who comes by an invitation: with a new account, which the invitation pays for;
  // with the caller's, which pays only if it joins.
  [[nodiscard]] chat::Toll* pays_for_all(InviteId invite);
  [[nodiscard]] chat::Toll* pays_to_join(InviteId invite);
};

// An answer that is only this refusal.
[[nodiscard]] Task<Result<Answer>> refuse(Error refusal);

// Takes so many people put into groups from the caller's share. Its refusal, if it refuses.
[[nodiscard]] std::optional<Error> take_memberships(Call& call, std::int64_t people);

// To be taken before people are looked for by e-mail or @handle, whatever becomes of the request:
// from the limit of strangers, for each that is a stranger's or nobody's, which its refusal does
// not tell apart. Errors: invalid (field participants: more than the limit ever has), rate_limited,
// and those of a read.
[[nodiscard]] Task<Result<void>> take_strangers(Call& call, std::vector<std::string> addressees);
[[nodiscard]] Task<Result<void>> take_stranger(Call& call, std::string addressee);
// To be taken before people are put into a group: `people` from the caller's share of memberships,
// then, of those who are named by e-mail or @handle, the strangers. The first costs nothing to
// look at, and is given back where the second refuses. Errors: those of take_strangers().
[[nodiscard]] Task<Result<void>> take_people(Call& call, std::int64_t people,
                                             std::vector<std::string> addressees);

// To be taken before so many messages are read. The call keeps it until the answer is on its way,
// and counted as unread. Errors: rate_limited, to an account that has too much to read by the time
// that its turn comes.
[[nodiscard]] Task<Result<void>> take_turn(Call& call, int messages);

// In messages: at most 50 MiB of text at a time, and a quarter of that for one account.
inline constexpr realtime::ReadTurns::Bounds kReadForAnswers{.most = 800, .most_of_one = 200};

// The turns of all loops. Threads: any.
class TurnsOfLoops {
 public:
  // The same for as long as this lives.
  [[nodiscard]] realtime::ReadTurns& of(const net::Loop& loop);

 private:
  std::shared_mutex mutex_;
  // Guarded by mutex_.
  std::unordered_map<const net::Loop*, std::unique_ptr<realtime::ReadTurns>> turns_;
};

}  // namespace asq::api
