#include "base/descriptor.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <utility>

namespace asq {
namespace {

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }
Descriptor any() { return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

TEST(Descriptor, closes_what_it_owns) {
  int fd = -1;
  {
    const Descriptor owner = any();
    fd = owner.get();
    ASSERT_TRUE(is_open(fd));
  }
  EXPECT_FALSE(is_open(fd));
}

TEST(Descriptor, has_one_owner_after_a_move) {
  Descriptor first = any();
  const int fd = first.get();

  Descriptor second(std::move(first));
  Descriptor third;
  third = std::move(second);

  EXPECT_EQ(third.get(), fd);
  EXPECT_TRUE(is_open(fd));
  third.close();
  third.close();
  EXPECT_FALSE(third.valid());
  EXPECT_FALSE(is_open(fd));
}

TEST(Descriptor, is_none_after_a_call_that_failed) {
  EXPECT_FALSE(Descriptor(::open("/dev/null/nothing", O_RDONLY)).valid());
  EXPECT_FALSE(Descriptor().valid());
}

}  // namespace
}  // namespace asq
