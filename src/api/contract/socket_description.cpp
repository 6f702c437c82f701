#include "api/contract/socket_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/contract/public_url.hpp"

namespace asq::api {
namespace {

constexpr int kRemovedFromChat = 4403;
constexpr auto kCloses = std::to_array<SocketClose>({
    {1002, "A broken frame.", false},
    {1003, "A binary message.", false},
    {1007, "Text that is not UTF-8.", false},
    {1009, "A message over 256 KiB.", false},
    {1011, "Something went wrong on the server.", true},
    {1012, "The server is restarting.", true},
    {4401, "The session has ended.", false},
    {kRemovedFromChat, "Removed from the chat.", false},
    {4408, "The client reads nothing, answers no pings or sends no hello.", true},
    {4409, "The account has too many sockets; this was its oldest.", false},
    {4429, "Too many messages.", true},
});

bool takes_commands(const Route& route) {
  return std::ranges::find(route.receives, "Command") != route.receives.end();
}

// "wss://chat.example.com/chat/ws/1"; chat 1 stands for any.
std::string socket_address(std::string_view path, std::string_view public_url) {
  constexpr std::string_view kHttp = "http";
  std::string address(public_url.empty() ? "http://localhost:8000" : public_url);
  address.replace(0, kHttp.size(), "ws");
  address += path.substr(0, path.find('{'));
  if (path.ends_with('}')) address += '1';
  return address;
}

std::string how_to_connect(const Route& route, std::string_view public_url) {
  return fmt::format(
      "Connect with any WebSocket client, for instance:\n\n"
      "```\nwebsocat \"{}?token=<access token>\"\n```\n",
      socket_address(route.path, public_url));
}

std::string listed_fields(const CommandShape& command) {
  std::string list;
  for (const FieldShape& field : command.fields()) {
    list +=
        fmt::format("{}`{}{}`", list.empty() ? "" : ", ", field.name, field.required ? "" : "?");
  }
  return list;
}

std::string how_to_command(std::span<const CommandShape> commands) {
  std::string text =
      "\n**Commands.** Each is one text message, with an `id` that you choose, an integer or a "
      "string; its reply has the same `id`. If a command is refused, the reply is `error`, and the "
      "socket stays open.\n\n"
      "| command | fields | reply | |\n|---|---|---|---|\n";
  std::string examples;
  for (const CommandShape& command : commands) {
    const std::string reply =
        command.reply.empty() ? "none, and no `id`" : fmt::format("`{}`", command.reply);
    text += fmt::format("| `{}` | {} | {} | {} |\n", command.type, listed_fields(command), reply,
                        command.summary);
    examples += fmt::format("{}\n", command.example);
  }
  return fmt::format("{}\nFor example:\n\n```\n{}```\n", text, examples);
}

std::string what_comes(const Route& route) {
  std::string names;
  for (const std::string_view name : route.sends) {
    names += fmt::format("{}`{}`", names.empty() ? "" : ", ", name);
  }
  return fmt::format(
      "\n**What the server sends.** {}. Their fields are in the schemas with these names.\n",
      names);
}

std::string why_it_closes(const Route& route) {
  std::string text =
      "\n**Close codes.** If the server refuses the upgrade, a browser sees only the code 1006.\n\n"
      "| code | meaning | connect again? |\n|---|---|---|\n";
  for (const SocketClose& close : closes_of(route)) {
    text += fmt::format("| {} | {} | {} |\n", close.code, close.meaning,
                        close.come_back ? "yes" : "no");
  }
  return text;
}

}  // namespace

std::vector<SocketClose> closes_of(const Route& route) {
  std::vector<SocketClose> closes;
  for (const SocketClose& close : kCloses) {
    if (close.code != kRemovedFromChat || !takes_commands(route)) closes.push_back(close);
  }
  return closes;
}

std::string socket_description(const Route& route, std::span<const CommandShape> commands,
                               std::string_view public_url) {
  std::string text = fmt::format("{}\n\n{}", route.description, how_to_connect(route, public_url));
  if (takes_commands(route)) text += how_to_command(commands);
  text += what_comes(route) + why_it_closes(route);
  text += fmt::format("\n[The guide]({}#{}) says more, for instance how to reconnect.",
                      public_link(public_url, "docs/guide"), route.guide);
  return text;
}

}  // namespace asq::api
