// A person's socket over the real services, without a network. Threads: the test's.
#pragma once

#include <boost/json/value.hpp>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "support/api_server.hpp"
#include "support/recording_socket.hpp"

namespace asq::test {

class ApiSocket {
 public:
  ApiSocket(ApiServer& server, const std::string& token) : server_(server) {
    auto opened =
        server.call({"GET", "/chat/ws", ApiServer::upgrade(ApiServer::authorization(token))});
    if (!opened.upgraded()) throw std::runtime_error("refused: " + opened.body);
    handler_ = std::move(opened.socket);
    on_loop([this] { handler_->on_open(socket_); });
  }
  ~ApiSocket() {
    on_loop([this] {
      handler_->on_close();
      handler_.reset();
    });
  }
  ApiSocket(const ApiSocket&) = delete;
  ApiSocket& operator=(const ApiSocket&) = delete;

  void say(std::string text) {
    on_loop([this, text = std::move(text)] { handler_->on_text(text); });
  }
  // A time at which the loop looks at deadlines.
  void sweep(SteadyTime now) {
    on_loop([this, now] { handler_->on_sweep(now); });
  }
  // The next text, whenever it comes.
  boost::json::value hear() {
    std::optional<std::string> text;
    while (!text) {
      on_loop([&] {
        if (heard_ < socket_.texts.size()) text = socket_.texts[heard_++];
      });
      if (!text) std::this_thread::yield();
    }
    return parse_json(*text).value();
  }
  // The next text of that type.
  boost::json::value hear(std::string_view type) {
    while (true) {
      auto value = hear();
      if (value.at("type").as_string() == type) return value;
    }
  }
  // What a command is answered; events that come before it are skipped.
  boost::json::value ask(const std::string& command) {
    say(command);
    while (true) {
      auto value = hear();
      if (value.as_object().contains("id") || value.at("type").as_string() == "error") return value;
    }
  }
  // The code of an error, or the type of what is none.
  static std::string outcome(const boost::json::value& reply) {
    const auto* error = reply.as_object().if_contains("error");
    return std::string(error == nullptr ? reply.at("type").as_string()
                                        : error->at("code").as_string());
  }
  void hello() { ask(R"({"id":"hello","type":"hello"})"); }
  std::optional<net::CloseCode> closed_with() {
    std::optional<net::CloseCode> code;
    on_loop([&] { code = socket_.closed_with; });
    return code;
  }

 private:
  void on_loop(std::function<void()> work) {
    std::promise<void> done;
    server_.loop().post([&] {
      work();
      done.set_value();
    });
    done.get_future().get();
  }

  ApiServer& server_;
  RecordingSocket socket_{server_.loop()};
  std::unique_ptr<net::WsHandler> handler_;
  std::size_t heard_ = 0;
};

}  // namespace asq::test
