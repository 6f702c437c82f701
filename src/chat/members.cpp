#include "chat/members.hpp"

#include <array>
#include <charconv>
#include <iterator>
#include <string_view>
#include <utility>

namespace asq::chat {
namespace {

// A cursor is the last member's user id, in hex without leading zeros: one spelling each.
std::string encode_cursor(UserId last) {
  std::array<char, 16> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), last.value(), 16).ptr;
  return {digits.data(), end};
}

std::optional<UserId> decode_cursor(std::string_view text) {
  std::int64_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value, 16).ptr;
  if (end != text.data() + text.size() || value < 1 || value > kMaxWireInteger) return std::nullopt;
  if (encode_cursor(UserId(value)) != text) return std::nullopt;
  return UserId(value);
}

}  // namespace

Task<Result<Created>> Members::add(Caller caller, ChatId group, std::string email) {
  co_return co_await store_.members().add(caller.actor(), group, std::move(email));
}

Task<Result<void>> Members::remove(Caller caller, ChatId chat, UserId user) {
  co_return co_await store_.members().remove(caller.actor(), chat, user);
}

Task<Result<Member>> Members::set_role(Caller caller, ChatId chat, UserId user, Role role) {
  co_return co_await store_.members().set_role(caller.actor(), chat, user, role);
}

Task<Result<MemberPage>> Members::list(Caller caller, MemberListRequest request) {
  UserId after;
  if (request.cursor) {
    const auto shown = decode_cursor(*request.cursor);
    if (!shown) co_return fail({{"cursor", "is not a cursor that this server gave"}});
    after = *shown;
  }
  // One more than asked for shows whether there is a next page.
  auto members =
      co_await store_.members().list(caller.user_id, request.chat_id, after, request.limit + 1);
  if (!members) co_return std::unexpected(std::move(members.error()));
  MemberPage page{std::move(*members), std::nullopt};
  if (std::ssize(page.members) > request.limit) {
    page.members.resize(static_cast<std::size_t>(request.limit));
    page.next_cursor = encode_cursor(page.members.back().user.id);
  }
  co_return page;
}

Task<Result<ReadState>> Members::mark_read(Caller caller, ChatId chat, Seq seq) {
  co_return co_await store_.members().mark_read(caller.actor(), chat, seq);
}

Task<Result<Membership>> Members::membership(Caller caller, ChatId chat) {
  co_return co_await store_.members().membership(chat, caller.user_id);
}

}  // namespace asq::chat
