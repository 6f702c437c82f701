// Many sockets and connections: idle, of one account, closing together, from one address.
#include "hostile/crowd.hpp"
#include "hostile/people.hpp"
#include "hostile/row.hpp"

namespace asq::bench {
namespace {

double number(std::size_t count) { return static_cast<double>(count); }

class IdleConnections : public HostileRow {
 public:
  std::string_view name() const override { return "a10"; }
  std::string_view title() const override {
    return "2,300 idle keep-alive connections before a server with 2,048 descriptors";
  }
  ServerStart start() override { return {.descriptors = 2'048}; }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run([&] {
      const std::string request = request_bytes("GET", "/healthz", "", "");
      Crowd idle(attack);
      for (int i = 0; i < 2'300 && !attack.over() && idle.add(); ++i) {
        attack.count_request(0);
        idle.say(idle.size() - 1, request);
        idle.poll(0);
      }
      idle.poll_until_over();
      attack.note("connections begun", number(idle.size()));
      attack.note("connections still open", number(idle.open()));
    });
  }
};

class SocketsOfOneAccount : public HostileRow {
 public:
  std::string_view name() const override { return "a10b"; }
  std::string_view title() const override {
    return "10,050 sockets of one account (with the limit of requests off)";
  }
  ServerStart start() override { return {.arguments = {"--limit-request", "0"}}; }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
  }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run([&] {
      Crowd sockets(attack);
      for (int i = 0; i < 10'050 && !attack.over(); ++i) {
        sockets.adopt(open_person_socket(attack.port(), attacker_.token, Attack::host()));
        attack.count_request(0);
        if (i % 64 == 0) sockets.poll(0);
      }
      sockets.poll_until_over();
      attack.note("closed as too many", static_cast<double>(sockets.closed_with(4409)));
      attack.note("sockets opened", number(sockets.size()));
      attack.require("sockets still open", number(sockets.open()), sockets.open() <= 10'000);
    });
  }

 private:
  Somebody attacker_;
};

class ClosingTogether : public HostileRow {
 public:
  std::string_view name() const override { return "a11"; }
  std::string_view title() const override { return "10,000 sockets of one chat close together"; }
  void prepare(std::uint16_t port) override {
    people_ = make_people(port, kPeople);
    std::vector<std::int64_t> ids;
    for (const Somebody& one : people_) ids.push_back(one.id);
    chat_ = make_groups(port, people_.front().token, 1,
                        [&ids](int) { return group_body("together", ids); });
  }
  void arrange(Attack& attack) override {
    for (int i = 0; i < kSockets; ++i) {
      const Somebody& one = people_[static_cast<std::size_t>(i % kPeople)];
      open_.push_back(open_chat_socket(attack.port(), chat_, one.token, Attack::host()));
    }
    attack.last(4);
  }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run([&] {
      Crowd sockets(attack);
      for (const int fd : open_) sockets.adopt(fd);
      attack.note("sockets closed", number(sockets.open()));
      sockets.close_all();
      sockets.poll_until_over();
    });
  }

 private:
  static constexpr int kSockets = 10'000;
  static constexpr int kPeople = 25;  // so that no bucket is empty
  std::vector<Somebody> people_;
  std::int64_t chat_ = 0;
  std::vector<int> open_;
};

class ManyFromOneAddress : public HostileRow {
 public:
  std::string_view name() const override { return "a16"; }
  std::string_view title() const override {
    return "1,600 connections from one address before one of them asks for something";
  }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run([&] {
      const std::string request = request_bytes("GET", "/healthz", "", "");
      Crowd office(attack);
      while (office.size() < 1'600 && !attack.over() && office.add()) office.poll(0);
      const SteadyTime all_are_accepted = in_seconds(1);
      office.poll_until([&] { return std::chrono::steady_clock::now() > all_are_accepted; });
      for (std::size_t i = 0; i < office.size(); ++i) {
        attack.count_request(0);
        office.say(i, request);
        office.poll(0);
      }
      office.poll_until_over();
      attack.note("served", static_cast<double>(attack.answers(200)));
      attack.note("told to come back", static_cast<double>(attack.answers(503)));
      attack.require("closed without a word", number(office.closed_silently()),
                     office.closed_silently() == 0);
    });
  }
};

}  // namespace

void add_socket_rows(HostileRows& rows) {
  rows.push_back(std::make_unique<IdleConnections>());
  rows.push_back(std::make_unique<SocketsOfOneAccount>());
  rows.push_back(std::make_unique<ClosingTogether>());
  rows.push_back(std::make_unique<ManyFromOneAddress>());
}

}  // namespace asq::bench
