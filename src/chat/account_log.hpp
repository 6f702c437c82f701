// What the log says of accounts: who logged in, who was refused and why, who was registered,
// deleted or removed, whose session was ended. docs/operations.md lists the events.
//
// Nothing that somebody typed is ever a field: no password and no token, nor an e-mail, known or
// not, for people type their password in its place.
//
// Anybody can cause such lines, so their number is bounded. A refusal is written once in kPeriod
// for the same address, account and reason; what was done, kTimes in kPeriod for the account that
// did it. What is left out is counted, and a further line tells it (`left_out`) when the period is
// over. Each event has bounds of its own, and refusals that know the account others than those that
// don't: so a flood of the one pushes out nothing of the other.
// Threads: any (one lock, not held while a line is written).
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/once_per.hpp"
#include "model/client_network.hpp"
#include "model/ids.hpp"

namespace asq::chat {

enum class AccountEvent : std::uint8_t {
  logged_in,
  logged_out,
  session_ended,
  user_registered,
  user_deleted,
  user_password_changed,
  user_email_changed,
  member_removed,
  chat_deleted,
  // refusals
  login_refused,
  refresh_refused,
  registration_refused,
  password_refused,
};
inline constexpr std::size_t kAccountEvents =
    static_cast<std::size_t>(AccountEvent::password_refused) + 1;

// "login_refused": the word as it stands above.
[[nodiscard]] std::string_view event_name(AccountEvent event);

// What a line says beside its event and the address. What is not known stays out.
struct AccountLine {
  std::optional<ChatId> chat = {};
  std::optional<UserId> user = {};  // whose account it is, or who was removed
  std::optional<UserId> by = {};    // who did it to others
  std::optional<SessionId> session = {};
  std::string_view reason = {};  // a constant: it is kept
  log::Level level = log::Level::info;
};

class AccountLog {
 public:
  using Sink = std::function<void(log::Level, std::string_view event, std::span<const log::Field>)>;

  static constexpr std::chrono::minutes kPeriod{1};
  static constexpr std::uint64_t kTimes = 20;
  static constexpr std::size_t kMostAccounts = 1000;  // that have lines of one event in a period
  static constexpr std::size_t kMostRefused = 100;

  // `sink`: where the lines go, instead of into the log. Called by any thread.
  explicit AccountLog(const Clock& clock, Sink sink = &log::write_gathered);

  void write(AccountEvent event, const ClientNetwork& client, const AccountLine& line);

  // Tells what was left out in periods that are over at `now`. To be called about once a second,
  // and with SteadyTime::max() in the end.
  void tell_left_out(SteadyTime now);

 private:
  // Whose lines are counted together.
  struct Key {
    std::string address;
    UserId user;
    UserId by;
    std::string_view reason;
    auto operator<=>(const Key&) const = default;
  };
  using Lines = OncePer<Key>;

  [[nodiscard]] static Key key_of(AccountEvent event, const ClientNetwork& client,
                                  const AccountLine& line);
  [[nodiscard]] Lines& lines_of(AccountEvent event, bool user_known);
  void write_left_out(AccountEvent event, const Lines::KeptBack& kept_back) const;

  const Clock& clock_;
  const Sink sink_;
  std::mutex mutex_;
  std::deque<Lines> lines_;  // two for each event; guarded by mutex_
};

}  // namespace asq::chat
