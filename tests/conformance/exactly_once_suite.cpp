// One message per (chat, sender, client_id), however often and from wherever it is sent.
#include <map>
#include <set>

#include "store_suite.hpp"

namespace asq::testing {
namespace {

TEST_P(StoreConformance, ARepeatStoresNothingAndGivesTheFirstMessage) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Receipt first = try_send(maks.id, team.id, "hello", "c-1").value();
  clock().advance(std::chrono::seconds(5));
  const Receipt again = try_send(maks.id, team.id, "hello", "c-1").value();
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.message.id, first.message.id);
  EXPECT_EQ(again.message.seq, first.message.seq);
  EXPECT_EQ(again.message.timestamp, first.message.timestamp);
  EXPECT_EQ(again.message.text, "hello");
  EXPECT_EQ(history(maks, team).size(), 1U);
  EXPECT_EQ(announced().messages().size(), 1U);
}

TEST_P(StoreConformance, ARepeatShowsTheMessageAsItIsNow) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat pair = direct(maks, dima);
  send(maks, pair, "hello", "c-1");
  send(dima, pair, "answer");
  EXPECT_TRUE(try_send(maks.id, pair.id, "hello", "c-1").value().message.read);
}

TEST_P(StoreConformance, OtherContentUnderAKnownClientIdIsRefused) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  send(maks, team, "hello", "c-1");
  EXPECT_EQ(refusal(try_send(maks.id, team.id, "hello!", "c-1")), ErrorCode::client_id_reused);
  EXPECT_EQ(texts(history(maks, team)), std::vector<std::string>{"hello"});
}

TEST_P(StoreConformance, AClientIdCountsPerSenderAndChat) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const Chat pair = direct(maks, dima);
  EXPECT_FALSE(try_send(maks.id, team.id, "a", "same").value().duplicate);
  EXPECT_FALSE(try_send(dima.id, team.id, "b", "same").value().duplicate);
  EXPECT_FALSE(try_send(maks.id, pair.id, "c", "same").value().duplicate);
}

TEST_P(StoreConformance, ClientIdsAreComparedByteForByte) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  for (const char* client_id : {"c", "C", "c ", "с", "e\u0301", "\u00e9"}) {
    EXPECT_FALSE(try_send(maks.id, team.id, "x", client_id).value().duplicate) << client_id;
  }
}

TEST_P(StoreConformance, WithoutAClientIdEverySendIsAMessage) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  send(maks, team, "hello");
  EXPECT_FALSE(try_send(maks.id, team.id, "hello").value().duplicate);
  EXPECT_EQ(history(maks, team).size(), 2U);
}

TEST_P(StoreConformance, ARepeatIsKnownAfterReopening) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Message first = send(maks, team, "hello", "c-1");
  reopen();
  const Receipt again = try_send(maks.id, team.id, "hello", "c-1").value();
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.message.id, first.id);
  EXPECT_EQ(refusal(try_send(maks.id, team.id, "other", "c-1")), ErrorCode::client_id_reused);
}

TEST_P(StoreConformance, AReceiptIsFoundWithoutSending) {
  const User maks = user("maks");
  const User olga = user("olga");
  const Chat team = group(maks, {});
  const Message first = send(maks, team, "hello", "c-1");
  const auto ask = [&](UserId sender, std::string text, std::optional<std::string> client_id) {
    return run(verbs().messages().find_receipt(
        {team.id, by(sender), std::move(text), std::move(client_id), ChatType::direct}));
  };
  const auto found = ask(maks.id, "hello", "c-1").value();
  ASSERT_TRUE(found.has_value());
  EXPECT_TRUE(found->duplicate);
  EXPECT_EQ(found->message.id, first.id);
  EXPECT_EQ(ask(maks.id, "hello", "c-2").value(), std::nullopt);
  EXPECT_EQ(ask(maks.id, "hello", std::nullopt).value(), std::nullopt);
  EXPECT_EQ(ask(olga.id, "hello", "c-1").value(), std::nullopt);
  EXPECT_EQ(refusal(ask(maks.id, "other", "c-1")), ErrorCode::client_id_reused);
}

