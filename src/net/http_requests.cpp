// What the bytes of an HTTP connection mean: headers, bodies, and the exchange of each request.
// Part of net/http_connection.hpp.
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

#include "base/frame.hpp"
#include "base/log.hpp"
#include "net/http_connection.hpp"
#include "net/http_parser.hpp"

namespace asq::net {
namespace {

const Frame& continue_frame() {
  static const Frame frame = make_frame("HTTP/1.1 100 Continue\r\n\r\n");
  return frame;
}

constexpr std::string_view kTooMany =
    "Too many connections from this address have not sent a request yet; try again in a moment.";

// Keeps the exchange alive while it runs, whatever becomes of the connection.
Task<HttpReply> run_exchange(std::unique_ptr<HttpExchange> exchange, Loop& loop, std::string body) {
  auto text = std::move(body);
  HttpReply reply = co_await exchange->run(loop, std::move(text));
  co_return reply;
}

void log_throw(std::string_view where, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& exception) {
    log::error("handler_threw", {{"where", where}, {"what", exception.what()}});
  } catch (...) {
    log::error("handler_threw", {{"where", where}});
  }
}

}  // namespace

void HttpConnection::take(std::string_view bytes) {
  if (rest_.empty()) {
    rest_ = bytes.substr(advance(bytes));
  } else {
    std::string all = std::exchange(rest_, {});
    all.append(bytes);
    rest_ = std::string_view(all).substr(advance(all));
  }
  if (rest_.empty()) std::string().swap(rest_);
  if (upgrade_) return upgrade();
  count_input();
}

// Takes requests out of `input` until it needs more, or has to wait. Returns how much was taken.
std::size_t HttpConnection::advance(std::string_view input) {
  const std::size_t size = input.size();
  advancing_ = true;
  while (step(input)) {
  }
  advancing_ = false;
  return size - input.size();
}

bool HttpConnection::step(std::string_view& input) {
  switch (phase_) {
    case Phase::head: return step_head(input);
    case Phase::body: step_body(input); return phase_ != Phase::body || !input.empty();
    case Phase::dropping: step_dropping(input); return phase_ != Phase::dropping || !input.empty();
    case Phase::running: return false;
    case Phase::lingering:
      received_ += input.size();
      input = {};
      if (received_ > home_.limits().max_dropped_body) die();
      return false;
    case Phase::dead: input = {}; return false;
  }
  return false;
}

bool HttpConnection::step_head(std::string_view& input) {
  while (input.starts_with("\r\n")) input.remove_prefix(2);  // RFC 9112 section 2.2
  if (input.empty() || input == "\r" || !begins()) return false;
  if (!head_started_) {
    head_started_ = true;
    if (served_) since_ = home_.now();
  }
  const ServerLimits& limits = home_.limits();
  const HeadScan scan = scan_head(
      input, {limits.max_header_bytes, limits.max_header_fields, limits.max_request_line_bytes});
  if (scan.kind == HeadScan::Kind::more) return false;
  if (scan.kind == HeadScan::Kind::fault) {
    head_request_ = false;
    refuse(scan.fault.status, scan.fault.reason);
  } else {
    const std::string_view raw = input.substr(0, scan.head.size);
    input.remove_prefix(scan.head.size);
    begin(scan.head, raw, input.size());
  }
  return true;
}

void HttpConnection::step_body(std::string_view& input) {
  const std::size_t before = input.size();
  const BodyReader::Step step = body_.next(input);
  received_ += before - input.size();
  progressed_ = home_.now();
  if (!step.fault.empty()) return refuse(400, step.fault);
  body_bytes_ += step.data.size();
  if (body_bytes_ + body_.announced() > exchange_->body_limit()) {
    const auto exchange = std::move(exchange_);
    std::string().swap(text_);
    return answer_early(exchange->refuse_body_too_large(), false);
  }
  if (exchange_->wants_body() && !keep_body(step.data)) return;
  if (step.done) run();
}

void HttpConnection::step_dropping(std::string_view& input) {
  const std::size_t before = input.size();
  const BodyReader::Step step = body_.next(input);
  received_ += before - input.size();
  if (step.done) {
    next_request();
  } else if (!step.fault.empty()) {
    keep_alive_ = false;
    next_request();
  } else if (received_ > home_.limits().max_dropped_body) {
    die();
  }
}

// ---- requests

void HttpConnection::begin(const StrictHead& strict, std::string_view raw, std::size_t behind) {
  const bool too_many = permit_.too_many();
  permit_.release();
  keep_alive_ = strict.keep_alive;
  head_request_ = strict.method == "HEAD";
  minor_version_ = static_cast<std::uint8_t>(strict.minor_version);
  const std::uint64_t length = strict.content_length.value_or(0);
  has_body_ = strict.chunked || length > 0;
  body_ = strict.chunked ? BodyReader::chunked() : BodyReader::counted(length);
  received_ = body_bytes_ = 0;
  if (too_many) return refuse(503, kTooMany);
  auto parsed = parse_head(raw, strict);
  if (!parsed) return refuse(parsed.error().status, parsed.error().reason);
  HttpHead head = std::move(*parsed);
  head.peer_address = peer_;
  ws_accept_ = head.websocket ? head.websocket->accept : std::string();
  const bool expects = strict.expects_continue && has_body_;
  try {
    auto outcome = home_.handler().begin(std::move(head));
    if (auto* exchange = std::get_if<std::unique_ptr<HttpExchange>>(&outcome)) {
      admit(std::move(*exchange), expects, behind);
    } else {
      answer_early(std::get<HttpResponse>(outcome), expects);
    }
  } catch (...) {
    log_throw("begin", std::current_exception());
    refuse(500, "Something went wrong on the server.");
  }
}

void HttpConnection::admit(std::unique_ptr<HttpExchange> exchange, bool expects_continue,
                           std::size_t behind) {
  if (body_.announced() > exchange->body_limit()) {
    return answer_early(exchange->refuse_body_too_large(), expects_continue);
  }
  const Holder said = exchange->holder();
  holding_.set_who(
      {.account = said.account, .address = said.address == 0 ? permit_.address() : said.address});
  exchange_ = std::move(exchange);
  if (!has_body_) return run();
  if (!reserve_body(behind, expects_continue)) return;
  if (expects_continue) channel_.append(*this, continue_frame());
  enter(Phase::body);
  body_pace_.start(since_, received_);
}

void HttpConnection::run() {
  enter(Phase::running);
  running_body_ = static_cast<std::uint32_t>(holding_.bytes(Held::input));
  std::string body = std::exchange(text_, {});
  boost::asio::co_spawn(
      home_.loop().context(), run_exchange(std::move(exchange_), home_.loop(), std::move(body)),
      [weak = weak_from_this()](const std::exception_ptr& error, HttpReply reply) {
        if (const auto self = weak.lock()) self->on_reply(error, std::move(reply));
      });
}

// Called within run() when the exchange didn't suspend; then advance() goes on by itself. Who waits
// for an answer that can't be given is not left waiting.
void HttpConnection::on_reply(const std::exception_ptr& error, HttpReply reply) try {
  if (phase_ == Phase::dead) return;
  if (error) {
    log_throw("run", error);
    refuse(500, "Something went wrong on the server.");
  } else {
    answer_reply(std::move(reply));
  }
  if (advancing_) return;
  if (upgrade_) return upgrade();
  if (!rest_.empty()) take({});
  settle();
} catch (...) {
  die();
  throw;
}

}  // namespace asq::net
