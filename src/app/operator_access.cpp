#include "app/operator_access.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <utility>

#include "app/control_server.hpp"
#include "store/sqlite/open.hpp"

namespace asq::app {
namespace {

std::optional<std::string> wrong_user(const std::filesystem::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0 || status.st_uid == ::geteuid()) return std::nullopt;
  return fmt::format(
      "the data directory {} belongs to the user with id {}, and no server is running on it; run "
      "this command as that user",
      path.string(), status.st_uid);
}

}  // namespace

std::expected<std::optional<std::string>, std::string> ask_running_server(
    const Settings& settings, std::string_view request, std::chrono::milliseconds patience) {
  const auto there = DataDirectory::look_into(settings.data);
  if (!there) return std::nullopt;
  auto reply = ask_server(*there, request, patience);
  if (reply) return std::move(*reply);
  if (!reply.error().no_server) return std::unexpected(reply.error().sentence);
  return std::nullopt;
}

std::expected<boost::json::object, std::string> accepted(std::string_view reply) {
  boost::system::error_code error;
  auto value = boost::json::parse(reply, error);
  const auto* object = value.if_object();
  if (error || object == nullptr || !object->contains("ok")) {
    return std::unexpected("can't read the server's answer; is it another version of asq?");
  }
  if (object->at("ok") == true) return *object;
  const auto* sentence = object->if_contains("error");
  return std::unexpected(sentence != nullptr && sentence->is_string()
                             ? std::string(sentence->get_string())
                             : "the server refused without a reason");
}

std::expected<DataDirectory, std::string> lock_directory(const std::filesystem::path& path) {
  if (auto wrong = wrong_user(path)) return std::unexpected(*wrong);
  return DataDirectory::open(path);
}

std::expected<boost::json::object, std::string> OperatorAccess::ask(
    const boost::json::object& request) {
  const auto reply = reply_to(boost::json::serialize(request));
  if (!reply) return std::unexpected(reply.error());
  return accepted(*reply);
}

std::expected<std::string, std::string> OperatorAccess::reply_to(const std::string& request) {
  if (!core_) {
    auto reply = ask_running_server(settings_, request, kUsualPatience);
    if (!reply) return std::unexpected(reply.error());
    if (*reply) return std::move(**reply);
    if (auto opened = open_offline(); !opened) return std::unexpected(opened.error());
  }
  return core_->administration().answer(request);
}

std::expected<void, std::string> OperatorAccess::open_offline() {
  if (!may_make_) {
    const auto there = DataDirectory::look_into(settings_.data);
    if (!there) return std::unexpected(there.error());
    if (!std::filesystem::exists(there->path() / store::sqlite::kDatabaseFile)) {
      return std::unexpected(
          fmt::format("the data directory {} has no database", there->path().string()));
    }
  }
  auto directory = lock_directory(settings_.data);
  if (!directory) return std::unexpected(directory.error());
  auto core = Core::open(settings_, *directory, clock_, nullptr);
  if (!core) return std::unexpected(core.error());
  directory_ = std::move(*directory);
  core_ = std::move(*core);
  return {};
}

}  // namespace asq::app
