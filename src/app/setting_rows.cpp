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
        "at least 32 random bytes, not a sample value; leave it out and the server creates one");
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
  rows.push_back(row(
      "config", &Settings::config, text(0, 4096),
      "A TOML file of settings, one `key = value` per line. It can't be set in the file itself."));
  rows.push_back(
      row("listen", &Settings::listen,
          Codec<Endpoint>{"HOST:PORT", Shape::text, parse_endpoint, format_endpoint},
          "Address and port to listen on; write an IPv6 address in brackets: `[::1]:8000`. A host "
          "name means all its addresses on this machine. Port 0 picks a free port."));
  rows.push_back(
      row("public_url", &Settings::public_url, url(),
          "The address that clients use: `https://chat.example.com`, or "
          "`https://example.com/chat-server` behind a proxy that strips the path. `/openapi.json` "
          "names it as the server. Links of invitations and resets begin with it, the `type` of "
          "errors and the path of the page's cookie with its path, and if it is https, the cookie "
          "is `Secure` in answers to requests for its host."));
  rows.push_back(row("server_name", &Settings::server_name, text(1, 256),
                     "What people call this server; its page shows it."));
  rows.push_back(row("contact", &Settings::contact, text(0, 256),
                     "Whom to ask for help, such as an e-mail or a room number. The server's page "
                     "shows it to everybody."));
  rows.push_back(row("data", &Settings::data, path(),
                     "The data directory. It is created (mode 0700) if its parent exists."));
  rows.push_back(row("loops", &Settings::loops, integer(0, 1024),
                     "Threads that serve connections. 0: one per core that CPU affinity and the "
                     "cgroup's quota allow."));
  rows.push_back(
      row("log_level", &Settings::log_level,
          word<log::Level>("debug, info, warning, error", {{"debug", log::Level::debug},
                                                           {"info", log::Level::info},
                                                           {"warning", log::Level::warning},
                                                           {"error", log::Level::error}}),
          "Lines below this level are not written."));
  rows.push_back(row("log_format", &Settings::log_format,
                     word<log::Format>("auto, text, json", {{"auto", log::Format::automatic},
                                                            {"text", log::Format::text},
                                                            {"json", log::Format::json}}),
                     "`auto`: text if stderr is a terminal, otherwise one JSON object per line."));
  rows.push_back(row(
      "log_requests", &Settings::log_requests, on_or_off(),
      "Log one line per request: method, route, status, time; never the query, headers or body."));
}

void add_accounts(std::vector<Setting>& rows) {
  using chat::Registrations;
  rows.push_back(
      row("registration", &Settings::registration,
          word<Registrations>("open, invited, closed", {{"open", Registrations::open},
                                                        {"invited", Registrations::invited},
                                                        {"closed", Registrations::closed}}),
          "Who can create an account. `open`: anybody. `invited`: only people with an "
          "invitation. `closed`: only `asq user add`, and people with a link of `asq invite`."));
  rows.push_back(row(
      "people", &Settings::people,
      word<chat::People>("open, known",
                         {{"open", chat::People::open}, {"known", chat::People::known}}),
      "Who can be found. `open`: anybody, by id, e-mail, handle or name. `known`: by id and name "
      "only people who share a group with you or have written to you; by exact e-mail or handle "
      "anybody, within `limit_stranger`."));
  rows.push_back(row("min_password", &Settings::min_password, integer(1, 1024),
                     "Minimum length of a new password, in characters."));
  rows.push_back(row("access_token_lifetime", &Settings::access_token_lifetime,
                     duration(kMinute, 365 * kDay),
                     "How long an access token is valid. Logging out still ends it at once."));
  rows.push_back(row("refresh_token_lifetime", &Settings::refresh_token_lifetime,
                     duration(kMinute, 3650 * kDay),
                     "How long a session lasts without a refresh."));
  rows.push_back(row("issuer", &Settings::issuer, text(1, 256),
                     "`iss` and `aud` of the tokens. Changing it invalidates all earlier tokens."));
  rows.push_back(secret(row("jwt_secret", &Settings::jwt_secret, signing_secret(),
                            "The key that signs tokens: at least 32 bytes, plain or base64url. If "
                            "unset, the first start creates one in the data directory. Other users "
                            "of the machine can see a flag; prefer `jwt_secret_file`.")));
  rows.push_back(row("jwt_secret_file", &Settings::jwt_secret_file, text(0, 4096),
                     "A file with that key on one line, such as a systemd credential or a Docker "
                     "secret. Read at start."));
  rows.push_back(
      row("allowed_origins", &Settings::allowed_origins, list(parse_origins),
          "Origins of other sites whose pages may use the API and its sockets (CORS), such as "
          "`https://chat.example.com`, `capacitor://localhost` or `null`. `*`: any. Empty: no "
          "other site may use the API, and sockets are open to any page."));
  rows.push_back(
      row("trusted_proxies", &Settings::trusted_proxies, list(parse_networks),
          "Addresses or CIDR blocks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` the "
          "server believes."));
}

