// Reads that cost more than they look: searches, and catching up.
#include "hostile/people.hpp"
#include "hostile/row.hpp"

namespace asq::bench {
namespace {

constexpr int kThreads = 64;

class Searches : public HostileRow {
 public:
  std::string_view name() const override { return "a2"; }
  std::string_view title() const override {
    return "an account in 10,000 groups with long names searches 100 times a second";
  }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
    make_groups(port, attacker_.token, 10'000, [](int i) { return group_body(long_name(i), {}); });
  }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run_threads(kThreads, [&](int i) {
      AttackClient client(attack);
      Pace pace(100.0 / kThreads, 500 / kThreads);
      while (pace.wait(attack)) {
        if (i % 2 == 0) {
          client.request("POST", "/chat/find-chat", attacker_.token, R"({"name":"?!"})");
        } else {
          client.request("GET", "/chat/chats?query=%3F%21", attacker_.token);
        }
      }
    });
    attack.note("searches answered",
                static_cast<double>(attack.answers(404) + attack.answers(200)));
  }

 private:
  Somebody attacker_;
};

class RenamedStrangers : public HostileRow {
 public:
  std::string_view name() const override { return "a4"; }
  std::string_view title() const override {
    return "100 strangers in 3,000 groups each change their name once";
  }
  void prepare(std::uint16_t port) override {
    strangers_ = make_people(port, 100);
    std::vector<std::int64_t> ids;
    for (const Somebody& stranger : strangers_) ids.push_back(stranger.id);
    make_groups(port, strangers_.front().token, 3'000,
                [&ids](int) { return group_body("strangers", ids); });
  }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run_threads(4, [&](int i) {
      AttackClient client(attack);
      for (std::size_t each = static_cast<std::size_t>(i); each < strangers_.size(); each += 4) {
        client.request("PATCH", "/chat/me", strangers_[each].token, R"({"username":"renamed"})");
      }
    });
  }

 private:
  std::vector<Somebody> strangers_;
};

}  // namespace

void add_read_rows(HostileRows& rows) {
  rows.push_back(std::make_unique<Searches>());
  rows.push_back(std::make_unique<RenamedStrangers>());
}

}  // namespace asq::bench
