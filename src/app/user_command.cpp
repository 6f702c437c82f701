#include "app/user_command.hpp"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <utility>

#include "app/complain.hpp"
#include "app/links.hpp"
#include "app/operator_access.hpp"
#include "app/password_input.hpp"
#include "base/log.hpp"
#include "base/utf8.hpp"

namespace asq::app {
namespace {

namespace json = boost::json;

std::string text(const json::object& user, std::string_view key) {
  return one_line(std::string_view(user.at(key).as_string()));
}

// A server of 0.1.0, which is still running, knows of none.
std::string handle_of(const json::object& user) {
  return user.contains("handle") ? "@" + text(user, "handle") : "-";
}

std::string user_line(const json::object& user) {
  return fmt::format("{:>8}  {}  {:<8}  {}  {}  {}", user.at("id").to_number<std::int64_t>(),
                     text(user, "created_at"),
                     user.at("disabled").as_bool() ? "disabled" : "active", text(user, "email"),
                     handle_of(user), text(user, "username"));
}

int list_users(OperatorAccess& access) {
  std::int64_t after = 0;
  for (bool more = true; more;) {
    const auto reply = access.ask({{"verb", "user_list"}, {"after", after}});
    if (!reply) return complain(reply.error());
    for (const json::value& user : reply->at("users").as_array()) {
      print("{}\n", user_line(user.as_object()));
      after = user.at("id").to_number<std::int64_t>();
    }
    more = reply->at("more").as_bool();
  }
  return 0;
}

int change_user(OperatorAccess& access, const json::object& request, std::string_view done) {
  const auto reply = access.ask(request);
  if (!reply) return complain(reply.error());
  const json::object& user = reply->at("user").as_object();
  print("user {} {}: {}\n", user.at("id").to_number<std::int64_t>(), done, text(user, "email"));
  return 0;
}

int make_reset_link(OperatorAccess& access, const json::object& request) {
  const auto reply = access.ask(request);
  if (!reply) return complain(reply.error());
  const json::object& user = reply->at("user").as_object();
  say(fmt::format("asq: With this link user {} can set a new password, once, until {}: {}\n",
                  user.at("id").to_number<std::int64_t>(), text(*reply, "expires_at"),
                  text(user, "email")));
  print_links(reply->at("link").as_object());
  return 0;
}

}  // namespace

int run_user_command(const UserCommand& command, const Settings& settings) {
  log::configure(log::Level::warning, settings.log_format);  // stdout says what was done
  for (const auto& [name, value] :
       {std::pair("email", command.email), std::pair("username", command.username),
        std::pair("handle", command.handle.value_or(""))}) {
    if (!is_valid_utf8(value)) return complain(fmt::format("{}: This must be valid UTF-8.", name));
  }
  OperatorAccess access(settings, command.verb == UserVerb::add);
  json::object request{{"email", command.email}};
  if (command.verb == UserVerb::add || command.verb == UserVerb::reset_password) {
    const auto password = get_password(command.password_from_stdin);
    if (!password) return complain(password.error());
    if (!is_valid_utf8(*password)) return complain("password: This must be valid UTF-8.");
    request["password"] = *password;
  }
  switch (command.verb) {
    case UserVerb::list: return list_users(access);
    case UserVerb::add:
      request["verb"] = "user_add";
      request["username"] = command.username.empty()
                                ? command.email.substr(0, command.email.find('@'))
                                : command.username;
      if (command.handle) request["handle"] = *command.handle;
      return change_user(access, request, "added");
    case UserVerb::disable:
      request["verb"] = "user_disable";
      return change_user(access, request, "disabled");
    case UserVerb::enable:
      request["verb"] = "user_enable";
      return change_user(access, request, "enabled");
    case UserVerb::reset_password:
      request["verb"] = "user_reset_password";
      return change_user(access, request, "has a new password, and all its sessions have ended");
    case UserVerb::reset_link:
      request["verb"] = "user_reset_link";
      return make_reset_link(access, request);
  }
  return 1;
}

}  // namespace asq::app
