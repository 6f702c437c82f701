// One row of the table of routes: everything that is known about a route, declared once. Routing,
// OPTIONS, HEAD, 405, authentication, limits, validation, serialisation and /openapi.json all come
// from it. Threads: rows are immutable; handlers run on the loop of their connection.
//
// The room contract/ holds what the API promises, and reads requests by it: the types of rows and
// fields, request structs, the decoder, replies, schemas, errors, and the OpenAPI document. It is
// pure. What a server does with a request stands elsewhere: its way through HTTP in http/, handlers
// and their rows in routes/, sockets in sockets/.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "api/contract/decode.hpp"
#include "api/contract/replies.hpp"
#include "base/error.hpp"
#include "base/task.hpp"

namespace asq::api {

struct Call;  // http/call.hpp

enum class Auth : std::uint8_t {
  none,
  bearer,  // Authorization: Bearer
  socket,  // the same, or ?token=, or a subprotocol
};

enum class LimitKind : std::uint8_t {
  none,
  registers,  // of the address, unless an invitation in the body pays
  tokens,     // of the address, unless it is the first log-in of who came by an invitation
  passwords,  // set without an access token: from the bucket of tokens
  links,      // of the address: looking at what a link leads to
  sends,      // taken with the body
  changes,    // what everybody in a chat is told, or a row that stays: from the bucket of sends,
              // with the header
  requests,
};

enum class Content : std::uint8_t { none, json, form };

inline constexpr std::uint64_t kMaxBody = 1024 * 1024;
// A message: 16,384 characters, each written as two escapes (\ud83d\ude00), and the fields around.
inline constexpr std::uint64_t kMaxMessageBody = 200 * 1024;
inline constexpr std::uint64_t kMaxForm = 16 * 1024;
// Of what anybody may send, without a token.
inline constexpr std::uint64_t kMaxOpenBody = 128 * 1024;

// A field of a request as the document shows it.
struct FieldShape {
  std::string_view name = {};
  std::string_view alias = {};
  Place place = Place::content;
  bool required = false;
  bool names_caller = false;
  boost::json::object schema = {};
};

// A success as the document shows it.
struct Success {
  int status = 200;
  std::string_view description = {};
  std::string_view schema = {};   // a name of api/contract/schema.hpp; empty: no body
  std::string_view example = {};  // JSON
};

// A command of the person's socket as the document shows it.
struct CommandShape {
  std::string_view type = {};
  LimitKind limit = LimitKind::requests;
  bool answered = true;  // and so in need of an id
  std::string_view summary = {};
  std::string_view reply = {};    // its type; empty: none
  std::string_view example = {};  // as a client sends it
  std::vector<FieldShape> (*fields)() = nullptr;
};

struct Route {
  std::string_view method = {};
  std::string_view path = {};          // "/chat/history/{chat_id}"
  std::string_view operation_id = {};  // "history"
  std::string_view tag = {};           // empty: not in the document
  Auth auth = Auth::none;
  LimitKind limit = LimitKind::none;
  Content content = Content::none;
  std::uint64_t body_limit = kMaxBody;
  bool ends_session = false;  // the caller's, so it may ask again after an end that was not stored
  bool sets_cookie = false;   // the page's, with a success or 401
  bool asks_only = false;     // of a POST: it stores nothing, as a GET
  std::string_view summary = {};
  std::string_view description = {};
  std::vector<Success> successes = {};
  std::vector<std::string_view> receives = {};  // of a socket: schemas of what it takes,
  std::vector<std::string_view> sends = {};     // and of what it says;
  std::string_view guide = {};                  // where docs/api.md tells of it: a heading's id
  std::vector<ErrorCode> errors = {};  // of its own; what its row implies is added in the document

  // From the handler's own signature, see routes/handled_by.hpp.
  Task<Result<Answer>> (*run)(Call& call, const Input& input) = nullptr;
  std::vector<FieldShape> (*fields)() = nullptr;
  std::string_view example = {};  // of the request
};

// The fields of a request struct, as the document shows them.
template <class Request>
std::vector<FieldShape> shape_of() {
  std::vector<FieldShape> fields;
  detail::for_each_member<Request>([&](auto descriptor) {
    using Member = std::remove_cvref_t<decltype(std::declval<Request>().*descriptor.pointer)>;
    using Field = typename detail::Unwrapped<Member>::Field;
    fields.push_back({descriptor.name, detail::alias_of<Request>(descriptor.name),
                      detail::kPlace<Field>, !detail::Unwrapped<Member>::kOptional,
                      std::is_same_v<Field, CallerId>, Field::schema()});
  });
  return fields;
}

// Refusing it after it ran takes nothing back.
[[nodiscard]] inline bool only_reads(const Route& route) {
  return route.asks_only || route.method == "GET";
}

}  // namespace asq::api
