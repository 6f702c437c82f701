#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "app/settings.hpp"
#include "auth/key_ring.hpp"
#include "base/utf8.hpp"

namespace asq::app {
namespace {

using std::chrono::seconds;
constexpr seconds kMinute{60};
constexpr seconds kHour{3600};
constexpr seconds kDay{86'400};

// How a type is read and written; a row is a member of Settings with one of these.
template <class T>
struct Codec {
  std::string type;
  Shape shape;
  std::function<Parsed<T>(std::string_view)> parse;
  std::function<std::string(const T&)> format;
};

Codec<std::int64_t> integer(std::int64_t least, std::int64_t most) {
  return {fmt::format("integer, {} to {}", least, most), Shape::integer,
          [=](std::string_view text) { return parse_integer(text, least, most); },
          [](std::int64_t value) { return std::to_string(value); }};
}

Codec<seconds> duration(seconds least, seconds most) {
  return {fmt::format("duration, {} to {}", format_duration(least), format_duration(most)),
          Shape::text, [=](std::string_view text) { return parse_duration(text, least, most); },
          [](const seconds& value) { return format_duration(value); }};
}

Codec<std::size_t> size(std::size_t least, std::size_t most) {
  return {fmt::format("size, {} to {}", format_size(least), format_size(most)), Shape::text,
          [=](std::string_view text) { return parse_size(text, least, most); },
          [](const std::size_t& value) { return format_size(value); }};
}

Codec<Rate> rate() { return {"rate", Shape::text, parse_rate, format_rate}; }

Codec<bool> on_or_off() {
  return {"on, off", Shape::text, parse_switch,
          [](const bool& value) { return std::string(value ? "on" : "off"); }};
}

using List = std::vector<std::string>;
Codec<List> list(Parsed<List> (*parse)(std::string_view)) {
  return {"list", Shape::list, parse,
          [](const List& value) { return fmt::format("{}", fmt::join(value, ", ")); }};
}

// Text without control characters, of so many bytes.
Codec<std::string> text(std::size_t least, std::size_t most) {
  return {"text", Shape::text,
          [=](std::string_view value) -> Parsed<std::string> {
            const bool visible = std::ranges::none_of(value, [](char character) {
              return static_cast<unsigned char>(character) < 0x20 || character == 0x7F;
            });
            if (visible && is_valid_utf8(value) && value.size() >= least && value.size() <= most) {
              return std::string(value);
            }
            return std::unexpected(
                fmt::format("{} to {} bytes of text without control characters", least, most));
          },
          [](const std::string& value) { return value; }};
}

// Empty, or a key that auth/ takes.
Codec<std::string> signing_secret() {
  Codec<std::string> codec = text(0, 1024);
  codec.parse = [](std::string_view value) -> Parsed<std::string> {
    if (value.empty() || auth::key_from_config(value)) return std::string(value);
    return std::unexpected(
        "at least 32 bytes that are no sample and not guessable; leave it out, and the server "
        "makes one");
  };
  return codec;
}

Codec<std::string> url() {
  return {"URL", Shape::text, parse_public_url, [](const std::string& value) { return value; }};
}

Codec<std::filesystem::path> path() {
  return {"path", Shape::text,
          [](std::string_view value) -> Parsed<std::filesystem::path> {
            if (!value.empty() && value.find('\0') == value.npos) return value;
            return std::unexpected("a path");
          },
          [](const std::filesystem::path& value) { return value.string(); }};
}

// One of a few words.
template <class T>
Codec<T> word(std::string_view type, std::vector<std::pair<std::string_view, T>> words) {
  const auto parse = [words, type](std::string_view value) -> Parsed<T> {
    for (const auto& [name, meaning] : words) {
      if (name == value) return meaning;
    }
    return std::unexpected("one of " + std::string(type));
  };
  const auto format = [words](const T& value) {
    for (const auto& [name, meaning] : words) {
      if (meaning == value) return std::string(name);
    }
    return std::string();
  };
  return {std::string(type), Shape::text, parse, format};
}

template <class T>
Setting row(std::string_view key, T Settings::* member, Codec<T> codec, std::string_view doc) {
  Setting setting;
  setting.key = key;
  setting.type = codec.type;
  setting.shape = codec.shape;
  setting.doc = doc;
  setting.set = [member, parse = std::move(codec.parse)](
                    Settings& settings, std::string_view value) -> std::optional<std::string> {
    auto parsed = parse(value);
    if (!parsed) return parsed.error();
    settings.*member = std::move(*parsed);
    return std::nullopt;
  };
  setting.get = [member, format = std::move(codec.format)](const Settings& settings) {
    return format(settings.*member);
  };
  return setting;
}

Setting secret(Setting setting) {
  setting.secret = true;
  return setting;
}

void add_basics(std::vector<Setting>& rows) {
  rows.push_back(row("config", &Settings::config, text(0, 4096),
                     "A TOML file with settings, one `key = value` each. Not a key of the file "
                     "itself."));
  rows.push_back(row("listen", &Settings::listen,
                     Codec<Endpoint>{"HOST:PORT", Shape::text, parse_endpoint, format_endpoint},
                     "Where to serve; an IPv6 address in brackets: `[::1]:8000`. A name stands for "
                     "all of its addresses that the machine has. Port 0 takes any that is free."));
  rows.push_back(row("public_url", &Settings::public_url, url(),
                     "The address that clients use, where it is known: "
                     "`https://chat.example.com`, or `https://example.com/chat-server` behind a "
                     "proxy that takes the path away. `/openapi.json` names it as the server, and "
                     "the `type` of errors begins with its path."));
  rows.push_back(row("data", &Settings::data, path(),
                     "The data directory. It is made (0700) if only its last part is missing."));
  rows.push_back(row("loops", &Settings::loops, integer(0, 1024),
                     "Threads that serve connections. 0: one per core that CPU affinity and the "
                     "cgroup's quota leave."));
  rows.push_back(
      row("log_level", &Settings::log_level,
          word<log::Level>("debug, info, warning, error", {{"debug", log::Level::debug},
                                                           {"info", log::Level::info},
                                                           {"warning", log::Level::warning},
                                                           {"error", log::Level::error}}),
          "Lines below it are not written."));
  rows.push_back(row("log_format", &Settings::log_format,
                     word<log::Format>("auto, text, json", {{"auto", log::Format::automatic},
                                                            {"text", log::Format::text},
                                                            {"json", log::Format::json}}),
                     "`auto`: text where stderr is a terminal, else one JSON object per line."));
  rows.push_back(row("log_requests", &Settings::log_requests, on_or_off(),
                     "One line per request: method, route, status, time. Never a query, a header "
                     "or a body."));
}

void add_accounts(std::vector<Setting>& rows) {
  rows.push_back(row("registration", &Settings::registration_open,
                     word<bool>("open, closed", {{"open", true}, {"closed", false}}),
                     "`closed`: only `asq user add` makes accounts."));
  rows.push_back(row(
      "people", &Settings::people,
      word<chat::People>("open, known",
                         {{"open", chat::People::open}, {"known", chat::People::known}}),
      "Who can be found. `open`: anybody, by number or e-mail. `known`: by number only those with "
      "whom one shares a group, or who have written to one; by exact e-mail anybody, within "
      "`limit_stranger`."));
  rows.push_back(row("min_password", &Settings::min_password, integer(1, 1024),
                     "Characters that a new password has at least."));
  rows.push_back(
      row("access_token_lifetime", &Settings::access_token_lifetime, duration(kMinute, 365 * kDay),
          "How long an access token is good. Logging out ends it at once all the same."));
  rows.push_back(row("refresh_token_lifetime", &Settings::refresh_token_lifetime,
                     duration(kMinute, 3650 * kDay),
                     "How long a session lives without being refreshed."));
  rows.push_back(row("issuer", &Settings::issuer, text(1, 256),
                     "`iss` and `aud` of the tokens. Another value makes all earlier tokens "
                     "invalid."));
  rows.push_back(
      secret(row("jwt_secret", &Settings::jwt_secret, signing_secret(),
                 "The key that signs tokens, at least 32 bytes, plain or base64url. Without it one "
                 "is made at the first start and kept in the data directory. As a flag it is "
                 "visible to others on the machine: prefer `jwt_secret_file`.")));
  rows.push_back(row("jwt_secret_file", &Settings::jwt_secret_file, text(0, 4096),
                     "A file that holds it, in one line: a credential of systemd, a secret of "
                     "Docker. Read at the start."));
  rows.push_back(row("allowed_origins", &Settings::allowed_origins, list(parse_origins),
                     "Origins of other sites whose pages may use the API and its sockets (CORS), "
                     "such as `https://chat.example.com`, `capacitor://localhost` or `null`. `*`: "
                     "any. Empty: none, and sockets are not asked."));
  rows.push_back(row("trusted_proxies", &Settings::trusted_proxies, list(parse_networks),
                     "Addresses or CIDR blocks of the proxies whose `X-Forwarded-For` is "
                     "believed."));
}

void add_limits(std::vector<Setting>& rows) {
  rows.push_back(
      row("limits", &Settings::limits, on_or_off(),
          "`off` lifts every rate limit and every bound on a number. Bounds of bytes stay."));
  rows.push_back(
      row("limit_register", &Settings::limit_register, rate(), "Registrations per address."));
  rows.push_back(row("limit_token", &Settings::limit_token, rate(),
                     "Logins and refreshes per address, and current passwords that are shown to "
                     "change an account, these also per account."));
  rows.push_back(row("limit_login", &Settings::limit_login, rate(),
                     "Logins per e-mail, from all addresses together, whether or not there is such "
                     "an account. An address that logged in with it before is not counted."));
  rows.push_back(
      row("limit_name", &Settings::limit_name, rate(), "Changes of one's own name per account."));
  rows.push_back(
      row("limit_send", &Settings::limit_send, rate(),
          "Messages per account, over all ways in; ten times that look for the receipt of "
          "an earlier one."));
  rows.push_back(
      row("limit_request", &Settings::limit_request, rate(), "Other requests per account."));
  rows.push_back(row("max_own_chats", &Settings::max_own_chats, integer(0, 1'000'000'000),
                     "Chats that one account has made: groups, and direct chats that it began. "
                     "Those that others put it into don't count, and who leaves one may make "
                     "another. Beyond it 409. 0: any number."));
  rows.push_back(row("limit_membership", &Settings::limit_membership, rate(),
                     "People per account that it puts into groups, and roles that it changes."));
  rows.push_back(row("limit_stranger", &Settings::limit_stranger, rate(),
                     "Under `people=known`: e-mails per account that it looks for and that are "
                     "nobody's, or of somebody with whom it shares no chat."));
  rows.push_back(row("send_bytes", &Settings::send_bytes,
                     size(std::size_t{64} * 1024, std::size_t{1} << 40),
                     "A message, a change or a name that many sockets hear takes one send for each "
                     "so many bytes, summed over these sockets."));
  rows.push_back(row("request_bytes", &Settings::request_bytes,
                     size(std::size_t{4} * 1024, std::size_t{1} << 40),
                     "An answer takes one more request for each so many bytes of it."));
  rows.push_back(row("sockets_per_account", &Settings::sockets_per_account, integer(0, 10'000'000),
                     "Open sockets of one account; beyond it the oldest is closed (4409). 0, or "
                     "`limits` off: any number."));
}

void add_held_bytes(std::vector<Setting>& rows) {
  const auto bytes = [] { return size(0, std::size_t{1} << 40); };
  rows.push_back(row("unfinished_per_account", &Settings::unfinished_per_account, bytes(),
                     "Requests and socket messages that an account has begun to send and not "
                     "finished. Beyond it 429, a socket closes with 4429. 0: no bound. `limits` "
                     "has no effect on it."));
  rows.push_back(row("unfinished_per_address", &Settings::unfinished_per_address, bytes(),
                     "The same for one address (of IPv6 a /64)."));
  rows.push_back(row("unfinished_in_all", &Settings::unfinished_in_all, bytes(),
                     "The same for the whole server. Beyond it the account or address that holds "
                     "most loses its connections, and others may get 503."));
  rows.push_back(row("unread_answers", &Settings::unread_answers, bytes(),
                     "Answers that wait for one account's clients to read them. Beyond it 429, a "
                     "socket closes with 4429. A single one may be larger. 0: no bound. `limits` "
                     "has no effect on it."));
  rows.push_back(row("unread_per_address", &Settings::unread_per_address, bytes(),
                     "The same for one address (of IPv6 a /64). Beyond it a connection that does "
                     "not read is closed."));
  rows.push_back(row("unread_in_all", &Settings::unread_in_all, bytes(),
                     "The same for the whole server. Beyond it the account or address that holds "
                     "most loses its connections, and others may get 503."));
}

void add_connections(std::vector<Setting>& rows) {
  constexpr seconds kSecond{1};
  rows.push_back(row("header_timeout", &Settings::header_timeout, duration(kSecond, kHour),
                     "Time for a client to send a complete request header."));
  rows.push_back(row("body_timeout", &Settings::body_timeout, duration(kSecond, kDay),
                     "Time for a client to send the whole body of a request; in each "
                     "`header_timeout` of it 256 bytes a second."));
  rows.push_back(row("keep_alive", &Settings::keep_alive, duration(kSecond, kDay),
                     "How long an idle HTTP connection is kept."));
  rows.push_back(
      row("unproven_per_address", &Settings::unproven_per_address, integer(0, 1'000'000),
          "Connections per address (of IPv6 per /64) that have not sent one complete header "
          "yet. Beyond it 503. 0, or `limits` off: no bound."));
  rows.push_back(row("ping_after", &Settings::ping_after, duration(kSecond, kHour),
                     "Silence on a socket after which the server pings."));
  rows.push_back(row("close_after", &Settings::close_after, duration(kSecond, kDay),
                     "Silence on a socket after which it is closed; longer than `ping_after`."));
  rows.push_back(row("stalled_after", &Settings::stalled_after, duration(kSecond, kHour),
                     "A socket with a full outbox whose client reads nothing is closed (4408) "
                     "after it."));
  rows.push_back(row("outbox_frames", &Settings::outbox_frames, integer(1, 1'000'000),
                     "Messages that wait for a slow socket before it is caught up from the store "
                     "instead."));
  rows.push_back(row("outbox_size", &Settings::outbox_size, size(4096, std::size_t{1} << 30),
                     "The same bound in bytes; whichever is met first. What a socket is caught up "
                     "with takes a quarter of both."));
}

void add_resources(std::vector<Setting>& rows) {
  rows.push_back(row("password_threads", &Settings::password_threads, integer(0, 256),
                     "Threads for password hashing, 19 MiB each while at work. 0: half as many as "
                     "there are cores, at least one. One more serves logins from an address that "
                     "has logged in to the same account since the start."));
  rows.push_back(row("password_queue", &Settings::password_queue, integer(1, 100'000),
                     "Logins that may wait for them; beyond it 503 with `Retry-After`. Networks "
                     "take turns, and a quarter of the places is for logins from an address that "
                     "has logged in to the same account since the start."));
  rows.push_back(row("store_readers", &Settings::store_readers, integer(1, 64),
                     "Threads that read from the database."));
  rows.push_back(row("store_queue", &Settings::store_queue, integer(16, 10'000'000),
                     "Writes that may wait for the disk; beyond it 503 with `Retry-After`."));
  rows.push_back(row("drain_timeout", &Settings::drain_timeout, duration(seconds(0), kHour),
                     "After SIGTERM: time for requests under way and for sockets to close."));
}

}  // namespace

std::vector<Setting> make_setting_rows() {
  std::vector<Setting> rows;
  add_basics(rows);
  add_accounts(rows);
  add_limits(rows);
  add_held_bytes(rows);
  add_connections(rows);
  add_resources(rows);
  return rows;
}

}  // namespace asq::app
