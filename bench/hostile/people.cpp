#include "hostile/people.hpp"

#include <fmt/format.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "load.hpp"

namespace asq::bench {
namespace {

constexpr int kConnections = 8;

// Calls act(client, i) for each i below count, over several connections at once.
void all_of(std::uint16_t port, int count, const std::function<void(HttpClient&, int)>& act) {
  std::atomic<int> next = 0;
  std::atomic<bool> failed = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < kConnections; ++i) {
    threads.emplace_back([&] {
      try {
        HttpClient client(port);
        for (int mine = next++; mine < count && !failed; mine = next++) act(client, mine);
      } catch (const std::runtime_error& error) {
        fmt::print(stderr, "hostile: {}\n", error.what());
        failed = true;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (failed) throw std::runtime_error("the ground could not be prepared");
}

std::string email_of(int number) { return fmt::format("person{}@example.com", number); }

HttpAnswer expect(int status, HttpAnswer answer) {
  if (answer.status != status) throw std::runtime_error(answer.body);
  return answer;
}

std::int64_t register_with(HttpClient& client, const std::string& email) {
  const std::string body =
      fmt::format(R"({{"username":"person","email":"{}","password":"bench-password"}})", email);
  return json_integer(expect(201, client.request("POST", "/chat/register", "", body)).body, "id");
}

std::string log_in_with(HttpClient& client, const std::string& email) {
  const HttpAnswer answer =
      expect(200, client.request("POST", "/chat/token", "",
                                 "username=" + email + "&password=bench-password",
                                 "application/x-www-form-urlencoded"));
  return json_string(answer.body, "access_token");
}

}  // namespace

Somebody make_somebody(std::uint16_t port, const std::string& email) {
  HttpClient client(port);
  const std::int64_t id = register_with(client, email);
  return {id, log_in_with(client, email)};
}

std::vector<std::int64_t> register_people(std::uint16_t port, int count) {
  std::vector<std::int64_t> ids(static_cast<std::size_t>(count));
  all_of(port, count, [&](HttpClient& client, int i) {
    ids[static_cast<std::size_t>(i)] = register_with(client, email_of(i));
  });
  return ids;
}

std::vector<Somebody> make_people(std::uint16_t port, int count) {
  std::vector<Somebody> people(static_cast<std::size_t>(count));
  all_of(port, count, [&](HttpClient& client, int i) {
    const std::int64_t id = register_with(client, email_of(i));
    people[static_cast<std::size_t>(i)] = {id, log_in_with(client, email_of(i))};
  });
  return people;
}

std::string group_body(const std::string& name, const std::vector<std::int64_t>& participants) {
  return fmt::format(R"({{"name":"{}","participant_ids":[{}]}})", name,
                     fmt::join(participants, ","));
}

std::int64_t make_groups(std::uint16_t port, const std::string& token, int count,
                         const std::function<std::string(int)>& body) {
  std::atomic<std::int64_t> last = 0;
  all_of(port, count, [&](HttpClient& client, int i) {
    const HttpAnswer answer = expect(201, client.request("POST", "/chat/group", token, body(i)));
    last = json_integer(answer.body, "id");
  });
  return last;
}

std::string longest_text() {
  std::string text;
  for (int i = 0; i < 16'384; ++i) text += "\xF0\x9F\x98\x80";
  return text;
}

void send_longest(std::uint16_t port, const std::string& token, std::int64_t chat, int count) {
  const std::string path = fmt::format("/chat/chats/{}/messages", chat);
  const std::string body = R"({"text":")" + longest_text() + "\"}";
  all_of(port, count,
         [&](HttpClient& client, int) { expect(201, client.request("POST", path, token, body)); });
}

std::string long_name(int number) {
  std::string name = std::to_string(number) + " ";
  unsigned state = static_cast<unsigned>(number) * 2'654'435'761U + 1;
  while (name.size() < 127) {
    state = state * 1'664'525U + 1'013'904'223U;
    name += static_cast<char>('A' + (state >> 16U) % 26);
  }
  return name;
}

}  // namespace asq::bench
