#include "base/stand_back.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <thread>

namespace asq {
namespace {

TEST(StandBack, MovesTheCallingThreadAlone) {
  const int own = getpriority(PRIO_PROCESS, 0);
  int readers = 0;
  std::thread([&] {
    stand_back(Behind::readers);
    readers = getpriority(PRIO_PROCESS, 0);
  }).join();
  EXPECT_EQ(readers, std::min(own + 5, 19));
  EXPECT_EQ(getpriority(PRIO_PROCESS, 0), own);
}

TEST(StandBack, EndsAtTheLastPlace) {
  const int own = getpriority(PRIO_PROCESS, 0);
  int last = 0;
  std::thread([&] {
    stand_back(Behind::all_others);
    stand_back(Behind::all_others);
    last = getpriority(PRIO_PROCESS, 0);
  }).join();
  EXPECT_EQ(last, std::min(own + 20, 19));
}

}  // namespace
}  // namespace asq
