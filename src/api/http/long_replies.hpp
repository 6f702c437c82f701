// Replies whose lists can be megabytes long are written a piece at a time. Between two pieces the
// loop serves others: a page of 200 messages of 64 KiB would hold them up for many milliseconds.
// Threads: the loop of the connection.
#pragma once

#include <concepts>
#include <string>
#include <vector>

#include "api/contract/replies.hpp"
#include "base/task.hpp"
#include "model/message.hpp"

namespace asq::api {

template <class Value>
concept LongReply =
    std::same_as<Value, std::vector<Message>> || std::same_as<Value, MessagesPage> ||
    std::same_as<Value, ChatsReply> || std::same_as<Value, SyncReply>;

// The JSON of the reply, behind what is in `out`. Both outlive the task.
[[nodiscard]] Task<void> write_in_pieces(std::string& out, const std::vector<Message>& messages);
[[nodiscard]] Task<void> write_in_pieces(std::string& out, const MessagesPage& page);
[[nodiscard]] Task<void> write_in_pieces(std::string& out, const ChatsReply& reply);
[[nodiscard]] Task<void> write_in_pieces(std::string& out, const SyncReply& reply);

}  // namespace asq::api
