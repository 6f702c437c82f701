#include "server_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "client.hpp"

namespace asq::bench {
namespace {

std::uint16_t free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no free port");
  }
  close(fd);
  return ntohs(address.sin_port);
}

}  // namespace

void pin_to_core(int core) {
  if (std::thread::hardware_concurrency() < 2) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<unsigned>(core), &set);
  sched_setaffinity(0, sizeof set, &set);
}

namespace {

void pin_to_all_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (unsigned core = 0; core < std::thread::hardware_concurrency(); ++core) CPU_SET(core, &set);
  sched_setaffinity(0, sizeof set, &set);
}

}  // namespace

ServerProcess::ServerProcess(const std::filesystem::path& binary,
                             std::vector<std::string> arguments)
    : ServerProcess(binary, ServerStart{.arguments = std::move(arguments)}) {}

ServerProcess::ServerProcess(const std::filesystem::path& binary, const ServerStart& start)
    : binary_(binary), port_(free_port()) {
  std::string name = (std::filesystem::current_path() / "bench-data-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no data directory");
  data_ = name;
  spawn(start);
  wait_until_ready();
}

void ServerProcess::spawn(const ServerStart& start) {
  std::vector<std::string> words{binary_.string(), "serve",
                                 "--listen",       "127.0.0.1:" + std::to_string(port_),
                                 "--data",         data_.string()};
  words.insert(words.end(), start.arguments.begin(), start.arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    if (start.pinned)
      pin_to_core(0);
    else
      pin_to_all_cores();
    setenv("ASQ_LIMITS", start.limits ? "on" : "off", 1);
    if (start.descriptors > 0) {
      const rlimit few{static_cast<rlim_t>(start.descriptors),
                       static_cast<rlim_t>(start.descriptors)};
      setrlimit(RLIMIT_NOFILE, &few);
    }
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(null, STDOUT_FILENO);
    if (start.log >= 0) dup2(start.log, STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
}

void ServerProcess::wait_until_ready() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < deadline) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      break;
    }
    try {
      HttpClient client(port_);
      if (client.request("GET", "/readyz", "", "").status == 200) return;
    } catch (const std::runtime_error&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  throw std::runtime_error("the server did not become ready");
}

ServerEnd ServerProcess::stop() {
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [begin] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  if (pid_ < 0) return {};
  send_signal(SIGTERM);
  int status = 0;
  bool ended = false;
  while (!ended && elapsed() < 15) {
    ended = waitpid(pid_, &status, WNOHANG) == pid_;
    if (!ended) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  const double seconds = elapsed();
  if (!ended) {
    send_signal(SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  pid_ = -1;
  return {ended && WIFEXITED(status) ? WEXITSTATUS(status) : -1, seconds};
}

void ServerProcess::restart(const ServerStart& start) {
  stop();
  spawn(start);
  wait_until_ready();
}

void ServerProcess::send_signal(int signal) const {
  if (pid_ > 0) kill(pid_, signal);
}

ServerProcess::~ServerProcess() {
  stop();
  std::error_code ignored;
  std::filesystem::remove_all(data_, ignored);
}

std::int64_t ServerProcess::rss_bytes() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
  std::int64_t total = 0;
  std::int64_t resident = 0;
  file >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

double ServerProcess::cpu_seconds() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
  std::string line;
  std::getline(file, line);
  std::istringstream rest(line.substr(line.rfind(')') + 2));  // the name may hold anything
  std::string skipped;
  for (int field = 3; field < 14; ++field) rest >> skipped;
  double user = 0;
  double system = 0;
  rest >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace asq::bench
