#include "api/contract/decode.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

namespace asq::api {
namespace {

// "text" for text, text.x and text[3].
bool is_at_or_under(std::string_view path, std::string_view field) {
  return path.starts_with(field) &&
         (path.size() == field.size() || path[field.size()] == '.' || path[field.size()] == '[');
}

Given find_in_json(const Input& input, std::string_view name) {
  Given given;
  given.name = name;
  const auto* object = input.json->if_object();
  const auto* value = object != nullptr ? object->if_contains(name) : nullptr;
  if (value != nullptr && !value->is_null()) given.json = value;
  return given;
}

Given find_in_parameters(const Parameters& parameters, std::string_view name) {
  Given given;
  given.name = name;
  for (const Parameter& parameter : parameters) {
    if (parameter.name != name) continue;
    given.repeated |= given.text.has_value();
    given.malformed |= parameter.malformed;
    given.text = parameter.value;
  }
  return given;
}

Given find_in_path(std::span<const PathParameter> path, std::string_view name) {
  Given given;
  given.name = name;
  for (const PathParameter& parameter : path) {
    if (parameter.name == name) given.text = parameter.value;
  }
  return given;
}

Given find_in_header(const net::HttpHead* head, std::string_view name) {
  Given given;
  given.name = name;
  if (head == nullptr) return given;
  const auto values = head->find_all(name);
  given.repeated = values.size() > 1;
  if (!values.empty()) given.text = values.front();
  return given;
}

bool agree(const Given& one, const Given& other) {
  if (one.json != nullptr && other.json != nullptr) return *one.json == *other.json;
  return one.text == other.text;
}

}  // namespace

Given Input::find(Place place, std::string_view field, std::string_view alias,
                  FieldErrors& errors) const {
  if (place == Place::path) return find_in_path(path, field);
  if (place == Place::header) return find_in_header(head, field);
  const auto look = [&](std::string_view name) {
    if (json != nullptr) return find_in_json(*this, name);
    static const Parameters kNone;
    return find_in_parameters(parameters != nullptr ? *parameters : kNone, name);
  };
  Given given = look(field);
  if (!alias.empty()) {
    Given other = look(alias);
    if (other.present() && !given.present()) {
      given = other;
    } else if (other.present() && !agree(given, other)) {
      errors.add(alias, "This must have the same value as the field " + std::string(field) + ".");
    }
  }
  given.no_text = std::ranges::any_of(
      no_text, [&](const auto& at) { return is_at_or_under(at.path, given.name); });
  return given;
}

void Input::check_content(FieldErrors& errors) const {
  if (json == nullptr) return;
  if (!has_fields()) errors.add("body", "This must be a JSON object.");
  for (const auto& at : no_text) {
    errors.add(at.path.empty() ? "body" : at.path, std::string(at.rule()));
  }
}

std::string header_name(std::string_view field) {
  std::string name;
  bool starts_word = true;
  for (const char c : field) {
    const bool lower = c >= 'a' && c <= 'z';
    name += c == '_' ? '-' : starts_word && lower ? static_cast<char>(c - 'a' + 'A') : c;
    starts_word = c == '_';
  }
  return name;
}

}  // namespace asq::api
