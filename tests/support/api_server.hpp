// The HTTP API over the real services and a real store in a temporary directory, called without
// sockets: a request is a head and a body. Threads: the test's; a loop runs on its own.
#pragma once

#include <algorithm>
#include <boost/json/value.hpp>
#include <chrono>
#include <functional>
#include <future>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "api/http_api.hpp"
#include "base/json.hpp"
#include "bus/local_bus.hpp"
#include "net/loop.hpp"
#include "net/ws_handshake.hpp"
#include "store/sqlite/open.hpp"
#include "support/field_message.hpp"
#include "support/interposed_store.hpp"
#include "support/log_lines.hpp"
#include "support/store_verbs.hpp"
#include "support/temporary_directory.hpp"

namespace asq::test {

struct ApiRequest {
  std::string method = "GET";
  std::string target = "/";
  std::vector<net::Header> headers = {};
  std::string body = {};
  std::string peer = "192.0.2.1";
};

struct ApiResponse {
  int status = 0;
  std::vector<net::Header> headers;
  std::string body;
  std::unique_ptr<net::WsHandler> socket;  // 101

  [[nodiscard]] bool upgraded() const { return socket != nullptr; }
  [[nodiscard]] std::string header(std::string_view name) const {
    for (const net::Header& header : headers) {
      if (header.name == name) return header.value;
    }
    return {};
  }
  [[nodiscard]] boost::json::value json() const {
    auto value = parse_json(body);
    if (!value) throw std::runtime_error("no JSON: " + body);
    return std::move(*value);
  }
  // Of a problem; empty if it is none.
  [[nodiscard]] std::string code() const {
    const auto value = body.empty() ? boost::json::value() : json();
    const auto* object = value.if_object();
    const auto* code = object == nullptr ? nullptr : object->if_contains("code");
    return code == nullptr ? std::string() : std::string(code->as_string());
  }
  // The bad fields, in order, joined by a space. What is said of each has its form.
  [[nodiscard]] std::string bad_fields() const {
    std::string fields;
    const auto problem = json();
    for (const auto& error : problem.at("errors").as_array()) {
      const std::string message(error.at("message").as_string());
      EXPECT_TRUE(is_field_message(message)) << message;
      fields += (fields.empty() ? "" : " ") + std::string(error.at("field").as_string());
    }
    return fields;
  }
};

// Limits that no test meets by accident.
inline api::RateOptions no_limits() {
  return {.registers = {},
          .tokens = {},
          .sends = {},
          .requests = {},
          .logins = {},
          .names = {},
          .memberships = {},
          .strangers = {},
          .invites = {},
          .passing = {}};
}

class ApiServer {
 public:
  explicit ApiServer(api::ApiOptions options = {}, const api::RateOptions& rates = no_limits(),
                     chat::Registrations registrations = chat::Registrations::open,
                     chat::People people = chat::People::open)
      : store_(open_store(directory_, clock_)),
        accounts_(store_, hasher_, registrations, people),
        logins_(store_, hasher_, keys_, clock_, account_log_, {}),
        chats_(store_, {.people = people}),
        people_(store_, people),
        history_(store_),
        members_(store_),
        invites_(store_, {.registrations = registrations}),
        messages_(store_),
        changes_(store_),
        sync_(store_),
        limits_(rates, clock_),
        hub_({store_, presence_, typing_, audience_, sockets_}, loop_),
        api_({accounts_, logins_, chats_, people_, history_, members_, invites_, messages_,
              changes_, sync_, account_log_, limits_, clock_, registry_,
              [this](net::Loop&) -> realtime::Hub& { return hub_; }, [this] { return ready_; }},
             std::move(options)),
        loop_(clock_),
        thread_([this] { loop_.run(); }) {
    bus_.subscribe([this](EventBatch batch) {
      loop_.post([this, batch = std::move(batch)] { hub_.deliver(batch); });
    });
    store_.set_commit_listener([this](EventBatch batch) { bus_.publish(std::move(batch)); });
  }
  // As app/node.hpp says.
  ~ApiServer() {
    hasher_.close();
    store_.close();
    loop_.stop();
    thread_.join();
  }
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  // `between`: what happens when the header has come and the body is still on its way.
  ApiResponse call(ApiRequest request, const std::function<void()>& between = {}) {
    net::HttpHead head = head_of(request);
    auto begun = api_.begin(std::move(head));
    if (auto* refusal = std::get_if<net::HttpResponse>(&begun)) return plain(std::move(*refusal));
    auto exchange = std::move(std::get<std::unique_ptr<net::HttpExchange>>(begun));
    if (request.body.size() > exchange->body_limit()) {
      return plain(exchange->refuse_body_too_large());
    }
    if (between) between();
    if (!exchange->wants_body()) request.body.clear();
    auto promise = std::make_shared<std::promise<ApiResponse>>();
    auto future = promise->get_future();
    loop_.spawn(run(std::move(exchange), loop_, std::move(request.body), std::move(promise)));
    return future.get();
  }

