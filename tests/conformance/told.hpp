// Events in words, so that a test can say what somebody heard:
//   "1/3 hello"  "1/3 edited: hi"  "1/3 deleted"  "1/3 reaction"        chat 1, message 3
//   "1 added"  "1 removed"  "1 updated"                                 to the person concerned
//   "1 +2"  "1 -2"  "1 2 is admin"                                      to the others: user 2
//   "2 is now maks"  "2 is gone"                                        a profile
#pragma once

#include <string>
#include <vector>

#include "store_suite.hpp"

namespace asq::testing {

[[nodiscard]] std::string words(const LoggedEvent& event);
// As it is announced: "1 created", "1 deleted", and the rest as above. Empty: of what passes.
[[nodiscard]] std::string words(const Event& event);

// What a person has missed behind `since`, loaded some at a time as a catch-up does it.
[[nodiscard]] std::vector<LoggedEvent> replay(StoreGround& ground, UserId user, LogPosition since);
// The same in words.
[[nodiscard]] std::vector<std::string> told(StoreGround& ground, const User& user,
                                            LogPosition since);
// What has been announced behind `since`, in words.
[[nodiscard]] std::vector<std::string> announced_since(StoreGround& ground, LogPosition since);

}  // namespace asq::testing
