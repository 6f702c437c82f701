// P8: what was authorised just before a removal or a logout does not commit after it.
#include <algorithm>
#include <array>
#include <random>

#include "told.hpp"

namespace asq::testing {
namespace {

enum class Step {
  send,
  edit,
  add,
  react,
  read,
  be_removed,
  log_out,
  delete_the_chat,
  delete_the_account
};

struct Round {
  ChatId chat;
  UserId actor;    // whose membership or session ends meanwhile
  UserId remover;  // an owner
  Seq own;         // the actor's message
  std::string somebody;
  SessionId session;  // the actor's

  [[nodiscard]] Actor in_session() const { return {actor, session}; }
};

Task<void> end_it(test::Verbs verbs, Round round, Step how) {
  if (how == Step::be_removed) {
    (void)co_await verbs.members().remove(by(round.remover), round.chat, round.actor);
  } else if (how == Step::log_out) {
    // As the others begin, so that it does not always come first.
    (void)co_await verbs.members().membership(round.chat, round.actor);
    (void)co_await verbs.sessions().end(round.actor, round.session);
  } else if (how == Step::delete_the_chat) {
    (void)co_await verbs.chats().erase(by(round.remover), round.chat);
  } else {
    (void)co_await verbs.accounts().erase(by(round.actor));
  }
}

// Authorised as the rules do it, from what the store says of the membership; then does what it was
// allowed to.
Task<void> act(test::Verbs verbs, Round round, Step what) {
  const auto membership = co_await verbs.members().membership(round.chat, round.actor);
  if (!membership) co_return;
  const MessageRef own{round.chat, round.own};
  if (what == Step::send) {
    test::NewMessage message{round.chat, round.in_session(), "x", std::nullopt, std::nullopt};
    (void)co_await verbs.messages().append(std::move(message));
  } else if (what == Step::edit) {
    std::string text = "edited";
    (void)co_await verbs.messages().edit(round.in_session(), own, std::move(text));
  } else if (what == Step::add) {
    std::string email = round.somebody;
    (void)co_await verbs.members().add(round.in_session(), round.chat, std::move(email));
  } else if (what == Step::react) {
    std::string emoji = "👍";
    (void)co_await verbs.messages().react(round.in_session(), own, std::move(emoji), true);
  } else {
    (void)co_await verbs.members().mark_read(round.in_session(), round.chat, round.own);
  }
}

bool is_the_end(const Event& event, const Round& round, Step how) {
  if (how == Step::log_out) {
    const auto* ended = std::get_if<SessionEnded>(&event.what);
    return ended != nullptr && ended->session_id == round.session;
  }
  if (const auto* removed = std::get_if<MemberRemoved>(&event.what)) {
    return removed->chat_id == round.chat && removed->user_id == round.actor;
  }
  const auto* deleted = std::get_if<ChatDeleted>(&event.what);
  return deleted != nullptr && deleted->chat_id == round.chat;
}

// Everything that the actor does in the chat, in whichever way.
bool is_of_the_actor(const Event& event, const Round& round) {
  if (const auto* sent = std::get_if<MessageAppended>(&event.what)) {
    return sent->message.chat_id == round.chat && sent->message.sender_id == round.actor;
  }
  if (const auto* changed = std::get_if<MessageChanged>(&event.what)) {
    return changed->message.chat_id == round.chat;  // by nobody else in these tests
  }
  if (const auto* moved = std::get_if<MarkerMoved>(&event.what)) {
    return moved->chat_id == round.chat && moved->user_id == round.actor;
  }
  const auto* added = std::get_if<MemberAdded>(&event.what);
  return added != nullptr && added->chat_id == round.chat && added->by == round.actor;
}

struct Outcome {
  int before = 0;  // things done before the end
  int after = 0;
  int ends = 0;
};

Outcome play(StoreGround& ground, const Round& round, Step end, std::mt19937& random,
             std::array<TestLoop, 3>& loops) {
  std::vector<Step> steps{Step::send, Step::edit, Step::add, Step::react,
                          Step::read, Step::send, end};
  std::ranges::shuffle(steps, random);
  const std::size_t heard = ground.announced().count();
  std::vector<std::future<void>> pending;
  for (const Step step : steps) {
    TestLoop& loop = loops[random() % loops.size()];
    pending.push_back(loop.start(step == end ? end_it(ground.verbs(), round, step)
                                             : act(ground.verbs(), round, step)));
  }
  for (auto& one : pending) one.get();
  Outcome outcome;
  for (const auto& event : ground.announced().events(heard)) {
    if (is_the_end(*event, round, end)) {
      ++outcome.ends;
    } else if (is_of_the_actor(*event, round)) {
      ++(outcome.ends == 0 ? outcome.before : outcome.after);
    }
  }
  return outcome;
}

void expect_a_clean_end(StoreGround& ground, Step end, int rounds, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::array<TestLoop, 3> loops;
  const User owner = ground.user("owner");
  const User somebody = ground.user("somebody");
  User actor = ground.user("actor");
  Outcome all;
  for (int i = 0; i < rounds; ++i) {
    if (end == Step::delete_the_account) actor = ground.user("actor " + std::to_string(i));
    const Chat team = ground.group(owner, {actor.id});
    const Round round{team.id,        actor.id,
                      owner.id,       ground.send(actor, team, "own").seq,
                      somebody.email, ground.session(actor).id};
    const Outcome outcome = play(ground, round, end, random, loops);
    ASSERT_EQ(outcome.ends, 1);
    ASSERT_EQ(outcome.after, 0) << "in round " << i;
    all.before += outcome.before;
  }
  EXPECT_GT(all.before, rounds / 50) << "else nothing was interleaved";
  EXPECT_LT(all.before, rounds * 5) << "else nothing came too late";
}

TEST_P(StoreConformance, NothingAuthorisedBeforeARemovalCommitsAfterItIn1000Interleavings) {
  expect_a_clean_end(*this, Step::be_removed, 1'000, 1);
}

TEST_P(StoreConformance, NothingAuthorisedBeforeALogoutCommitsAfterItIn1000Interleavings) {
  expect_a_clean_end(*this, Step::log_out, 1'000, 4);
}

TEST_P(StoreConformance, NothingAuthorisedBeforeAChatIsDeletedCommitsAfterIt) {
  expect_a_clean_end(*this, Step::delete_the_chat, 200, 2);
}

TEST_P(StoreConformance, NothingAuthorisedBeforeAnAccountGoesCommitsAfterIt) {
  expect_a_clean_end(*this, Step::delete_the_account, 200, 3);
}

}  // namespace
}  // namespace asq::testing
