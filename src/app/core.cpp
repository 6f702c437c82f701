#include "app/core.hpp"

#include <algorithm>
#include <utility>

#include "app/cores.hpp"
#include "store/sqlite/open.hpp"

namespace asq::app {
namespace {

auth::HasherOptions hasher_options(const Settings& settings) {
  auth::HasherOptions options;
  options.threads = settings.password_threads > 0 ? static_cast<int>(settings.password_threads)
                                                  : std::max(1, available_cores() / 2);
  options.max_queued = static_cast<int>(settings.password_queue);
  return options;
}

chat::InviteOptions invite_options(const Settings& settings) {
  return {.registrations = settings.registration,
          .max_own_chats = settings.limits ? settings.max_own_chats : 0};
}

}  // namespace

std::expected<std::unique_ptr<Core>, std::string> Core::open(const Settings& settings,
                                                             const DataDirectory& directory,
                                                             const Clock& clock,
                                                             prometheus::Registry* metrics) {
  store::sqlite::Options options;
  options.directory = directory.path();
  options.watched = {DataDirectory::kLock};  // without it a second process would come in
  options.readers = static_cast<int>(settings.store_readers);
  options.max_queued_writes = static_cast<int>(settings.store_queue);
  options.metrics = metrics;
  auto store = store::sqlite::open(options, clock);
  if (!store) return std::unexpected(std::move(store.error()));
  return std::unique_ptr<Core>(new Core(settings, std::move(*store)));
}

Core::Core(const Settings& settings, std::unique_ptr<store::Store> store)
    : store_(std::move(store)),
      hasher_(hasher_options(settings)),
      accounts_(*store_, hasher_, settings.registration, settings.people),
      invites_(*store_, invite_options(settings)),
      administration_(accounts_, invites_, static_cast<std::size_t>(settings.min_password),
                      {settings.public_url, settings.listen}) {}

}  // namespace asq::app
