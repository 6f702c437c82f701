// Reads that cost more than they look: searches, and catching up.
#include <stdexcept>

#include "hostile/crowd.hpp"
#include "hostile/people.hpp"
#include "hostile/row.hpp"

namespace asq::bench {
namespace {

constexpr int kReadThreads = 64;

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
    attack.run_threads(kReadThreads, [&](int i) {
      AttackClient client(attack);
      Pace pace(100.0 / kReadThreads, 500 / kReadThreads);
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

class LargePages : public HostileRow {
 public:
  std::string_view name() const override { return "a2b"; }
  std::string_view title() const override {
    return "an account reads pages of 200 messages of 64 KB, 100 a second and 500 at once";
  }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
    chat_ = make_group(port, attacker_.token);
    send_longest(port, attacker_.token, chat_, 200);
  }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run_threads(kReadThreads, [&](int) {
      AttackClient client(attack);
      const std::string path = "/chat/history/" + std::to_string(chat_) + "?limit=200";
      for (Pace pace(100.0 / kReadThreads, 500 / kReadThreads); pace.wait(attack);) {
        client.request("GET", path, attacker_.token);
      }
    });
  }

 private:
  Somebody attacker_;
  std::int64_t chat_ = 0;
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

class LargeCatchUps : public HostileRow {
 public:
  std::string_view name() const override { return "a4b"; }
  std::string_view title() const override {
    return "sockets of one account catch up with 1,000 messages of 64 KB again and again";
  }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
    const std::int64_t chat = make_group(port, attacker_.token);
    HttpClient client(port);
    since_ = json_string(client.request("GET", "/chat/sync", attacker_.token, "").body, "cursor");
    send_longest(port, attacker_.token, chat, 1'000);
  }
  void attack(Attack& attack, ServerProcess&) override {
    const std::string hello = masked_frame(R"({"id":1,"type":"hello","since":")" + since_ + "\"}");
    attack.run([&] {
      Crowd sockets(attack);
      for (Pace pace(50, 100); pace.wait(attack) && sockets.size() < 500;) {
        attack.count_request(0);
        try {
          sockets.adopt(open_silent_person_socket(attack.port(), attacker_.token, Attack::host()));
          sockets.say(sockets.size() - 1, hello);
        } catch (const std::runtime_error&) {
          attack.count_answer(429);
        }
        for (int round = 0; round < 4; ++round) sockets.poll(0);
      }
      sockets.poll_until_over();
      attack.note("sockets opened", static_cast<double>(sockets.size()));
    });
  }

 private:
  Somebody attacker_;
  std::string since_;
};

}  // namespace

void add_read_rows(HostileRows& rows) {
  rows.push_back(std::make_unique<Searches>());
  rows.push_back(std::make_unique<LargePages>());
  rows.push_back(std::make_unique<RenamedStrangers>());
  rows.push_back(std::make_unique<LargeCatchUps>());
}

}  // namespace asq::bench
