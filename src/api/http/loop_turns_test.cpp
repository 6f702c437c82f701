#include "api/http/loop_turns.hpp"

#include <gtest/gtest.h>

namespace asq::api {
namespace {

TEST(TurnsOfLoops, EachLoopHasItsOwn) {
  TurnsOfLoops turns;
  const auto* const first = reinterpret_cast<const net::Loop*>(0x10);
  const auto* const second = reinterpret_cast<const net::Loop*>(0x20);
  EXPECT_EQ(&turns.of(*first), &turns.of(*first));
  EXPECT_NE(&turns.of(*first), &turns.of(*second));
}

}  // namespace
}  // namespace asq::api
