// Small requests whose answer goes to many, and is large.
#include "hostile/crowd.hpp"
#include "hostile/people.hpp"
#include "hostile/row.hpp"

namespace asq::bench {
namespace {

class ReactionsBeforeMany : public HostileRow {
 public:
  std::string_view name() const override { return "a6"; }
  std::string_view title() const override {
    return "a message of 64 KB is reacted to and edited 100 times a second, 150 sockets hear it";
  }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
    const std::int64_t chat = make_group(port, attacker_.token);
    messages_ = "/chat/chats/" + std::to_string(chat) + "/messages";
    send_longest(port, attacker_.token, chat, 1);
  }
  void arrange(Attack& attack) override {
    for (int i = 0; i < 150; ++i) {
      listeners_.push_back(open_person_socket(attack.port(), attacker_.token, Attack::host()));
    }
  }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run_threads(kWriters + 1, [&](int i) {
      if (i == kWriters) {
        listen(attack);
      } else {
        react(attack, i);
      }
    });
  }

 private:
  static constexpr int kWriters = 4;

  void listen(Attack& attack) {
    Crowd crowd(attack);
    for (const int fd : listeners_) crowd.adopt(fd);
    crowd.poll_until_over();
    attack.note("listeners still open", static_cast<double>(crowd.open()));
  }

  // Each writer has an emoji of its own, so none waits for another's.
  void react(Attack& attack, int writer) {
    AttackClient client(attack);
    const std::string text = longest_text().substr(0, 64'000);
    const std::string reaction =
        messages_ + "/1/reactions/%F0%9F%98%8" + std::to_string(writer);  // U+1F600 and on
    Pace pace(100.0 / kWriters, 100 / kWriters);
    for (int round = 0; pace.wait(attack); ++round) {
      if (writer == 0 && round % 4 == 3) {
        client.request("PATCH", messages_ + "/1", attacker_.token,
                       R"({"text":")" + std::to_string(round) + text + "\"}");
      } else {
        client.request(round % 2 == 0 ? "PUT" : "DELETE", reaction, attacker_.token);
      }
    }
  }

  Somebody attacker_;
  std::string messages_;
  std::vector<int> listeners_;
};

}  // namespace

void add_broadcast_rows(HostileRows& rows) {
  rows.push_back(std::make_unique<ReactionsBeforeMany>());
}

}  // namespace asq::bench
