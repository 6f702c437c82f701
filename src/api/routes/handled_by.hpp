// Ties a row of the route table to its handler. The handler's own signature says what its request
// is decoded into and how its reply is written, so that a row repeats neither. A handler translates
// between HTTP and chat/, nothing else. Threads: handlers run on the loop of their connection.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "api/contract/decode.hpp"
#include "api/contract/replies.hpp"
#include "api/contract/route.hpp"
#include "api/http/call.hpp"
#include "api/http/long_replies.hpp"
#include "base/error.hpp"
#include "base/task.hpp"

namespace asq::api {

namespace detail {

template <class Value>
Task<Result<Answer>> write_down(Task<Result<Reply<Value>>> handler) {
  auto reply = co_await std::move(handler);
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  Answer answer;
  answer.status = reply->status;
  if constexpr (LongReply<Value>) {
    co_await write_in_pieces(answer.body, reply->value);
  } else {
    append_json(answer.body, reply->value);
  }
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

// Ties a row to its handler: Task<Result<Reply<T>>> (Call&, Request) or Task<Result<Answer>> (…).
template <auto Handler>
[[nodiscard]] Route handled_by(Route route) {
  using Run = typename detail::Signature<decltype(Handler)>::Run;
  route.run = &Run::template run<Handler>;
  route.fields = &shape_of<typename Run::Request>;
  if constexpr (requires { Run::Request::kExample; }) route.example = Run::Request::kExample;
  return route;
}

}  // namespace asq::api
