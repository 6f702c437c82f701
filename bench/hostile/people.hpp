// People and chats by the thousand, for a server without limits.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace asq::bench {

struct Somebody {
  std::int64_t id = 0;
  std::string token;
};

// Registers and logs in.
[[nodiscard]] Somebody make_somebody(std::uint16_t port, const std::string& email);
// Registers so many people, who never log in; their ids.
[[nodiscard]] std::vector<std::int64_t> register_people(std::uint16_t port, int count);
// Logs them all in, too.
[[nodiscard]] std::vector<Somebody> make_people(std::uint16_t port, int count);

// The body of a new group.
[[nodiscard]] std::string group_body(const std::string& name,
                                     const std::vector<std::int64_t>& participants);
// Makes so many groups, over several connections; body(i) is that of each. The last one's id.
std::int64_t make_groups(std::uint16_t port, const std::string& token, int count,
                         const std::function<std::string(int)>& body);
// 16,384 characters of four bytes: the longest text there is.
[[nodiscard]] std::string longest_text();
// Sends that text so often to the chat.
void send_longest(std::uint16_t port, const std::string& token, std::int64_t chat, int count);
// 127 characters that share nothing from one number to the next.
[[nodiscard]] std::string long_name(int number);

}  // namespace asq::bench
