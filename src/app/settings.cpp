#include "app/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace asq::app {
namespace {

std::string shown_default(const Setting& setting) {
  const std::string value = setting.get(Settings{});
  return value.empty() ? "none" : fmt::format("`{}`", value);
}

}  // namespace

std::string Setting::flag() const {
  std::string flag = "--" + std::string(key);
  std::ranges::replace(flag, '_', '-');
  return flag;
}

std::string Setting::environment() const {
  std::string name = "ASQ_" + std::string(key);
  std::ranges::transform(name, name.begin(), [](char character) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
  });
  return name;
}

std::span<const Setting> settings() {
  static const std::vector<Setting> rows = make_setting_rows();
  return rows;
}

const Setting* find_setting(std::string_view key) {
  const auto found = std::ranges::find(settings(), key, &Setting::key);
  return found == settings().end() ? nullptr : &*found;
}

std::optional<std::string> contradiction(const Settings& settings) {
  if (settings.close_after <= settings.ping_after) {
    return fmt::format("close_after ({}) must be longer than ping_after ({})",
                       format_duration(settings.close_after), format_duration(settings.ping_after));
  }
  if (settings.refresh_token_lifetime < settings.access_token_lifetime) {
    return fmt::format(
        "refresh_token_lifetime ({}) must not be shorter than "
        "access_token_lifetime ({})",
        format_duration(settings.refresh_token_lifetime),
        format_duration(settings.access_token_lifetime));
  }
  if (!settings.jwt_secret.empty() && !settings.jwt_secret_file.empty()) {
    return "jwt_secret and jwt_secret_file both give the key that signs tokens: set one of them";
  }
  return std::nullopt;
}

std::string settings_markdown() {
  std::string out =
      "| flag | environment | type | default | |\n"
      "|---|---|---|---|---|\n";
  for (const Setting& setting : settings()) {
    out += fmt::format("| `{}` | `{}` | {} | {} | {} |\n", setting.flag(), setting.environment(),
                       setting.type, shown_default(setting), setting.doc);
  }
  return out;
}

}  // namespace asq::app
