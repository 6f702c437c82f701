// By whom something is changed, in a test that is not about sessions.
#pragma once

#include "model/actor.hpp"
#include "model/user.hpp"

namespace asq::test {

inline Actor by(UserId user) { return Actor::without_session(user); }
inline Actor by(const User& user) { return by(user.id); }

}  // namespace asq::test
