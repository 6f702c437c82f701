// Messages and their pages, as chat/send_message.hpp and chat/history.hpp promise them.
#include "store_suite.hpp"

namespace asq::testing {
namespace {

std::vector<std::int64_t> numbers(std::int64_t from, std::int64_t to) {
  std::vector<std::int64_t> all;
  for (std::int64_t i = from; i <= to; ++i) all.push_back(i);
  return all;
}

TEST_P(StoreConformance, SeqCountsFromOneInEachChatAndIdsAreUniqueOverAll) {
  const User maks = user("maks");
  const Chat first = group(maks, {});
  const Chat second = group(maks, {});
  EXPECT_EQ(send(maks, first, "a").seq, Seq(1));
  EXPECT_EQ(send(maks, second, "b").seq, Seq(1));
  const Message third = send(maks, first, "c");
  EXPECT_EQ(third.seq, Seq(2));
  EXPECT_EQ(third.id, MessageId(3));
}

TEST_P(StoreConformance, AMessageIsKeptByteForByte) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat pair = direct(maks, dima);
  const std::vector<std::string> written = {
      "👩‍👩‍👧‍👦",  "مرحبا \u200f",         "e\u0301 is not \u00e9",     " \t\n ",
      "'; DROP TABLE messages; --", std::string("a\x01 b"), std::string(16'384 * 4, 'x')};
  for (const std::string& text : written) EXPECT_EQ(send(maks, pair, text).text, text);
  EXPECT_EQ(texts(history(dima, pair)), written);
  reopen();
  EXPECT_EQ(texts(history(dima, pair)), written);
}

TEST_P(StoreConformance, AReceiptIsTheMessageAsTheHistoryShowsIt) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Receipt receipt = try_send(maks.id, team.id, "hello", "c-1").value();
  EXPECT_FALSE(receipt.duplicate);
  const Message shown = history(maks, team).at(0);
  for (const Message& message : {receipt.message, shown}) {
    EXPECT_EQ(message.id, MessageId(1));
    EXPECT_EQ(message.chat_id, team.id);
    EXPECT_EQ(message.seq, Seq(1));
    EXPECT_EQ(message.sender_id, maks.id);
    EXPECT_EQ(message.text, "hello");
    EXPECT_EQ(message.timestamp, clock().now());
    EXPECT_EQ(message.client_id, "c-1");
    EXPECT_FALSE(message.read);
  }
}

TEST_P(StoreConformance, ARefusedMessageUsesUpNoSeqAndNoId) {
  const User maks = user("maks");
  const User olga = user("olga");
  const Chat team = group(maks, {});
  send(maks, team, "one", "c-1");
  EXPECT_EQ(refusal(try_send(olga.id, team.id, "x")), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(try_send(maks.id, ChatId(99), "x")), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(try_send(maks.id, team.id, "other", "c-1")), ErrorCode::client_id_reused);
  const Message next = send(maks, team, "two");
  EXPECT_EQ(next.seq, Seq(2));
  EXPECT_EQ(next.id, MessageId(2));
  EXPECT_EQ(announced().messages().size(), 2U);
}

TEST_P(StoreConformance, ASendOrAPageMayAskForOneKindOfChat) {
  const User maks = user("maks");
  const Chat pair = direct(maks, user("dima"));
  const Chat team = group(maks, {});
  test::NewMessage message{pair.id, by(maks), "x", std::nullopt, ChatType::group};
  EXPECT_EQ(refusal(run(verbs().messages().append(message))), ErrorCode::chat_not_found);
  message.chat_id = team.id;
  EXPECT_TRUE(run(verbs().messages().append(message)));
  test::OffsetPage page{pair.id, maks.id, 0, 50, false, ChatType::group};
  EXPECT_EQ(refusal(run(verbs().messages().page(page))), ErrorCode::chat_not_found);
  page.chat_id = team.id;
  EXPECT_EQ(run(verbs().messages().page(page)).value().size(), 1U);
}

TEST_P(StoreConformance, OffsetsCountBackFromTheNewestAndPagesAreInReadingOrder) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  for (int i = 1; i <= 10; ++i) send(maks, team, std::to_string(i));
  const auto page = [&](std::int64_t offset, int limit, bool newest_first = false) {
    test::OffsetPage request{team.id, maks.id, offset, limit, newest_first, std::nullopt};
    return seqs(run(verbs().messages().page(request)).value());
  };
  EXPECT_EQ(page(0, 3), numbers(8, 10));
  EXPECT_EQ(page(3, 3), numbers(5, 7));
  EXPECT_EQ(page(8, 5), numbers(1, 2));
  EXPECT_EQ(page(0, 200), numbers(1, 10));
  EXPECT_EQ(page(0, 3, true), (std::vector<std::int64_t>{10, 9, 8}));
  EXPECT_EQ(page(9, 1), numbers(1, 1));
  EXPECT_TRUE(page(10, 5).empty());
  EXPECT_TRUE(page(kMaxWireInteger, 200).empty());
}

TEST_P(StoreConformance, AnEmptyChatHasAnEmptyHistory) {
  const User maks = user("maks");
  EXPECT_TRUE(history(maks, group(maks, {})).empty());
}

TEST_P(StoreConformance, StrangersReadNoPages) {
  const User maks = user("maks");
  const User olga = user("olga");
  const Chat team = group(maks, {});
  send(maks, team, "secret");
  EXPECT_EQ(refusal(try_history(olga.id, team.id)), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().messages().after(team.id, olga.id, Seq(0), 10))),
            ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(try_history(maks.id, ChatId(99))), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().messages().after(ChatId(99), maks.id, Seq(0), 10))),
            ErrorCode::chat_not_found);
}

