// resume: one person in 2,000 chats comes back to 9,999 messages in 300 of them, amid a million of
// other people's, over the socket; and to 50,000, for which the lists have to be loaded.
#include <map>
#include <stdexcept>

#include "load.hpp"
#include "scenario_list.hpp"
#include "server_process.hpp"

namespace asq::bench {
namespace {

constexpr std::int64_t kChats = 2'000;
constexpr std::int64_t kBusyChats = 300;
constexpr std::int64_t kMissed = 9'999;
constexpr std::int64_t kTooMany = 50'000;
constexpr std::int64_t kSlices = 33;  // own messages and others' take turns
constexpr std::int64_t kUnacknowledged = 60;
constexpr int kResumeRounds = 5;

// The socket of a person, spoken to as one would type.
class Person {
 public:
  Person(std::uint16_t port, const std::string& token) {
    sockets_.add(open_silent_person_socket(port, token));
  }
  void say(const std::string& commands) { write_all(sockets_.descriptor(0), commands); }
  template <class OnText>
  void hear(const OnText& on_text) {
    sockets_.poll(1000, [&](std::size_t, std::string_view bytes) { reader_.feed(bytes, on_text); });
  }

 private:
  Readiness sockets_;
  FrameReader reader_;
};

bool is(std::string_view text, std::string_view type) { return json_string(text, "type") == type; }

std::string hello(const std::string& since) {
  const std::string known = since.empty() ? "" : R"(,"since":")" + since + "\"";
  return masked_frame(R"({"id":1,"type":"hello")" + known + "}");
}

// What a person hears between hello and live (or the hello that says: not resumed).
struct Return {
  double milliseconds = 0;
  std::string cursor;
  bool resumed = false;
  std::int64_t messages = 0;
};

// Checks the order of what comes: of each chat, and of the log, which message ids follow.
class Order {
 public:
  void take(std::string_view event) {
    const std::int64_t chat = json_integer(event, "chat_id");
    const std::string_view message = event.substr(event.find(R"("message":)"));
    const std::int64_t id = json_integer(message, "id");
    if (json_integer(message, "seq") != ++seqs_[chat] || id <= last_id_) {
      throw std::runtime_error("out of order: " + std::string(event));
    }
    last_id_ = id;
  }
  [[nodiscard]] std::size_t chats() const { return seqs_.size(); }

 private:
  std::map<std::int64_t, std::int64_t> seqs_;
  std::int64_t last_id_ = 0;
};

Return come_back(std::uint16_t port, const std::string& token, const std::string& since) {
  Person person(port, token);
  Return heard;
  Order order;
  bool live = false;
  const SteadyTime begin = std::chrono::steady_clock::now();
  person.say(hello(since));
  while (!live) {
    person.hear([&](std::string_view text) {
      if (is(text, "hello")) {
        heard.cursor = json_string(text, "cursor");
        heard.resumed = text.find(R"("resumed":true)") != std::string_view::npos;
      } else if (is(text, "message")) {
        order.take(text);
        ++heard.messages;
      }
      live = live || is(text, "live") || (is(text, "hello") && !heard.resumed);
    });
  }
  heard.milliseconds = seconds_since(begin) * 1e3;
  if (heard.resumed && heard.messages > 0 && order.chats() != kBusyChats) {
    throw std::runtime_error("not of all chats");
  }
  return heard;
}

// One who writes to the busy chats in turn, each message a command of its own.
class Colleague {
 public:
  Colleague(std::uint16_t port, const std::string& token, std::int64_t first_chat)
      : person_(port, token), first_chat_(first_chat) {
    person_.say(hello(""));
  }
  void send(std::int64_t messages) {
    const std::int64_t enough = sent_ + messages;
    while (acknowledged_ < enough) {
      std::string commands;
      while (sent_ < enough && sent_ - acknowledged_ < kUnacknowledged) commands += next();
      if (!commands.empty()) person_.say(commands);
      person_.hear([this](std::string_view text) {
        if (is(text, "error")) throw std::runtime_error(std::string(text));
        if (is(text, "sent")) ++acknowledged_;
      });
    }
  }

