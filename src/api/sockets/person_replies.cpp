#include "api/sockets/person_replies.hpp"

#include <fmt/format.h>

#include "api/contract/error_table.hpp"
#include "api/contract/problem.hpp"
#include "api/contract/requests.hpp"
#include "api/sockets/command_flow.hpp"
#include "base/json.hpp"
#include "chat/catch_up.hpp"
#include "realtime/watch_list.hpp"
#include "wire/cursor.hpp"
#include "wire/events.hpp"
#include "wire/json.hpp"

namespace asq::api {
namespace {

// Of a limit that is on.
std::string figure(const Rate& rate, double value) {
  return rate.per_second > 0 ? fmt::format("{:g}", value) : "null";
}

void append_error(std::string& out, const Error& error, std::string_view request_id) {
  out += fmt::format(R"("error":{{"code":"{}","detail":)", error_name(error.code));
  append_json_string(out, public_detail(error));
  out += error_row(error.code).retryable ? R"(,"retryable":true)" : R"(,"retryable":false)";
  if (error_row(error.code).status == 422) append_field_errors(out, error.fields);
  if (error.retry_after) out += fmt::format(R"(,"retry_after":{})", error.retry_after->count());
  out += R"(,"request_id":)";
  append_json_string(out, request_id);
  out += '}';
}

}  // namespace

std::string sent_reply(const Receipt& receipt) {
  std::string out = R"("type":"sent","message":)";
  wire::append_message(out, receipt.message);
  out += receipt.duplicate ? R"(,"duplicate":true)" : R"(,"duplicate":false)";
  return out;
}

std::string ok_reply(const Message& message) {
  std::string out = R"("type":"ok","message":)";
  wire::append_message(out, message);
  return out;
}

std::string ok_reply(const ReadState& state) {
  return fmt::format(R"("type":"ok","read_seq":{},"unread":{})", state.read_seq.value(),
                     state.unread);
}

std::string ok_reply(const std::vector<Presence>& presence) {
  std::string out = R"("type":"ok","presence":[)";
  for (std::size_t i = 0; i < presence.size(); ++i) {
    if (i > 0) out += ',';
    wire::append_presence(out, presence[i]);
  }
  return out + ']';
}

std::string refreshed_reply(std::chrono::seconds expires_in) {
  return fmt::format(R"("type":"refreshed","expires_in":{})", expires_in.count());
}

std::string hello_reply(UserId user, const Cursor& cursor, bool resumed, std::string_view terms) {
  return fmt::format(R"("type":"hello","user_id":{},"cursor":"{}","resumed":{},{})", user.value(),
                     wire::encode_cursor(cursor), resumed, terms);
}

std::string hello_terms(std::chrono::seconds ping_after, const RateOptions& rates,
                        std::int64_t sockets) {
  const bool priced = rates.sends.per_second > 0 && rates.bytes_per_send > 0;
  const std::string bytes_per_send = priced ? std::to_string(rates.bytes_per_send) : "null";
  const std::string most_sockets = sockets > 0 ? std::to_string(sockets) : "null";
  return fmt::format(
      R"("version":"{}","ping_seconds":{},"limits":{{"text_characters":{},"commands_under_way":{},"watched":{},)"
      R"("missed_events":{},"sends_per_second":{},"sends_at_once":{},"requests_per_second":{},)"
      R"("requests_at_once":{},"bytes_per_send":{},"sockets":{}}})",
      ASQ_VERSION, ping_after.count(), kMaxMessageCharacters, CommandFlow::kMaxUnderWay,
      realtime::WatchList::kMost, kMaxMissed, figure(rates.sends, rates.sends.per_second),
      figure(rates.sends, rates.sends.burst), figure(rates.requests, rates.requests.per_second),
      figure(rates.requests, rates.requests.burst), bytes_per_send, most_sockets);
}

std::string reply_json(std::string_view id, std::string_view reply) {
  return fmt::format(R"({{"id":{},{}}})", id, reply);
}

std::string command_error_json(std::string_view id, const Error& error,
                               std::string_view request_id) {
  std::string out = "{";
  if (!id.empty()) out += fmt::format(R"("id":{},)", id);
  out += R"("type":"error",)";
  append_error(out, error, request_id);
  return out + '}';
}

}  // namespace asq::api
