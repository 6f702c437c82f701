#include "told.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace asq::testing {
namespace {

constexpr std::size_t kLoadedAtOnce = 7;

struct InWords {
  std::string operator()(const MessageAppended& event) const {
    return place(event.message) + " " + event.message.text;
  }
  std::string operator()(const MessageChanged& event) const {
    switch (event.how) {
      case MessageChanged::How::edited: return place(event.message) + " edited: " + text(event);
      case MessageChanged::How::deleted: return place(event.message) + " deleted";
      case MessageChanged::How::reaction: return place(event.message) + " reaction";
    }
    return "?";
  }
  std::string operator()(const ChatAdded& event) const { return in(event.chat.id, "added"); }
  std::string operator()(const ChatChanged& event) const { return in(event.chat.id, "updated"); }
  std::string operator()(const ChatRemoved& event) const { return in(event.chat_id, "removed"); }
  std::string operator()(const ChatCreated& event) const { return in(event.chat_id, "created"); }
  std::string operator()(const ChatUpdated& event) const { return in(event.chat_id, "updated"); }
  std::string operator()(const ChatDeleted& event) const { return in(event.chat_id, "deleted"); }
  std::string operator()(const MemberAdded& event) const {
    return fmt::format("{} +{}", event.chat_id.value(), event.user.id.value());
  }
  std::string operator()(const MemberRemoved& event) const {
    return fmt::format("{} -{}", event.chat_id.value(), event.user_id.value());
  }
  std::string operator()(const MemberRoleChanged& event) const {
    constexpr std::string_view kRoles[] = {"member", "admin", "owner"};
    return fmt::format("{} {} is {}", event.chat_id.value(), event.user_id.value(),
                       kRoles[static_cast<int>(event.role)]);
  }
  std::string operator()(const UserUpdated& event) const {
    if (event.user.deleted) return fmt::format("{} is gone", event.user.id.value());
    return fmt::format("{} is now {}", event.user.id.value(), event.user.username);
  }
  template <class Passing>
  std::string operator()(const Passing&) const {
    return {};
  }

 private:
  static std::string in(ChatId chat, const char* what) {
    return fmt::format("{} {}", chat.value(), what);
  }
  static std::string place(const Message& message) {
    return fmt::format("{}/{}", message.chat_id.value(), message.seq.value());
  }
  static const std::string& text(const MessageChanged& event) { return event.message.text; }
};

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(std::string(error_name(result.error().code)));
  return std::move(*result);
}

}  // namespace

std::string words(const LoggedEvent& event) { return std::visit(InWords(), event.what); }

std::string words(const Event& event) { return std::visit(InWords(), event.what); }

std::vector<LoggedEvent> replay(StoreGround& ground, UserId user, LogPosition since) {
  const auto missed = value(ground.run(ground.verbs().log().missed(user, since)));
  if (missed.too_many) throw std::runtime_error("too many");
  std::vector<LoggedEvent> events;
  for (std::size_t at = 0; at < missed.positions.size(); at += kLoadedAtOnce) {
    const auto first = missed.positions.begin() + static_cast<std::ptrdiff_t>(at);
    const std::size_t count = std::min(kLoadedAtOnce, missed.positions.size() - at);
    std::vector<LogPosition> some(first, first + static_cast<std::ptrdiff_t>(count));
    auto loaded = value(ground.run(ground.verbs().log().load(user, std::move(some)))).events;
    std::ranges::move(loaded, std::back_inserter(events));
  }
  return events;
}

std::vector<std::string> told(StoreGround& ground, const User& user, LogPosition since) {
  std::vector<std::string> all;
  for (const LoggedEvent& event : replay(ground, user.id, since)) {
    all.push_back(words(event));
  }
  return all;
}

std::vector<std::string> announced_since(StoreGround& ground, LogPosition since) {
  std::vector<std::string> all;
  for (const auto& event : ground.announced().events()) {
    if (event->position > since) all.push_back(words(*event));
  }
  return all;
}

}  // namespace asq::testing
