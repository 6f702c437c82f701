// How many cores this process may use: what CPU affinity leaves, capped by the quota of its cgroup
// (v2 cpu.max, v1 cpu.cfs_quota_us) and of the cgroups above it. Threads: any.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace asq::app {

// At least 1.
[[nodiscard]] int available_cores();

// The parts, for the tests.

// Cores of a quota, rounded up: "150000 100000" -> 2. nullopt: no quota ("max ..."), or no such
// text.
[[nodiscard]] std::optional<int> parse_cpu_max(std::string_view text);
// v1: -1 is no quota.
[[nodiscard]] std::optional<int> parse_cfs_quota(std::string_view quota, std::string_view period);
// The smallest quota from this process's cgroup up to the root. `cgroup`: the text of
// /proc/self/cgroup; `mounts`: where cgroup file systems are mounted (/sys/fs/cgroup).
[[nodiscard]] std::optional<int> cgroup_quota(std::string_view cgroup,
                                              const std::filesystem::path& mounts);

}  // namespace asq::app
