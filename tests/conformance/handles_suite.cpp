// Handles and finding people by them and by name, as chat/handles.hpp and chat/directory.hpp
// promise.
#include <algorithm>
#include <set>

#include "chat/directory.hpp"
#include "chat/handles.hpp"
#include "told.hpp"

namespace asq::testing {
namespace {

using chat::Directory;
using chat::People;
using Words = std::vector<std::string>;

class Handles {
 public:
  explicit Handles(StoreGround& ground) : ground_(ground) {}

  // With that name, and an e-mail of its own.
  Result<User> make(const std::string& name, std::string handle = {}) {
    const std::string email = "h" + std::to_string(++made_) + "@example.com";
    store::NewAccount account{name, email, "$argon2id$x", std::move(handle)};
    return ground_.run(ground_.verbs().accounts().create(std::move(account)));
  }
  std::string made(const std::string& name) { return make(name).value().handle; }
  Result<User> change(const User& user, std::string handle) {
    chat::ProfileChange change;
    change.handle = std::move(handle);
    return ground_.run(ground_.verbs().accounts().change_profile(by(user), std::move(change)));
  }
  std::string named_by(const std::string& addressee) {
    auto verb = [addressee](store::Snapshot& rows) -> Result<std::string> {
      const auto user = chat::find_addressee(rows, addressee);
      return user ? user->username : std::string("nobody");
    };
    return ground_
        .run(ground_.store().read<std::string>({"look up", Payer::server()}, std::move(verb)))
        .value();
  }

