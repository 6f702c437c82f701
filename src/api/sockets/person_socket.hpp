// The socket of a person, /chat/ws: all commands in, all that concerns the person out.
//                                                      Stops 2 and 9 of docs/life-of-a-message.md
//   before: net/ws_input.cpp      after: chat/send_message.cpp
// Threads: the loop of its connection.
#pragma once

#include <memory>
#include <string>

#include "api/services.hpp"
#include "chat/caller.hpp"
#include "net/ws.hpp"
#include "realtime/hub.hpp"

namespace asq::api {

// What a person's socket calls. References outlive it.
struct PersonSocketServices {
  const Services& services;
  realtime::Hub& hub;        // of the connection's loop
  const std::string& terms;  // hello_terms()
};

[[nodiscard]] std::unique_ptr<net::WsHandler> make_person_socket(
    const PersonSocketServices& services, chat::Caller caller);

}  // namespace asq::api
