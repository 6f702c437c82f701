// People and what they have, by id alone: for tests that need no store.
#pragma once

#include "model/ids.hpp"

namespace asq::test {

inline constexpr UserId kAnna(1);
inline constexpr UserId kBoris(2);
inline constexpr UserId kMaks(11);
inline constexpr UserId kOlga(12);

}  // namespace asq::test
