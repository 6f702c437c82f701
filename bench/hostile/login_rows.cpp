// Passwords and sessions. The attackers' addresses are those that a trusted proxy names.
#include <fmt/format.h>

#include "hostile/crowd.hpp"
#include "hostile/people.hpp"
#include "hostile/row.hpp"

namespace asq::bench {
namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr int kProxy = 1;  // 127.0.0.1

int log_in(AttackClient& client, const std::string& email, const std::string& password,
           const std::string& address) {
  return client.request("POST", "/chat/token", "", "username=" + email + "&password=" + password,
                        kForm, "X-Forwarded-For: " + address + "\r\n");
}

class WrongLoginsFromManyNetworks : public HostileRow {
 public:
  std::string_view name() const override { return "a7"; }
  std::string_view title() const override {
    return "wrong log-ins without a pause from 96 networks of IPv6 (/64)";
  }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run_threads(96, [&](int i) {
      AttackClient client(attack, kProxy);
      const std::string address = fmt::format("2001:db8:{:x}:{:x}::1", i / 24, i % 24);
      for (Pace pace(10, 0); pace.wait(attack);) {
        log_in(client, fmt::format("nobody{}@example.com", i), "wrong-password", address);
      }
    });
    attack.note("told that the queue is full", static_cast<double>(attack.answers(503)));
  }
};

class WrongPasswordsForOneAccount : public HostileRow {
 public:
  std::string_view name() const override { return "a7b"; }
  std::string_view title() const override {
    return "150 wrong passwords for one account from 150 addresses";
  }
  void prepare(std::uint16_t port) override { (void)make_somebody(port, "victim@example.com"); }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run_threads(4, [&](int i) {
      AttackClient client(attack, kProxy);
      for (int each = i; each < 150 && !attack.over(); each += 4) {
        log_in(client, "victim@example.com", "wrong-password", fmt::format("192.0.2.{}", each));
      }
    });
    attack.require("passwords that were tried", static_cast<double>(attack.answers(401)),
                   attack.answers(429) > 0);
  }
};

class ManyLogins : public HostileRow {
 public:
  std::string_view name() const override { return "a15"; }
  std::string_view title() const override {
    return "205 log-ins of an account that has a socket open";
  }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
  }
  void arrange(Attack& attack) override { attack.last(10); }
  void attack(Attack& attack, ServerProcess&) override {
    Crowd sockets(attack);
    sockets.adopt(open_person_socket(attack.port(), attacker_.token, Attack::host()));
    attack.run_threads(kThreads, [&](int i) {
      AttackClient client(attack, kProxy);
      const std::string address = fmt::format("192.0.2.{}", i);
      for (int each = i; each < 205 && !attack.over(); each += kThreads) {
        log_in(client, "attacker@example.com", "bench-password", address);
      }
    });
    for (int i = 0; i < 10; ++i) sockets.poll(20);
    attack.note("logged in", static_cast<double>(attack.answers(200)));
    attack.require("sockets still open", static_cast<double>(sockets.open()), sockets.open() == 1);
  }

 private:
  static constexpr int kThreads = 8;  // each from an address of its own
  Somebody attacker_;
};

}  // namespace

void add_login_rows(HostileRows& rows) {
  rows.push_back(std::make_unique<WrongLoginsFromManyNetworks>());
  rows.push_back(std::make_unique<WrongPasswordsForOneAccount>());
  rows.push_back(std::make_unique<ManyLogins>());
}

}  // namespace asq::bench