 private:
  StoreGround& ground_;
  int made_ = 0;
};

// The handles that a search gives, page after page of `limit`.
Words found(StoreGround& ground, const User& viewer, std::optional<std::string> query,
            People people = People::open, int limit = 50) {
  Directory directory(ground.store(), people);
  chat::PeopleListRequest request{limit, std::nullopt, std::move(query)};
  Words handles;
  do {
    const auto page = ground.run(directory.list(test::viewed_by(viewer.id), request)).value();
    EXPECT_LE(std::ssize(page.users), limit);
    EXPECT_FALSE(page.users.empty() && page.next_cursor) << "only the last page may have nobody";
    for (const User& user : page.users) handles.push_back(user.handle);
    request.cursor = page.next_cursor;
  } while (request.cursor);
  return handles;
}

// Of a store that can be checked.
void expect_no_faults(StoreGround& ground) {
  const auto report = ground.store().maintenance().check({});
  if (report) {
    EXPECT_EQ(report->faults, Words());
  }
}

TEST_P(StoreConformance, EveryAccountHasAHandleMadeFromItsName) {
  Handles handles(*this);
  EXPECT_EQ(handles.made("Maks"), "maks");
  EXPECT_EQ(handles.made("Макс"), "maks2");
  EXPECT_EQ(handles.made("MAKS!"), "maks3");
  EXPECT_EQ(handles.made("🇺🇦"), "user4");
  EXPECT_EQ(handles.made("Я"), "user5");
  EXPECT_EQ(handles.made("all"), "all2");
  EXPECT_EQ(handles.make("Somebody", "user8").value().handle, "user8");
  EXPECT_EQ(handles.made("🚀"), "user8_2") << "its own number is taken";
  reopen();
  EXPECT_EQ(run(verbs().accounts().find(UserId(2))).value().handle, "maks2");
  expect_no_faults(*this);
}

// ICU has been asked before: no transaction waits for it.
TEST_P(StoreConformance, WithoutAWishATransactionMakesTheHandleOfTheId) {
  auto verb = [](store::Transaction& rows) {
    return chat::create_account(rows, {"Макс", "maks@example.com", "$argon2id$x"});
  };
  const auto made = run(store().write<User>({"register", Payer::server()}, std::move(verb)));
  EXPECT_EQ(made.value().handle, "user1");
}

TEST_P(StoreConformance, AHandleOfOnesOwnIsUniqueAndNoReservedWord) {
  Handles handles(*this);
  EXPECT_EQ(handles.make("Maks", "m.ax").value().handle, "m.ax");
  for (const char* taken : {"m.ax", "all", "here", "everyone", "admin"}) {
    EXPECT_EQ(refusal(handles.make("x", taken)), ErrorCode::handle_taken) << taken;
  }
  const User dima = handles.make("Dima").value();
  EXPECT_EQ(dima.id, UserId(2)) << "a refused one has used up no number";
  const LogPosition before = store().head();
  for (const char* taken : {"m.ax", "all", "here", "everyone", "admin"}) {
    EXPECT_EQ(refusal(handles.change(dima, taken)), ErrorCode::handle_taken) << taken;
  }
  EXPECT_EQ(store().head(), before);
  EXPECT_EQ(run(verbs().accounts().find(dima.id)).value().handle, "dima");
}

TEST_P(StoreConformance, ANewHandleIsHeardAsANewNameIs) {
  Handles handles(*this);
  const User maks = user("maks");
  const User dima = user("dima");
  group(maks, {dima.id});
  const LogPosition before = store().head();
  EXPECT_EQ(handles.change(maks, "maks").value().handle, "maks");
  EXPECT_EQ(store().head(), before) << "one's own again is none";
  EXPECT_EQ(handles.change(maks, "maksim").value().handle, "maksim");
  EXPECT_EQ(announced_since(*this, before), Words{"1 is now maks"});
  EXPECT_EQ(told(*this, dima, before), Words{"1 is now maks"});
  EXPECT_EQ(handles.named_by("@maksim"), "maks");
  EXPECT_EQ(handles.named_by("@maks"), "nobody");
  expect_no_faults(*this);
}

TEST_P(StoreConformance, AHandleThatWasGivenUpRestsForAllButItsLastOwner) {
  Handles handles(*this);
  const User maks = user("maks");
  const User dima = user("dima");
  ASSERT_TRUE(handles.change(maks, "other"));
  clock().advance(chat::kHandleRest - std::chrono::seconds(1));
  EXPECT_EQ(refusal(handles.change(dima, "maks")), ErrorCode::handle_taken);
  EXPECT_EQ(refusal(handles.make("x", "maks")), ErrorCode::handle_taken);
  EXPECT_EQ(handles.made("Макс"), "maks2") << "nor is it made for anybody";
  ASSERT_TRUE(handles.change(maks, "maks")) << "its last owner";
  ASSERT_TRUE(handles.change(maks, "another"));
  reopen();
  EXPECT_EQ(refusal(handles.change(dima, "maks")), ErrorCode::handle_taken) << "anew";
  EXPECT_EQ(refusal(handles.change(dima, "other")), ErrorCode::handle_taken)
      << "it was given up a moment ago, for the first name";
  clock().advance(chat::kHandleRest);
  EXPECT_EQ(handles.change(dima, "maks").value().handle, "maks");
  EXPECT_EQ(refusal(handles.change(maks, "maks")), ErrorCode::handle_taken) << "it is dima's";
  expect_no_faults(*this);
}

TEST_P(StoreConformance, TheHandleOfADeletedAccountNamesNobodyAndRests) {
  Handles handles(*this);
  const User maks = user("maks");
  const User dima = user("dima");
  chat::ProfileChange language;
  language.language = "pt-BR";
  ASSERT_EQ(run(verbs().accounts().change_profile(by(maks), language)).value().language, "pt-BR");
  const Chat pair = direct(maks, dima);
  erase_account(maks);
  EXPECT_EQ(handles.named_by("@maks"), "nobody");
  EXPECT_EQ(refusal(handles.change(dima, "maks")), ErrorCode::handle_taken);
  EXPECT_EQ(found(*this, dima, "maks"), Words());
  EXPECT_EQ(found(*this, dima, std::nullopt), Words());
  const User gone = run(verbs().accounts().find_seen(dima.id, maks.id)).value();
  EXPECT_EQ(gone.handle + gone.language, "");
  clock().advance(chat::kHandleRest);
  EXPECT_EQ(handles.change(dima, "maks").value().handle, "maks");
  expect_no_faults(*this);
}

TEST_P(StoreConformance, ALanguageIsKeptAndToldToNobody) {
  const User maks = user("maks");
  const LogPosition before = store().head();
  chat::ProfileChange change;
  change.language = "pt-BR";
  EXPECT_EQ(run(verbs().accounts().change_profile(by(maks), change)).value().language, "pt-BR");
  change.language = "";
  EXPECT_EQ(run(verbs().accounts().change_profile(by(maks), change)).value().language, "");
  EXPECT_EQ(store().head(), before);
}

TEST_P(StoreConformance, WhereAnEmailNamesAPersonAHandleMayStand) {
  Handles handles(*this);
  const User maks = user("maks");
  const User dima = user("dima");
  EXPECT_EQ(handles.named_by("@DIMA"), "dima");
  EXPECT_EQ(handles.named_by("dima@example.com"), "dima");
  EXPECT_EQ(handles.named_by("dima"), "nobody");
  EXPECT_EQ(handles.named_by("@"), "nobody");
  const Chat pair = run(verbs().chats().create_direct(by(maks), "@dima")).value().chat;
  EXPECT_EQ(direct(maks, dima).id, pair.id);
  EXPECT_EQ(refusal(run(verbs().chats().create_direct(by(maks), "@maks"))), ErrorCode::self_chat);
  EXPECT_EQ(refusal(run(verbs().chats().create_direct(by(maks), "@nobody"))),
            ErrorCode::user_not_found);
  const Chat team = group(maks, {});
  EXPECT_TRUE(run(verbs().members().add(by(maks), team.id, "@dima")).value().created);
  EXPECT_EQ(refusal(run(verbs().members().add(by(maks), team.id, "@nobody"))),
            ErrorCode::user_not_found);
  EXPECT_TRUE(run(verbs().accounts().set_disabled("@dima", true)).value().disabled);
}

TEST_P(StoreConformance, AGroupIsMadeOfPeopleByIdEmailAndHandle) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const auto make = [&](People people, std::vector<UserId> ids, Words named) {
    return run(chat::Chats(store(), {.people = people})
                   .create_group(by(maks), "team", std::move(ids), std::move(named)));
  };
  const LogPosition before = store().head();
  const auto refused =
      make(People::open, {dima.id, UserId(99)}, {"@olga", "@nobody", "x@example.com", "@dima"});
  ASSERT_FALSE(refused);
  Words said;
  for (const FieldError& error : refused.error().fields) {
    said.push_back(error.field + ": " + error.message);
  }
  EXPECT_EQ(said, (Words{
                      "participant_ids[1]: There is no user 99.",
                      "participants[1]: There is no user with this handle.",
                      "participants[2]: There is no user with this e-mail.",
                  }));
  EXPECT_EQ(store().head(), before);
  for (const People people : {People::open, People::known}) {
    const auto made = make(people, {maks.id}, {"@olga", "dima@example.com", "@dima", "@MAKS"});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->participant_ids, (std::vector{maks.id, dima.id, olga.id}))
        << "a stranger may be named so under both";
    erase_chat(maks, *made);
  }
}

