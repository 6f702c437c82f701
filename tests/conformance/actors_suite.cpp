// Every change in somebody's name asks for their session, as model/actor.hpp promises it.
#include <type_traits>

#include "store_suite.hpp"

namespace asq::testing {
namespace {

using Refused = std::optional<ErrorCode>;

// Whoever forgets the session is told so by the compiler.
static_assert(!std::is_constructible_v<Actor, UserId>);
static_assert(!std::is_convertible_v<UserId, Actor>);
static_assert(!std::is_constructible_v<Actor, UserId, std::optional<SessionId>>);
static_assert(!std::is_default_constructible_v<Actor>);
static_assert(!std::is_default_constructible_v<test::NewMessage>);
static_assert(!std::is_default_constructible_v<test::NewGroup>);

// A group of two, the first of whom acts, and everything that a person can change.
struct Scene {
  StoreGround& ground;
  User owner = ground.user("owner");
  User guest = ground.user("guest");
  Chat team = ground.group(owner, {guest.id});
  Message said = ground.send(owner, team, "said");

  test::Verbs verbs() { return ground.verbs(); }
  template <class T>
  Refused code(Task<Result<T>> task) {
    return refusal(ground.run(std::move(task)));
  }
  MessageRef message() const { return {team.id, said.seq}; }

  Refused send(SessionId session) {
    const Actor sender(owner.id, session);
    test::NewMessage message{team.id, sender, "more", "c-1", std::nullopt};
    return code(verbs().messages().append(std::move(message)));
  }
  Refused make_group(SessionId session) {
    const Actor creator(owner.id, session);
    return code(verbs().chats().create_group({creator, "new", {}}));
  }
  std::vector<std::pair<const char*, Refused>> change_all(SessionId session) {
    const Actor actor(owner.id, session);
    chat::ProfileChange renamed;
    renamed.username = "renamed";
    ChatChange named;
    named.name = "named";
    auto messages = verbs().messages();
    auto members = verbs().members();
    auto chats = verbs().chats();
    return {
        {"append", send(session)},
        {"edit", code(messages.edit(actor, message(), "edited"))},
        {"react", code(messages.react(actor, message(), "👍", true))},
        {"erase a message", code(messages.erase(actor, message()))},
        {"add", code(members.add(actor, team.id, guest.email))},
        {"set_role", code(members.set_role(actor, team.id, guest.id, Role::admin))},
        {"mark_read", code(members.mark_read(actor, team.id, said.seq))},
        {"remove", code(members.remove(actor, team.id, guest.id))},
        {"create_direct", code(chats.create_direct(actor, guest.email))},
        {"create_group", make_group(session)},
        {"change", code(chats.change(actor, team.id, named))},
        {"erase a chat", code(chats.erase(actor, team.id))},
        {"change_profile", code(verbs().accounts().change_profile(actor, renamed))},
        {"erase an account", code(verbs().accounts().erase(actor))},
    };
  }
};

TEST_P(StoreConformance, NothingIsChangedFromASessionThatHasEnded) {
  Scene scene{*this};
  const SessionId session = this->session(scene.owner).id;
  ASSERT_TRUE(run(verbs().sessions().end(scene.owner.id, session)));
  const std::size_t heard = announced().count();
  for (const auto& [verb, refused] : scene.change_all(session)) {
    EXPECT_EQ(refused, ErrorCode::unauthenticated) << verb;
  }
  EXPECT_EQ(announced().count(), heard);
}

TEST_P(StoreConformance, NothingIsChangedFromAnotherPersonsSession) {
  Scene scene{*this};
  const SessionId session = this->session(scene.guest).id;
  for (const auto& [verb, refused] : scene.change_all(session)) {
    EXPECT_EQ(refused, ErrorCode::unauthenticated) << verb;
  }
}

TEST_P(StoreConformance, EverythingIsChangedFromASessionThatLives) {
  Scene scene{*this};
  for (const auto& [verb, refused] : scene.change_all(session(scene.owner).id)) {
    EXPECT_EQ(refused, std::nullopt) << verb;
  }
}

}  // namespace
}  // namespace asq::testing
