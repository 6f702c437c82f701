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

void GroupMessageRequest::check(Faults& faults) {
  if (!idempotency_key) return;
  if (!client_id) {
    client_id = *idempotency_key;
  } else if (client_id->value != idempotency_key->value) {
    faults.add("Idempotency-Key", "Contradicts the field client_id.");
    client_id.reset();
  }
}

}  // namespace asq::api
