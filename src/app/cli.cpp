#include "app/cli.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>

#include "app/backup_command.hpp"
#include "app/complain.hpp"
#include "app/healthcheck.hpp"
#include "app/invite_command.hpp"
#include "app/process.hpp"
#include "app/serve.hpp"
#include "app/setting_sources.hpp"
#include "app/user_command.hpp"

namespace asq::app {
namespace {

using Flags = std::map<std::string, std::string, std::less<>>;

// What the command line asks for, filled in while it is read.
struct CommandLine {
  Flags flags;
  bool markdown = false;
  UserCommand user;
  InviteCommand invite;
  std::string file;  // of backup and restore
};

// Every setting is a flag of every command; the help of a command shows those that concern it.
void add_settings(CLI::App& command, CommandLine& line,
                  const std::function<bool(std::string_view)>& shown) {
  for (const Setting& setting : settings()) {
    const std::string key(setting.key);
    const std::string fallback = setting.get(Settings{});
    command
        .add_option_function<std::string>(
            setting.flag(), [&line, key](const std::string& value) { line.flags[key] = value; },
            std::string(setting.doc) + (fallback.empty() ? "" : " [" + fallback + "]"))
        ->type_name(std::string(setting.type))
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
        ->group(shown(key) ? "Settings" : "");
  }
}

bool any_setting(std::string_view) { return true; }
bool where_data_is(std::string_view key) { return key == "data" || key == "config"; }
bool where_it_listens(std::string_view key) { return key == "listen" || key == "config"; }

void add_user_command(CLI::App& user, CommandLine& line, const char* name, UserVerb verb,
                      const char* doc) {
  CLI::App* command = user.add_subcommand(name, doc);
  command->callback([&line, verb] { line.user.verb = verb; });
  add_settings(*command, line, where_data_is);
  if (verb == UserVerb::list) return;
  const bool adds = verb == UserVerb::add;
  command
      ->add_option("email", line.user.email,
                   adds ? "E-mail of the account" : "E-mail or @handle of the account")
      ->required();
  if (adds) {
    command->add_option("--username", line.user.username, "Name shown to others");
    command->add_option("--handle", line.user.handle, "Handle; made from the name by default");
  }
  if (verb == UserVerb::add || verb == UserVerb::reset_password) {
    command->add_flag("--password-stdin", line.user.password_from_stdin,
                      "Read the password from standard input instead of asking for it");
  }
}

void add_invite_command(CLI::App& app, CommandLine& line) {
  CLI::App* invite = app.add_subcommand(
      "invite",
      "Print a link that lets people create an account, or end one; the server may be running");
  add_settings(*invite, line, where_data_is);
  CLI::Option* chat =
      invite->add_option("--chat", line.invite.chat, "Id of a group that they join");
  CLI::Option* uses = invite->add_option("--uses", line.invite.uses, "How many people can use it");
  CLI::Option* expires = invite->add_option("--expires", line.invite.expires,
                                            "How long it works, such as 12h or 30d, or never [7d]");
  CLI::Option* end = invite->add_option("--end", line.invite.end,
                                        "End this invitation instead, whose maker may be anybody");
  chat->type_name("ID");
  uses->type_name("N");
  expires->type_name("TIME");
  end->type_name("LINK_OR_TOKEN");
  end->excludes(chat, uses, expires);
}

void add_backup_commands(CLI::App& app, CommandLine& line) {
  CLI::App* backup =
      app.add_subcommand("backup", "Copy the database to a new file; the server may be running");
  backup->add_option("FILE", line.file, "The file to create")->required()->type_name("");
  add_settings(*backup, line, where_data_is);
  CLI::App* restore =
      app.add_subcommand("restore", "Restore a backup into a data directory that has no database");
  restore->add_option("FILE", line.file, "A backup made by asq backup")->required()->type_name("");
  add_settings(*restore, line, where_data_is);
  CLI::App* check = app.add_subcommand(
      "check",
      "Check the database for damage: print one line per fault, exit with 0 if there are none");
  add_settings(*check, line, where_data_is);
}

void add_commands(CLI::App& app, CommandLine& line) {
  app.require_subcommand(0, 1);
  app.set_version_flag("--version", std::string("asq ") + ASQ_VERSION);
  add_settings(*app.add_subcommand("serve", "Run the server"), line, any_setting);
  CLI::App* config =
      app.add_subcommand("config", "Show every setting, its value and where it comes from");
  config->add_flag("--markdown", line.markdown, "Print the settings as a Markdown table instead");
  add_settings(*config, line, any_setting);
  CLI::App* user = app.add_subcommand("user", "Manage accounts; the server may be running");
  user->require_subcommand(1);
  add_user_command(*user, line, "add", UserVerb::add, "Create an account");
  add_user_command(*user, line, "list", UserVerb::list, "List all accounts");
  add_user_command(*user, line, "disable", UserVerb::disable,
                   "Disable an account: end its sessions and refuse logins");
  add_user_command(*user, line, "enable", UserVerb::enable, "Enable a disabled account");
  add_user_command(*user, line, "reset-password", UserVerb::reset_password,
                   "Set a new password and end all sessions");
  add_invite_command(app, line);
  add_user_command(*user, line, "reset-link", UserVerb::reset_link,
                   "Print a link with which the account's owner can set a new password, once, "
                   "within 24 hours");
  add_backup_commands(app, line);
  add_settings(*app.add_subcommand("healthcheck", "Exit with 0 if the server answers"), line,
               where_it_listens);
  app.add_subcommand("version", "Show the version");
}

int run(const CLI::App& app, const CommandLine& line) {
  if (app.get_subcommands().empty()) {
    print("{}", app.help());
    return 0;
  }
  const std::string command = app.get_subcommands().front()->get_name();
  if (command == "version") {
    print("asq {}\n", ASQ_VERSION);
    return 0;
  }
  if (line.markdown) {
    print("{}", settings_markdown());
    return 0;
  }
  const auto effective = load_settings({line.flags, process_environment()});
  if (!effective) return complain(effective.error());
  if (command == "config") {
    print("{}", describe(*effective));
    return 0;
  }
  if (command == "healthcheck") return check_health(effective->values.listen);
  if (command == "user") return run_user_command(line.user, effective->values);
  if (command == "invite") return run_invite_command(line.invite, effective->values);
  if (command == "backup") return run_backup(line.file, effective->values);
  if (command == "restore") return run_restore(line.file, effective->values);
  if (command == "check") return run_check(effective->values);
  return serve(effective->values);
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  harden_process();
  CLI::App app("A chat server in one binary, with SQLite for storage.", "asq");
  CommandLine line;
  add_commands(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return complain(std::string(error.what()) + "; see asq --help");
  }
  const int status = run(app, line);
  return end_of_results(status);
}

}  // namespace asq::app
