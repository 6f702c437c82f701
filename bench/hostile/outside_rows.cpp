// What the server must not wait for: whoever reads its log, and the clock of a process that stood
// still.
#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>

#include "hostile/crowd.hpp"
#include "hostile/people.hpp"
#include "hostile/row.hpp"

namespace asq::bench {
namespace {

class StuckLog : public HostileRow {
 public:
  ~StuckLog() override {
    stuck_ = true;
    if (reader_.joinable()) reader_.join();
    for (const int fd : pipe_) close(fd);
  }
  std::string_view name() const override { return "a13"; }
  std::string_view title() const override { return "the log is a full pipe that nobody reads"; }
  ServerStart start() override {
    if (pipe2(pipe_.data(), O_CLOEXEC) != 0) return {};
    reader_ = std::thread([this] { read_until_stuck(); });
    return {.arguments = {"--log-requests", "on"}, .log = pipe_[1]};
  }
  void attack(Attack& attack, ServerProcess&) override {
    stuck_ = true;
    attack.run_threads(4, [&](int) {
      AttackClient client(attack);
      for (Pace pace(100, 200); pace.wait(attack);) client.request("GET", "/healthz", "");
    });
  }

 private:
  void read_until_stuck() {
    std::array<char, 4096> lines;
    fcntl(pipe_[0], F_SETFL, O_NONBLOCK);
    while (!stuck_) {
      if (read(pipe_[0], lines.data(), lines.size()) <= 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      }
    }
  }

  std::array<int, 2> pipe_{-1, -1};
  std::atomic<bool> stuck_ = false;
  std::thread reader_;
};

class Pause : public HostileRow {
 public:
  std::string_view name() const override { return "a14"; }
  std::string_view title() const override {
    return "the process stands still for 5 s, longer than a socket may be silent";
  }
  ServerStart start() override {
    return {.arguments = {"--ping-after", "1s", "--close-after", "3s"}};
  }
  void prepare(std::uint16_t port) override {
    somebody_ = make_somebody(port, "healthy@example.com");
  }
  void arrange(Attack& attack) override { attack.last(12); }
  void attack(Attack& attack, ServerProcess& server) override {
    attack.last(4);  // after the pause
    attack.run_threads(2, [&](int i) {
      if (i == 0) {
        answer_pings(attack);
        return;
      }
      std::this_thread::sleep_for(std::chrono::seconds(1));
      server.send_signal(SIGSTOP);
      std::this_thread::sleep_for(std::chrono::seconds(5));
      server.send_signal(SIGCONT);
      // Nobody is served by a process that stands still, and she has asked for much meanwhile.
      std::this_thread::sleep_for(std::chrono::seconds(1));
      attack.begin();
    });
  }

 private:
  void answer_pings(Attack& attack) {
    constexpr char kPing = static_cast<char>(0x89);
    Crowd sockets(attack);
    sockets.on_bytes([&sockets](std::size_t index, std::string_view bytes) {
      if (bytes.front() == kPing) write_all(sockets.descriptor(index), pong_to(bytes));
    });
    for (int i = 0; i < 200; ++i) {
      sockets.adopt(open_person_socket(attack.port(), somebody_.token, Attack::host()));
    }
    sockets.poll_until_over();
    attack.note("sockets of people who answer", static_cast<double>(sockets.size()));
    attack.require("of them still open", static_cast<double>(sockets.open()),
                   sockets.open() == sockets.size());
  }

  Somebody somebody_;
};

}  // namespace

void add_outside_rows(HostileRows& rows) {
  rows.push_back(std::make_unique<StuckLog>());
  rows.push_back(std::make_unique<Pause>());
}

}  // namespace asq::bench
