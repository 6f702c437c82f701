#include "api/read_turns.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>

namespace asq::api {
namespace {

bool fits(int reading, int messages) {
  return reading == 0 || reading + messages <= ReadTurns::kMostOfOne;
}

}  // namespace

Task<ReadTurns::Turn> ReadTurns::next(UserId user, int messages) {
  messages = std::min(messages, kMost);
  if (in_line_.empty() && free_ >= messages && fits(accounts_[user].reading, messages)) {
    take(accounts_[user], messages);
    co_return Turn(*this, user, messages);
  }
  const auto ticket = std::make_shared<Ticket>(Ticket{boost::asio::steady_timer(
      co_await boost::asio::this_coro::executor, boost::asio::steady_timer::time_point::max())});
  Account& account = accounts_[user];
  if (account.waiting.empty()) in_line_.push_back(user);
  account.waiting.push_back({ticket, messages});
  give_turns();
  if (!ticket->given) {
    boost::system::error_code cancelled;
    co_await ticket->timer.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  }
  co_return Turn(*this, user, messages);
}

void ReadTurns::take(Account& account, int messages) {
  free_ -= messages;
  account.reading += messages;
}

void ReadTurns::leave(UserId user, int messages) {
  free_ += messages;
  accounts_[user].reading -= messages;
  give_turns();
  forget_if_idle(user);
}

// Who has to wait for the own account's reads is passed over; who has to wait for room is the next
// to get it.
void ReadTurns::give_turns() {
  std::size_t passed_over = 0;
  while (passed_over < in_line_.size()) {
    const UserId user = in_line_[passed_over];
    Account& account = accounts_[user];
    const Outcome outcome = give_turn(account);
    if (outcome == Outcome::waits_for_room) return;
    if (outcome == Outcome::waits_for_itself) {
      ++passed_over;
      continue;
    }
    in_line_.erase(in_line_.begin() + static_cast<std::ptrdiff_t>(passed_over));
    if (!account.waiting.empty()) in_line_.push_back(user);
    forget_if_idle(user);
  }
}

// To the first of the account that is still there.
ReadTurns::Outcome ReadTurns::give_turn(Account& account) {
  while (!account.waiting.empty()) {
    const int messages = account.waiting.front().messages;
    const auto ticket = account.waiting.front().ticket.lock();
    if (ticket) {
      if (!fits(account.reading, messages)) return Outcome::waits_for_itself;
      if (free_ < messages) return Outcome::waits_for_room;
      take(account, messages);
      ticket->given = true;
      ticket->timer.cancel();
    }
    account.waiting.pop_front();
    if (ticket) return Outcome::done;
  }
  return Outcome::done;
}

void ReadTurns::forget_if_idle(UserId user) {
  const auto found = accounts_.find(user);
  if (found == accounts_.end()) return;
  if (found->second.reading == 0 && found->second.waiting.empty()) accounts_.erase(found);
}

ReadTurns& TurnsOfLoops::of(const net::Loop& loop) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = turns_.find(&loop); found != turns_.end()) return *found->second;
  }
  const std::unique_lock lock(mutex_);
  auto& turns = turns_[&loop];
  if (!turns) turns = std::make_unique<ReadTurns>();
  return *turns;
}

}  // namespace asq::api
