#include "app/backup_command.hpp"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <filesystem>
#include <stop_token>
#include <system_error>

#include "app/complain.hpp"
#include "app/control_server.hpp"
#include "app/operator_access.hpp"
#include "app/upkeep.hpp"
#include "base/log.hpp"
#include "base/utf8.hpp"
#include "store/sqlite/open.hpp"
#include "store/sqlite/upkeep/restore.hpp"

namespace asq::app {
namespace {

namespace json = boost::json;
using Answer = std::expected<json::object, std::string>;

std::string size_text(std::int64_t bytes) {
  constexpr double kMiB = 1024.0 * 1024.0;
  return fmt::format("{} bytes ({:.1f} MiB)", bytes, static_cast<double>(bytes) / kMiB);
}

// Without a server. The directory is not made if it is missing, nor is a database in it.
Answer answer_alone(const std::string& request, const Settings& settings) {
  if (auto there = DataDirectory::look_into(settings.data); !there) {
    return std::unexpected(there.error());
  }
  const auto directory = lock_directory(settings.data);
  if (!directory) return std::unexpected(directory.error());
  const auto maintenance = store::sqlite::open_maintenance(directory->path());
  if (!maintenance) return std::unexpected(maintenance.error());
  const auto work = Upkeep(**maintenance).work_for(request).value();
  return accepted(work(std::stop_token()));
}

// A request of app/upkeep.hpp; `by_server` says who did it.
Answer ask(const json::object& request, const Settings& settings, bool& by_server) {
  const std::string text = json::serialize(request);
  const auto reply = ask_running_server(settings, text, kNoHurry);
  if (!reply) return std::unexpected(reply.error());
  by_server = reply->has_value();
  return by_server ? accepted(**reply) : answer_alone(text, settings);
}

void be_quiet(const Settings& settings) {
  log::configure(log::Level::error, settings.log_format);  // a refusal is said once
}

// Whether the file that the server made is where this process sees it: the server may have another
// view of the file system (a container, a private /tmp).
bool is_seen(const std::filesystem::path& file, std::int64_t bytes) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return !error && static_cast<std::int64_t>(size) == bytes;
}

}  // namespace

int run_backup(const std::string& file, const Settings& settings) {
  be_quiet(settings);
  if (file.empty()) return complain("the name of the file is empty");
  if (!is_valid_utf8(file)) return complain("the name of the file is not valid UTF-8");
  std::error_code error;
  const auto path = std::filesystem::absolute(file, error).lexically_normal();
  if (error) return complain("the current directory can't be read");
  const auto begun = std::chrono::steady_clock::now();
  bool by_server = false;
  const auto reply = ask({{"verb", "backup"}, {"file", path.string()}}, settings, by_server);
  if (!reply) return complain(reply.error());
  const auto bytes = reply->at("bytes").to_number<std::int64_t>();
  if (by_server && !is_seen(path, bytes)) {
    return complain(
        fmt::format("the server wrote {}, but this command can't see it: the server runs with "
                    "another view of the file system (a container, or systemd's PrivateTmp); "
                    "choose a directory that both can see",
                    path.string()));
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  print("backed up {} in {:.1f} s: {}\n", size_text(bytes), taken.count(), path.string());
  return 0;
}

int run_restore(const std::string& file, const Settings& settings) {
  be_quiet(settings);
  const auto directory = lock_directory(settings.data);
  if (!directory) return complain(directory.error());
  const auto restored = store::sqlite::restore(file, directory->path());
  if (!restored) {
    directory->unmake();
    return complain(restored.error());
  }
  print("restored {} into {}; everybody has to log in again\n", size_text(restored->bytes),
        directory->path().string());
  if (restored->upgrade_needed) {
    print("schema {} is older than this program's; the next start upgrades it\n", restored->schema);
  }
  return 0;
}

int run_check(const Settings& settings) {
  be_quiet(settings);
  bool by_server = false;
  const auto reply = ask({{"verb", "check"}}, settings, by_server);
  if (!reply) return complain(reply.error());
  const json::array& faults = reply->at("faults").as_array();
  for (const json::value& fault : faults) {
    print("{}\n", one_line(std::string_view(fault.as_string())));
  }
  if (!faults.empty()) return 1;
  if (reply->at("older_schema").as_bool()) {
    print("the file itself is sound; check again after the next start, which upgrades it\n");
    return 0;
  }
  print("sound: {} users, {} chats, {} messages\n", reply->at("users").to_number<std::int64_t>(),
        reply->at("chats").to_number<std::int64_t>(),
        reply->at("messages").to_number<std::int64_t>());
  return 0;
}

}  // namespace asq::app
