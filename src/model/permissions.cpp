#include "model/permissions.hpp"

namespace asq {

bool may(const Membership& membership, Action action) {
  switch (action) {
    case Action::read_history:
    case Action::send: return true;
    case Action::invite:
      return membership.type == ChatType::group &&
             (!membership.admins_only_invite || membership.role != Role::member);
  }
  return false;
}

std::vector<std::string_view> capabilities(const Membership& membership) {
  std::vector<std::string_view> names;
  if (may(membership, Action::send)) names.emplace_back("send");
  if (may(membership, Action::invite)) names.emplace_back("invite");
  return names;
}

}  // namespace asq
