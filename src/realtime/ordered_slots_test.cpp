#include "realtime/ordered_slots.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace asq::realtime {
namespace {

struct Thing {
  int name = 0;
  std::uint32_t slot = 0;
};
using Things = OrderedSlots<Thing, &Thing::slot>;

std::vector<int> names(const Things& things) {
  std::vector<int> names;
  things.for_each([&](const Thing& thing) { names.push_back(thing.name); });
  return names;
}

TEST(OrderedSlots, KeepTheOrderInWhichThingsCame) {
  std::vector<Thing> all{{1}, {2}, {3}, {4}};
  Things things;
  for (Thing& thing : all) things.add(thing);
  things.remove(all[1]);
  EXPECT_EQ(names(things), (std::vector{1, 3, 4}));
  EXPECT_EQ(&things.oldest(), &all[0]);
  things.remove(all[0]);
  EXPECT_EQ(&things.oldest(), &all[2]);
  things.add(all[0]);
  EXPECT_EQ(names(things), (std::vector{3, 4, 1}));
  for (const int i : {2, 3, 0}) things.remove(all[static_cast<std::size_t>(i)]);
  EXPECT_TRUE(things.empty());
}

TEST(OrderedSlots, AgreeWithAListWhateverComesAndGoes) {
  std::mt19937 random(7);
  std::vector<Thing> all(300);
  for (std::size_t i = 0; i < all.size(); ++i) all[i].name = static_cast<int>(i);
  Things things;
  std::vector<int> expected;
  for (int step = 0; step < 20'000; ++step) {
    Thing& thing = all[random() % all.size()];
    const auto known = std::ranges::find(expected, thing.name);
    if (known == expected.end()) {
      things.add(thing);
      expected.push_back(thing.name);
    } else {
      things.remove(thing);
      expected.erase(known);
    }
    ASSERT_EQ(things.count(), expected.size());
    if (!expected.empty()) {
      ASSERT_EQ(things.oldest().name, expected.front());
    }
    if (step % 100 == 0) {
      ASSERT_EQ(names(things), expected);
    }
  }
}

}  // namespace
}  // namespace asq::realtime
