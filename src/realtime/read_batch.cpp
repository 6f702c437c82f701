#include "realtime/read_batch.hpp"

#include <algorithm>

namespace asq::realtime {

bool ReadBatch::add(const MovedMarker& moved, SteadyTime now, bool room) {
  forget_quiet(now);
  const auto [chat, first] = chats_.try_emplace(moved.marker.chat_id);
  if (first) {
    chat->second.due = now + kBetween;
    due_chats_.push_back({now + kBetween, moved.marker.chat_id});
    if (room) return true;
  }
  const auto [newest, one_more] = chat->second.kept.try_emplace(moved.marker.user_id, moved);
  if (one_more) kept_.emplace(chat->second.due, moved.marker.chat_id);
  newest->second = std::max(newest->second, moved, [](const auto& one, const auto& other) {
    return one.position < other.position;
  });
  return false;
}

void ReadBatch::forget_quiet(SteadyTime now) {
  while (!due_chats_.empty() && due_chats_.front().due <= now) {
    const auto chat = chats_.find(due_chats_.front().chat);
    if (!chat->second.kept.empty()) return;  // take_due() comes for it
    chats_.erase(chat);
    due_chats_.pop_front();
  }
}

std::vector<MovedMarker> ReadBatch::take_due(SteadyTime now) {
  std::vector<MovedMarker> due;
  while (!due_chats_.empty() && due_chats_.front().due <= now) {
    const ChatId chat = due_chats_.front().chat;
    due_chats_.pop_front();
    const auto entry = chats_.find(chat);
    if (entry->second.kept.empty()) {
      chats_.erase(entry);
      continue;
    }
    for (const auto& [user, newest] : entry->second.kept) due.push_back(newest);
    kept_.erase({entry->second.due, chat});
    entry->second.kept.clear();
    entry->second.due = now + kBetween;
    due_chats_.push_back({now + kBetween, chat});
  }
  return due;
}

std::optional<SteadyTime> ReadBatch::next_due() const {
  if (kept_.empty()) return std::nullopt;
  return kept_.begin()->first;
}

}  // namespace asq::realtime
