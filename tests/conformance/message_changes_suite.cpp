// Edits, tombstones, reactions and replies, as chat/message_changes.hpp promises them.
#include "told.hpp"

namespace asq::testing {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;
using Words = std::vector<std::string>;

TEST_P(StoreConformance, AnEditReplacesTheTextAndSaysWhen) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat pair = direct(maks, dima);
  const Message first = send(maks, pair, "helo", "c-1");
  clock().advance(seconds(5));
  const Message edited = edit(maks, first, "hello");
  for (const Message& shown : {edited, history(dima, pair).at(0)}) {
    EXPECT_EQ(shown.id, first.id);
    EXPECT_EQ(shown.seq, first.seq);
    EXPECT_EQ(shown.text, "hello");
    EXPECT_EQ(shown.timestamp, first.timestamp);
    EXPECT_EQ(shown.edited_at, first.timestamp + seconds(5));
    EXPECT_EQ(shown.client_id, "c-1");
  }
  EXPECT_EQ(history(maks, pair).size(), 1U);
}

TEST_P(StoreConformance, AnEditIsLaterThanTheMessageAndTheEditBeforeWhateverTheClockDoes) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Message first = send(maks, team, "1");
  clock().advance(seconds(-60));
  EXPECT_EQ(edit(maks, first, "2").edited_at, first.timestamp + microseconds(1));
  clock().advance(seconds(90));
  EXPECT_EQ(edit(maks, first, "3").edited_at, first.timestamp + seconds(30));
  clock().advance(seconds(-90));
  EXPECT_EQ(edit(maks, first, "4").edited_at, first.timestamp + seconds(30) + microseconds(1));
}

TEST_P(StoreConformance, TheSameTextAgainIsNoEdit) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Message first = send(maks, team, "hello");
  const LogPosition before = store().head();
  EXPECT_EQ(edit(maks, first, "hello").edited_at, std::nullopt);
  EXPECT_EQ(announced_since(*this, before), Words());
  EXPECT_EQ(store().head(), before);
}

TEST_P(StoreConformance, AnEditIsRefusedInTheOrderChatMessageRightState) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id});
  const Message of_dima = send(dima, team, "dima's");
  const Message gone = send(dima, team, "gone");
  erase(dima, gone);
  const auto try_edit = [&](const User& actor, ChatId chat, std::int64_t seq) {
    return refusal(run(verbs().messages().edit(by(actor), {chat, Seq(seq)}, "new")));
  };
  EXPECT_EQ(try_edit(olga, team.id, 1), ErrorCode::chat_not_found);
  EXPECT_EQ(try_edit(olga, team.id, 9), ErrorCode::chat_not_found);
  EXPECT_EQ(try_edit(maks, ChatId(99), 1), ErrorCode::chat_not_found);
  for (const std::int64_t seq : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{3},
                                 (std::int64_t{1} << 32) + 1, kMaxWireInteger}) {
    EXPECT_EQ(try_edit(dima, team.id, seq), ErrorCode::message_not_found) << seq;
  }
  EXPECT_EQ(try_edit(maks, team.id, 1), ErrorCode::forbidden) << "the owner, but not the author";
  EXPECT_EQ(try_edit(maks, team.id, 2), ErrorCode::forbidden);
  EXPECT_EQ(try_edit(dima, team.id, 2), ErrorCode::message_deleted);
  EXPECT_EQ(texts(history(maks, team)), (Words{"dima's", ""}));
}

TEST_P(StoreConformance, WhatIsDeletedLeavesATombstoneThatKeepsItsPlace) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat pair = direct(maks, dima);
  const Message first = send(maks, pair, "secret", "c-1");
  send(maks, pair, "second");
  edit(maks, first, "more secret");
  react(dima, first, "👍");
  const Message gone = erase(maks, first);
  for (const Message& shown : {gone, history(dima, pair).at(0)}) {
    EXPECT_EQ(shown.id, first.id);
    EXPECT_EQ(shown.seq, Seq(1));
    EXPECT_EQ(shown.sender_id, maks.id);
    EXPECT_EQ(shown.timestamp, first.timestamp);
    EXPECT_TRUE(shown.deleted);
    EXPECT_EQ(shown.text, "");
    EXPECT_EQ(shown.edited_at, std::nullopt);
    EXPECT_TRUE(shown.reactions.empty());
  }
  EXPECT_EQ(seen_by(dima, pair).unread, 2);
  EXPECT_EQ(history(dima, pair).size(), 2U);
  reopen();
  EXPECT_TRUE(history(dima, pair).at(0).deleted);
}

