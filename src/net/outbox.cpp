#include "net/outbox.hpp"

#include <algorithm>
#include <utility>

namespace asq::net {
namespace {

constexpr std::size_t kFirstCapacity = 4;

}  // namespace

Push Outbox::push(Frame frame, const Bounds& bounds) {
  if (!empty() && (frames() >= bounds.frames || bytes_ + frame->size() > bounds.bytes)) {
    return Push::full;
  }
  append(std::move(frame));
  return Push::accepted;
}

void Outbox::append(Frame frame) {
  if (frame->empty()) return;
  if (frames_.size() == frames_.capacity()) {
    // A half-sent queue moves up before it grows, so that its memory follows what is unsent.
    if (head_ > frames_.size() / 2) {
      frames_.erase(frames_.begin(), frames_.begin() + head_);
      head_ = 0;
    }
    if (frames_.capacity() == 0) frames_.reserve(kFirstCapacity);
  }
  bytes_ += frame->size();
  frames_.push_back(std::move(frame));
}

std::size_t Outbox::gather(std::span<iovec> pieces) const {
  const std::size_t count = std::min(pieces.size(), frames());
  std::size_t offset = offset_;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& bytes = *frames_[head_ + i];
    // sendmsg() only reads through the pointer that iovec declares mutable.
    pieces[i] = {const_cast<char*>(bytes.data()) + offset, bytes.size() - offset};
    offset = 0;
  }
  return count;
}

void Outbox::sent(std::size_t bytes) {
  bytes_ -= bytes;
  std::size_t offset = offset_ + bytes;
  while (head_ < frames_.size() && offset >= frames_[head_]->size()) {
    offset -= frames_[head_]->size();
    frames_[head_++].reset();
  }
  offset_ = static_cast<std::uint32_t>(offset);
  if (empty()) {
    frames_.clear();
    head_ = 0;
  }
}

void Outbox::drop_unstarted() {
  const std::size_t keep = head_ + (offset_ > 0 ? 1U : 0U);
  while (frames_.size() > keep) {
    bytes_ -= frames_.back()->size();
    frames_.pop_back();
  }
}

std::size_t Outbox::unshared_bytes() const {
  std::size_t bytes = 0;
  for (std::size_t i = head_; i < frames_.size(); ++i) {
    if (frames_[i].use_count() == 1) bytes += frames_[i]->size();
  }
  return bytes;
}

void Outbox::shrink() {
  if (empty() && frames_.capacity() > 0) std::vector<Frame>().swap(frames_);
}

}  // namespace asq::net
