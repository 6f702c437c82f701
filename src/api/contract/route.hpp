// One row of the table of routes: everything that is known about a route, declared once. Routing,
// OPTIONS, HEAD, 405, authentication, limits, validation, serialisation and /openapi.json all come
// from it. Threads: rows are immutable; handlers run on the loop of their connection.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "api/contract/decode.hpp"
#include "api/contract/replies.hpp"
#include "api/http/client_address.hpp"
#include "api/http/unread_answers.hpp"
#include "api/http_api.hpp"
#include "base/error.hpp"
#include "base/task.hpp"
#include "net/http.hpp"
#include "realtime/read_turns.hpp"

namespace asq::api {

// A request under way, as its handler sees it. Outlives the handler's task.
struct Call {
  const Services& services;
  const ApiOptions& options;
  const TrustedProxies& proxies;
  realtime::ReadTurns& turns;  // of the loop: take_turn()
  const UnreadAnswers& unread;
  const std::string& socket_terms;  // hello_terms()
  const net::HttpHead& head;
  net::Loop& loop;
  chat::Caller caller;                  // of routes with Auth::bearer and Auth::socket
  std::optional<Error> refusal = {};    // the limit's, of routes that look for a receipt first
  std::optional<Verdict> verdict = {};  // of a limit that the handler took itself
};

enum class Auth : std::uint8_t {
  none,
  bearer,  // Authorization: Bearer
  socket,  // the same, or ?token=, or a subprotocol
};

enum class LimitKind : std::uint8_t { none, registers, tokens, sends, requests };

enum class Content : std::uint8_t { none, json, form };

inline constexpr std::uint64_t kMaxBody = 1024 * 1024;
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

struct Route {
  std::string_view method = {};
  std::string_view path = {};          // "/chat/history/{chat_id}"
  std::string_view operation_id = {};  // "history"
  std::string_view tag = {};           // empty: not in the document
  Auth auth = Auth::none;
  LimitKind limit = LimitKind::none;
  Content content = Content::none;
  std::uint64_t body_limit = kMaxBody;
  bool asks_only = false;  // of a POST: it stores nothing, as a GET
  std::string_view summary = {};
  std::string_view description = {};
  std::vector<Success> successes = {};
  std::vector<std::string_view> receives = {};  // of a socket: schemas of what it takes,
  std::vector<std::string_view> sends = {};     // and of what it says
  std::vector<ErrorCode> errors = {};  // of its own; what its row implies is added in the document

  // From the handler's own signature, see handled_by().
  Task<Result<Answer>> (*run)(Call& call, const Input& input) = nullptr;
  std::vector<FieldShape> (*fields)() = nullptr;
  std::string_view example = {};  // of the request
};

namespace detail {

template <class Request>
std::vector<FieldShape> shape_of() {
  std::vector<FieldShape> fields;
  for_each_member<Request>([&](auto descriptor) {
    using Member = std::remove_cvref_t<decltype(std::declval<Request>().*descriptor.pointer)>;
    using Field = typename Unwrapped<Member>::Field;
    fields.push_back({descriptor.name, alias_of<Request>(descriptor.name), kPlace<Field>,
                      !Unwrapped<Member>::kOptional, std::is_same_v<Field, CallerId>,
                      Field::schema()});
  });
  return fields;
}

Task<Result<Answer>> refuse(Error refusal);

template <class Value>
Task<Result<Answer>> write_down(Task<Result<Reply<Value>>> handler) {
  auto reply = co_await std::move(handler);
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  Answer answer;
  answer.status = reply->status;
  append_json(answer.body, reply->value);
  co_return answer;
}
inline Task<Result<Answer>> write_down(Task<Result<Answer>> handler) { return handler; }

template <class Request>
Decoded<Request> decode_for(const Call& call, const Input& input) {
  Decoded<Request> decoded = decode<Request>(input);
  if (!decoded.refusal) decoded.refusal = names_somebody_else(decoded.value, call.caller.user_id);
  return decoded;
}

// A handler takes the decoded request; one that has to look for a receipt before it refuses takes
// Decoded<Request>, and is called with the refusal as well.
template <class Taken>
struct Runner {
  using Request = Taken;
  template <auto Handler>
  static Task<Result<Answer>> run(Call& call, const Input& input) {
    auto decoded = decode_for<Request>(call, input);
    if (decoded.refusal) return refuse(std::move(*decoded.refusal));
    return write_down(Handler(call, std::move(decoded.value)));
  }
};
template <class Taken>
struct Runner<Decoded<Taken>> {
  using Request = Taken;
  template <auto Handler>
  static Task<Result<Answer>> run(Call& call, const Input& input) {
    auto decoded = decode_for<Request>(call, input);
    if (call.refusal) decoded.refusal = std::move(call.refusal);
    return write_down(Handler(call, std::move(decoded)));
  }
};

template <class Handler>
struct Signature;
template <class Returned, class Taken>
struct Signature<Task<Returned> (*)(Call&, Taken)> {
  using Run = Runner<Taken>;
};

}  // namespace detail

// Refusing it after it ran takes nothing back.
[[nodiscard]] inline bool only_reads(const Route& route) {
  return route.asks_only || route.method == "GET";
}

// Ties a row to its handler: Task<Result<Reply<T>>> (Call&, Request) or Task<Result<Answer>> (…).
template <auto Handler>
[[nodiscard]] Route handled_by(Route route) {
  using Run = typename detail::Signature<decltype(Handler)>::Run;
  route.run = &Run::template run<Handler>;
  route.fields = &detail::shape_of<typename Run::Request>;
  if constexpr (requires { Run::Request::kExample; }) route.example = Run::Request::kExample;
  return route;
}

}  // namespace asq::api
