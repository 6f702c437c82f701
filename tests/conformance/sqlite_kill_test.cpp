// P1 to P3 over kill -9: a child sends and says what was acknowledged; it is killed at any moment,
// and what it had said is there, once and in order.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "sqlite_factory.hpp"
#include "store_suite.hpp"

namespace asq::testing {
namespace {

struct Acknowledged {
  std::int64_t number;  // of the client_id
  std::int64_t seq;
};

// Four at a time, over and over, with client ids that count up from `number`.
Task<void> send_for_ever(test::Verbs verbs, std::int64_t number, int report) {
  for (;; number += 4) {
    const std::string client_id = std::to_string(number);
    test::NewMessage message{ChatId(1), by(UserId(1)), "text " + client_id, client_id,
                             std::nullopt};
    const auto receipt = co_await verbs.messages().append(std::move(message));
    const Acknowledged said{number, receipt.value().message.seq.value()};
    if (write(report, &said, sizeof said) != sizeof said) _exit(1);
  }
}

[[noreturn]] void be_the_child(const std::filesystem::path& directory, std::int64_t first,
                               int report) {
  StoreGround ground(factory_in(directory));
  std::vector<std::future<void>> sending;
  for (std::int64_t i = 0; i < 4; ++i) {
    sending.push_back(ground.loop().start(send_for_ever(ground.verbs(), first + i, report)));
  }
  for (auto& one : sending) one.get();
  _exit(1);
}

// Runs a child until it has said so much and a little longer; gives what it said.
std::vector<Acknowledged> kill_one(const std::filesystem::path& directory, std::int64_t first,
                                   std::size_t enough, useconds_t longer) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) be_the_child(directory, first, ends[1]);
  close(ends[1]);
  std::vector<Acknowledged> said;
  Acknowledged one{};
  while (read(ends[0], &one, sizeof one) == sizeof one) {
    said.push_back(one);
    if (said.size() != enough) continue;
    usleep(longer);
    kill(child, SIGKILL);
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return said;
}

TEST(SqliteKill, NothingAcknowledgedIsLostOrDoubledOverKillsAtAnyMoment) {
  const ScratchDirectory scratch;
  {
    StoreGround ground(factory_in(scratch.path()));
    const User maks = ground.user("maks");
    ground.group(maks, {});
  }
  std::mt19937 random(20261123);
  std::vector<Acknowledged> all;
  for (int round = 0; round < 15; ++round) {
    const auto said = kill_one(scratch.path(), round * 1'000'000, 5 + random() % 40,
                               static_cast<useconds_t>(random() % 3'000));
    ASSERT_GE(said.size(), 5U);
    all.insert(all.end(), said.begin(), said.end());
  }
  StoreGround ground(factory_in(scratch.path()));
  std::int64_t last = 0;
  for (const Acknowledged& one : all) {
    const std::string client_id = std::to_string(one.number);
    const Receipt again =
        ground.try_send(UserId(1), ChatId(1), "text " + client_id, client_id).value();
    EXPECT_TRUE(again.duplicate) << client_id;
    EXPECT_EQ(again.message.seq.value(), one.seq);
    last = std::max(last, one.seq);
  }
  const auto whole =
      ground.run(ground.verbs().messages().after(ChatId(1), UserId(1), Seq(0), 1000000));
  for (std::size_t i = 0; i < whole->size(); ++i) {
    ASSERT_EQ((*whole)[i].seq.value(), static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ((*whole)[i].text, "text " + (*whole)[i].client_id.value());
  }
  EXPECT_GE(static_cast<std::int64_t>(whole->size()), last);
}

}  // namespace
}  // namespace asq::testing