void add_limits(std::vector<Setting>& rows) {
  rows.push_back(row("limits", &Settings::limits, on_or_off(),
                     "`off` lifts all limits on rates and counts. Limits in bytes stay."));
  rows.push_back(
      row("limit_register", &Settings::limit_register, rate(), "Registrations per address."));
  rows.push_back(row("limit_token", &Settings::limit_token, rate(),
                     "Logins and refreshes per address. Passwords set with a reset link count too, "
                     "and checks of the current password, per address and per account."));
  rows.push_back(
      row("limit_login", &Settings::limit_login, rate(),
          "Logins per e-mail from all addresses together, whether or not the account exists. An "
          "address that has logged in with this e-mail before is not counted."));
  rows.push_back(
      row("limit_name", &Settings::limit_name, rate(), "Changes of name or handle per account."));
  rows.push_back(row("limit_send", &Settings::limit_send, rate(),
                     "Messages sent and invitations made per account, across REST and sockets. "
                     "Retries that only look up an earlier receipt have their own limit, ten "
                     "times as high."));
  rows.push_back(
      row("limit_request", &Settings::limit_request, rate(), "Other requests per account."));
  rows.push_back(row(
      "max_own_chats", &Settings::max_own_chats, integer(0, 1'000'000'000),
      "Chats that one account can create: groups and direct chats. Chats that others put it into "
      "don't count, and leaving one makes room for another. Beyond that: 409. 0: unlimited."));
  rows.push_back(row("limit_membership", &Settings::limit_membership, rate(),
                     "People that an account adds to groups, and roles that it changes."));
  rows.push_back(
      row("limit_stranger", &Settings::limit_stranger, rate(),
          "Under `people=known`: look-ups per account of e-mails and handles that belong "
          "to nobody or to a stranger."));
  rows.push_back(
      row("limit_invite", &Settings::limit_invite, rate(),
          "People who come by one invitation; per address, looks at invitations, and apart from "
          "these, requests to register beyond `limit_register`, where an invitation may pay. An "
          "account that is made with a live "
          "invitation doesn't count as `limit_register`, "
          "nor the first login after it as `limit_token` or `limit_login`."));
  rows.push_back(row("send_bytes", &Settings::send_bytes,
                     size(std::size_t{64} * 1024, std::size_t{1} << 40),
                     "A message, change or name that reaches many sockets counts as one send per "
                     "this many bytes, added up over the sockets."));
  rows.push_back(row("request_bytes", &Settings::request_bytes,
                     size(std::size_t{4} * 1024, std::size_t{1} << 40),
                     "A large answer counts as one more request per this many bytes."));
  rows.push_back(row("sockets_per_account", &Settings::sockets_per_account, integer(0, 10'000'000),
                     "Open sockets per account; one more closes the oldest (4409). 0, or `limits` "
                     "off: unlimited."));
}

void add_held_bytes(std::vector<Setting>& rows) {
  const auto bytes = [] { return size(0, std::size_t{1} << 40); };
  rows.push_back(row(
      "unfinished_per_account", &Settings::unfinished_per_account, bytes(),
      "Memory for requests and socket messages that an account has not finished sending. Beyond "
      "that: 429, and sockets close with 4429. 0: unlimited. `limits` does not affect it."));
  rows.push_back(row("unfinished_per_address", &Settings::unfinished_per_address, bytes(),
                     "The same per address (per /64 for IPv6)."));
  rows.push_back(row("unfinished_in_all", &Settings::unfinished_in_all, bytes(),
                     "The same for the whole server. Beyond that, the account or address that "
                     "holds the most loses its connections, and others may get 503."));
  rows.push_back(row("unread_answers", &Settings::unread_answers, bytes(),
                     "Memory for answers that an account's clients have not read yet. Beyond that: "
                     "429, and sockets close with 4429. A single answer may be larger. 0: "
                     "unlimited. `limits` does not affect it."));
  rows.push_back(row("unread_per_address", &Settings::unread_per_address, bytes(),
                     "The same per address (per /64 for IPv6). Beyond that, connections that do "
                     "not read are closed."));
  rows.push_back(row("unread_in_all", &Settings::unread_in_all, bytes(),
                     "The same for the whole server. Beyond that, the account or address that "
                     "holds the most loses its connections, and others may get 503."));
}

void add_connections(std::vector<Setting>& rows) {
  constexpr seconds kSecond{1};
  rows.push_back(row("header_timeout", &Settings::header_timeout, duration(kSecond, kHour),
                     "Time for a client to send a complete request header."));
  rows.push_back(row("body_timeout", &Settings::body_timeout, duration(kSecond, kDay),
                     "Time for a client to send a complete request body. It must also average 256 "
                     "bytes a second in every `header_timeout`."));
  rows.push_back(row("keep_alive", &Settings::keep_alive, duration(kSecond, kDay),
                     "How long an idle HTTP connection is kept."));
  rows.push_back(row("unproven_per_address", &Settings::unproven_per_address, integer(0, 1'000'000),
                     "Connections per address (per /64 for IPv6) that have not sent a complete "
                     "header yet. Beyond that: 503. 0, or `limits` off: unlimited."));
  rows.push_back(row("ping_after", &Settings::ping_after, duration(kSecond, kHour),
                     "The server pings a socket after this much silence."));
  rows.push_back(
      row("close_after", &Settings::close_after, duration(kSecond, kDay),
          "The server closes a socket after this much silence; must be longer than `ping_after`."));
  rows.push_back(row("stalled_after", &Settings::stalled_after, duration(kSecond, kHour),
                     "The server closes (4408) a socket whose outbox is full and whose client "
                     "reads nothing for this long."));
  rows.push_back(
      row("outbox_frames", &Settings::outbox_frames, integer(1, 1'000'000),
          "Messages queued for a slow socket before it switches to catching up from the store."));
  rows.push_back(row(
      "outbox_size", &Settings::outbox_size, size(4096, std::size_t{1} << 30),
      "The same limit in bytes; whichever is reached first. Catching up uses a quarter of both."));
}

void add_resources(std::vector<Setting>& rows) {
  rows.push_back(row("password_threads", &Settings::password_threads, integer(0, 256),
                     "Threads for password hashing, 19 MiB each while busy. 0: half the number of "
                     "cores, at least one. One more thread serves logins from addresses that have "
                     "logged in to the same account since the start."));
  rows.push_back(row("password_queue", &Settings::password_queue, integer(1, 100'000),
                     "Logins that may wait for those threads; beyond that: 503 with `Retry-After`. "
                     "Networks take turns, and a quarter of the places is for addresses that have "
                     "logged in to the same account since the start."));
  rows.push_back(row("store_readers", &Settings::store_readers, integer(1, 64),
                     "Threads that read from the database."));
  rows.push_back(row("store_queue", &Settings::store_queue, integer(16, 10'000'000),
                     "Writes that may wait for the disk; beyond that: 503 with `Retry-After`."));
  rows.push_back(
      row("drain_timeout", &Settings::drain_timeout, duration(seconds(0), kHour),
          "After SIGTERM, time for running requests to finish and for sockets to close."));
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
