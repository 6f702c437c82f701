#include "hostile/normal_user.hpp"

#include <unistd.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <stdexcept>

#include "hostile/priority.hpp"

namespace asq::bench {
namespace {

constexpr std::array<double, 4> kPerSecond{10, 10, 5, 2};
constexpr std::int64_t kMessages = 500;
constexpr double kPatience = 3;  // seconds after the end
constexpr std::string_view kEmail = "normal@example.com";
// Behind the proxy that the server trusts, at an address of her own.
constexpr std::string_view kAddress = "X-Forwarded-For: 198.51.100.7\r\n";

double milliseconds_since(SteadyTime from) { return seconds_since(from) * 1e3; }

bool is(std::string_view text, std::string_view type) { return json_string(text, "type") == type; }

// Says hello on a new socket, and listens until it is live; the cursor of the first reply.
std::string say_hello(std::uint16_t port, const std::string& token, const std::string& since) {
  struct Closed {
    int fd;
    ~Closed() { close(fd); }
  };
  const Closed socket{open_silent_person_socket(port, token)};
  const std::string known = since.empty() ? "" : R"(,"since":")" + since + "\"";
  write_all(socket.fd, masked_frame(R"({"id":1,"type":"hello")" + known + "}"));
  FrameReader reader;
  std::string cursor;
  for (bool live = false; !live;) {
    reader.feed(read_some(socket.fd), [&](std::string_view text) {
      if (is(text, "error")) throw std::runtime_error(std::string(text));
      if (is(text, "hello")) cursor = json_string(text, "cursor");
      const bool resumed = text.find(R"("resumed":true)") != std::string_view::npos;
      live = live || is(text, "live") || (is(text, "hello") && !resumed);
    });
  }
  return cursor;
}

void log_in(std::uint16_t port) {
  HttpClient client(port);
  const HttpAnswer answer = client.request(
      "POST", "/chat/token", "", "username=" + std::string(kEmail) + "&password=bench-password",
      "application/x-www-form-urlencoded", kAddress);
  if (answer.status != 200) throw std::runtime_error(answer.body);
}

// The connection that she keeps for one kind of request.
class Kept {
 public:
  explicit Kept(std::uint16_t port) : port_(port) {}
  void expect(int status, std::string_view method, const std::string& path,
              const std::string& token, const std::string& body) {
    try {
      if (!client_) client_.emplace(port_);
      const HttpAnswer answer = client_->request(method, path, token, body);
      if (answer.status != status) throw std::runtime_error(answer.body);
    } catch (const std::runtime_error&) {
      client_.reset();
      throw;
    }
  }

 private:
  std::uint16_t port_;
  std::optional<HttpClient> client_;
};

WaitSummary summary_of(const std::vector<Waited>& all,
                       const std::function<bool(const Waited&)>& counts) {
  WaitSummary sum;
  std::vector<double> samples;
  for (const Waited& one : all) {
    if (!counts(one)) continue;
    samples.push_back(one.milliseconds);
    sum.longest_served = std::max(sum.longest_served, one.served);
    if (one.failed && sum.failed++ == 0) sum.first_failure = one.why;
  }
  sum.count = samples.size();
  sum.p50 = quantile(samples, 0.5);
  sum.p99 = quantile(samples, 0.99);
  sum.max = quantile(samples, 1);
  return sum;
}

}  // namespace

NormalUser::NormalUser(std::uint16_t port)
    : port_(port), token_(make_person(port, std::string(kEmail))), chat_(make_group(port, token_)) {
  fill_chat(port, chat_, token_, kMessages);
}

NormalUser::~NormalUser() {
  given_up_ = true;
  for (std::thread& thread : threads_) thread.join();
}

void NormalUser::begin() {
  cursor_ = say_hello(port_, token_, "");
  for (const Operation operation :
       {Operation::send, Operation::page, Operation::hello, Operation::log_in}) {
    threads_.emplace_back([this, operation] { keep_doing(operation); });
  }
}

void NormalUser::keep_doing(Operation operation) {
  const auto kind = static_cast<std::size_t>(operation);
  go_first();
  give_up_when(&given_up_);
  Kept kept(port_);
  const std::string chat = std::to_string(chat_);
  const auto act = [&] {
    if (operation == Operation::hello) {
      (void)say_hello(port_, token_, cursor_);
    } else if (operation == Operation::log_in) {
      log_in(port_);
    } else if (operation == Operation::page) {
      kept.expect(200, "GET", "/chat/history/" + chat + "?limit=50", token_, "");
    } else {
      kept.expect(201, "POST", "/chat/group-message", token_,
                  R"({"text":"Good morning!","chat_id":)" + chat + "}");
    }
  };
  const auto step = std::chrono::duration_cast<SteadyTime::duration>(
      std::chrono::duration<double>(1 / kPerSecond[kind]));
  for (SteadyTime due = std::chrono::steady_clock::now(); !(finishing_ && due >= end_);
       due += step) {
    std::this_thread::sleep_until(due);
    if (finishing_ && due >= end_) break;
    Waited waited{.intended = due};
    const SteadyTime asked = std::chrono::steady_clock::now();
    try {
      if (given_up_) throw std::runtime_error("given up");
      act();
    } catch (const std::runtime_error& error) {
      waited.failed = true;
      waited.why = error.what();
    }
    waited.ended = std::chrono::steady_clock::now();
    waited.milliseconds = milliseconds_since(due);
    waited.served = milliseconds_since(asked);
    waited_[kind].push_back(std::move(waited));
  }
  ++done_;
}

void NormalUser::finish() {
  end_ = std::chrono::steady_clock::now();
  finishing_ = true;
  const SteadyTime enough = in_seconds(kPatience);
  while (done_ < static_cast<int>(threads_.size()) && std::chrono::steady_clock::now() < enough) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  given_up_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

WaitSummary NormalUser::undisturbed(Operation operation, SteadyTime from, SteadyTime until) const {
  return summary_of(waited_[static_cast<std::size_t>(operation)],
                    [&](const Waited& one) { return one.intended >= from && one.ended < until; });
}

WaitSummary NormalUser::disturbed(Operation operation, SteadyTime from, SteadyTime until) const {
  return summary_of(waited_[static_cast<std::size_t>(operation)],
                    [&](const Waited& one) { return one.ended >= from && one.intended < until; });
}

}  // namespace asq::bench
