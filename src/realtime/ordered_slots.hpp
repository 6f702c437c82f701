// Things in the order in which they came, each taken out in constant time wherever it stands: its
// slot is emptied, and the slots are closed up when half of them are empty. Small, for there is one
// of these for each account with a socket. Threads: its owner's.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

namespace asq::realtime {

// A thing keeps its slot in the member `kSlot`, which is the container's alone.
template <class T, auto kSlot>
class OrderedSlots {
 public:
  void add(T& thing) {
    if (size_ == capacity_) move_to(std::max(capacity_ * 2, std::uint32_t{1}));
    thing.*kSlot = size_;
    slots_[size_++] = &thing;
  }
  // It is here.
  void remove(T& thing) {
    take_out(thing);
    close_up();
  }
  // The halves of remove(): the first one may be called in for_each().
  void take_out(T& thing) {
    slots_[thing.*kSlot] = nullptr;
    ++empty_;
  }
  void close_up() {
    if (empty_ > size_ / 2) move_to(std::max(size_ - empty_, std::uint32_t{1}));
  }
  [[nodiscard]] std::uint32_t count() const { return size_ - empty_; }
  [[nodiscard]] bool empty() const { return count() == 0; }
  // Not empty().
  [[nodiscard]] T& oldest() {
    while (slots_[first_] == nullptr) ++first_;
    return *slots_[first_];
  }
  // visit(T&), which must not add or remove, but may take out.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::uint32_t i = first_; i < size_; ++i) {
      if (slots_[i] != nullptr) visit(*slots_[i]);
    }
  }

 private:
  void move_to(std::uint32_t capacity) {
    auto slots = std::make_unique<T*[]>(capacity);
    std::uint32_t size = 0;
    for (std::uint32_t i = first_; i < size_; ++i) {
      if (slots_[i] == nullptr) continue;
      slots_[i]->*kSlot = size;
      slots[size++] = slots_[i];
    }
    slots_ = std::move(slots);
    size_ = size;
    capacity_ = capacity;
    empty_ = first_ = 0;
  }

  std::unique_ptr<T*[]> slots_;
  std::uint32_t size_ = 0;  // slots in use, the empty ones among them
  std::uint32_t capacity_ = 0;
  std::uint32_t empty_ = 0;
  std::uint32_t first_ = 0;  // before it all are empty
};

}  // namespace asq::realtime