 private:
  std::string next() {
    const std::string chat = std::to_string(first_chat_ + sent_++ % kBusyChats);
    return masked_frame(R"({"id":)" + std::to_string(sent_ + 1) + R"(,"type":"send","chat_id":)" +
                        chat + R"(,"text":")" + std::string(100, 'y') + "\"}");
  }

  Person person_;
  std::int64_t first_chat_;
  std::int64_t sent_ = 0;
  std::int64_t acknowledged_ = 0;
};

// The person's 2,000 groups, made by the colleague; the first one's id, the others follow.
std::int64_t make_groups(std::uint16_t port, const std::string& token, std::int64_t person) {
  HttpClient client(port);
  std::int64_t first = 0;
  for (std::int64_t i = 0; i < kChats; ++i) {
    const HttpAnswer answer =
        client.request("POST", "/chat/group", token,
                       R"({"name":"own","participant_ids":[)" + std::to_string(person) + "]}");
    if (answer.status != 201) throw std::runtime_error("no group: " + answer.body);
    if (first == 0) first = json_integer(answer.body, "id");
  }
  return first;
}

// How many unread messages the person's lists have, all pages of them.
std::int64_t unread(std::uint16_t port, const std::string& token) {
  HttpClient client(port);
  std::int64_t sum = 0;
  std::string cursor;
  do {
    const HttpAnswer answer = client.request("GET", "/chat/chats?limit=100" + cursor, token, "");
    if (answer.status != 200) throw std::runtime_error("no list: " + answer.body);
    constexpr std::string_view kField = R"("unread":)";
    for (std::size_t at = answer.body.find(kField); at != std::string::npos;
         at = answer.body.find(kField, at + 1)) {
      sum += json_integer(std::string_view(answer.body).substr(at), "unread");
    }
    cursor = json_string(answer.body, "next_cursor");
    if (!cursor.empty()) cursor.insert(0, "&cursor=");
  } while (!cursor.empty());
  return sum;
}

}  // namespace

std::vector<Row> run_resume(const Settings& settings) {
  ServerProcess server(settings.binary, {"--loops", "1"});
  const std::uint16_t port = server.port();
  const std::string token = make_person(port, "person@example.com");
  const std::string writer = make_person(port, "colleague@example.com");
  const std::string stranger = make_person(port, "stranger@example.com");
  const std::int64_t strange_chat = make_group(port, stranger);
  const std::int64_t me =
      json_integer(HttpClient(port).request("GET", "/chat/me", token, "").body, "id");
  Colleague colleague(port, writer, make_groups(port, writer, me));
  const std::string since = come_back(port, token, "").cursor;
  for (std::int64_t i = 0; i < kSlices; ++i) {
    fill_chat(port, strange_chat, stranger, settings.messages / kSlices);
    colleague.send(kMissed / kSlices);
  }
  std::vector<double> resumes;
  for (int round = 0; round < kResumeRounds; ++round) {
    const Return heard = come_back(port, token, since);
    if (!heard.resumed || heard.messages != kMissed)
      throw std::runtime_error("not what was missed");
    resumes.push_back(heard.milliseconds);
  }
  colleague.send(kTooMany - kMissed);
  std::vector<double> refusals;
  for (int round = 0; round < kResumeRounds; ++round) {
    const Return heard = come_back(port, token, since);
    if (heard.resumed) throw std::runtime_error("resumed what is too much");
    refusals.push_back(heard.milliseconds);
  }
  if (unread(port, token) != kTooMany) throw std::runtime_error("the lists lack messages");
  return {{"resume", "9,999 missed: hello to live", quantile(resumes, 0.5), "ms p50"},
          {"resume", "9,999 missed: hello to live", quantile(resumes, 1), "ms at most"},
          {"resume", "50,000 missed: told so", quantile(refusals, 0.5), "ms p50"}};
}

}  // namespace asq::bench
