#include "api/requests.hpp"

namespace asq::api {

void TokenRequest::check(Faults& faults) const {
  // A fault of its own has been named already; a second one would only confuse.
  if (!faults.empty()) return;
  if (grant_type.value == GrantType::refresh_token) {
    if (!refresh_token) faults.add("refresh_token", "Is missing.");
    return;
  }
  if (!username) faults.add("username", "Is missing.");
  if (!password) faults.add("password", "Is missing.");
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
