// One decoder for every request: a struct described with Boost.Describe, whose members have the
// types of api/contract/fields.hpp, from a JSON object, a form, a query, a path and header fields.
// Names all bad fields at once and ignores what it does not know. Pure. Threads: any.
//
// A request struct may also have
//   static constexpr std::array<Alias, N> kAliases    other names that are taken for a field
//   void check(FieldErrors&)                               rules between fields
#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "api/contract/fields.hpp"
#include "api/contract/given.hpp"
#include "api/contract/urlencoded.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "net/http.hpp"

namespace asq::api {

// A field that stands in the route's path, as {name}.
template <class Field>
struct InPath : Field {};
// A field that stands in a header: idempotency_key in Idempotency-Key.
template <class Field>
struct InHeader : Field {};

// `alias` is taken for `field`; if both are there they must agree.
struct Alias {
  std::string_view field;
  std::string_view alias;
};

enum class Place : std::uint8_t { content, path, header };

struct PathParameter {
  std::string_view name;  // of the pattern: "chat_id"
  std::string value;      // decoded
};

// Where the fields come from. Content is the JSON body where there is one, else `parameters`: the
// form of a form route, the query of a route without a body.
struct Input {
  const boost::json::value* json = nullptr;
  const Parameters* parameters = nullptr;
  std::span<const PathParameter> path;
  const net::HttpHead* head = nullptr;
  std::span<const JsonError::Place> no_text;  // the JSON strings that are none
  InputRules rules;

  // `alias`: empty if there is none.
  [[nodiscard]] Given find(Place place, std::string_view field, std::string_view alias,
                           FieldErrors& errors) const;
  // False: the JSON is no object, so that nothing can be said of the fields in it.
  [[nodiscard]] bool has_fields() const { return json == nullptr || json->is_object(); }
  // What is wrong with the content as such: no object, a string that is no text anywhere.
  void check_content(FieldErrors& errors) const;
};

// The request as far as it could be read, and why it is refused, if it is.
template <class Request>
struct Decoded {
  Request value;
  std::optional<Error> refusal;
};

// "idempotency_key" -> "Idempotency-Key"
[[nodiscard]] std::string header_name(std::string_view field);

namespace detail {

template <class T>
struct Unwrapped {
  using Field = T;
  static constexpr bool kOptional = T::kOptional;
};
template <class T>
struct Unwrapped<std::optional<T>> {
  using Field = T;
  static constexpr bool kOptional = true;
};

template <class T>
inline constexpr Place kPlace = Place::content;
template <class T>
inline constexpr Place kPlace<InPath<T>> = Place::path;
template <class T>
inline constexpr Place kPlace<InHeader<T>> = Place::header;

template <class Request>
constexpr std::string_view alias_of(std::string_view field) {
  if constexpr (requires { Request::kAliases; }) {
    for (const Alias& alias : Request::kAliases) {
      if (alias.field == field) return alias.alias;
    }
  }
  return {};
}

template <class Request, class Visit>
void for_each_member(Visit visit) {
  using Members = boost::describe::describe_members<Request, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>(visit);
}

template <class Member>
void read_member(Member& member, const Given& given, const InputRules& rules, FieldErrors& errors) {
  using Field = typename Unwrapped<Member>::Field;
  if (given.no_text) return;
  if (!given.present()) {
    if (!Unwrapped<Member>::kOptional) errors.add(given.name, "This field is required.");
    return;
  }
  if constexpr (std::is_same_v<Member, Field>) {
    member.read(given, rules, errors);
  } else {
    Field field;
    const std::size_t before = errors.size();
    field.read(given, rules, errors);
    if (errors.size() == before) member = std::move(field);
  }
}

}  // namespace detail

template <class Request>
[[nodiscard]] Decoded<Request> decode(const Input& input) {
  Decoded<Request> decoded;
  FieldErrors errors;
  input.check_content(errors);
  detail::for_each_member<Request>([&](auto descriptor) {
    auto& member = decoded.value.*descriptor.pointer;
    using Member = std::remove_reference_t<decltype(member)>;
    constexpr Place place = detail::kPlace<typename detail::Unwrapped<Member>::Field>;
    if (place == Place::content && !input.has_fields()) return;
    const std::string name =
        place == Place::header ? header_name(descriptor.name) : std::string(descriptor.name);
    const Given given = input.find(place, name, detail::alias_of<Request>(descriptor.name), errors);
    detail::read_member(member, given, input.rules, errors);
  });
  if constexpr (requires { decoded.value.check(errors); }) {
    if (input.has_fields()) decoded.value.check(errors);
  }
  if (!errors.empty()) decoded.refusal = fail(errors.take()).error();
  return decoded;
}

// 403 not_yourself if a field names another caller.
template <class Request>
[[nodiscard]] std::optional<Error> names_somebody_else(const Request& request, UserId caller) {
  std::optional<Error> refusal;
  detail::for_each_member<Request>([&](auto descriptor) {
    const auto& member = request.*descriptor.pointer;
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, CallerId>) {
      if (member.value && *member.value != caller) {
        refusal = Error(ErrorCode::not_yourself,
                        std::string("The field ") + descriptor.name +
                            " must be your own id: you can't act on behalf of another user.");
      }
    }
  });
  return refusal;
}

}  // namespace asq::api
