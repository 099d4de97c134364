#pragma once
// The arguments of an operation: hardly ever more than four, and there are millions of operations.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <utility>

namespace battalion::dsl {

/// Indices of earlier operations. As a vector of them, but a few lie in the object itself.
class Arguments {
 public:
  using value_type = std::uint32_t;

  Arguments() = default;
  Arguments(std::initializer_list<std::uint32_t> values) { assign(values.begin(), values.end()); }
  Arguments(const Arguments& other) { assign(other.begin(), other.end()); }
  Arguments(Arguments&& other) noexcept { take(other); }
  Arguments& operator=(const Arguments& other) {
    if (this != &other) assign(other.begin(), other.end());
    return *this;
  }
  Arguments& operator=(Arguments&& other) noexcept {
    if (this == &other) return *this;
    drop();
    take(other);
    return *this;
  }
  ~Arguments() { drop(); }

  const std::uint32_t* begin() const { return data(); }
  const std::uint32_t* end() const { return data() + size_; }
  std::uint32_t* begin() { return data(); }
  std::uint32_t* end() { return data() + size_; }
  const std::uint32_t* data() const { return is_far() ? far_ : near_; }
  std::uint32_t* data() { return is_far() ? far_ : near_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::uint32_t operator[](std::size_t k) const { return data()[k]; }
  std::uint32_t& operator[](std::size_t k) { return data()[k]; }

  void reserve(std::size_t n) {
    if (n <= capacity_) return;
    auto* more = new std::uint32_t[n];
    std::copy(begin(), end(), more);
    drop();
    far_ = more;
    capacity_ = static_cast<std::uint32_t>(n);
  }
  void push_back(std::uint32_t v) {
    if (size_ == capacity_) reserve(std::size_t{2} * capacity_);
    data()[size_++] = v;
  }
  template <class Iterator>
  void assign(Iterator first, Iterator last) {
    const auto n = static_cast<std::size_t>(last - first);
    size_ = 0;
    reserve(n);
    std::copy(first, last, data());
    size_ = static_cast<std::uint32_t>(n);
  }
  void assign(std::size_t n, std::uint32_t v) {
    size_ = 0;
    reserve(n);
    std::fill_n(data(), n, v);
    size_ = static_cast<std::uint32_t>(n);
  }

  friend bool operator==(const Arguments& a, const Arguments& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

 private:
  static constexpr std::uint32_t few = 4;

  bool is_far() const { return capacity_ > few; }
  void drop() {
    if (is_far()) delete[] far_;
    capacity_ = few;
  }
  void take(Arguments& other) {
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, few);
    if (is_far()) {
      far_ = other.far_;
    } else {
      std::memcpy(near_, other.near_, sizeof near_);
    }
  }

  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = few;
  union {
    std::uint32_t near_[few] = {};
    std::uint32_t* far_;
  };
};

}  // namespace battalion::dsl
