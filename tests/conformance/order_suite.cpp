// One order per chat, the same on disk, in the receipts and in what is announced; time and threads
// change nothing about it.
#include <atomic>
#include <map>
#include <set>

#include "store_suite.hpp"

namespace asq::testing {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

test::NewMessage message_to(const Chat& chat, const User& sender, std::string text) {
  return {chat.id, by(sender), std::move(text), std::nullopt, std::nullopt};
}

TEST_P(StoreConformance, WhatOneThreadStartsInOrderIsStoredInOrder) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  std::vector<std::future<Result<Receipt>>> pending;
  for (int i = 1; i <= 500; ++i) {
    pending.push_back(
        loop().start(verbs().messages().append(message_to(team, maks, std::to_string(i)))));
  }
  for (int i = 1; i <= 500; ++i) {
    const Message stored = pending[static_cast<std::size_t>(i - 1)].get().value().message;
    EXPECT_EQ(stored.seq, Seq(i));
    EXPECT_EQ(stored.text, std::to_string(i));
  }
}

TEST_P(StoreConformance, ParallelSendsMakeOneSequenceWithoutHoles) {
  const User maks = user("maks");
  const User olga = user("olga");
  const Chat team = group(maks, {});
  TestLoop loops[3];
  std::vector<std::future<Result<Receipt>>> pending;
  std::vector<std::future<Result<Receipt>>> refused;
  for (int i = 0; i < 300; ++i) {
    for (TestLoop& each : loops) {
      pending.push_back(each.start(verbs().messages().append(message_to(team, maks, "x"))));
      refused.push_back(each.start(verbs().messages().append(message_to(team, olga, "x"))));
    }
  }
  std::set<std::int64_t> seqs_heard;
  std::set<std::int64_t> ids_heard;
  for (auto& one : pending) {
    const Message stored = one.get().value().message;
    seqs_heard.insert(stored.seq.value());
    ids_heard.insert(stored.id.value());
  }
  for (auto& one : refused) EXPECT_EQ(refusal(one.get()), ErrorCode::chat_not_found);
  EXPECT_EQ(seqs_heard.size(), 900U);
  EXPECT_EQ(*seqs_heard.rbegin(), 900);
  EXPECT_EQ(ids_heard.size(), 900U) << "each its own";
}

TEST_P(StoreConformance, EventsAreAnnouncedInTheOrderOfSeqBeforeTheirSendersHear) {
  const User maks = user("maks");
  std::vector<Chat> chats;
  for (int i = 0; i < 3; ++i) chats.push_back(group(maks, {}));
  std::atomic<std::int64_t> last_id_announced{0};
  announced().probe([&](const EventBatch& batch) {
    last_id_announced = std::get<MessageAppended>(batch->back()->what).message.id.value();
  });
  std::atomic<int> early{0};
  const auto send_all = [&](Chat chat) -> Task<void> {
    for (int i = 0; i < 100; ++i) {
      auto message = message_to(chat, maks, "x");
      const auto receipt = co_await verbs().messages().append(std::move(message));
      if (receipt.value().message.id.value() > last_id_announced) ++early;
    }
  };
  TestLoop loops[3];
  std::vector<std::future<void>> pending;
  for (std::size_t i = 0; i < 9; ++i) pending.push_back(loops[i % 3].start(send_all(chats[i / 3])));
  for (auto& one : pending) one.get();
  EXPECT_EQ(early, 0);
  std::map<std::int64_t, std::int64_t> last_seq;
  std::int64_t last_id = 0;
  for (const Message& message : announced().messages()) {
    EXPECT_EQ(message.id.value(), ++last_id);
    EXPECT_EQ(message.seq.value(), ++last_seq[message.chat_id.value()]);
  }
  EXPECT_EQ(last_id, 900);
}

