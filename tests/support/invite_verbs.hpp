// The verbs of invitations, as store_verbs.hpp has the others: named by id, whose token they make.
// Threads: any. The store outlives the tasks.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "auth/link_tokens.hpp"
#include "base/handle.hpp"
#include "chat/account_changes.hpp"
#include "chat/invites.hpp"
#include "store/store.hpp"

namespace asq::test {

class InviteVerbs {
 public:
  explicit InviteVerbs(store::Store& store) : store_(store) {}

  [[nodiscard]] std::string token(InviteId id) const { return token_in(store_, id); }
  Task<Result<Invite>> create(chat::InviteMaker maker, InviteTerms terms) const {
    return create_in(store_, maker, terms);
  }
  Task<Result<std::optional<Chat>>> accept(Actor actor, InviteId id,
                                           chat::InviteOptions options = {}) const {
    return accept_in(store_, actor, id, options);
  }
  Task<Result<void>> end(chat::InviteMaker actor, InviteId id) const {
    return end_in(store_, actor, id);
  }
  Task<Result<chat::InvitePage>> list(UserId viewer, chat::InviteListRequest request,
                                      Timestamp now) const {
    return list_in(store_, viewer, std::move(request), now);
  }
  // As registering does when the password is hashed.
  Task<Result<User>> create_account(store::NewAccount account, InviteId id,
                                    chat::Registrations registrations = chat::Registrations::open,
                                    chat::Toll* toll = nullptr) const {
    account.wished_handle = handle_from(account.username);
    auto verb = [account = std::move(account), id, registrations, toll](store::Transaction& rows) {
      return chat::create_invited(rows, account, id, registrations, toll);
    };
    return store_.write<User>({"register", Payer::server()}, std::move(verb));
  }
  Task<Result<Invite>> find(InviteId id) const {
    auto verb = [id](store::Snapshot& rows) -> Result<Invite> {
      auto invite = rows.find_invite(id);
      if (!invite) return fail(ErrorCode::invite_not_found);
      return std::move(*invite);
    };
    return store_.read<Invite>({"find invitation", Payer::server()}, std::move(verb));
  }

 private:
  static std::string token_in(const store::Store& store, InviteId id) {
    return auth::make_link_token(store.link_secret(), auth::kInviteLabel, id.value());
  }
  static Task<Result<Invite>> create_in(store::Store& store, chat::InviteMaker maker,
                                        InviteTerms terms) {
    chat::Invites invites(store);
    auto made = co_await invites.create(maker, terms);
    if (!made) co_return std::unexpected(std::move(made.error()));
    co_return made->invite;
  }
  static Task<Result<std::optional<Chat>>> accept_in(store::Store& store, Actor actor, InviteId id,
                                                     chat::InviteOptions options) {
    chat::Invites invites(store, options);
    std::string token = token_in(store, id);
    co_return co_await invites.accept(actor, std::move(token));
  }
  static Task<Result<void>> end_in(store::Store& store, chat::InviteMaker actor, InviteId id) {
    chat::Invites invites(store);
    std::string token = token_in(store, id);
    co_return co_await invites.end(actor, std::move(token));
  }
  static Task<Result<chat::InvitePage>> list_in(store::Store& store, UserId viewer,
                                                chat::InviteListRequest request, Timestamp now) {
    chat::Invites invites(store);
    co_return co_await invites.list(chat::Caller{viewer, SessionId()}, std::move(request), now);
  }

  store::Store& store_;
};

}  // namespace asq::test