TEST_P(StoreConformance, NoPageReachesIntoTheNeighbouringChat) {
  const User maks = user("maks");
  const Chat first = group(maks, {});
  const Chat second = group(maks, {});
  const Chat third = group(maks, {});
  for (const Chat& chat : {first, second, third}) {
    for (int i = 0; i < 3; ++i) send(maks, chat, chat.id == second.id ? "mine" : "foreign");
  }
  EXPECT_EQ(texts(history(maks, second)), (std::vector<std::string>{"mine", "mine", "mine"}));
  const auto after = run(verbs().messages().after(second.id, maks.id, Seq(0), 100)).value();
  EXPECT_EQ(texts(after), (std::vector<std::string>{"mine", "mine", "mine"}));
  EXPECT_TRUE(
      run(verbs().messages().after(first.id, maks.id, Seq(kMaxWireInteger), 100)).value().empty());
  EXPECT_EQ(refusal(try_history(maks.id, ChatId((std::int64_t{1} << 32) + 2))),
            ErrorCode::chat_not_found);
}

TEST_P(StoreConformance, CatchingUpGoesOnBehindASeqInOrder) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  for (int i = 1; i <= 5; ++i) send(maks, team, std::to_string(i));
  const auto after = [&](std::int64_t seq, int limit) {
    return seqs(run(verbs().messages().after(team.id, maks.id, Seq(seq), limit)).value());
  };
  EXPECT_EQ(after(0, 2), numbers(1, 2));
  EXPECT_EQ(after(2, 2), numbers(3, 4));
  EXPECT_EQ(after(4, 2), numbers(5, 5));
  EXPECT_TRUE(after(5, 2).empty());
  EXPECT_TRUE(after(1'000, 2).empty());
}

TEST_P(StoreConformance, CatchingUpStopsAtAboutAQuarterOfAMebibyteButGivesOneAtLeast) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const std::string large(60 * 1024, 'x');
  for (int i = 0; i < 20; ++i) send(maks, team, large);
  const auto some = run(verbs().messages().after(team.id, maks.id, Seq(0), 1'000)).value();
  EXPECT_GE(some.size(), 3U);
  EXPECT_LE(some.size(), 6U);
  const Chat other = group(maks, {});
  send(maks, other, std::string(600 * 1024, 'y'));
  send(maks, other, "small");
  EXPECT_EQ(run(verbs().messages().after(other.id, maks.id, Seq(0), 1'000)).value().at(0).seq,
            Seq(1));
}

TEST_P(StoreConformance, AMessageIsReadOnceSomebodyButItsSenderHasReadUpToIt) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat pair = direct(maks, dima);
  send(maks, pair, "one");
  send(maks, pair, "two");
  EXPECT_FALSE(history(dima, pair)[0].read) << "being delivered is not being read";
  send(dima, pair, "answer");  // moves dima's own marker
  const auto shown = history(maks, pair);
  EXPECT_TRUE(shown[0].read);
  EXPECT_TRUE(shown[1].read);
  EXPECT_FALSE(shown[2].read) << "maks has not come that far";
  EXPECT_EQ(seen_by(dima, pair).unread, 0);
  EXPECT_EQ(seen_by(maks, pair).unread, 1);
  EXPECT_EQ(seen_by(maks, pair).last_message.value().read, false);
}

TEST_P(StoreConformance, ReadIsKnownForEverySenderOfAGroup) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id, olga.id});
  send(maks, team, "1");
  send(dima, team, "2");
  send(olga, team, "3");
  send(olga, team, "4");
  std::vector<bool> read;
  for (const Message& message : history(maks, team)) read.push_back(message.read);
  EXPECT_EQ(read, (std::vector<bool>{true, true, false, false}));
  send(maks, team, "5");
  EXPECT_TRUE(history(dima, team)[3].read);
  reopen();
  read.clear();
  for (const Message& message : history(olga, team)) read.push_back(message.read);
  EXPECT_EQ(read, (std::vector<bool>{true, true, true, true, false}));
}

TEST_P(StoreConformance, AMessageIsAnnouncedAsItIsStored) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Message sent = send(maks, team, "hello", "c-1");
  const auto announced_messages = announced().messages();
  ASSERT_EQ(announced_messages.size(), 1U);
  EXPECT_EQ(announced_messages[0].id, sent.id);
  EXPECT_EQ(announced_messages[0].seq, sent.seq);
  EXPECT_EQ(announced_messages[0].text, "hello");
  EXPECT_EQ(announced_messages[0].timestamp, sent.timestamp);
  EXPECT_EQ(announced_messages[0].client_id, "c-1");
}

TEST_P(StoreConformance, SeqAndIdsGoOnAfterReopening) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  for (int i = 0; i < 3; ++i) send(maks, team, "before");
  reopen();
  const Message next = send(maks, team, "after");
  EXPECT_EQ(next.seq, Seq(4));
  EXPECT_EQ(next.id, MessageId(4));
}

}  // namespace
}  // namespace asq::testing
