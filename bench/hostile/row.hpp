// A row of `hostile`: one kind of attack, in three steps. Each is a class of its own.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "hostile/attack.hpp"
#include "server_process.hpp"

namespace asq::bench {

class HostileRow {
 public:
  HostileRow() = default;
  virtual ~HostileRow() = default;
  HostileRow(const HostileRow&) = delete;
  HostileRow& operator=(const HostileRow&) = delete;

  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual std::string_view title() const = 0;

  // What is there before: people, chats, tokens. The server has no limits and both cores.
  virtual void prepare(std::uint16_t port) { (void)port; }
  // How the server is started again to be attacked, beyond the defaults.
  [[nodiscard]] virtual ServerStart start() { return {}; }
  // What is open before the quiet window, which only the attack itself is to differ from.
  virtual void arrange(Attack& attack) { (void)attack; }
  // Attacks until attack.over().
  virtual void attack(Attack& attack, ServerProcess& server) = 0;
  // How the server ended afterwards.
  virtual void after(Attack& attack, const ServerEnd& end) {
    attack.require("exit code", end.exit_code, end.exit_code == 0);
    attack.require("seconds until it ended", end.seconds, end.seconds <= 10);
  }
};

using HostileRows = std::vector<std::unique_ptr<HostileRow>>;

// Each file of rows adds its own.
void add_byte_rows(HostileRows& rows);       // input under way, answers that nobody reads
void add_read_rows(HostileRows& rows);       // searches, catching up
void add_write_rows(HostileRows& rows);      // memberships, renames, deletion, the log's growth
void add_broadcast_rows(HostileRows& rows);  // reactions and edits before many listeners
void add_login_rows(HostileRows& rows);      // passwords, sessions
void add_socket_rows(HostileRows& rows);     // many sockets and connections
void add_outside_rows(HostileRows& rows);    // a log that nobody reads, a pause of the process

}  // namespace asq::bench
