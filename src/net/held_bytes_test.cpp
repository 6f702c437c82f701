#include "net/held_bytes.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace asq::net {
namespace {

constexpr std::uint64_t kAnna = 1;
constexpr std::uint64_t kBoris = 2;
constexpr std::uint64_t kHome = std::uint64_t{1} << 63U | 7U;
constexpr std::uint64_t kOffice = std::uint64_t{1} << 63U | 8U;

HeldBytes::Options bounds(HeldBytes::Bounds both) { return {.input = both, .output = both}; }

// Who is nobody in particular holds `before`, then wants `more`.
Room after(const HeldBytes::Bounds& bound, Holder who, std::size_t before, std::size_t more) {
  HeldBytes held(bounds(bound));
  (void)held.hold(who, Held::input, before);
  return held.hold(who, Held::input, more);
}

TEST(HeldBytes, counts_by_account_by_address_and_in_all) {
  HeldBytes held(bounds({}));
  (void)held.hold({kAnna, kHome}, Held::input, 10);
  (void)held.hold({kAnna, kOffice}, Held::input, 20);
  (void)held.hold({kBoris, kOffice}, Held::output, 40);
  EXPECT_EQ(held.of(kAnna, Held::input), 30U);
  EXPECT_EQ(held.of(kOffice, Held::input), 20U);
  EXPECT_EQ(held.of(kOffice, Held::output), 40U);
  EXPECT_EQ(held.in_all(Held::input), 30U);
  held.let_go({kAnna, kOffice}, Held::input, 20);
  EXPECT_EQ(held.of(kAnna, Held::input), 10U);
  EXPECT_EQ(held.of(kOffice, Held::input), 0U);
}

TEST(HeldBytes, holds_up_to_each_bound) {
  for (const std::size_t more : {49U, 50U, 51U}) {
    const Room share = more <= 50 ? Room::enough : Room::share_used_up;
    const Room all = more <= 50 ? Room::enough : Room::none;
    EXPECT_EQ(after({.per_account = 100}, {kAnna, kHome}, 50, more), share) << more;
    EXPECT_EQ(after({.per_address = 100}, {kAnna, kHome}, 50, more), share) << more;
    EXPECT_EQ(after({.in_all = 100}, {kAnna, kHome}, 50, more), all) << more;
    EXPECT_EQ(after({}, {kAnna, kHome}, 50, more), Room::enough) << "0 is no bound";
  }
}

TEST(HeldBytes, a_single_piece_may_be_larger_than_a_share) {
  EXPECT_EQ(after({.per_account = 100, .per_address = 100}, {kAnna, kHome}, 0, 500), Room::enough);
}

TEST(HeldBytes, one_account_leaves_room_for_another_at_the_same_address) {
  HeldBytes held(bounds({.per_account = 100, .per_address = 150}));
  EXPECT_EQ(held.hold({kAnna, kHome}, Held::input, 100), Room::enough);
  EXPECT_EQ(held.hold({kAnna, kOffice}, Held::input, 1), Room::share_used_up);
  EXPECT_EQ(held.of(kOffice, Held::input), 0U) << "what is refused counts nowhere";
  EXPECT_EQ(held.hold({kBoris, kHome}, Held::input, 50), Room::enough);
  EXPECT_EQ(held.hold({kBoris, kHome}, Held::input, 1), Room::share_used_up);
  EXPECT_EQ(held.of(kBoris, Held::input), 50U);
}

TEST(HeldBytes, counts_output_that_is_there_already_beyond_the_bound) {
  HeldBytes held(bounds({.per_account = 100}));
  (void)held.hold({kAnna, kHome}, Held::output, 100);
  EXPECT_EQ(held.hold({kAnna, kHome}, Held::output, 1), Room::share_used_up);
  EXPECT_EQ(held.of(kAnna, Held::output), 101U);
}

TEST(HeldBytes, the_largest_holder_goes_one_at_a_time) {
  HeldBytes held(bounds({.in_all = 100}));
  std::vector<std::uint64_t> evicted;
  held.set_evict([&](Held, std::uint64_t who) { evicted.push_back(who); });
  (void)held.hold({kAnna, kHome}, Held::input, 30);
  (void)held.hold({kBoris, kOffice}, Held::input, 20);
  (void)held.hold({3, kOffice}, Held::input, 50);

  EXPECT_EQ(held.hold({4, kHome}, Held::input, 1), Room::none);
  EXPECT_EQ(held.hold({4, kHome}, Held::input, 1), Room::none);
  EXPECT_EQ(evicted, (std::vector<std::uint64_t>{kOffice})) << "the address holds 70";

  held.let_go({kBoris, kOffice}, Held::input, 20);
  held.let_go({3, kOffice}, Held::input, 50);
  held.evicted(Held::input);
  EXPECT_EQ(held.hold({4, kHome}, Held::input, 70), Room::enough);
  EXPECT_EQ(held.hold({5, 0}, Held::input, 1), Room::none);
  EXPECT_EQ(evicted.size(), 2U);
}

TEST(Holding, takes_the_difference_and_lets_go_at_its_end) {
  HeldBytes held(bounds({.per_account = 100}));
  {
    Holding holding(held, {kAnna, kHome});
    EXPECT_EQ(holding.hold(Held::input, 60), Room::enough);
    EXPECT_EQ(holding.hold(Held::input, 101), Room::share_used_up);
    EXPECT_EQ(holding.bytes(Held::input), 60U);
    EXPECT_EQ(holding.hold(Held::input, 100), Room::enough);
    EXPECT_EQ(holding.hold(Held::input, 40), Room::enough);
    EXPECT_EQ(held.of(kAnna, Held::input), 40U);
  }
  EXPECT_EQ(held.of(kAnna, Held::input), 0U);
  EXPECT_EQ(held.in_all(Held::input), 0U);
}

TEST(Holding, takes_what_it_holds_along_to_its_account) {
  HeldBytes held(bounds({}));
  Holding holding(held, {0, kHome});
  (void)holding.hold(Held::output, 10);
  holding.set_who({kAnna, kHome});
  EXPECT_EQ(held.of(kAnna, Held::output), 10U);
  EXPECT_EQ(held.of(kHome, Held::output), 10U);
  EXPECT_EQ(held.in_all(Held::output), 10U);
  EXPECT_TRUE(holding.is_for(Held::output, kAnna));
  EXPECT_FALSE(holding.is_for(Held::input, kAnna));
}

}  // namespace
}  // namespace asq::net