TEST_P(StoreConformance, WritesThatGatherShareACommit) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  std::vector<std::future<Result<Receipt>>> pending;
  for (int i = 0; i < 2'000; ++i) {
    pending.push_back(loop().start(verbs().messages().append(message_to(team, maks, "x"))));
  }
  for (auto& one : pending) ASSERT_TRUE(one.get());
  EXPECT_EQ(announced().messages().size(), 2'000U);
  EXPECT_LT(announced().batches(), 1'500U);
}

// P7: whoever was told of seq n never reads a history that ends below n.
TEST_P(StoreConformance, OnesOwnWritesAreSeenByTheReadsThatFollow) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  std::atomic<int> behind{0};
  const auto write_and_read = [&]() -> Task<void> {
    for (int i = 0; i < 150; ++i) {
      auto message = message_to(team, maks, "x");
      const auto receipt = co_await verbs().messages().append(std::move(message));
      const Seq told = receipt.value().message.seq;
      test::OffsetPage request{team.id, maks.id, 0, 1, false, std::nullopt};
      const auto page = co_await verbs().messages().page(request);
      if (page.value().at(0).seq < told) ++behind;
      const auto membership = co_await verbs().members().membership(team.id, maks.id);
      if (membership.value().last_seq < told) ++behind;
      const auto chat = co_await verbs().chats().find(maks.id, team.id);
      if (chat.value().last_seq < told) ++behind;
    }
  };
  TestLoop loops[3];
  std::vector<std::future<void>> pending;
  for (TestLoop& each : loops) {
    pending.push_back(each.start(write_and_read()));
    pending.push_back(each.start(write_and_read()));
  }
  for (auto& one : pending) one.get();
  EXPECT_EQ(behind, 0);
}

// A membership that was loaded before somebody was added must not outlive the addition.
TEST_P(StoreConformance, AMembershipLoadedMeanwhileDoesNotHideAnAddition) {
  const User maks = user("maks");
  const User olga = user("olga");
  std::atomic<bool> stop{false};
  std::atomic<std::int64_t> newest{0};
  const auto keep_asking = [&]() -> Task<void> {
    while (!stop) (void)co_await verbs().members().membership(ChatId(newest), olga.id);
  };
  TestLoop reader;
  auto asking = reader.start(keep_asking());
  for (int i = 0; i < 150; ++i) {
    const Chat team = group(maks, {});
    newest = team.id.value();
    ASSERT_TRUE(run(verbs().members().add(by(maks), team.id, olga.email)));
    EXPECT_TRUE(run(verbs().members().membership(team.id, olga.id)));
    const auto cached = verbs().members().cached_membership(team.id, olga.id);
    EXPECT_TRUE(!cached || cached->has_value());
  }
  stop = true;
  asking.get();
}

TEST_P(StoreConformance, TimeNeverRunsBackWithinAChat) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Message first = send(maks, team, "1");
  clock().advance(hours(-2));
  const Message second = send(maks, team, "2");
  EXPECT_EQ(second.timestamp, first.timestamp);
  clock().advance(hours(-2));
  reopen();
  EXPECT_EQ(send(maks, team, "3").timestamp, first.timestamp);
  clock().advance(hours(5));
  EXPECT_EQ(send(maks, team, "4").timestamp, first.timestamp + hours(1));
}

TEST_P(StoreConformance, NoMessageIsOlderThanItsChat) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  clock().advance(seconds(-30));
  EXPECT_EQ(send(maks, team, "1").timestamp, team.created_at);
}

TEST_P(StoreConformance, ACallGoesOnOnTheLoopThatStartedIt) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const auto thread_after = [&]() -> Task<std::thread::id> {
    auto message = message_to(team, maks, "x");
    (void)co_await verbs().messages().append(std::move(message));
    co_return std::this_thread::get_id();
  };
  TestLoop other;
  EXPECT_EQ(loop().start(thread_after()).get(), loop().thread_id());
  EXPECT_EQ(other.start(thread_after()).get(), other.thread_id());
}

TEST_P(StoreConformance, AClosedStoreRefusesAndKeepsWhatItTook) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  std::vector<std::future<Result<Receipt>>> pending;
  for (int i = 0; i < 200; ++i) {
    pending.push_back(loop().start(verbs().messages().append(message_to(team, maks, "x"))));
  }
  store().close();
  store().close();
  std::size_t acknowledged = 0;
  for (auto& one : pending) {
    const auto receipt = one.get();
    if (receipt) {
      ++acknowledged;
    } else {
      EXPECT_EQ(receipt.error().code, ErrorCode::shutting_down);
    }
  }
  EXPECT_EQ(refusal(try_send(maks.id, team.id, "late")), ErrorCode::shutting_down);
  EXPECT_EQ(refusal(try_history(maks.id, team.id)), ErrorCode::shutting_down);
  reopen();
  EXPECT_EQ(seen_by(maks, team).last_seq.value(), static_cast<std::int64_t>(acknowledged));
}

}  // namespace
}  // namespace asq::testing