TEST_P(StoreConformance, WithoutAQueryThoseAroundOneAreListedByHandle) {
  Handles handles(*this);
  const User maks = user("maks");
  std::vector<UserId> ids;
  for (const char* name : {"olga", "anna", "boris", "clara"}) ids.push_back(user(name).id);
  const User dima = user("dima");
  user("stranger");
  const Chat team = group(maks, ids);
  group(maks, {ids[0]});
  direct(maks, dima);
  const Words around{"anna", "boris", "clara", "dima", "olga"};
  for (const People people : {People::open, People::known}) {
    for (const int limit : {1, 2, 5, 50}) {
      EXPECT_EQ(found(*this, maks, std::nullopt, people, limit), around) << limit;
    }
    EXPECT_EQ(found(*this, maks, "s", people), around) << "one character";
    EXPECT_EQ(found(*this, maks, "@d", people), around) << "one behind the @";
    EXPECT_EQ(found(*this, maks, " \u200b", people), around) << "nothing that is compared";
  }
  ASSERT_TRUE(run(verbs().accounts().set_disabled(email("boris"), true)));
  remove(maks, team, run(verbs().accounts().find(ids[3])).value());
  ASSERT_TRUE(handles.change(dima, "zzz"));
  EXPECT_EQ(found(*this, maks, std::nullopt), (Words{"anna", "olga", "zzz"}));
  EXPECT_EQ(found(*this, dima, std::nullopt), Words{"maks"}) << "though nobody has written";
}

