#include "api/contract/requests.hpp"

namespace asq::api {

void TokenRequest::check(Faults& faults) const {
  if (faults.has("grant_type")) return;  // which fields are needed is not known then
  // One that is there and wrong has been named already.
  const auto need = [&faults](bool is_there, std::string_view name) {
    if (!is_there && !faults.has(name)) faults.add(name, "Is missing.");
  };
  if (grant_type.value == GrantType::refresh_token)
    return need(refresh_token.has_value(), "refresh_token");
  need(username.has_value(), "username");
  need(password.has_value(), "password");
}

void WindowQuery::check(Faults& faults) const {
  const int given = (before ? 1 : 0) + (after ? 1 : 0) + (around ? 1 : 0) + (at ? 1 : 0);
  if (given < 2) return;
  const auto refuse = [&](bool is_there, std::string_view name) {
    if (is_there) faults.add(name, "At most one of before, after, around and at can be given.");
  };
  refuse(before.has_value(), "before");
  refuse(after.has_value(), "after");
  refuse(around.has_value(), "around");
  refuse(at.has_value(), "at");
}

}  // namespace asq::api
