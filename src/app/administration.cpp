#include "app/administration.hpp"

#include <boost/describe/class.hpp>
#include <boost/json/serialize.hpp>

#include "api/contract/decode.hpp"
#include "api/contract/error_table.hpp"
#include "api/contract/public_url.hpp"
#include "api/contract/requests.hpp"
#include "api/contract/requests_invites.hpp"
#include "app/run_task.hpp"
#include "base/json.hpp"
#include "base/log.hpp"

namespace asq::app {
namespace {

namespace json = boost::json;
using Reply = Result<json::object>;

constexpr int kUsersPerReply = 200;

// The same fields, and so the same rules, as in the requests of the API.
struct AddRequest {
  api::PersonName username;
  api::Email email;
  api::NewPassword password;
  std::optional<api::Handle> handle;
};
BOOST_DESCRIBE_STRUCT(AddRequest, (), (username, email, password, handle))

// The e-mail of an account as it is, though today's rules may refuse it: of two accounts from
// before these that are one by now, each is found by its own spelling, white space included.
using KnownEmail = api::Text<1, 1024>;

struct EmailRequest {
  KnownEmail email;
};
BOOST_DESCRIBE_STRUCT(EmailRequest, (), (email))

struct ResetRequest {
  KnownEmail email;
  api::NewPassword password;
};
BOOST_DESCRIBE_STRUCT(ResetRequest, (), (email, password))

struct ListRequest {
  api::PageOffset after;
};
BOOST_DESCRIBE_STRUCT(ListRequest, (), (after))

struct OperatorInviteRequest {
  std::optional<api::Identifier<ChatId>> chat_id;
  std::optional<api::MaxUses> max_uses;
  api::ExpiresIn expires_in;
};
BOOST_DESCRIBE_STRUCT(OperatorInviteRequest, (), (chat_id, max_uses, expires_in))

struct EndRequest {
  api::LinkToken token;
};
BOOST_DESCRIBE_STRUCT(EndRequest, (), (token))

template <class Request>
Result<Request> decode(const json::value& request, std::size_t min_password) {
  api::Input input;
  input.json = &request;
  input.rules.min_password_characters = min_password;
  auto decoded = api::decode<Request>(input);
  if (decoded.refusal) return std::unexpected(std::move(*decoded.refusal));
  return std::move(decoded.value);
}

json::object user_object(const User& user) {
  return {{"id", user.id.value()},
          {"username", user.username},
          {"email", user.email},
          {"handle", user.handle},
          {"created_at", to_rfc3339(user.created_at)},
          {"disabled", user.disabled}};
}

// The reply for one account that a verb has changed; its own line in the log.
Reply changed(const char* event, const Result<User>& user) {
  if (!user) return std::unexpected(user.error());
  log::info(event, {{"user_id", user->id.value()}});
  return json::object{{"user", user_object(*user)}};
}

// One sentence for a person.
std::string sentence(const Error& error) {
  std::string text = error.detail;
  for (const FieldError& field : error.fields) {
    text += (text.empty() ? "" : " ") + field.field + ": " + field.message;
  }
  return text.empty() ? std::string(api::public_detail(error)) : text;
}

}  // namespace

std::string Administration::answer(std::string_view request) {
  auto reply = perform(request);
  if (reply) {
    (*reply)["ok"] = true;
    return json::serialize(*reply);
  }
  const Error& error = reply.error();
  if (!error.log.text.empty()) log::error("control_failed", {{"cause", error.log.text}});
  return json::serialize(
      json::object{{"ok", false}, {"code", error_name(error.code)}, {"error", sentence(error)}});
}

Result<json::object> Administration::perform(std::string_view request) {
  const auto parsed = parse_json(request);
  if (!parsed) return fail(ErrorCode::malformed_json, parsed.error().message);
  const json::object* object = parsed->if_object();
  const json::value* named = object == nullptr ? nullptr : object->if_contains("verb");
  if (named == nullptr || !named->is_string()) {
    return fail(ErrorCode::bad_request, "A request must be an object with a verb.");
  }
  const std::string_view verb = named->get_string();
  if (verb == "ping") return json::object{};
  if (verb == "user_add") return add(*parsed);
  if (verb == "user_list") return list(*parsed);
  if (verb == "user_disable") return set_disabled(*parsed, true);
  if (verb == "user_enable") return set_disabled(*parsed, false);
  if (verb == "user_reset_password") return reset_password(*parsed);
  if (verb == "user_reset_link") return make_reset_link(*parsed);
  if (verb == "invite") return invite(*parsed);
  if (verb == "invite_end") return end_invite(*parsed);
  return fail(ErrorCode::bad_request,
              "The running server doesn't know this command; is it another version of asq?");
}

Result<json::object> Administration::add(const json::value& request) {
  auto decoded = decode<AddRequest>(request, min_password_);
  if (!decoded) return std::unexpected(decoded.error());
  chat::Registration registration{std::move(decoded->username.value),
                                  std::move(decoded->email.value),
                                  std::move(decoded->password.value)};
  if (decoded->handle) registration.handle = std::move(decoded->handle->value);
  return changed("user_added", run_task(accounts_.add(std::move(registration))));
}

Result<json::object> Administration::list(const json::value& request) {
  const auto decoded = decode<ListRequest>(request, min_password_);
  if (!decoded) return std::unexpected(decoded.error());
  const auto users = run_task(accounts_.list(UserId(decoded->after.value), kUsersPerReply));
  if (!users) return std::unexpected(users.error());
  json::array shown;
  for (const User& user : *users) shown.push_back(user_object(user));
  const bool more = users->size() == static_cast<std::size_t>(kUsersPerReply);
  return json::object{{"users", std::move(shown)}, {"more", more}};
}

Result<json::object> Administration::set_disabled(const json::value& request, bool disabled) {
  auto decoded = decode<EmailRequest>(request, min_password_);
  if (!decoded) return std::unexpected(decoded.error());
  return changed(disabled ? "user_disabled" : "user_enabled",
                 run_task(accounts_.set_disabled(std::move(decoded->email.value), disabled)));
}

Result<json::object> Administration::reset_password(const json::value& request) {
  auto decoded = decode<ResetRequest>(request, min_password_);
  if (!decoded) return std::unexpected(decoded.error());
  return changed("user_password_reset",
                 run_task(accounts_.reset_password(std::move(decoded->email.value),
                                                   std::move(decoded->password.value))));
}

Result<json::object> Administration::make_reset_link(const json::value& request) {
  auto decoded = decode<EmailRequest>(request, min_password_);
  if (!decoded) return std::unexpected(decoded.error());
  const auto made = run_task(accounts_.make_reset_link(std::move(decoded->email.value)));
  if (!made) return std::unexpected(made.error());
  auto reply = changed("user_reset_link_made", made->user);
  if (!reply) return reply;
  // Behind '#', which no browser sends: so it is in no log of a proxy.
  (*reply)["link"] = link_object("/reset#" + made->token, links_);
  (*reply)["expires_at"] = to_rfc3339(made->expires_at);
  return reply;
}

Result<json::object> Administration::invite(const json::value& request) {
  const auto decoded = decode<OperatorInviteRequest>(request, min_password_);
  if (!decoded) return std::unexpected(decoded.error());
  InviteTerms terms;
  if (decoded->chat_id) terms.chat_id = decoded->chat_id->value;
  if (decoded->max_uses) terms.max_uses = decoded->max_uses->value;
  if (decoded->expires_in.value > 0) terms.expires_in = decoded->expires_in.value;
  const auto made = run_task(invites_.create(chat::kOperator, terms));
  if (!made && made.error().code == ErrorCode::chat_not_found) {
    return fail(ErrorCode::chat_not_found, "There is no group with that id.");
  }
  if (!made) return std::unexpected(made.error());
  log::info("invite_made", {{"invite_id", made->invite.id.value()}});
  return json::object{{"link", link_object(api::invite_link({}, made->token), links_)}};
}

Result<json::object> Administration::end_invite(const json::value& request) {
  auto decoded = decode<EndRequest>(request, min_password_);
  if (!decoded) return std::unexpected(decoded.error());
  const auto id = invites_.id_of(decoded->token.value);
  const auto ended = run_task(invites_.end(chat::kOperator, std::move(decoded->token.value)));
  if (!ended) return std::unexpected(ended.error());
  log::info("invite_ended", {{"invite_id", id->value()}});
  return json::object{{"invite_id", id->value()}};
}

}  // namespace asq::app