TEST_P(StoreConformance, PeopleAreFoundByHandleAndNameTheBestFirst) {
  Handles handles(*this);
  const User viewer = user("viewer");
  ASSERT_TRUE(handles.make("Anna Petrova", "petr"));
  ASSERT_TRUE(handles.make("Пётр", "zpetr.1"));
  ASSERT_TRUE(handles.make("Ivan Petrov", "ivan"));
  ASSERT_TRUE(handles.make("Olga", "o_petrova"));
  ASSERT_TRUE(handles.make("Petr", "zz.top"));
  ASSERT_TRUE(handles.make("Petra", "petra.x"));
  ASSERT_TRUE(handles.make("Petrovich", "vich"));
  EXPECT_EQ(found(*this, viewer, "petr"),
            (Words{"petr", "zz.top", "petra.x", "vich", "o_petrova", "ivan", "zpetr.1"}));
  for (const int limit : {1, 2, 3}) {
    EXPECT_EQ(found(*this, viewer, "PETR ", People::open, limit), found(*this, viewer, "petr"));
  }
  EXPECT_EQ(found(*this, viewer, "@petr"), found(*this, viewer, "petr"));
  EXPECT_EQ(found(*this, viewer, "пё"), Words{"zpetr.1"});
  EXPECT_EQ(found(*this, viewer, "et"), Words()) << "two characters begin a word";
  EXPECT_EQ(found(*this, viewer, "vi"), Words{"vich"}) << "oneself is left out";
  EXPECT_EQ(found(*this, viewer, "trov"), (Words{"o_petrova", "ivan", "petr", "vich"}));
  EXPECT_EQ(found(*this, viewer, "anna petrova"), Words{"petr"});
  EXPECT_EQ(found(*this, viewer, "anna petrovich"), Words()) << "longer than what the index has";
  reopen();
  EXPECT_EQ(found(*this, viewer, "trov"), (Words{"o_petrova", "ivan", "petr", "vich"}));
  expect_no_faults(*this);
}

TEST_P(StoreConformance, ChangedNamesAreFoundAtOnceAndOldOnesNoLonger) {
  Handles handles(*this);
  const User viewer = user("viewer");
  const User maks = user("maks");
  rename(maks, "Максим Петров");
  EXPECT_EQ(found(*this, viewer, "петров"), Words{"maks"});
  EXPECT_EQ(found(*this, viewer, "mak"), Words{"maks"}) << "by the handle";
  ASSERT_TRUE(handles.change(maks, "petrov"));
  EXPECT_EQ(found(*this, viewer, "mak"), Words());
  ASSERT_TRUE(run(verbs().accounts().set_disabled(email("maks"), true)));
  EXPECT_EQ(found(*this, viewer, "petrov"), Words());
  ASSERT_TRUE(run(verbs().accounts().set_disabled("@petrov", false)));
  EXPECT_EQ(found(*this, viewer, "petrov"), Words{"petrov"});
  erase_account(maks);
  EXPECT_EQ(found(*this, viewer, "petrov"), Words());
  expect_no_faults(*this);
}

