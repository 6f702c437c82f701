#include "api/contract/pretty.hpp"

#include <boost/json/serialize.hpp>

#include "base/json.hpp"

namespace asq::api {
namespace {

namespace json = boost::json;

void append_pretty(std::string& out, const json::value& value, std::size_t indent);

void new_line(std::string& out, std::size_t indent) {
  out += '\n';
  out.append(indent, ' ');
}

void append_pretty(std::string& out, const json::object& object, std::size_t indent) {
  out += '{';
  bool first = true;
  for (const auto& member : object) {
    if (!first) out += ',';
    first = false;
    new_line(out, indent + 2);
    append_json_string(out, member.key());
    out += ": ";
    append_pretty(out, member.value(), indent + 2);
  }
  if (!first) new_line(out, indent);
  out += '}';
}

void append_pretty(std::string& out, const json::array& array, std::size_t indent) {
  out += '[';
  bool first = true;
  for (const json::value& item : array) {
    if (!first) out += ',';
    first = false;
    new_line(out, indent + 2);
    append_pretty(out, item, indent + 2);
  }
  if (!first) new_line(out, indent);
  out += ']';
}

void append_pretty(std::string& out, const json::value& value, std::size_t indent) {
  if (const auto* object = value.if_object()) {
    append_pretty(out, *object, indent);
  } else if (const auto* array = value.if_array()) {
    append_pretty(out, *array, indent);
  } else if (const auto* string = value.if_string()) {
    append_json_string(out, *string);
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string pretty(const json::value& value) {
  std::string out;
  append_pretty(out, value, 0);
  out += '\n';
  return out;
}

}  // namespace asq::api
