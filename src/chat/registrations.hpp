// Who can create an account: the setting `registration`. The operator always can (asq user add).
#pragma once

#include <cstdint>
#include <string_view>

namespace asq::chat {

enum class Registrations : std::uint8_t {
  open,     // anybody
  invited,  // with an invitation, any member's
  closed,   // with an invitation of the operator's
};

// As the setting and GET /chat/server write it.
[[nodiscard]] constexpr std::string_view word_of(Registrations registrations) {
  switch (registrations) {
    case Registrations::open: return "open";
    case Registrations::invited: return "invited";
    case Registrations::closed: break;
  }
  return "closed";
}

}  // namespace asq::chat
