#include "app/cores.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_directory.hpp"

namespace asq::app {
namespace {

struct CgroupTest : testing::Test {
  test::TemporaryDirectory mounts;
  void put(const std::filesystem::path& file, const std::string& text) const {
    std::filesystem::create_directories((mounts.path() / file).parent_path());
    std::ofstream(mounts.path() / file) << text;
  }
};

TEST(CpuMax, IsRoundedUpToWholeCores) {
  EXPECT_EQ(parse_cpu_max("200000 100000\n"), 2);
  EXPECT_EQ(parse_cpu_max("150000 100000\n"), 2);
  EXPECT_EQ(parse_cpu_max("1000 100000\n"), 1);
}

TEST(CpuMax, MaxOrRubbishIsNoQuota) {
  for (const char* text : {"max 100000\n", "", "100000", "x y", "100000 0", "-1 100000"}) {
    EXPECT_EQ(parse_cpu_max(text), std::nullopt) << text;
  }
}

TEST(CfsQuota, MinusOneIsNoQuota) {
  EXPECT_EQ(parse_cfs_quota("-1\n", "100000\n"), std::nullopt);
  EXPECT_EQ(parse_cfs_quota("50000\n", "100000\n"), 1);
  EXPECT_EQ(parse_cfs_quota("350000\n", "100000\n"), 4);
  EXPECT_EQ(parse_cfs_quota("", ""), std::nullopt);
}

TEST_F(CgroupTest, VersionTwoTakesTheSmallestOnTheWayUp) {
  put("system.slice/cpu.max", "100000 100000\n");
  put("system.slice/asq.service/cpu.max", "400000 100000\n");

  EXPECT_EQ(cgroup_quota("0::/system.slice/asq.service\n", mounts.path()), 1);
}

TEST_F(CgroupTest, VersionTwoInsideAContainerReadsTheRoot) {
  put("cpu.max", "300000 100000\n");

  EXPECT_EQ(cgroup_quota("0::/\n", mounts.path()), 3);
  EXPECT_EQ(cgroup_quota("0::/../../other\n", mounts.path()), 3);
}

TEST_F(CgroupTest, VersionOneReadsTheHierarchyOfTheCpuController) {
  put("cpu,cpuacct/docker/abc/cpu.cfs_quota_us", "250000\n");
  put("cpu,cpuacct/docker/abc/cpu.cfs_period_us", "100000\n");
  put("cpuset/docker/abc/cpu.cfs_quota_us", "100000\n");
  put("cpuset/docker/abc/cpu.cfs_period_us", "100000\n");

  EXPECT_EQ(cgroup_quota("5:cpuset:/docker/abc\n4:cpu,cpuacct:/docker/abc\n", mounts.path()), 3);
}

TEST_F(CgroupTest, WithoutFilesOrWithRubbishThereIsNoQuota) {
  EXPECT_EQ(cgroup_quota("0::/a/b\n", mounts.path()), std::nullopt);
  EXPECT_EQ(cgroup_quota("rubbish\n::\n", mounts.path()), std::nullopt);
  EXPECT_EQ(cgroup_quota("", mounts.path()), std::nullopt);
}

TEST(Cores, ThereIsAlwaysOne) { EXPECT_GE(available_cores(), 1); }

}  // namespace
}  // namespace asq::app
