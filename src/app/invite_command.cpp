#include "app/invite_command.hpp"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <chrono>
#include <expected>
#include <optional>
#include <string>

#include "app/complain.hpp"
#include "app/links.hpp"
#include "app/operator_access.hpp"
#include "base/log.hpp"
#include "base/utf8.hpp"
#include "model/ids.hpp"

namespace asq::app {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds kMostTenYears{3650 * 86'400};

// Seconds; 0: never.
Parsed<std::int64_t> parse_expiry(std::string_view text) {
  if (text == "never") return 0;
  const auto duration = parse_duration(text, std::chrono::seconds(1), kMostTenYears);
  if (!duration) return std::unexpected(duration.error() + ", or never");
  return duration->count();
}

std::expected<json::object, std::string> request_of(const InviteCommand& command) {
  json::object request{{"verb", "invite"}};
  const auto add_number = [&](const char* field,
                              const std::optional<std::string>& text) -> Parsed<void> {
    if (!text) return {};
    const auto number = parse_integer(*text, 1, kMaxWireInteger);
    if (!number) return std::unexpected(number.error());
    request[field] = *number;
    return {};
  };
  if (const auto chat = add_number("chat_id", command.chat); !chat) {
    return std::unexpected(fmt::format("--chat: it must be {}", chat.error()));
  }
  if (const auto uses = add_number("max_uses", command.uses); !uses) {
    return std::unexpected(fmt::format("--uses: it must be {}", uses.error()));
  }
  const auto expiry = parse_expiry(command.expires);
  if (!expiry) return std::unexpected(fmt::format("--expires: it must be {}", expiry.error()));
  request["expires_in"] = *expiry;
  return request;
}

// Of a link, or of a token by itself.
std::string token_in(std::string_view link) {
  return std::string(link.substr(link.rfind('/') + 1));
}

int end_invite(const std::string& link, const Settings& settings) {
  if (!is_valid_utf8(link)) return complain("--end: This must be valid UTF-8.");
  OperatorAccess access(settings, false);
  const auto reply = access.ask({{"verb", "invite_end"}, {"token", token_in(link)}});
  if (!reply) return complain(reply.error());
  print("invitation {} has ended; its link no longer works\n",
        reply->at("invite_id").to_number<std::int64_t>());
  return 0;
}

}  // namespace

int run_invite_command(const InviteCommand& command, const Settings& settings) {
  log::configure(log::Level::warning, settings.log_format);  // stdout has the links
  if (command.end) return end_invite(*command.end, settings);
  const auto request = request_of(command);
  if (!request) return complain(request.error());
  OperatorAccess access(settings, false);
  const auto reply = access.ask(*request);
  if (!reply) return complain(reply.error());
  print_links(reply->at("link").as_object());
  return 0;
}

}  // namespace asq::app
