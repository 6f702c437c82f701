#include "app/node.hpp"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "app/cores.hpp"
#include "base/log.hpp"

namespace asq::app {
namespace {

api::Rate api_rate(bool on, const Rate& rate) {
  if (!on || rate.count == 0) return {};
  return {static_cast<double>(rate.count) / static_cast<double>(rate.per.count()),
          static_cast<double>(rate.burst)};
}

api::RateOptions rate_options(const Settings& settings) {
  return {.registers = api_rate(settings.limits, settings.limit_register),
          .tokens = api_rate(settings.limits, settings.limit_token),
          .sends = api_rate(settings.limits, settings.limit_send),
          .requests = api_rate(settings.limits, settings.limit_request),
          .logins = api_rate(settings.limits, settings.limit_login),
          .names = api_rate(settings.limits, settings.limit_name),
          .memberships = api_rate(settings.limits, settings.limit_membership),
          .strangers = api_rate(settings.limits, settings.limit_stranger),
          .invites = api_rate(settings.limits, settings.limit_invite),
          .passing = settings.limits ? api::RateOptions{}.passing : api::Rate{},
          .bytes_per_send = static_cast<std::int64_t>(settings.send_bytes),
          .bytes_per_request = static_cast<std::int64_t>(settings.request_bytes)};
}

std::int64_t sockets_per_account(const Settings& settings) {
  return settings.limits ? settings.sockets_per_account : 0;
}

net::HeldBytes::Options held_bounds(const Settings& settings) {
  return {.input = {.per_account = settings.unfinished_per_account,
                    .per_address = settings.unfinished_per_address,
                    .in_all = settings.unfinished_in_all},
          .output = {.per_account = settings.unread_answers,
                     .per_address = settings.unread_per_address,
                     .in_all = settings.unread_in_all}};
}

api::ApiOptions api_options(const Settings& settings, std::shared_ptr<net::HeldBytes> held) {
  return {.public_url = settings.public_url,
          .server_name = settings.server_name,
          .contact = settings.contact,
          .min_password_characters = static_cast<std::size_t>(settings.min_password),
          .allowed_origins = settings.allowed_origins,
          .trusted_proxies = settings.trusted_proxies,
          .held = std::move(held),
          .ping_after = settings.ping_after,
          .sockets_per_account = sockets_per_account(settings),
          .log_requests = settings.log_requests};
}

net::ServerLimits server_limits(const Settings& settings) {
  net::ServerLimits limits;
  limits.header_timeout = settings.header_timeout;
  limits.body_timeout = settings.body_timeout;
  limits.keep_alive_idle = settings.keep_alive;
  limits.max_unproven_per_address =
      settings.limits ? static_cast<int>(settings.unproven_per_address) : 0;
  limits.ping_after = settings.ping_after;
  limits.close_after = settings.close_after;
  limits.stalled_after = settings.stalled_after;
  limits.outbox_frames = static_cast<std::size_t>(settings.outbox_frames);
  limits.outbox_bytes = settings.outbox_size;
  return limits;
}

chat::ChatOptions chat_options(const Settings& settings) {
  return {.max_own_chats = settings.limits ? settings.max_own_chats : 0, .people = settings.people};
}

chat::LoginOptions login_options(const Settings& settings) {
  return {.issuer = settings.issuer,
          .access_lifetime = settings.access_token_lifetime,
          .refresh_lifetime = settings.refresh_token_lifetime};
}

// Not refused: it is the default, and fine among friends.
void warn_if_open(const Settings& settings, std::uint16_t port) {
  if (settings.registration != chat::Registrations::open) return;
  log::warning(
      "registration_open_to_all",
      {{"listen", format_endpoint({settings.listen.host, port})},
       {"registration", "open"},
       {"people", settings.people == chat::People::open ? "open" : "known"},
       {"cause",
        "anybody who can reach this address can create an account; registration=invited "
        "or registration=closed keeps strangers out, people=known keeps people from finding "
        "everybody else"}});
}

std::expected<auth::KeyRing, std::string> signing_keys(const Settings& settings,
                                                       const DataDirectory& directory) {
  if (!settings.jwt_secret.empty()) return auth::key_from_config(settings.jwt_secret);
  if (!settings.jwt_secret_file.empty()) return auth::key_from_file(settings.jwt_secret_file);
  return auth::load_or_make_keys(directory.path() / "keys.json");
}

}  // namespace

std::expected<std::unique_ptr<Node>, std::string> Node::open(const Settings& settings) {
  auto directory = DataDirectory::open(settings.data);
  if (!directory) return std::unexpected(std::move(directory.error()));
  auto keys = signing_keys(settings, *directory);
  if (!keys) return std::unexpected(std::move(keys.error()));
  auto clock = std::make_unique<const SystemClock>();
  auto metrics = std::make_unique<prometheus::Registry>();
  auto core = Core::open(settings, *directory, *clock, metrics.get());
  if (!core) return std::unexpected(std::move(core.error()));
  return std::unique_ptr<Node>(
      new Node(settings, {std::move(*directory), std::move(clock), std::move(metrics),
                          std::move(*keys), std::move(*core)}));
}

Node::Node(const Settings& settings, Opened opened)
    : settings_(settings),
      directory_(std::move(opened.directory)),
      clock_(std::move(opened.clock)),
      metrics_(std::move(opened.metrics)),
      stored_messages_(prometheus::BuildCounter()
                           .Name("asq_messages_stored_total")
                           .Help("Messages committed since the start")
                           .Register(*metrics_)
                           .Add({})),
      keys_(std::move(opened.keys)),
      core_(std::move(opened.core)),
      upkeep_(core_->store().maintenance()),
      account_log_(*clock_),
      logins_(core_->store(), core_->hasher(), keys_, *clock_, account_log_,
              login_options(settings_), &account_sockets_),
      chats_(core_->store(), chat_options(settings_)),
      people_(core_->store(), settings_.people),
      history_(core_->store()),
      members_(core_->store()),
      messages_(core_->store()),
      changes_(core_->store()),
      sync_(core_->store()),
      presence_(bus_, *clock_),
      typing_(bus_, *clock_),
      account_sockets_(presence_, sockets_per_account(settings_)),
      limits_(rate_options(settings_), *clock_),
      held_(std::make_shared<net::HeldBytes>(held_bounds(settings_))),
      api_({.accounts = core_->accounts(),
            .logins = logins_,
            .chats = chats_,
            .directory = people_,
            .history = history_,
            .members = members_,
            .invites = core_->invites(),
            .messages = messages_,
            .changes = changes_,
            .sync = sync_,
            .account_log = account_log_,
            .limits = limits_,
            .clock = *clock_,
            .metrics = *metrics_,
            .hub_of = [this](net::Loop& loop) -> realtime::Hub& { return *hubs_.at(&loop); },
            .ready = [this] { return serving_ && core_->store().ready(); }},
           api_options(settings_, held_)) {
  core_->store().set_commit_listener([this](EventBatch batch) { on_commit(std::move(batch)); });
  make_loops();
}

Node::~Node() { stop(); }

void Node::on_commit(EventBatch batch) {
  const auto messages = std::ranges::count_if(*batch, [](const auto& event) {
    return std::holds_alternative<MessageAppended>(event->what);
  });
  stored_messages_.Increment(static_cast<double>(messages));
  bus_.publish(std::move(batch));
}

void Node::make_loops() {
  const auto count = settings_.loops > 0 ? settings_.loops : available_cores();
  std::vector<net::Loop*> loops;
  const realtime::HubServices services{core_->store(), presence_, typing_, audience_,
                                       account_sockets_};
  for (std::int64_t i = 0; i < count; ++i) {
    LoopUnit* unit = loops_.emplace_back(std::make_unique<LoopUnit>(*clock_, services)).get();
    hubs_[&unit->loop] = &unit->hub;
    account_sockets_.add(unit->hub);
    loops.push_back(&unit->loop);
    bus_.subscribe([unit](EventBatch batch) {
      unit->loop.post([unit, batch = std::move(batch)] { unit->hub.deliver(batch); });
    });
  }
  server_ = std::make_unique<net::Server>(std::move(loops), api_, server_limits(settings_), held_);
  gauges_ = std::make_unique<Gauges>(*metrics_, *server_, clock_->steady());
  erasure_ = std::make_unique<Erasure>(core_->accounts().group_leaving(), loops_.front()->loop);
  session_expiry_ = std::make_unique<SessionExpiry>(core_->store().memory(), bus_);
}

std::expected<std::uint16_t, std::string> Node::start() {
  auto port = server_->start(settings_.listen.host, settings_.listen.port);
  if (!port) return port;
  core_->administration().set_listen({settings_.listen.host, *port});
  using Answer = std::variant<std::string, ControlServer::Work>;
  auto control = ControlServer::start(directory_, [this](std::string_view request) -> Answer {
    if (auto work = upkeep_.work_for(request)) return std::move(*work);
    return core_->administration().answer(request);
  });
  if (!control) return std::unexpected(std::move(control.error()));
  control_ = std::move(*control);
  serving_ = true;
  if (server_->beyond_loopback()) warn_if_open(settings_, *port);
  run_loops();
  return port;
}

void Node::run_loops() {
  net::Loop& first = loops_.front()->loop;
  first.post([this, &first] {
    first.add(*gauges_);
    first.add(*session_expiry_);
    first.add(*erasure_);
    first.add(left_out_lines_);
    first.add(presence_);
  });
  for (const auto& unit : loops_) {
    unit->thread = std::jthread([loop = &unit->loop] {
      ::pthread_setname_np(::pthread_self(), "asq-loop");
      loop->run();
    });
  }
}

// In the order of node.hpp, which says why.
void Node::stop() {
  if (std::exchange(stopped_, true)) return;
  const bool running = serving_.exchange(false);
  if (control_) control_->begin_stop();
  if (running) server_->drain(std::chrono::milliseconds(settings_.drain_timeout));
  core_->hasher().close();
  control_.reset();
  core_->store().close();
  for (const auto& unit : loops_) unit->loop.stop();
  for (const auto& unit : loops_) {
    if (unit->thread.joinable()) unit->thread.join();
  }
  account_sockets_.close();
  server_.reset();
  loops_.clear();
  core_.reset();
  account_log_.tell_left_out(SteadyTime::max());
}

}  // namespace asq::app
