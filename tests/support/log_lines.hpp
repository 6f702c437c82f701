// The lines of an AccountLog, kept instead of written. Threads: any.
#pragma once

#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "chat/account_log.hpp"

namespace asq::test {

class LogLines {
 public:
  // Outlives the AccountLog.
  [[nodiscard]] chat::AccountLog::Sink sink() {
    return [this](log::Level level, std::string_view event, std::span<const log::Field> fields) {
      keep(level, event, fields);
    };
  }

  // Those since the last call: "login_refused user_id=1 address=192.0.2.1 reason=disabled", behind
  // "warning " if it is one.
  std::vector<std::string> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lines_, {});
  }

 private:
  struct Text {
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(auto number) const { return std::to_string(number); }
  };

  void keep(log::Level level, std::string_view event, std::span<const log::Field> fields) {
    std::string line(level == log::Level::warning ? "warning " : "");
    line += event;
    for (const log::Field& field : fields) {
      line += ' ';
      line += field.key;
      line += '=' + std::visit(Text(), field.value);
    }
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }

  std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace asq::test
