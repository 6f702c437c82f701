// Every setting of the server: one struct, and one table whose rows say for each what it is called,
// which type and default it has and what it does. Flags, environment variables, the file, `asq
// config` and the table in docs/operations.md all come from the rows.
//
//   key "log_level"   flag --log-level   environment ASQ_LOG_LEVEL   file: log_level = "debug"
//
// Threads: values.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/setting_types.hpp"
#include "base/log.hpp"
#include "chat/people.hpp"
#include "chat/registrations.hpp"

namespace asq::app {

// What each means is said once, in the rows of settings().
struct Settings {
  std::string config;
  Endpoint listen{"127.0.0.1", 8000};
  std::string public_url;
  std::string server_name = "ASQ Chat";
  std::string contact;
  std::filesystem::path data = "./data";
  std::int64_t loops = 0;

  log::Level log_level = log::Level::info;
  log::Format log_format = log::Format::automatic;
  bool log_requests = false;

  chat::Registrations registration = chat::Registrations::open;
  chat::People people = chat::People::open;
  std::int64_t min_password = 6;
  std::chrono::seconds access_token_lifetime{24 * 3600};
  std::chrono::seconds refresh_token_lifetime{30 * 24 * 3600};
  std::string issuer = "asq";
  std::string jwt_secret;
  std::string jwt_secret_file;
  std::vector<std::string> allowed_origins;
  std::vector<std::string> trusted_proxies;

  bool limits = true;
  Rate limit_register{20, std::chrono::seconds(60), 20};
  Rate limit_token{30, std::chrono::seconds(60), 30};
  Rate limit_login{10, std::chrono::seconds(60), 20};
  Rate limit_name{10, std::chrono::seconds(3600), 10};
  Rate limit_send{20, std::chrono::seconds(1), 200};
  Rate limit_request{100, std::chrono::seconds(1), 500};
  std::int64_t max_own_chats = 20'000;
  Rate limit_membership{2000, std::chrono::seconds(60), 5000};
  Rate limit_stranger{30, std::chrono::seconds(3600), 30};
  Rate limit_invite{300, std::chrono::seconds(60), 300};
  std::size_t send_bytes = std::size_t{4} * 1024 * 1024;
  std::size_t request_bytes = std::size_t{128} * 1024;
  std::int64_t sockets_per_account = 10'000;
  std::size_t unfinished_per_account = std::size_t{4} * 1024 * 1024;
  std::size_t unfinished_per_address = std::size_t{16} * 1024 * 1024;
  std::size_t unfinished_in_all = std::size_t{256} * 1024 * 1024;
  std::size_t unread_answers = std::size_t{32} * 1024 * 1024;
  std::size_t unread_per_address = std::size_t{64} * 1024 * 1024;
  std::size_t unread_in_all = std::size_t{256} * 1024 * 1024;

  std::chrono::seconds header_timeout{10};
  std::chrono::seconds body_timeout{120};
  std::chrono::seconds keep_alive{60};
  std::int64_t unproven_per_address = 1024;
  std::chrono::seconds ping_after{25};
  std::chrono::seconds close_after{60};
  std::chrono::seconds stalled_after{30};
  std::int64_t outbox_frames = 1024;
  std::size_t outbox_size = 1024 * 1024;

  std::int64_t password_threads = 0;
  std::int64_t password_queue = 64;
  std::int64_t store_readers = 2;
  std::int64_t store_queue = 16'384;
  std::chrono::seconds drain_timeout{7};
};

// How a value looks in the file.
enum class Shape : std::uint8_t { text, integer, list };

struct Setting {
  std::string_view key;
  std::string type;  // for people, with its bounds: "integer, 1 to 64"
  Shape shape = Shape::text;
  std::string_view doc;
  bool secret = false;
  // Takes the value, or says what it must be ("it must be ...").
  std::function<std::optional<std::string>(Settings&, std::string_view)> set;
  std::function<std::string(const Settings&)> get;

  [[nodiscard]] std::string flag() const;         // "--log-level"
  [[nodiscard]] std::string environment() const;  // "ASQ_LOG_LEVEL"
};

// Makes the rows (setting_rows.cpp); settings() keeps them.
[[nodiscard]] std::vector<Setting> make_setting_rows();
// The rows, in the order of the documentation.
[[nodiscard]] std::span<const Setting> settings();
[[nodiscard]] const Setting* find_setting(std::string_view key);

// A rule between settings that is broken, as one sentence.
[[nodiscard]] std::optional<std::string> contradiction(const Settings& settings);

// The table of docs/operations.md (asq config --markdown).
[[nodiscard]] std::string settings_markdown();

}  // namespace asq::app
