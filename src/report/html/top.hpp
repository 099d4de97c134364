#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace battalion::report::html {

/// The best few of many things that are offered one by one. `better` must be a strict order.
template <class T>
class Top {
 public:
  using Better = std::function<bool(const T&, const T&)>;
  Top(std::size_t most, Better better) : most_(most), better_(std::move(better)) {}

  void offer(T thing) {
    ++offered_;
    things_.push_back(std::move(thing));
    if (things_.size() >= 2 * most_ + 64) prune();
  }
  /// Best first.
  std::vector<T> take() {
    prune();
    return std::move(things_);
  }
  std::size_t offered() const { return offered_; }

 private:
  void prune() {
    const std::size_t kept = std::min(most_, things_.size());
    std::partial_sort(things_.begin(), things_.begin() + static_cast<std::ptrdiff_t>(kept),
                      things_.end(),
                      [this](const T& a, const T& b) { return better_(a, b); });
    things_.resize(kept);
  }

  std::size_t most_;
  Better better_;
  std::size_t offered_ = 0;
  std::vector<T> things_;
};

}  // namespace battalion::report::html
