#include "model/permissions.hpp"

#include <array>
#include <utility>

namespace asq {
namespace {

constexpr auto kNames = std::to_array<std::pair<Action, std::string_view>>({
    {Action::send, "send"},
    {Action::invite, "invite"},
    {Action::update, "update"},
    {Action::delete_any_message, "delete_any_message"},
    {Action::remove_member, "remove_member"},
    {Action::change_role, "change_role"},
    {Action::delete_chat, "delete_chat"},
    {Action::leave, "leave"},
});

bool in_group(const Membership& membership, Action action) {
  const bool admin = membership.role != Role::member;
  switch (action) {
    case Action::read_history:
    case Action::send:
    case Action::leave: return true;
    case Action::invite: return admin || !membership.admins_only_invite;
    case Action::update:
    case Action::delete_any_message:
    case Action::remove_member: return admin;
    case Action::change_role:
    case Action::delete_chat: return membership.role == Role::owner;
  }
  return false;
}

}  // namespace

bool may(const Membership& membership, Action action) {
  if (membership.type == ChatType::group) return in_group(membership, action);
  return action == Action::read_history || action == Action::send;
}

ErrorCode refusal(const Membership& membership, Action action) {
  // Deleting another's message is a question of roles, and a direct chat has only members.
  const bool by_kind = membership.type == ChatType::direct && action != Action::delete_any_message;
  return by_kind ? ErrorCode::direct_chat : ErrorCode::forbidden;
}

bool may_remove(const Membership& actor, Role target) {
  if (!may(actor, Action::remove_member)) return false;
  return target == Role::member || (target == Role::admin && actor.role == Role::owner);
}

std::vector<std::string_view> capabilities(const Membership& membership) {
  std::vector<std::string_view> names;
  for (const auto& [action, name] : kNames) {
    if (may(membership, action)) names.push_back(name);
  }
  return names;
}

}  // namespace asq
