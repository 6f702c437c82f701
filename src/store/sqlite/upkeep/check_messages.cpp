#include "store/sqlite/upkeep/check_messages.hpp"

#include <fmt/format.h>

#include <bitset>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "store/content_hash.hpp"
#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {
namespace {

using Numbers = std::unordered_set<std::int64_t>;

Numbers load_numbers(Database& database, std::string_view sql) {
  Numbers numbers;
  auto row = database.statement(sql).run();
  while (row.step()) numbers.insert(row.integer(0));
  return numbers;
}

// Which numbers have been met: a bit for each where they lie close, as ids do.
class NumbersMet {
 public:
  // False: it has been met before.
  bool add(std::int64_t number) {
    auto& page = pages_[number / kPerPage];
    if (!page) page = std::make_unique<std::bitset<kPerPage>>();
    const auto bit = static_cast<std::size_t>(number % kPerPage);
    if (page->test(bit)) return false;
    page->set(bit);
    return true;
  }

 private:
  static constexpr std::int64_t kPerPage = 65'536;
  std::unordered_map<std::int64_t, std::unique_ptr<std::bitset<kPerPage>>> pages_;
};

struct MessageRow {
  std::int64_t chat = 0;
  std::int64_t seq = 0;
  std::int64_t id = 0;
  std::int64_t sender = 0;
  std::int64_t sent_at = 0;
  std::optional<std::int64_t> reply_to;
  bool tombstone_with_content = false;
};

// Goes through the chats and their messages side by side, both in the order of chat ids.
class MessageCheck {
 public:
  MessageCheck(Database& database, Findings& findings)
      : findings_(findings),
        users_(load_numbers(database, "SELECT id FROM users")),
        purges_(load_numbers(database, "SELECT chat_id FROM purges")),
        last_id_(database.query_integer("SELECT value FROM counters WHERE name = 'message_id'")),
        chats_(database.statement("SELECT id, last_seq, last_at, created_at FROM chats ORDER BY id")
                   .run()) {
    next_chat();
  }

  void take(const MessageRow& message);
  void finish();

 private:
  void next_chat();
  // Goes on to that chat; false: there is none.
  bool enter(std::int64_t chat);
  void leave_chat();
  void check_place(const MessageRow& message);
  void check_content(const MessageRow& message);
  void fault(const MessageRow& message, std::string_view what) {
    findings_.add(fmt::format("chat {}, message {}: {}", message.chat, message.seq, what));
  }