TEST_P(StoreConformance, WhereOthersCantBeFoundASearchIsAmongThoseOneKnows) {
  const User maks = user("maks");
  const User anna = user("anna");
  const User anton = user("anton");
  user("antonina");
  group(maks, {anna.id});
  const Chat pair = direct(maks, anton);
  EXPECT_EQ(found(*this, maks, "an", People::open), (Words{"anna", "anton", "antonina"}));
  EXPECT_EQ(found(*this, maks, "an", People::known), Words{"anna"}) << "anton has not written";
  send(anton, pair, "hello");
  EXPECT_EQ(found(*this, maks, "an", People::known), (Words{"anna", "anton"}));
  EXPECT_EQ(found(*this, maks, "an", People::known, 1), (Words{"anna", "anton"}));
}

TEST_P(StoreConformance, ASearchEndsWithItsTwoHundredBest) {
  Handles handles(*this);
  const User viewer = user("viewer");
  ASSERT_TRUE(handles.make("Gusanna", "zz_last"));
  for (int i = 0; i < 210; ++i) ASSERT_TRUE(handles.make("Anna"));
  const Words all = found(*this, viewer, "anna", People::open, 70);
  EXPECT_EQ(all.size(), 200U);
  EXPECT_EQ(all.front(), "anna");
  EXPECT_EQ(std::ranges::count(all, "zz_last"), 0) << "nothing better is left out for it";
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 200U);
}

// Two hundred who begin with it, by a better kind of place, once hid the one who is called so.
TEST_P(StoreConformance, WhoIsCalledNothingElseIsAmongTheTwoHundred) {
  Handles handles(*this);
  const User viewer = user("viewer");
  ASSERT_TRUE(handles.make("Anna", "zoe"));
  ASSERT_TRUE(handles.make("Anna Petrova Anna", "zwei"));
  for (int i = 0; i < 205; ++i) ASSERT_TRUE(handles.make("Anna Petrova Anna-Maria"));
  for (const int limit : {50, 200}) {
    const Words all = found(*this, viewer, "anna", People::open, limit);
    EXPECT_EQ(all.size(), 200U);
    EXPECT_EQ(all.front(), "zoe") << limit;
  }
  EXPECT_EQ(found(*this, viewer, "anna petrova anna").front(), "zwei");
  EXPECT_EQ(found(*this, viewer, "@zwei"), Words{"zwei"});
}

TEST_P(StoreConformance, ACursorOfAnotherSearchIsRefused) {
  const User maks = user("maks");
  const User anna = user("anna");
  user("anton");
  Directory directory(store());
  const auto list = [&](const User& viewer, std::optional<std::string> cursor, const char* query) {
    return run(directory.list(test::viewed_by(viewer.id), {1, std::move(cursor), query}));
  };
  const auto cursor = list(maks, std::nullopt, "an").value().next_cursor;
  ASSERT_TRUE(cursor);
  EXPECT_EQ(list(maks, cursor, "AN ").value().users.at(0).handle, "anton") << "the same, folded";
  EXPECT_EQ(refusal(list(maks, cursor, "ant")), ErrorCode::invalid);
  EXPECT_EQ(refusal(list(maks, cursor, "a")), ErrorCode::invalid);
  EXPECT_EQ(refusal(list(anna, cursor, "an")), ErrorCode::invalid);
  EXPECT_EQ(refusal(list(maks, "x", "an")), ErrorCode::invalid);
}

TEST_P(StoreConformance, OfSomeNumbersThoseOneSeesAreGivenOnceAndInTheirOrder) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const User gone = user("gone");
  group(maks, {dima.id, gone.id});
  direct(maks, gone);
  erase_account(gone);
  ASSERT_TRUE(run(verbs().accounts().set_disabled(email("dima"), true)));
  const auto seen = [&](People people) {
    std::vector<UserId> ids;
    Directory directory(store(), people);
    const auto users = run(directory.seen(
        test::viewed_by(maks.id), {UserId(99), gone.id, olga.id, dima.id, maks.id, dima.id}));
    for (const User& user : users.value()) ids.push_back(user.id);
    return ids;
  };
  EXPECT_EQ(seen(People::open), (std::vector{gone.id, olga.id, dima.id, maks.id}));
  EXPECT_EQ(seen(People::known), (std::vector{gone.id, dima.id, maks.id}));
}

}  // namespace
}  // namespace asq::testing
