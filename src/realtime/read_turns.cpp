#include "realtime/read_turns.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asq::realtime {

Task<ReadTurns::Turn> ReadTurns::next(UserId user, int amount) {
  amount = std::min(amount, bounds_.most);
  if (in_line_.empty() && free_ >= amount && fits(accounts_[user], amount)) {
    take(accounts_[user], amount);
    co_return Turn(*this, user, amount);
  }
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto ticket = std::make_shared<Ticket>(
      Ticket{boost::asio::steady_timer(executor, boost::asio::steady_timer::time_point::max())});
  Account& account = accounts_[user];
  if (account.waiting.empty()) in_line_.push_back(user);
  account.waiting.push_back({ticket, amount});
  give_turns();
  if (!ticket->given) {
    boost::system::error_code cancelled;
    co_await ticket->timer.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  }
  co_return Turn(*this, user, amount);
}

void ReadTurns::take(Account& account, int amount) {
  free_ -= amount;
  account.reading += amount;
}

void ReadTurns::leave(UserId user, int amount) {
  free_ += amount;
  accounts_[user].reading -= amount;
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
    const int amount = account.waiting.front().amount;
    const auto ticket = account.waiting.front().ticket.lock();
    if (ticket) {
      if (!fits(account, amount)) return Outcome::waits_for_itself;
      if (free_ < amount) return Outcome::waits_for_room;
      take(account, amount);
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

}  // namespace asq::realtime
