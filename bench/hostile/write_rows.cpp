// Writes that touch many rows, and a log that grows faster than it can be emptied.
#include <thread>

#include "hostile/people.hpp"
#include "hostile/row.hpp"

namespace asq::bench {
namespace {

class GroupsOfAThousand : public HostileRow {
 public:
  std::string_view name() const override { return "a3"; }
  std::string_view title() const override {
    return "one account makes groups of 1,000, 100 a second and 500 at once";
  }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
    body_ = group_body("a thousand", register_people(port, 999));
  }
  void attack(Attack& attack, ServerProcess&) override {
    constexpr int kThreads = 64;
    attack.run_threads(kThreads, [&](int) {
      AttackClient client(attack);
      for (Pace pace(100.0 / kThreads, 500 / kThreads); pace.wait(attack);) {
        client.request("POST", "/chat/group", attacker_.token, body_);
      }
    });
    attack.note("groups made", static_cast<double>(attack.answers(201)));
  }

 private:
  Somebody attacker_;
  std::string body_;
};

class DeletionsOfGroups : public HostileRow {
 public:
  std::string_view name() const override { return "a3b"; }
  std::string_view title() const override {
    return "one account deletes 500 groups of 200, 100 a second and 500 at once";
  }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
    const std::string body = group_body("two hundred", register_people(port, 199));
    last_ = make_groups(port, attacker_.token, kGroups, [&body](int) { return body; });
  }
  void attack(Attack& attack, ServerProcess&) override {
    constexpr int kThreads = 50;
    attack.run_threads(kThreads, [&](int i) {
      AttackClient client(attack);
      for (int each = i; each < kGroups && !attack.over(); each += kThreads) {
        client.request("DELETE", "/chat/chats/" + std::to_string(last_ - each), attacker_.token);
      }
    });
    attack.note("groups deleted", static_cast<double>(attack.answers(204)));
  }

 private:
  static constexpr int kGroups = 500;
  Somebody attacker_;
  std::int64_t last_ = 0;  // the others' ids come right before it
};

class RenamesAndDeletion : public HostileRow {
 public:
  std::string_view name() const override { return "a5"; }
  std::string_view title() const override {
    return "an account with 30,000 groups changes its name 100 times a second, then goes";
  }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
    const std::vector<std::int64_t> other{make_somebody(port, "other@example.com").id};
    make_groups(port, attacker_.token, 30'000, [&](int) { return group_body("many", other); });
  }
  void attack(Attack& attack, ServerProcess&) override {
    constexpr int kThreads = 16;
    const SteadyTime enough = in_seconds(3);
    attack.run_threads(kThreads + 1, [&](int i) {
      AttackClient client(attack);
      if (i == kThreads) {
        std::this_thread::sleep_until(enough);
        int status = 429;  // until the limit of requests, used up by the names, lets it through
        while (status == 429 && !attack.over()) {
          status = client.request("DELETE", "/chat/me", attacker_.token,
                                  R"({"current_password":"bench-password"})");
          std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        attack.require("answer to the deletion", status, status == 204);
        return;
      }
      Pace pace(100.0 / kThreads, 500 / kThreads);
      for (int round = 0; pace.wait(attack) && std::chrono::steady_clock::now() < enough; ++round) {
        const std::string name = std::to_string(i) + " " + std::to_string(round);
        client.request("PATCH", "/chat/me", attacker_.token, R"({"username":")" + name + "\"}");
      }
    });
    attack.note("renames done", static_cast<double>(attack.answers(200)));
  }

 private:
  Somebody attacker_;
};

class GrowingLog : public HostileRow {
 public:
  std::string_view name() const override { return "a8"; }
  std::string_view title() const override {
    return "three clients of one account search without a pause, three senders send 64 KB";
  }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
    make_groups(port, attacker_.token, 10'000, [](int i) { return group_body(long_name(i), {}); });
    senders_ = make_people(port, kSenders);
    for (const Somebody& sender : senders_) chats_.push_back(make_group(port, sender.token));
  }
  void arrange(Attack& attack) override { attack.last(10); }
  void attack(Attack& attack, ServerProcess&) override {
    const std::string text = longest_text();
    attack.run_threads(kSenders + 3, [&](int i) {
      AttackClient client(attack);
      if (i >= kSenders) {
        for (Pace pace(100.0 / 3, 500 / 3); pace.wait(attack);) {
          client.request("POST", "/chat/find-chat", attacker_.token, R"({"name":"?!"})");
        }
        return;
      }
      const auto mine = static_cast<std::size_t>(i);
      const std::string body =
          R"({"chat_id":)" + std::to_string(chats_[mine]) + R"(,"text":")" + text + "\"}";
      for (Pace pace(20, 200); pace.wait(attack);) {
        client.request("POST", "/chat/group-message", senders_[mine].token, body);
      }
    });
    attack.note("messages of 64 KB stored", static_cast<double>(attack.answers(201)));
  }

 private:
  static constexpr int kSenders = 3;
  Somebody attacker_;
  std::vector<Somebody> senders_;
  std::vector<std::int64_t> chats_;
};

}  // namespace

void add_write_rows(HostileRows& rows) {
  rows.push_back(std::make_unique<GroupsOfAThousand>());
  rows.push_back(std::make_unique<DeletionsOfGroups>());
  rows.push_back(std::make_unique<RenamesAndDeletion>());
  rows.push_back(std::make_unique<GrowingLog>());
}

}  // namespace asq::bench
