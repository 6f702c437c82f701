#include "base/said_lately.hpp"

#include <gtest/gtest.h>

namespace asq {
namespace {

using namespace std::chrono_literals;
using Say = SaidLately::Say;

constexpr SteadyTime kStart{1000h};

TEST(SaidLately, says_each_text_once_in_a_period) {
  SaidLately said(8, 1h);

  EXPECT_EQ(said.ask("a", kStart), Say::it);
  EXPECT_EQ(said.ask("a", kStart), Say::nothing);
  EXPECT_EQ(said.ask("b", kStart + 1min), Say::it);
  EXPECT_EQ(said.ask("a", kStart + 1h - 1ns), Say::nothing);
  EXPECT_EQ(said.ask("a", kStart + 1h), Say::it);
  EXPECT_EQ(said.ask("b", kStart + 1h), Say::nothing);
  EXPECT_EQ(said.ask("b", kStart + 61min), Say::it);
}

// A peer can make up any number of texts.
TEST(SaidLately, says_no_more_than_its_bound_and_once_that_there_are_more) {
  SaidLately said(2, 1h);
  EXPECT_EQ(said.ask("a", kStart), Say::it);
  EXPECT_EQ(said.ask("b", kStart + 30min), Say::it);

  EXPECT_EQ(said.ask("c", kStart + 30min), Say::that_there_are_more);
  EXPECT_EQ(said.ask("c", kStart + 31min), Say::nothing);
  EXPECT_EQ(said.ask("d", kStart + 59min), Say::nothing);
  EXPECT_EQ(said.ask("a", kStart + 59min), Say::nothing) << "it was said";

  EXPECT_EQ(said.ask("c", kStart + 60min), Say::it) << "the place of a";
  EXPECT_EQ(said.ask("d", kStart + 89min), Say::nothing);
  EXPECT_EQ(said.ask("d", kStart + 90min), Say::it) << "the place of b";
  EXPECT_EQ(said.ask("e", kStart + 90min), Say::that_there_are_more);
}

}  // namespace
}  // namespace asq
