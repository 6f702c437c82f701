#include "chat/group_leaving.hpp"

#include <utility>

#include "chat/account_changes.hpp"

namespace asq::chat {
namespace {

constexpr std::int64_t kRowsOfASlice = 100;

}  // namespace

bool GroupLeaving::begin() {
  if (!due_ || running_.exchange(true)) return false;
  due_ = false;
  return true;
}

Task<void> GroupLeaving::run() {
  const store::Work slice{"leave groups", Payer::server(), kRowsOfASlice};
  // What throws here is begun again, too.
  struct Ending {
    GroupLeaving& leaving;
    bool well = false;
    ~Ending() {
      if (!well) leaving.due_ = true;
      leaving.running_ = false;
    }
  } ending{*this};
  bool more = true;
  while (more) {
    auto verb = [](store::Transaction& rows) -> Result<bool> { return leave_some_groups(rows); };
    const auto left = co_await store_.write<bool>(slice, std::move(verb));
    if (!left) due_ = true;
    more = left.has_value() && *left;
  }
  ending.well = true;
}

}  // namespace asq::chat
