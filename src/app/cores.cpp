#include "app/cores.hpp"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>

namespace asq::app {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::optional<long> read_number(std::string_view text) {
  long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

std::optional<int> cores_of(std::optional<long> quota, std::optional<long> period) {
  if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
  const long cores = (*quota + *period - 1) / *period;
  return static_cast<int>(std::clamp(cores, 1L, 1'000'000L));
}

std::optional<int> smaller(std::optional<int> left, std::optional<int> right) {
  if (!left || !right) return left ? left : right;
  return std::min(*left, *right);
}

// The smallest quota of `group` (a path below `mount`, with a leading slash) and all above it.
std::optional<int> smallest(
    const std::filesystem::path& mount, std::string_view group,
    const std::function<std::optional<int>(const std::filesystem::path&)>& quota_in) {
  std::optional<int> least = quota_in(mount);
  std::filesystem::path at = mount;
  for (const auto& part : std::filesystem::path(group).relative_path()) {
    if (part == "..") continue;  // of another cgroup namespace: only the root can be seen
    at /= part;
    least = smaller(least, quota_in(at));
  }
  return least;
}

std::optional<int> quota_v2(const std::filesystem::path& directory) {
  return parse_cpu_max(read_file(directory / "cpu.max"));
}

std::optional<int> quota_v1(const std::filesystem::path& directory) {
  return parse_cfs_quota(read_file(directory / "cpu.cfs_quota_us"),
                         read_file(directory / "cpu.cfs_period_us"));
}

bool names_cpu(std::string_view controllers) {
  while (!controllers.empty()) {
    const auto comma = std::min(controllers.find(','), controllers.size());
    if (controllers.substr(0, comma) == "cpu") return true;
    controllers.remove_prefix(std::min(comma + 1, controllers.size()));
  }
  return false;
}

int cores_of_affinity() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace

std::optional<int> parse_cpu_max(std::string_view text) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  return cores_of(read_number(text.substr(0, space)), read_number(text.substr(space + 1)));
}

std::optional<int> parse_cfs_quota(std::string_view quota, std::string_view period) {
  return cores_of(read_number(quota), read_number(period));
}

std::optional<int> cgroup_quota(std::string_view cgroup, const std::filesystem::path& mounts) {
  std::optional<int> least;
  while (!cgroup.empty()) {  // lines of "hierarchy:controllers:/path"
    const auto end = std::min(cgroup.find('\n'), cgroup.size());
    const std::string_view line = cgroup.substr(0, end);
    cgroup.remove_prefix(std::min(end + 1, cgroup.size()));
    const auto first = line.find(':');
    const auto second = first == line.npos ? line.npos : line.find(':', first + 1);
    if (second == line.npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const std::string_view group = line.substr(second + 1);
    if (controllers.empty()) {
      least = smaller(least, smallest(mounts, group, quota_v2));
    } else if (names_cpu(controllers)) {
      least = smaller(least, smallest(mounts / "cpu", group, quota_v1));
      least = smaller(least, smallest(mounts / "cpu,cpuacct", group, quota_v1));
    }
  }
  return least;
}

int available_cores() {
  const int cores = cores_of_affinity();
  const auto quota = cgroup_quota(read_file("/proc/self/cgroup"), "/sys/fs/cgroup");
  return quota ? std::min(cores, *quota) : cores;
}

}  // namespace asq::app