  Findings& findings_;
  const Numbers users_;
  const Numbers purges_;
  const std::int64_t last_id_;
  NumbersMet ids_;
  Statement::Run chats_;
  bool more_chats_ = true;
  MessageRow previous_;          // of the chat; seq 0: none yet
  std::int64_t orphans_of_ = 0;  // the last chat that is not there, and has messages
};

void MessageCheck::next_chat() {
  more_chats_ = chats_.step();
  previous_ = MessageRow{};
}

void MessageCheck::leave_chat() {
  const std::int64_t last_seq = chats_.integer(1);
  const std::int64_t last_at = previous_.seq == 0 ? chats_.integer(3) : previous_.sent_at;
  if (previous_.seq != last_seq) {
    findings_.add(fmt::format("chat {}: says that its last message is {}, but it is {}",
                              chats_.integer(0), last_seq, previous_.seq));
  } else if (chats_.integer(2) != last_at) {
    findings_.add(fmt::format("chat {}: its newest activity is not its last message's time",
                              chats_.integer(0)));
  }
  next_chat();
}

bool MessageCheck::enter(std::int64_t chat) {
  while (more_chats_ && chats_.integer(0) < chat) leave_chat();
  return more_chats_ && chats_.integer(0) == chat;
}

void MessageCheck::take(const MessageRow& message) {
  if (!enter(message.chat)) {
    if (message.chat == orphans_of_ || purges_.contains(message.chat)) return;
    orphans_of_ = message.chat;
    return fault(message, "there is no such chat");
  }
  check_place(message);
  check_content(message);
  previous_ = message;
}

void MessageCheck::check_place(const MessageRow& message) {
  if (message.seq != previous_.seq + 1) {
    findings_.add(fmt::format("chat {}: messages {} to {} are missing", message.chat,
                              previous_.seq + 1, message.seq - 1));
  }
  if (message.id > last_id_ || message.id < 1) {
    fault(message, fmt::format("its id {} is ahead of the counter, {}", message.id, last_id_));
  } else if (!ids_.add(message.id)) {
    fault(message, fmt::format("another message has the same id, {}", message.id));
  }
  if (previous_.seq == 0) return;
  if (message.id < previous_.id) fault(message, "its id is below that of the message before it");
  if (message.sent_at < previous_.sent_at) fault(message, "was sent before the one before it");
}

void MessageCheck::check_content(const MessageRow& message) {
  if (!users_.contains(message.sender)) {
    fault(message, fmt::format("there is no user {}, its sender", message.sender));
  }
  if (message.reply_to && (*message.reply_to < 1 || *message.reply_to >= message.seq)) {
    fault(message, fmt::format("answers message {}", *message.reply_to));
  }
  if (message.tombstone_with_content) fault(message, "is deleted, but not empty");
}

void MessageCheck::finish() {
  while (more_chats_) leave_chat();
}

struct ReceiptRow {
  std::int64_t chat = 0;
  std::int64_t seq = 0;
  bool matches = false;    // the message is there, of that sender and client_id
  bool untouched = false;  // neither edited nor deleted
  std::string hash;
  // What the message says; of one that was touched, nothing.
  std::string text;
  std::optional<Seq> reply_to;
};

ReceiptRow receipt_from(const Statement::Run& row) {
  ReceiptRow receipt;
  receipt.chat = row.integer(0);
  receipt.seq = row.integer(1);
  receipt.hash = row.text(2);
  receipt.matches = row.integer(3) != 0;
  receipt.untouched = row.integer(4) != 0;
  if (!receipt.untouched) return receipt;
  receipt.text = row.text(5);
  if (const auto seq = row.optional_integer(6)) receipt.reply_to = Seq(*seq);
  return receipt;
}

std::string_view fault_of(const ReceiptRow& receipt) {
  if (!receipt.matches) return "is not the message that its receipt was given for";
  if (receipt.untouched && content_hash(receipt.text, receipt.reply_to) != receipt.hash) {
    return "is not what was received";
  }
  return {};
}

void name_messages_without_receipt(Database& database, Findings& findings) {
  auto row = database
                 .statement(
                     "SELECT m.position >> 32, m.position & 4294967295 FROM messages m "
                     "WHERE m.client_id IS NOT NULL AND m.position >> 32 IN (SELECT id FROM chats) "
                     "AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.chat_id = m.position >> 32 "
                     "AND r.sender_id = m.sender_id AND r.client_id = m.client_id)")
                 .run();
  while (row.step()) {
    findings.add(
        fmt::format("chat {}, message {}: has no receipt", row.integer(0), row.integer(1)));
  }
}

}  // namespace

void check_messages(Database& database, Findings& findings) {
  MessageCheck check(database, findings);
  auto row = database
                 .statement(
                     "SELECT position, id, sender_id, sent_at, reply_to, CASE WHEN deleted IS NULL "
                     "THEN 0 ELSE text <> '' OR edited_at IS NOT NULL OR reply_to IS NOT NULL END "
                     "FROM messages ORDER BY position")
                 .run();
  while (row.step()) {
    const std::int64_t key = row.integer(0);
    check.take({key >> kSeqBits, key & kMaxSeq, row.integer(1), row.integer(2), row.integer(3),
                row.optional_integer(4), row.integer(5) != 0});
  }
  check.finish();
}

void check_receipts(Database& database, Findings& findings) {
  const Numbers purges = load_numbers(database, "SELECT chat_id FROM purges");
  std::int64_t good = 0;
  auto row = database
                 .statement(
                     "SELECT r.chat_id, r.seq, r.content_hash, "
                     "m.sender_id IS r.sender_id AND m.client_id IS r.client_id, "
                     "m.edited_at IS NULL AND m.deleted IS NULL, m.text, m.reply_to "
                     "FROM receipts r LEFT JOIN messages m ON m.position = r.chat_id << 32 | r.seq")
                 .run();
  while (row.step()) {
    const ReceiptRow receipt = receipt_from(row);
    if (purges.contains(receipt.chat)) continue;
    const std::string_view fault = fault_of(receipt);
    if (!fault.empty()) {
      findings.add(fmt::format("chat {}, message {}: {}", receipt.chat, receipt.seq, fault));
    }
    good += receipt.matches ? 1 : 0;
  }
  // Each of those is another message's: so many have one.
  const std::int64_t wanted = database.query_integer(
      "SELECT count(client_id) FROM messages WHERE position >> 32 IN (SELECT id FROM chats)");
  if (wanted != good) name_messages_without_receipt(database, findings);
}

}  // namespace asq::store::sqlite
