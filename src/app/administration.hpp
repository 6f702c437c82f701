// What an operator may do to a server's data, over control.sock or, without a running server, in
// the process of `asq user` itself. Threads: one at a time; calls block.
//
// A request and its reply are one JSON object each, one line on the socket:
//
//   {"verb":"user_add","email":E,"username":U,"password":P}   {"ok":true,"user":{...}}
//     and "handle":H, unless it is to be made from the name
//   {"verb":"user_list","after":0} {"ok":true,"users":[...],"more":false}
//   {"verb":"user_disable","email":E}, "user_enable"          {"ok":true,"user":{...}}
//   {"verb":"user_reset_password","email":E,"password":P}     {"ok":true,"user":{...}}
//   {"verb":"user_reset_link","email":E} {"ok":true,"user":{...},"link":{...},"expires_at":"..."}
//   {"verb":"invite","chat_id":C,"max_uses":N,"expires_in":S} {"ok":true,"link":{...}} (links.hpp)
//   {"verb":"invite_end","token":T}                           {"ok":true,"invite_id":I}
//   {"verb":"ping"}                                           {"ok":true}
//   where a user is named, E may also be an @handle
//   anything that fails                                       {"ok":false,"code":C,"error":"..."}
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "app/links.hpp"
#include "chat/accounts.hpp"
#include "chat/invites.hpp"

namespace asq::app {

inline constexpr std::size_t kMaxControlLine = 64 * 1024;  // of a request

class Administration {
 public:
  Administration(chat::Accounts& accounts, chat::Invites& invites, std::size_t min_password,
                 LinkBase links)
      : accounts_(accounts),
        invites_(invites),
        min_password_(min_password),
        links_(std::move(links)) {}

  // Where the server listens, as it is known by now: its links begin so. Before the first answer.
  void set_listen(Endpoint listen) { links_.listen = std::move(listen); }

  // The reply to one request, whatever the request is. Both without a newline.
  [[nodiscard]] std::string answer(std::string_view request);

 private:
  [[nodiscard]] Result<boost::json::object> perform(std::string_view request);
  [[nodiscard]] Result<boost::json::object> add(const boost::json::value& request);
  [[nodiscard]] Result<boost::json::object> list(const boost::json::value& request);
  [[nodiscard]] Result<boost::json::object> set_disabled(const boost::json::value& request,
                                                         bool disabled);
  [[nodiscard]] Result<boost::json::object> reset_password(const boost::json::value& request);
  [[nodiscard]] Result<boost::json::object> make_reset_link(const boost::json::value& request);
  [[nodiscard]] Result<boost::json::object> invite(const boost::json::value& request);
  [[nodiscard]] Result<boost::json::object> end_invite(const boost::json::value& request);

  chat::Accounts& accounts_;
  chat::Invites& invites_;
  std::size_t min_password_;
  LinkBase links_;
};

}  // namespace asq::app
