// What the server holds for somebody outside: input that is not whole, output that nobody reads.
#include "hostile/crowd.hpp"
#include "hostile/people.hpp"
#include "hostile/row.hpp"

namespace asq::bench {
namespace {

constexpr std::size_t kBodyBytes = 1'048'576;

double number(std::size_t count) { return static_cast<double>(count); }

// A request whose body lacks its end.
std::string unfinished_request(const std::string& token) {
  const std::string whole =
      request_bytes("POST", "/chat/group", token, std::string(kBodyBytes, ' '));
  return whole.substr(0, whole.size() - 8'000);
}

// A masked text frame of 256 KiB that lacks its end.
std::string unfinished_frame() {
  std::string frame("\x81\xFF\x00\x00\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00", 14);
  return frame + std::string(262'000, 'x');
}

class BodiesUnderWay : public HostileRow {
 public:
  std::string_view name() const override { return "a1"; }
  std::string_view title() const override {
    return "400 requests of one account whose bodies of 1 MiB lack their ends";
  }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
  }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run([&] {
      const std::string body = unfinished_request(attacker_.token);
      Crowd uploads(attack);
      for (int i = 0; i < 400 && !attack.over() && uploads.add(); ++i) {
        attack.count_request(0);
        uploads.say(uploads.size() - 1, body);
        uploads.poll(0);
      }
      uploads.poll_until_over();
      attack.note("uploads begun", number(uploads.size()));
      attack.note("uploads still open", number(uploads.open()));
    });
  }

 private:
  Somebody attacker_;
};

class MessagesUnderWay : public HostileRow {
 public:
  std::string_view name() const override { return "a1b"; }
  std::string_view title() const override {
    return "1,000 sockets of one account whose messages of 256 KiB lack their ends";
  }
  // Opening them takes from the limit of requests, which would make it an attack of 5 s more.
  ServerStart start() override { return {.arguments = {"--limit-request", "0"}}; }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
  }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run([&] {
      const std::string frame = unfinished_frame();
      Crowd sockets(attack);
      for (int i = 0; i < 1'000 && !attack.over(); ++i) {
        sockets.adopt(open_person_socket(attack.port(), attacker_.token, Attack::host()));
        attack.count_request(0);
        sockets.say(sockets.size() - 1, frame);
        sockets.poll(0);
      }
      sockets.poll_until_over();
      attack.note("sockets opened", number(sockets.size()));
      attack.note("sockets still open", number(sockets.open()));
      attack.note("closed for it", static_cast<double>(sockets.closed_with(4429)));
    });
  }

 private:
  Somebody attacker_;
};

class UnreadErrors : public HostileRow {
 public:
  std::string_view name() const override { return "a9"; }
  std::string_view title() const override {
    return "150 unread answers to a key of 1 MB with eight mistakes";
  }
  void prepare(std::uint16_t port) override {
    attacker_ = make_somebody(port, "attacker@example.com");
    body_ = "{\"" + std::string(1'040'000, 'k') + "\":[";
    for (int i = 0; i < 8; ++i) body_ += i == 0 ? R"("\ud800")" : R"(,"\ud800")";
    body_ += "]}";
    size_ = HttpClient(port).request("POST", "/chat/group", attacker_.token, body_).body.size();
  }
  void attack(Attack& attack, ServerProcess&) override {
    attack.require("bytes of one such answer", number(size_), size_ <= 32'768);
    attack.run([&] {
      const std::string request = request_bytes("POST", "/chat/group", attacker_.token, body_);
      Crowd silent(attack, Attack::host(), 4096);
      silent.read_at_most(0);
      for (int i = 0; i < 150 && !attack.over() && silent.add(); ++i) {
        attack.count_request(0);
        silent.say(silent.size() - 1, request);
        silent.poll(0);
      }
      silent.poll_until_over();
      attack.note("connections still open", number(silent.open()));
    });
  }

 private:
  Somebody attacker_;
  std::string body_;
  std::size_t size_ = 0;
};

class BigAnswersReadSlowly : public HostileRow {
 public:
  std::string_view name() const override { return "a17"; }
  std::string_view title() const override {
    return "1,000 connections ask three times for /openapi.json and read 32 bytes at a time";
  }
  void attack(Attack& attack, ServerProcess&) override {
    attack.run([&] {
      std::string requests;
      for (int i = 0; i < 3; ++i) requests += request_bytes("GET", "/openapi.json", "", "");
      Crowd readers(attack);
      readers.read_at_most(32);
      for (int i = 0; i < 1'000 && !attack.over() && readers.add(); ++i) {
        readers.say(readers.size() - 1, requests);
        for (int each = 0; each < 3; ++each) attack.count_request(0);
        if (i % 16 == 0) readers.poll(0);
      }
      readers.poll_until_over();
      attack.note("connections still open", number(readers.open()));
    });
  }
};

}  // namespace

void add_byte_rows(HostileRows& rows) {
  rows.push_back(std::make_unique<BodiesUnderWay>());
  rows.push_back(std::make_unique<MessagesUnderWay>());
  rows.push_back(std::make_unique<UnreadErrors>());
  rows.push_back(std::make_unique<BigAnswersReadSlowly>());
}

}  // namespace asq::bench
