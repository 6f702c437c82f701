// Small texts with a grammar of their own: emoji, e-mails, handles, times, origins, cookies,
// cursors of the log and of lists, and the queries that hold them. Each input is given to all.
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/contract/decode.hpp"
#include "api/contract/requests.hpp"
#include "api/http/normalized_origin.hpp"
#include "api/http/refresh_cookie.hpp"
#include "base/clock.hpp"
#include "base/email.hpp"
#include "base/emoji.hpp"
#include "base/handle.hpp"
#include "base/name.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "hold.hpp"
#include "store/name_parts.hpp"
#include "wire/cursor.hpp"
#include "wire/list_cursor.hpp"

namespace {

using namespace asq;

int grapheme_clusters(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  static UBreakIterator* const breaks = ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &status);
  UText* view = utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &status);
  ubrk_setUText(breaks, view, &status);
  hold(U_SUCCESS(status), "ICU reads the text");
  int count = 0;
  while (ubrk_next(breaks) != UBRK_DONE) ++count;
  utext_close(view);
  return count;
}

void check_emoji(std::string_view text) {
  if (!was_one_emoji(text)) return hold(!is_one_emoji(text), "what is one was one");
  hold(is_valid_utf8(text), "an emoji is text");
  hold(text.size() <= kMaxEmojiBytes, "and short");
  hold(grapheme_clusters(text) == 1, "and one grapheme cluster");
  hold(!was_one_emoji(std::string(text) + std::string(text)), "and two of it are not one");
  const std::string key = emoji_key(text);
  hold(is_valid_utf8(key) && emoji_key(key) == key, "and is compared by text");
}

void check_email(std::string_view text) {
  if (!is_valid_utf8(text)) return;
  const std::string folded = fold_email(text);
  hold(is_valid_utf8(folded), "a fold is text");
  hold(fold_email(trim(text)) == folded, "without the white space around");
  if (fault_of_name(text) == NameFault::none) {
    hold(fault_of_name(folded) != NameFault::control_character, "and in one line");
  }
  const std::string dotted = std::string(trim(text)) + "\u3002";
  if (text.find('@') != std::string_view::npos) {
    hold(fold_email(dotted) == folded, "a dot at the end makes no other domain");
  }
}

void check_handle(std::string_view text) {
  if (!is_valid_utf8(text) || count_code_points(text) > 64) return;  // as names are
  const std::string handle = handle_from(text);
  hold(handle.empty() || is_handle(handle), "what is made of a name is a handle");
  if (!handle.empty()) hold(handle_from(handle) == handle, "and is made of itself");
  for (const store::NamePart& part : store::parts_of(fold_name(text), handle)) {
    const auto place = store::place_of_part(fold_name(text), handle, part.text);
    hold(place && *place <= part.place, "what is in the index is found");
  }
}

void check_origin(std::string_view text) {
  const auto origin = api::normalized_origin(text);
  if (!origin) return;
  hold(api::normalized_origin(*origin) == origin, "its form is the only one");
  for (const char c : *origin) hold(c > ' ' && c <= '~' && !(c >= 'A' && c <= 'Z'), "and plain");
}

void check_cookie(std::string_view text) {
  net::HttpHead head;
  head.headers.push_back({"Cookie", std::string(text)});
  const std::string_view token = api::shown_refresh_cookie(head, DatabaseId(7));
  hold(token.find(';') == std::string_view::npos, "a cookie's value ends at the next one");
  const std::string pair = "asq_refresh_7=" + std::string(token);
  hold(token.empty() || text.find(pair) != std::string_view::npos, "and is what was shown");
}

void check_time(std::string_view text) {
  const auto time = from_rfc3339(text);
  if (!time) return;
  hold(text.size() >= 20, "a whole date, time and offset");
  // An offset may lead out of the years that have four digits.
  const std::string written = to_rfc3339(*time);
  if (written.size() == 27 && written.front() != '-') {
    hold(from_rfc3339(written) == time, "what is written means the same");
  }
}

void check_cursor(std::string_view text) {
  const auto cursor = wire::decode_cursor(text);
  if (!cursor) return;
  const bool from_before = text.size() == 24;  // cursors had a version
  hold(from_before || wire::encode_cursor(*cursor) == text, "a cursor has one spelling");
  hold(cursor->epoch <= kMaxEpoch && cursor->position.value() >= 0, "and is within bounds");
}

void check_list_cursor(std::string_view text) {
  for (const wire::PagedList& list : {wire::PagedList{wire::ListKind::chats, 1},
                                      wire::PagedList{wire::ListKind::members, 1, ChatId(1)},
                                      wire::PagedList{wire::ListKind::people, 1}}) {
    const auto place = wire::decode_list_cursor(list, text);
    if (place) hold(wire::encode_list_cursor(list, *place) == text, "it has one spelling");
  }
}

template <class Request>
api::Decoded<Request> decoded(const api::Parameters& parameters,
                              const std::vector<api::PathParameter>& path) {
  api::Input input;
  input.parameters = &parameters;
  input.path = path;
  auto request = api::decode<Request>(input);
  if (request.refusal) hold(!request.refusal->fields.empty(), "a refusal names a field");
  return request;
}

void check_requests(std::string_view text) {
  const std::vector<api::PathParameter> path{
      {"chat_id", "1"}, {"seq", "1"}, {"emoji", std::string(text)}};
  const auto reaction = decoded<api::ReactionRequest>({}, path);
  hold(reaction.refusal.has_value() != is_one_emoji(text), "a reaction is one emoji");
  if (!reaction.refusal) hold(reaction.value.emoji.value == text, "as it was given");
  const auto parameters = api::parse_urlencoded(text);
  if (!parameters) return;
  if (const auto window = decoded<api::WindowQuery>(*parameters, path); !window.refusal) {
    const auto& query = window.value;
    const int places = (query.before ? 1 : 0) + (query.after ? 1 : 0) + (query.around ? 1 : 0) +
                       (query.at ? 1 : 0);
    hold(places <= 1, "at most one place");
    hold(query.limit.value >= 1 && query.limit.value <= 200, "limit");
  }
  if (const auto people = decoded<api::PeopleListQuery>(*parameters, path); !people.refusal) {
    hold(!people.value.ids || people.value.ids->value.size() <= api::UserIdList::kMost, "ids");
    hold(!people.value.ids || !people.value.query, "one or the other");
  }
  if (const auto sync = decoded<api::SyncQuery>(*parameters, path); !sync.refusal) {
    hold(sync.value.limit.value >= 1 && sync.value.limit.value <= 200, "limit");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_emoji(text);
  check_email(text);
  check_handle(text);
  check_origin(text);
  check_cookie(text);
  check_time(text);
  check_cursor(text);
  check_list_cursor(text);
  check_requests(text);
  return 0;
}
