// By whom something is changed, in a test that is not about sessions.
#pragma once

#include "model/user.hpp"
#include "store/actor.hpp"

namespace asq::test {

inline store::Actor by(UserId user) { return store::Actor::without_session(user); }
inline store::Actor by(const User& user) { return by(user.id); }

}  // namespace asq::test