TEST_P(StoreConformance, AReplyThatIsDeletedForgetsWhatItAnswered) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  send(maks, team, "question");
  test::NewMessage reply{team.id, by(maks), "answer", std::nullopt, std::nullopt, Seq(1)};
  const Message answer = run(verbs().messages().append(reply)).value().message;
  EXPECT_EQ(answer.reply_to, Seq(1));
  EXPECT_EQ(erase(maks, answer).reply_to, std::nullopt);
}

TEST_P(StoreConformance, DeletingAgainChangesNothing) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Message first = send(maks, team, "hello");
  erase(maks, first);
  const LogPosition before = store().head();
  EXPECT_TRUE(erase(maks, first).deleted);
  EXPECT_EQ(announced_since(*this, before), Words());
  EXPECT_EQ(store().head(), before);
}

TEST_P(StoreConformance, OnesOwnMessageIsDeletedAndAnyByAnAdmin) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id});
  const Message of_maks = send(maks, team, "1");
  const Message of_dima = send(dima, team, "2");
  const auto try_erase = [&](const User& actor, ChatId chat, std::int64_t seq) {
    return refusal(run(verbs().messages().erase(by(actor), {chat, Seq(seq)})));
  };
  EXPECT_EQ(try_erase(olga, team.id, 1), ErrorCode::chat_not_found);
  EXPECT_EQ(try_erase(dima, team.id, 3), ErrorCode::message_not_found);
  EXPECT_EQ(try_erase(dima, team.id, 0), ErrorCode::message_not_found);
  EXPECT_EQ(try_erase(dima, team.id, 1), ErrorCode::forbidden);
  ASSERT_TRUE(run(verbs().members().set_role(by(maks), team.id, dima.id, Role::admin)));
  EXPECT_EQ(try_erase(dima, team.id, 1), std::nullopt);
  EXPECT_EQ(try_erase(dima, team.id, 2), std::nullopt);
  ASSERT_TRUE(run(verbs().members().set_role(by(maks), team.id, dima.id, Role::member)));
  EXPECT_EQ(try_erase(dima, team.id, 1), ErrorCode::forbidden) << "a tombstone by now";
  EXPECT_EQ(texts(history(maks, team)), (Words{"", ""}));
}

TEST_P(StoreConformance, InADirectChatNobodyDeletesTheOthersMessages) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat pair = direct(maks, dima);
  const Message first = send(maks, pair, "1");
  EXPECT_EQ(refusal(run(verbs().messages().erase(by(dima), {pair.id, first.seq}))),
            ErrorCode::forbidden);
  EXPECT_TRUE(erase(maks, first).deleted);
}

TEST_P(StoreConformance, ARepeatedSendGetsTheMessageAsItIsNow) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Message first = send(maks, team, "hello", "c-1");
  edit(maks, first, "edited");
  const Receipt again = try_send(maks.id, team.id, "hello", "c-1").value();
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.message.text, "edited");
  EXPECT_EQ(refusal(try_send(maks.id, team.id, "edited", "c-1")), ErrorCode::client_id_reused);
  erase(maks, first);
  const Receipt once_more = try_send(maks.id, team.id, "hello", "c-1").value();
  EXPECT_TRUE(once_more.message.deleted);
  EXPECT_EQ(once_more.message.seq, first.seq);
  EXPECT_EQ(once_more.message.client_id, "c-1");
}

TEST_P(StoreConformance, AReplyNamesAMessageOfTheChatAndItIsPartOfTheContent) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Message first = send(maks, team, "1");
  erase(maks, first);
  test::NewMessage reply{team.id, by(maks), "x", "c-1", std::nullopt, Seq(1)};
  EXPECT_EQ(run(verbs().messages().append(reply)).value().message.reply_to, Seq(1));
  EXPECT_EQ(history(maks, team).at(1).reply_to, Seq(1)) << "a reply to a tombstone is one";
  EXPECT_TRUE(run(verbs().messages().append(reply)).value().duplicate);
  reply.reply_to = Seq(2);
  EXPECT_EQ(refusal(run(verbs().messages().append(reply))), ErrorCode::client_id_reused);
  reply.reply_to = std::nullopt;
  EXPECT_EQ(refusal(run(verbs().messages().append(reply))), ErrorCode::client_id_reused);
  reply.client_id = std::nullopt;
  for (const std::int64_t seq : {std::int64_t{0}, std::int64_t{-5}, std::int64_t{3},
                                 (std::int64_t{1} << 32) + 1, kMaxWireInteger}) {
    reply.reply_to = Seq(seq);
    const auto refused = run(verbs().messages().append(reply));
    ASSERT_EQ(refusal(refused), ErrorCode::invalid) << seq;
    EXPECT_EQ(refused.error().fields.at(0).field, "reply_to");
  }
}

}  // namespace
}  // namespace asq::testing
