#include "store_suite.hpp"

#include <stdexcept>

namespace asq {

void PrintTo(ErrorCode code, std::ostream* out) { *out << error_name(code); }

}  // namespace asq

namespace asq::testing {
namespace {

// The value, or a failure of the test that says which refusal came instead.
template <class T>
void expect_done(const Result<T>& result, const char* what) {
  if (result) return;
  throw std::runtime_error(std::string(what) + ": " + std::string(error_name(result.error().code)) +
                           " " + result.error().log.text);
}
template <class T>
T expect_value(Result<T> result, const char* what) {
  expect_done(result, what);
  return std::move(*result);
}

}  // namespace

void Announcements::add(const EventBatch& batch) {
  const std::lock_guard lock(mutex_);
  ++batches_;
  events_.insert(events_.end(), batch->begin(), batch->end());
  if (probe_) probe_(batch);
}

void Announcements::probe(std::function<void(const EventBatch&)> probe) {
  const std::lock_guard lock(mutex_);
  probe_ = std::move(probe);
}

std::vector<std::shared_ptr<const Event>> Announcements::events(std::size_t from) const {
  const std::lock_guard lock(mutex_);
  return {events_.begin() + static_cast<std::ptrdiff_t>(from), events_.end()};
}

std::size_t Announcements::count() const {
  const std::lock_guard lock(mutex_);
  return events_.size();
}

std::vector<Message> Announcements::messages() const {
  std::vector<Message> messages;
  for (const auto& event : events()) {
    if (const auto* appended = std::get_if<MessageAppended>(&event->what)) {
      messages.push_back(appended->message);
    }
  }
  return messages;
}

std::vector<SessionId> Announcements::ended_sessions() const {
  std::vector<SessionId> ids;
  for (const auto& event : events()) {
    if (const auto* ended = std::get_if<SessionEnded>(&event->what)) {
      ids.push_back(ended->session_id);
    }
  }
  return ids;
}

std::size_t Announcements::batches() const {
  const std::lock_guard lock(mutex_);
  return batches_;
}

StoreGround::StoreGround(std::unique_ptr<StoreFactory> factory)
    : factory_(std::move(factory)), store_(factory_->make(clock_)) {
  listen();
}

StoreGround::~StoreGround() { store_->close(); }

void StoreGround::reopen() {
  store_->close();
  store_.reset();
  store_ = factory_->reopen(clock_);
  listen();
}

void StoreGround::listen() {
  store_->set_commit_listener([this](const EventBatch& batch) { announced_.add(batch); });
}

User StoreGround::user(const std::string& name) {
  store::NewAccount account{name, email(name), "$argon2id$" + name};
  return expect_value(run(verbs().accounts().create(std::move(account))), "create account");
}

Chat StoreGround::direct(const User& actor, const User& other) {
  return expect_value(run(verbs().chats().create_direct(by(actor), other.email)), "create_direct")
      .chat;
}

Chat StoreGround::group(const User& creator, std::vector<UserId> participants, std::string name) {
  test::NewGroup group{by(creator), std::move(name), std::move(participants)};
  return expect_value(run(verbs().chats().create_group(std::move(group))), "create_group");
}

Session StoreGround::session(const User& user) {
  test::Opening opening{user.id, "test", std::chrono::hours(1)};
  return expect_value(run(verbs().sessions().open(std::move(opening))), "open session");
}

Result<Receipt> StoreGround::try_send(UserId sender, ChatId chat, std::string text,
                                      std::optional<std::string> client_id) {
  test::NewMessage message{chat, by(sender), std::move(text), std::move(client_id), std::nullopt};
  return run(verbs().messages().append(std::move(message)));
}

Message StoreGround::send(const User& sender, const Chat& chat, std::string text,
                          std::optional<std::string> client_id) {
  return expect_value(try_send(sender.id, chat.id, std::move(text), std::move(client_id)), "append")
      .message;
}

Message StoreGround::edit(const User& actor, const Message& message, std::string text) {
  const MessageRef ref{message.chat_id, message.seq};
  return expect_value(run(verbs().messages().edit(by(actor), ref, std::move(text))), "edit");
}

Message StoreGround::erase(const User& actor, const Message& message) {
  const MessageRef ref{message.chat_id, message.seq};
  return expect_value(run(verbs().messages().erase(by(actor), ref)), "erase message");
}

Message StoreGround::react(const User& actor, const Message& message, std::string emoji,
                           bool present) {
  const MessageRef ref{message.chat_id, message.seq};
  return expect_value(run(verbs().messages().react(by(actor), ref, std::move(emoji), present)),
                      "react");
}

User StoreGround::user_as_before(store::NewAccount account) {
  auto verb = [account = std::move(account)](store::Transaction& rows) -> Result<User> {
    return rows.find_user(rows.insert_user(account, rows.now())).value();
  };
  return expect_value(run(store().write<User>({"register", Payer::server()}, std::move(verb))),
                      "insert_user");
}

void StoreGround::react_as_before(store::ReactionKey reaction) {
  auto verb = [reaction = std::move(reaction)](store::Transaction& rows) -> Result<void> {
    const LogPosition at = rows.take_position();
    rows.insert_reaction(reaction, at);
    const auto message = rows.find_message(reaction.message.chat_id, reaction.message.seq);
    rows.record(at, MessageChanged{MessageChanged::How::reaction, message.value()});
    return {};
  };
  EXPECT_TRUE(run(store().write<void>({"react", Payer::server()}, std::move(verb))));
}

void StoreGround::read(const User& reader, const Chat& chat, std::int64_t seq) {
  (void)expect_value(run(verbs().members().mark_read(by(reader), chat.id, Seq(seq))), "mark_read");
}

void StoreGround::add(const User& actor, const Chat& group, const User& added) {
  (void)expect_value(run(verbs().members().add(by(actor), group.id, added.email)), "add");
}

void StoreGround::remove(const User& actor, const Chat& group, const User& removed) {
  expect_done(run(verbs().members().remove(by(actor), group.id, removed.id)), "remove");
}

std::optional<store::Departure> StoreGround::departure(const User& user, const Chat& group) {
  using Found = std::optional<store::Departure>;
  auto verb = [user = user.id, chat = group.id](store::Snapshot& rows) -> Result<Found> {
    return rows.find_departure(chat, user);
  };
  return expect_value(run(store().read<Found>({"departure", Payer::server()}, std::move(verb))),
                      "departure");
}

void StoreGround::erase_chat(const User& actor, const Chat& group) {
  expect_done(run(verbs().chats().erase(by(actor), group.id)), "erase chat");
}

void StoreGround::rename(const User& user, std::string name) {
  chat::ProfileChange change;
  change.username = std::move(name);
  (void)expect_value(run(verbs().accounts().change_profile(by(user), change)), "rename");
}

void StoreGround::erase_account(const User& user) {
  (void)expect_value(run(verbs().accounts().erase(by(user))), "erase account");
}

Result<std::vector<Message>> StoreGround::try_history(UserId viewer, ChatId chat) {
  test::OffsetPage page{chat, viewer, 0, 200, false, std::nullopt};
  return run(verbs().messages().page(page));
}

std::vector<Message> StoreGround::history(const User& viewer, const Chat& chat) {
  return expect_value(try_history(viewer.id, chat.id), "page");
}

Chat StoreGround::seen_by(const User& viewer, const Chat& chat) {
  return expect_value(run(verbs().chats().find(viewer.id, chat.id)), "find chat");
}

std::vector<std::string> texts(const std::vector<Message>& messages) {
  std::vector<std::string> all;
  for (const Message& message : messages) all.push_back(message.text);
  return all;
}

std::vector<std::int64_t> seqs(const std::vector<Message>& messages) {
  std::vector<std::int64_t> all;
  for (const Message& message : messages) all.push_back(message.seq.value());
  return all;
}

}  // namespace asq::testing
