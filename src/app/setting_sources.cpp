#include "app/setting_sources.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "app/setting_file.hpp"
#include "base/fault_points.hpp"
#include "base/json.hpp"

namespace asq::app {
namespace {

constexpr std::string_view kPrefix = "ASQ_";
using Values = std::map<std::string, std::string, std::less<>>;
using Failure = std::optional<std::string>;

const Setting* find_by_environment(std::string_view name) {
  for (const Setting& setting : settings()) {
    if (setting.environment() == name) return &setting;
  }
  return nullptr;
}

std::expected<Values, std::string> environment_values(const Sources& sources) {
  Values values;
  for (const auto& [name, value] : sources.environment) {
    if (!name.starts_with(kPrefix) || fault::reads(name)) continue;
    const Setting* setting = find_by_environment(name);
    if (setting == nullptr) {
      return std::unexpected(fmt::format(
          "the environment variable {} is not a setting of asq (asq config lists them all)", name));
    }
    if (!value.empty()) values[std::string(setting->key)] = value;
  }
  return values;
}

// Puts one layer of values over what is there. `origin` gives the layer's name for a setting.
template <class Origin>
Failure apply(Effective& effective, const Values& values, Origin origin) {
  for (const auto& [key, value] : values) {
    const Setting* setting = find_setting(key);
    if (setting == nullptr) return fmt::format("\"{}\" is not a setting of asq", key);
    const auto must_be = setting->set(effective.values, value);
    if (must_be) {
      std::string shown;
      if (setting->secret) {
        shown = "its value";
      } else {
        append_json_string(shown, value);
      }
      return fmt::format("{} ({}): {} is not valid; it must be {}", key, origin(*setting), shown,
                         *must_be);
    }
    effective.origins[key] = origin(*setting);
  }
  return std::nullopt;
}

Failure apply_file(Effective& effective, const std::string& file) {
  const auto values = read_setting_file(file);
  if (!values) return values.error();
  return apply(effective, *values, [&](const Setting&) { return "file " + file; });
}

std::string file_of(const Sources& sources, const Values& environment) {
  if (const auto flag = sources.flags.find("config"); flag != sources.flags.end()) {
    return flag->second;
  }
  const auto variable = environment.find("config");
  return variable == environment.end() ? "" : variable->second;
}

// As a value of a TOML file.
std::string toml_value(const Setting& setting, const std::string& value) {
  std::string out;
  switch (setting.shape) {
    case Shape::integer: return value;
    case Shape::text: append_json_string(out, value); return out;
    case Shape::list: break;
  }
  for (const std::string& item : split_list(value)) {
    if (!out.empty()) out += ", ";
    append_json_string(out, item);
  }
  return "[" + out + "]";
}

}  // namespace

std::expected<Effective, std::string> load_settings(const Sources& sources) {
  Effective effective;
  for (const Setting& setting : settings()) effective.origins[std::string(setting.key)] = "default";
  const auto environment = environment_values(sources);
  if (!environment) return std::unexpected(environment.error());
  Failure failure;
  const std::string file = file_of(sources, *environment);
  if (!file.empty()) failure = apply_file(effective, file);
  if (!failure) {
    failure = apply(effective, *environment,
                    [](const Setting& setting) { return "environment " + setting.environment(); });
  }
  if (!failure) {
    failure = apply(effective, sources.flags,
                    [](const Setting& setting) { return "flag " + setting.flag(); });
  }
  if (!failure) failure = contradiction(effective.values);
  if (failure) return std::unexpected(*failure);
  return effective;
}

std::vector<std::pair<std::string, std::string>> process_environment() {
  std::vector<std::pair<std::string, std::string>> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = std::min(text.find('='), text.size());
    variables.emplace_back(text.substr(0, equals), text.substr(std::min(equals + 1, text.size())));
  }
  return variables;
}

std::string describe(const Effective& effective) {
  std::vector<std::pair<std::string, std::string>> lines;  // setting, origin
  std::size_t width = 0;
  for (const Setting& setting : settings()) {
    const std::string value = setting.get(effective.values);
    // What the file can't hold stands as a comment: its own name, and what is not to be seen.
    const bool comment = setting.secret || setting.key == "config";
    const std::string shown = setting.secret && !value.empty() ? "***" : value;
    lines.emplace_back(
        fmt::format("{}{} = {}", comment ? "# " : "", setting.key, toml_value(setting, shown)),
        effective.origins.find(setting.key)->second);
    if (lines.back().first.size() < 50) width = std::max(width, lines.back().first.size());
  }
  std::string out;
  for (const auto& [line, origin] : lines) {
    out += fmt::format("{:<{}}  # {}\n", line, width, origin);
  }
  return out;
}

}  // namespace asq::app
