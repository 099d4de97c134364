#pragma once
// Asking calls to stop.

#include <atomic>

namespace battalion::exec {

/// A flag that only rises, below another: who asks sees its own and those above. Any thread may use it at any time.
/// What is above is not owned and must outlive it, as must this one the calls that it was given to.
class Cancellation {
 public:
  explicit Cancellation(const Cancellation* above = nullptr) : above_(above) {}
  Cancellation(const Cancellation&) = delete;
  Cancellation& operator=(const Cancellation&) = delete;

  void cancel() { asked_.store(true, std::memory_order_release); }
  bool cancelled() const {
    for (const Cancellation* c = this; c != nullptr; c = c->above_) {
      if (c->asked_.load(std::memory_order_acquire)) return true;
    }
    return false;
  }

 private:
  std::atomic<bool> asked_{false};
  const Cancellation* const above_;
};

}  // namespace battalion::exec