  ApiResponse get(std::string target, const std::string& token = {}) {
    return call({"GET", std::move(target), authorization(token)});
  }
  ApiResponse post(std::string target, std::string body, const std::string& token = {}) {
    auto headers = authorization(token);
    if (!body.empty()) headers.push_back({"Content-Type", "application/json"});
    return call({"POST", std::move(target), std::move(headers), std::move(body)});
  }
  ApiResponse form(std::string target, std::string body) {
    return call({"POST",
                 std::move(target),
                 {{"Content-Type", "application/x-www-form-urlencoded"}},
                 std::move(body)});
  }

  // Registers name@example.com with the password "secret"; the access token.
  std::string person(const std::string& name) {
    post("/chat/register", R"({"username":")" + name + R"(","email":")" + name +
                               R"(@example.com","password":"secret"})");
    return tokens(name).at("access_token").as_string().c_str();
  }
  // A group of that person and those with these ids; its id.
  std::string group(const std::string& token, const std::string& ids = "[]") {
    const auto made = post("/chat/group", R"({"name":"g","participant_ids":)" + ids + "}", token);
    EXPECT_EQ(made.status, 201);
    return std::to_string(made.json().at("id").as_int64());
  }
  boost::json::value tokens(const std::string& name) {
    return form("/chat/token", "username=" + name + "@example.com&password=secret").json();
  }

  static std::vector<net::Header> authorization(const std::string& token) {
    if (token.empty()) return {};
    return {{"Authorization", "Bearer " + token}};
  }

  // What a client sends to become a WebSocket.
  static std::vector<net::Header> upgrade(std::vector<net::Header> more) {
    std::vector<net::Header> headers{{"Upgrade", "websocket"},
                                     {"Connection", "Upgrade"},
                                     {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                                     {"Sec-WebSocket-Version", "13"}};
    std::ranges::move(more, std::back_inserter(headers));
    return headers;
  }

  [[nodiscard]] api::HttpApi& api() { return api_; }
  [[nodiscard]] InterposedStore& store() { return store_; }
  [[nodiscard]] chat::Accounts& accounts() { return accounts_; }
  [[nodiscard]] Verbs verbs() { return Verbs(store_); }
  [[nodiscard]] net::Loop& loop() { return loop_; }
  [[nodiscard]] realtime::PresenceTracker& presence() { return presence_; }
  [[nodiscard]] realtime::Audience& audience() { return audience_; }
  [[nodiscard]] bus::LocalBus& bus() { return bus_; }
  [[nodiscard]] LogLines& log_lines() { return log_lines_; }
  void set_ready(bool ready) { ready_ = ready; }

 private:
  static std::unique_ptr<store::Store> open_store(const TemporaryDirectory& directory,
                                                  const Clock& clock) {
    store::sqlite::Options options;
    options.directory = directory.path();
    auto store = store::sqlite::open(options, clock);
    if (!store) throw std::runtime_error(store.error());
    return std::move(*store);
  }

  static net::HttpHead head_of(const ApiRequest& request) {
    net::HttpHead head;
    head.method = request.method;
    const std::size_t mark = request.target.find('?');
    head.path = request.target.substr(0, mark);
    if (mark != std::string::npos) head.query = request.target.substr(mark + 1);
    head.headers = request.headers;
    head.peer_address = request.peer;
    head.local_host = "chat.example";
    if (!request.body.empty()) head.content_length = request.body.size();
    head.websocket = net::read_ws_offer(head);
    return head;
  }

  static ApiResponse plain(net::HttpResponse response) {
    return {response.status, std::move(response.headers),
            response.body ? *response.body : std::string(), nullptr};
  }

  // Owns what it uses: it ends on the loop's thread, after the test has its answer.
  static Task<void> run(std::unique_ptr<net::HttpExchange> exchange, net::Loop& loop,
                        std::string body, std::shared_ptr<std::promise<ApiResponse>> promise) {
    net::HttpReply reply = co_await exchange->run(loop, std::move(body));
    if (auto* upgrade = std::get_if<net::HttpUpgrade>(&reply)) {
      promise->set_value({101, std::move(upgrade->headers), {}, std::move(upgrade->handler)});
    } else {
      promise->set_value(plain(std::move(std::get<net::HttpResponse>(reply))));
    }
  }

  TemporaryDirectory directory_;
  SystemClock clock_;
  prometheus::Registry registry_;
  InterposedStore store_;
  auth::PasswordHasher hasher_{{1, 64, 8, 1}};
  auth::KeyRing keys_{{{"test", "0123456789abcdef0123456789abcdef"}}};
  LogLines log_lines_;
  chat::AccountLog account_log_{clock_, log_lines_.sink()};
  chat::Accounts accounts_;
  chat::Logins logins_;
  chat::Chats chats_;
  chat::Directory people_;
  chat::History history_;
  chat::Members members_;
  chat::Invites invites_;
  chat::SendMessage messages_;
  chat::MessageChanges changes_;
  chat::Sync sync_;
  api::RateLimits limits_;
  bus::LocalBus bus_;
  realtime::PresenceTracker presence_{bus_, clock_};
  realtime::Audience audience_;
  realtime::AccountSockets sockets_{presence_, 0};
  realtime::TypingNotices typing_{bus_, clock_};
  realtime::Hub hub_;
  bool ready_ = true;
  api::HttpApi api_;
  net::Loop loop_;  // dies first: its coroutines use all of the others
  std::thread thread_;
};

}  // namespace asq::test
