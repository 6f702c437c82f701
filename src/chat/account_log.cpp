#include "chat/account_log.hpp"

#include <array>
#include <utility>
#include <vector>

namespace asq::chat {
namespace {

constexpr std::array<std::string_view, kAccountEvents> kEventNames{
    "logged_in",          "logged_out",      "session_ended",
    "user_registered",    "user_deleted",    "user_password_changed",
    "user_email_changed", "member_removed",  "chat_deleted",
    "login_refused",      "refresh_refused", "registration_refused",
    "password_refused",
};

bool is_refusal(AccountEvent event) { return event >= AccountEvent::login_refused; }

// The fields of one line, in their order.
class Gathered {
 public:
  template <class Number>
  void add(std::string_view name, const std::optional<Number>& id) {
    if (id) fields_.emplace_back(name, id->value());
  }
  void add(std::string_view name, std::string_view text) {
    if (!text.empty()) fields_.emplace_back(name, text);
  }
  void add_count(std::uint64_t left_out) {
    if (left_out > 0) fields_.emplace_back("left_out", left_out);
  }
  [[nodiscard]] const std::vector<log::Field>& fields() const { return fields_; }

 private:
  std::vector<log::Field> fields_;
};

std::optional<UserId> if_any(UserId user) {
  return user.value() > 0 ? std::optional(user) : std::nullopt;
}

}  // namespace

std::string_view event_name(AccountEvent event) {
  return kEventNames.at(static_cast<std::size_t>(event));
}

AccountLog::AccountLog(const Clock& clock, Sink sink) : clock_(clock), sink_(std::move(sink)) {
  for (std::size_t event = 0; event < kAccountEvents; ++event) {
    const bool refusal = is_refusal(static_cast<AccountEvent>(event));
    for (int known = 0; known < 2; ++known) {
      if (refusal) {
        lines_.emplace_back(kPeriod, kMostRefused);
      } else {
        lines_.emplace_back(kPeriod, kMostAccounts, kTimes);
      }
    }
  }
}

AccountLog::Lines& AccountLog::lines_of(AccountEvent event, bool user_known) {
  return lines_.at(2 * static_cast<std::size_t>(event) + (user_known ? 1 : 0));
}

AccountLog::Key AccountLog::key_of(AccountEvent event, const ClientNetwork& client,
                                   const AccountLine& line) {
  if (is_refusal(event)) return {client.address, line.user.value_or(UserId()), {}, line.reason};
  if (line.by) return {{}, {}, *line.by, line.reason};
  return {{}, line.user.value_or(UserId()), {}, line.reason};
}

void AccountLog::write(AccountEvent event, const ClientNetwork& client, const AccountLine& line) {
  std::uint64_t left_out = 0;
  {
    const Key key = key_of(event, client, line);
    const SteadyTime now = clock_.steady();
    const std::lock_guard lock(mutex_);
    const auto before = lines_of(event, line.user.has_value()).take(key, now);
    if (!before) return;
    left_out = *before;
  }
  Gathered gathered;
  gathered.add("chat_id", line.chat);
  gathered.add("user_id", line.user);
  gathered.add("by", line.by);
  gathered.add("session_id", line.session);
  gathered.add("address", client.host);
  gathered.add("reason", line.reason);
  gathered.add_count(left_out);
  sink_(line.level, event_name(event), gathered.fields());
}

void AccountLog::tell_left_out(SteadyTime now) {
  std::vector<std::pair<AccountEvent, Lines::KeptBack>> over;
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const auto event = static_cast<AccountEvent>(i / 2);
      for (auto& kept_back : lines_[i].take_over(now)) over.emplace_back(event, kept_back);
    }
  }
  for (const auto& [event, kept_back] : over) write_left_out(event, kept_back);
}

void AccountLog::write_left_out(AccountEvent event, const Lines::KeptBack& kept_back) const {
  Gathered gathered;
  if (const auto& key = kept_back.key) {
    gathered.add("user_id", if_any(key->user));
    gathered.add("by", if_any(key->by));
    gathered.add("address", key->address);
    gathered.add("reason", key->reason);
  }
  gathered.add_count(kept_back.count);
  sink_(log::Level::info, event_name(event), gathered.fields());
}

}  // namespace asq::chat
