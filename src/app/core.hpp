// The half of the server that needs no network: store, passwords, accounts, invitations. `asq user`
// and `asq invite` without a running server are this alone. Threads: made and destroyed by one
// thread; its parts as they say.
#pragma once

#include <prometheus/registry.h>

#include <expected>
#include <memory>
#include <string>

#include "app/administration.hpp"
#include "app/data_directory.hpp"
#include "app/settings.hpp"
#include "auth/password_hasher.hpp"
#include "base/clock.hpp"
#include "chat/accounts.hpp"
#include "chat/invites.hpp"
#include "store/store.hpp"

namespace asq::app {

class Core {
 public:
  // Opens the store in the (locked) directory. On failure one sentence. References outlive it.
  [[nodiscard]] static std::expected<std::unique_ptr<Core>, std::string> open(
      const Settings& settings, const DataDirectory& directory, const Clock& clock,
      prometheus::Registry* metrics);

  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] auth::PasswordHasher& hasher() { return hasher_; }
  [[nodiscard]] chat::Accounts& accounts() { return accounts_; }
  [[nodiscard]] chat::Invites& invites() { return invites_; }
  [[nodiscard]] Administration& administration() { return administration_; }

 private:
  Core(const Settings& settings, std::unique_ptr<store::Store> store);

  std::unique_ptr<store::Store> store_;
  auth::PasswordHasher hasher_;
  chat::Accounts accounts_;
  chat::Invites invites_;
  Administration administration_;
};

}  // namespace asq::app
