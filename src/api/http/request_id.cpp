#include "api/http/request_id.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cstdint>

#include "base/random.hpp"

namespace asq::api {

std::string new_request_id() {
  static const std::string kBeginning = random_hex(8);
  static std::atomic<std::uint64_t> count{0};
  return fmt::format("{}-{:x}", kBeginning, count.fetch_add(1, std::memory_order_relaxed) + 1);
}

}  // namespace asq::api
