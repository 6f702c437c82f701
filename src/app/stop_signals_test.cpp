#include "app/stop_signals.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <thread>

namespace asq::app {
namespace {

using namespace std::chrono_literals;

class StopSignalsDeathTest : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

// The disk was slow at the last checkpoint, and a clean stop was told as a failure (70).
TEST_F(StopSignalsDeathTest, ADrainThatTakesTooLongIsACleanStopAllTheSame) {
  EXPECT_EXIT(StopSignals().watch_over_drain({}, 0ms), testing::ExitedWithCode(0), "stopped_late");
}

TEST_F(StopSignalsDeathTest, ASecondSignalEndsTheProcessAtOnce) {
  EXPECT_EXIT(
      {
        const StopSignals signals;
        std::raise(SIGTERM);
        signals.watch_over_drain({}, 1h);
      },
      testing::ExitedWithCode(128 + SIGTERM), "stopped_at_once");
}

TEST_F(StopSignalsDeathTest, ADrainInTimeIsLeftAlone) {
  EXPECT_EXIT(
      {
        const StopSignals signals;
        std::jthread watch(
            [&](const std::stop_token& stop) { signals.watch_over_drain(stop, 1h); });
        watch.request_stop();
        watch.join();
        std::_Exit(7);
      },
      testing::ExitedWithCode(7), "");
}

TEST_F(StopSignalsDeathTest, SigtermAndSigintEndTheWaitAndAHangupDoesNot) {
  for (const int signal : {SIGTERM, SIGINT}) {
    EXPECT_EXIT(
        {
          const StopSignals signals;
          std::raise(SIGHUP);
          std::raise(signal);
          signals.wait([] {});
          std::_Exit(7);
        },
        testing::ExitedWithCode(7), "stopping");
  }
}

// A start may take as long as an upgrade of the database does.
TEST_F(StopSignalsDeathTest, ASignalEndsAStartAtOnce) {
  EXPECT_EXIT(
      {
        const StopSignals signals;
        std::raise(SIGTERM);
        signals.watch_over_start({});
      },
      testing::ExitedWithCode(0), "stopped_at_start");
}

TEST_F(StopSignalsDeathTest, AStartInTimeIsLeftAlone) {
  EXPECT_EXIT(
      {
        const StopSignals signals;
        {
          const std::jthread watch([&](const auto& stop) { signals.watch_over_start(stop); });
        }
        std::_Exit(7);
      },
      testing::ExitedWithCode(7), "");
}

TEST_F(StopSignalsDeathTest, SignalsThatMeanNothingAreIgnored) {
  EXPECT_EXIT(
      {
        const StopSignals signals;
        for (const int signal : {SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGPOLL, SIGPWR,
                                 SIGSTKFLT, SIGXFSZ, SIGTTOU, SIGRTMIN, SIGRTMAX}) {
          std::raise(signal);
        }
        std::_Exit(7);
      },
      testing::ExitedWithCode(7), "");
}

void (*const kCountIt)(int) = [](int) {};

TEST_F(StopSignalsDeathTest, ASignalThatSomethingElseWantsIsLeftToIt) {
  EXPECT_EXIT(
      {
        std::signal(SIGPROF, kCountIt);
        const StopSignals signals;
        std::_Exit(std::signal(SIGPROF, SIG_DFL) == kCountIt ? 7 : 1);
      },
      testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace asq::app
