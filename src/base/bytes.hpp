#pragma once
// Packs values into bytes and back: messages between ranks. Little-endian, same build on both ends.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "base/contract.hpp"

namespace battalion {

using Bytes = std::vector<std::byte>;

class Packer {
 public:
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void put(const T& v) {
    raw(&v, sizeof v);
  }
  void put(const std::string& s) {
    put<std::uint64_t>(s.size());
    raw(s.data(), s.size());
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void put(const std::vector<T>& v) {
    put<std::uint64_t>(v.size());
    raw(v.data(), v.size() * sizeof(T));
  }
  Bytes take() { return std::move(bytes_); }

 private:
  void raw(const void* p, std::size_t n) {
    const auto* b = static_cast<const std::byte*>(p);
    bytes_.insert(bytes_.end(), b, b + n);
  }
  Bytes bytes_;
};

/// Reads what a Packer wrote, in the same order. Throws ContractError past the end.
class Unpacker {
 public:
  explicit Unpacker(const Bytes& bytes) : bytes_(bytes) {}
  template <class T>
  T get() {
    T v{};
    if constexpr (std::is_trivially_copyable_v<T>) {
      raw(&v, sizeof v);
    } else {
      const auto n = get<std::uint64_t>();
      using Item = typename T::value_type;
      if (n > (bytes_.size() - at_) / sizeof(Item)) throw ContractError("message cut short");
      v.resize(n);
      raw(v.data(), n * sizeof(Item));
    }
    return v;
  }
  /// How many things follow, each of at least `least` bytes: a damaged count must not take all memory. Throws
  /// ContractError for more than what is left can hold.
  std::size_t count(std::size_t least) {
    const auto n = get<std::uint64_t>();
    if (n > (bytes_.size() - at_) / least) throw ContractError("message cut short");
    return static_cast<std::size_t>(n);
  }
  bool done() const { return at_ == bytes_.size(); }

 private:
  void raw(void* p, std::size_t n) {
    if (n > bytes_.size() - at_) throw ContractError("message cut short");
    if (n != 0) std::memcpy(p, bytes_.data() + at_, n);
    at_ += n;
  }
  const Bytes& bytes_;
  std::size_t at_ = 0;
};

}  // namespace battalion