// The message without anything that others did to it.
void expect_as_sent(const Message& message, const Message& first) {
  EXPECT_EQ(message.id, first.id);
  EXPECT_EQ(message.chat_id, first.chat_id);
  EXPECT_EQ(message.seq, first.seq);
  EXPECT_EQ(message.sender_id, first.sender_id);
  EXPECT_EQ(message.timestamp, first.timestamp);
  EXPECT_EQ(message.text, first.text);
  EXPECT_EQ(message.client_id, first.client_id);
  EXPECT_EQ(message.reply_to, first.reply_to);
  EXPECT_FALSE(message.read);
  EXPECT_EQ(message.edited_at, std::nullopt);
  EXPECT_FALSE(message.deleted);
  EXPECT_TRUE(message.reactions.empty());
}

// Who was removed repeated a send, and saw reactions and reads from after the removal.
TEST_P(StoreConformance, WhoIsNoMemberHearsTheMessageAsItWasSent) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  send(maks, team, "question");
  const test::NewMessage answer{team.id, by(dima), "answer", "c-1", std::nullopt, Seq(1)};
  const Message first = run(verbs().messages().append(answer)).value().message;
  const auto expect_first = [&](const char* when) {
    SCOPED_TRACE(when);
    const Receipt again = run(verbs().messages().append(answer)).value();
    EXPECT_TRUE(again.duplicate);
    expect_as_sent(again.message, first);
    const auto found = run(verbs().messages().find_receipt(answer)).value();
    ASSERT_TRUE(found.has_value());
    EXPECT_TRUE(found->duplicate);
    expect_as_sent(found->message, first);
    EXPECT_EQ(refusal(try_send(dima.id, team.id, "answer", "c-1")), ErrorCode::client_id_reused);
  };
  edit(dima, first, "edited");
  remove(maks, team, dima);
  expect_first("edited before the removal");
  react(maks, first, "👍");
  read(maks, team, 2);
  expect_first("a reaction and a read");
  reopen();
  expect_first("after reopening");
  erase(maks, first);
  expect_first("deleted");
  EXPECT_EQ(history(maks, team).size(), 2U);
}

TEST_P(StoreConformance, WhoLeftHearsTheMessageAsItWasSentUntilJoiningAgain) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const Message first = send(dima, team, "hello", "c-1");
  leave(dima, team);
  react(maks, first, "👍");
  read(maks, team, 1);
  expect_as_sent(try_send(dima.id, team.id, "hello", "c-1").value().message, first);
  add(maks, team, dima);
  const Message now = try_send(dima.id, team.id, "hello", "c-1").value().message;
  EXPECT_TRUE(now.read);
  EXPECT_EQ(now.reactions.size(), 1U);
}

TEST_P(StoreConformance, ARefusedSendLeavesItsClientIdFree) {
  const User maks = user("maks");
  const User olga = user("olga");
  const Chat team = group(maks, {});
  EXPECT_EQ(refusal(try_send(olga.id, team.id, "first try", "c-1")), ErrorCode::chat_not_found);
  ASSERT_TRUE(run(verbs().members().add(by(maks), team.id, email("olga"))));
  EXPECT_FALSE(try_send(olga.id, team.id, "second try", "c-1").value().duplicate);
}

// Three loops, each sending the same 200 messages three times over, all at once.
TEST_P(StoreConformance, ParallelRepeatsFromManyLoopsStoreEachMessageOnce) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  constexpr int kMessages = 200;
  TestLoop loops[3];
  std::vector<std::pair<std::string, std::future<Result<Receipt>>>> pending;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < kMessages; ++i) {
      for (TestLoop& each : loops) {
        const std::string client_id = "c-" + std::to_string(i);
        test::NewMessage message{team.id, by(maks), "text " + client_id, client_id, std::nullopt};
        pending.emplace_back(client_id, each.start(verbs().messages().append(std::move(message))));
      }
    }
  }
  std::map<std::string, std::set<std::int64_t>> seqs_heard;
  int firsts = 0;
  for (auto& [client_id, future] : pending) {
    const Receipt receipt = future.get().value();
    EXPECT_EQ(receipt.message.text, "text " + client_id);
    seqs_heard[client_id].insert(receipt.message.seq.value());
    firsts += receipt.duplicate ? 0 : 1;
  }
  EXPECT_EQ(firsts, kMessages);
  for (const auto& [client_id, heard] : seqs_heard) EXPECT_EQ(heard.size(), 1U) << client_id;
  EXPECT_EQ(history(maks, team).size(), static_cast<std::size_t>(kMessages));
  EXPECT_EQ(announced().messages().size(), static_cast<std::size_t>(kMessages));
}

}  // namespace
}  // namespace asq::testing
