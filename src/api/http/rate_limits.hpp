// Token buckets per account and per address, the same ones for HTTP and sockets.
// Threads: any (sharded locks). Memory is bounded: a bucket that is full again is forgotten.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "api/http/first_logins.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "model/ids.hpp"

namespace asq::api {

// `per_second` tokens flow in, up to `burst`. per_second 0: no limit.
struct Rate {
  double per_second = 0;
  double burst = 0;
};

struct RateOptions {
  Rate registers{20.0 / 60, 20};  // per address
  Rate tokens{30.0 / 60, 30};     // per address; as much for passwords per account
  Rate sends{20, 200};            // per account; ten times that for look-ups of receipts
  Rate requests{100, 500};        // per account, everything else
  Rate logins{10.0 / 60, 20};     // per e-mail, whether or not there is an account
  Rate names{10.0 / 3600, 10};    // per account, names that it takes
  // Per account: people who are put into groups.
  Rate memberships{2000.0 / 60, 5000};
  // Per account: people whom it looks for by e-mail and shares no chat with, and e-mails that are
  // nobody's. Under the setting people=known only.
  Rate strangers{30.0 / 3600, 30};
  // Per invitation: people who come by it. Per address: looks at what one leads to; and apart from
  // these, requests beyond `registers` or `tokens` for which something in the body may pay.
  Rate invites{300.0 / 60, 300};
  // Per account: sockets that hear that somebody is typing. Beyond it nobody is told.
  Rate passing{20'000, 100'000};
  // A send that many hear takes one for each so many bytes, summed over the sockets that hear it;
  // so do other changes that everybody in a chat is told of. 0: one, whoever hears it.
  std::int64_t bytes_per_send = std::int64_t{4} * 1024 * 1024;
  // An answer takes one more request for each so many bytes. 0: none.
  std::int64_t bytes_per_request = std::int64_t{128} * 1024;
};

// What a bucket says to one request, in the units of the RateLimit-* header fields.
struct Verdict {
  bool limited_route = false;  // false: this kind is switched off, no header fields
  bool allowed = true;
  std::int64_t limit = 0;  // the burst
  std::int64_t remaining = 0;
  std::chrono::seconds reset{0};        // until the bucket is full again
  std::chrono::seconds retry_after{0};  // if not allowed: until there is enough, at least 1
};

// 429 by that verdict.
[[nodiscard]] Error rate_limited(const Verdict& verdict);

class RateLimits {
 public:
  RateLimits(const RateOptions& options, const Clock& clock);
  ~RateLimits();
  RateLimits(const RateLimits&) = delete;
  RateLimits& operator=(const RateLimits&) = delete;

  [[nodiscard]] const RateOptions& options() const;
  [[nodiscard]] Verdict take_register(const std::string& address);
  // It was paid for by an invitation.
  void give_back_register(const std::string& address);
  // Of an amount: as of sends.
  [[nodiscard]] Verdict take_invite(InviteId invite, std::int64_t amount = 1,
                                    std::int64_t paid = 0);
  // Nobody has come by it.
  void give_back_invite(InviteId invite, std::int64_t amount = 1);
  // For a look at what a link leads to.
  [[nodiscard]] Verdict take_link(const std::string& address);
  // For a request whose address is over another limit, and which something in its body may pay for:
  // then it is given back. A registration that fails although an invitation paid for it costs so
  // much that there are hardly more of those than without invitations.
  [[nodiscard]] Verdict take_over_limit(const std::string& address);
  void give_back_over_limit(const std::string& address);
  void charge_failure_over_limit(const std::string& address);
  [[nodiscard]] Verdict take_token(const std::string& address);
  // It was a refresh that succeeded, which counts as a request of its account, or a first log-in.
  void give_back_token(const std::string& address);
  // For a password that an account shows to change itself.
  [[nodiscard]] Verdict take_password(UserId user);
  // All of the amount or nothing; of more than a bucket holds, what it holds. `paid`: what the same
  // request has taken already, and will take again when it is tried again.
  [[nodiscard]] Verdict take_send(UserId user, std::int64_t amount = 1, std::int64_t paid = 0);
  [[nodiscard]] Verdict take_membership(UserId user, std::int64_t amount = 1,
                                        std::int64_t paid = 0);
  // The request did not come to put them into a group.
  void give_back_membership(UserId user, std::int64_t amount);
  // For looking for so many people by e-mails and handles that are strangers'. All or nothing;
  // at most most_strangers().
  [[nodiscard]] Verdict take_strangers(UserId user, std::int64_t count = 1);
  // What that may be at most, of a bucket that is full.
  [[nodiscard]] std::int64_t most_strangers() const;
  // So many sockets hear something that may be lost.
  [[nodiscard]] Verdict take_passing(UserId user, std::int64_t sockets);
  // For a look into the store whether a message that is to be refused had been sent before.
  [[nodiscard]] Verdict take_look_up(UserId user);
  [[nodiscard]] Verdict take_request(UserId user);
  // An answer of so many bytes was made: what it costs beyond its request. It has been given, so
  // what is not there is owed, and later requests wait for it: at most a whole bucket.
  void pay_answer(UserId user, std::size_t bytes);
  // For a log-in by a folded e-mail.
  [[nodiscard]] Verdict take_login(const std::string& email);
  // For a change of one's name.
  [[nodiscard]] Verdict take_name(UserId user);
  // Whose log-in is not counted.
  [[nodiscard]] FirstLogins& first_logins();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace asq::api
