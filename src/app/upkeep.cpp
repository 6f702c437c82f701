#include "app/upkeep.hpp"

#include <boost/json/serialize.hpp>
#include <chrono>
#include <filesystem>
#include <string>
#include <utility>

#include "base/json.hpp"
#include "base/log.hpp"

namespace asq::app {
namespace {

namespace json = boost::json;
using Seconds = std::chrono::duration<double>;

std::string refused(std::string_view sentence) {
  return json::serialize(json::object{{"ok", false}, {"code", "bad_request"}, {"error", sentence}});
}

std::string failed(const char* event, const std::string& sentence) {
  log::warning(event, {{"cause", sentence}});
  return json::serialize(json::object{{"ok", false}, {"code", "failed"}, {"error", sentence}});
}

std::string back_up(store::Maintenance& maintenance, const std::filesystem::path& file,
                    const std::stop_token& stop) {
  const auto begun = std::chrono::steady_clock::now();
  const auto done = maintenance.back_up(file, stop);
  if (!done) return failed("backup_failed", done.error());
  const Seconds taken = std::chrono::steady_clock::now() - begun;
  log::info("backed_up",
            {{"file", file.string()}, {"bytes", done->bytes}, {"seconds", taken.count()}});
  return json::serialize(json::object{{"ok", true}, {"bytes", done->bytes}});
}

std::string check(store::Maintenance& maintenance, const std::stop_token& stop) {
  const auto report = maintenance.check(stop);
  if (!report) return failed("check_failed", report.error());
  const auto level = report->faults.empty() ? log::Level::info : log::Level::warning;
  log::write(level, "checked", {{"faults", static_cast<std::int64_t>(report->faults.size())}});
  json::array faults;
  for (const std::string& fault : report->faults) faults.emplace_back(fault);
  return json::serialize(json::object{{"ok", true},
                                      {"faults", std::move(faults)},
                                      {"users", report->users},
                                      {"chats", report->chats},
                                      {"messages", report->messages},
                                      {"older_schema", report->older_schema}});
}

std::string text_at(const json::object& request, std::string_view key) {
  const auto* value = request.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

std::optional<ControlServer::Work> Upkeep::work_for(std::string_view request) {
  const auto parsed = parse_json(request);
  const json::object* object = parsed ? parsed->if_object() : nullptr;
  if (object == nullptr) return std::nullopt;
  const std::string verb = text_at(*object, "verb");
  if (verb == "check") {
    return [&from = maintenance_](const std::stop_token& stop) { return check(from, stop); };
  }
  if (verb != "backup") return std::nullopt;
  const std::filesystem::path file = text_at(*object, "file");
  const bool usable =
      file.is_absolute() && file.has_filename() && file.native().find('\0') == std::string::npos;
  if (!usable) {
    return [](const std::stop_token&) {
      return refused("A backup needs the absolute path of the file to create.");
    };
  }
  return [&from = maintenance_, file](const std::stop_token& stop) {
    return back_up(from, file, stop);
  };
}

}  // namespace asq::app
