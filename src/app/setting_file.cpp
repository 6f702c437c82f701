#include "app/setting_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "app/settings.hpp"

namespace asq::app {
namespace {

std::expected<std::string, std::string> read_text(const std::string& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    return std::unexpected(fmt::format("the configuration file {} is a directory", file));
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(stream), {});
  if (!stream) {
    return std::unexpected(fmt::format("the configuration file {} can't be read: {}", file,
                                       std::generic_category().message(errno)));
  }
  return text;
}

std::optional<std::string> list_text(const toml::array& array) {
  std::string text;
  for (const toml::node& item : array) {
    const auto value = item.value_exact<std::string>();
    if (!value || value->find(',') != std::string::npos) return std::nullopt;
    text += (text.empty() ? "" : ", ") + *value;
  }
  return text;
}

std::optional<std::string> text_of(const toml::node& node, Shape shape) {
  if (const auto text = node.value_exact<std::string>()) return text;
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto truth = node.value_exact<bool>()) return *truth ? "true" : "false";
  if (const toml::array* array = node.as_array(); array != nullptr && shape == Shape::list) {
    return list_text(*array);
  }
  return std::nullopt;
}

}  // namespace

std::expected<std::map<std::string, std::string, std::less<>>, std::string> read_setting_file(
    const std::string& file) {
  const auto text = read_text(file);
  if (!text) return std::unexpected(text.error());
  std::map<std::string, std::string, std::less<>> values;
  try {
    const toml::table table = toml::parse(*text, file);
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      const auto where = fmt::format("line {} of {}", key.source().begin.line, file);
      const Setting* setting = find_setting(name);
      if (setting == nullptr || name == "config") {
        return std::unexpected(fmt::format("\"{}\" ({}) can't be set in the file", name, where));
      }
      auto value = text_of(node, setting->shape);
      if (!value) {
        return std::unexpected(
            fmt::format("{} ({}) must be written as a {}", name, where,
                        setting->shape == Shape::list ? "list of strings" : "string or a number"));
      }
      values[name] = std::move(*value);
    }
  } catch (const toml::parse_error& error) {
    return std::unexpected(fmt::format("line {} of {} is no TOML: {}", error.source().begin.line,
                                       file, error.description()));
  }
  return values;
}

}  // namespace asq::app
