#pragma once
// Names that are known when the process starts, found by hash.

#include <array>
#include <cstdint>
#include <string_view>

#include "base/name_hash.hpp"

namespace battalion::dsl {

/// The numbers 0 .. count - 1 of different names. Does not own the names. `places`: a power of two, more than twice the count.
template <std::size_t places>
class NameIndex {
  static_assert((places & (places - 1)) == 0);

 public:
  /// name_of(k): the k-th name.
  template <class NameOf>
  NameIndex(int count, const NameOf& name_of) {
    for (int k = 0; k < count; ++k) {
      const std::string_view name = name_of(k);
      std::size_t at = name_hash(name) & (places - 1);
      while (!entries_[at].name.empty()) at = (at + 1) & (places - 1);
      entries_[at] = {name, k};
    }
  }
  /// -1 where there is no such name.
  int find(std::string_view name) const {
    for (std::size_t at = name_hash(name) & (places - 1); !entries_[at].name.empty(); at = (at + 1) & (places - 1)) {
      if (entries_[at].name == name) return entries_[at].number;
    }
    return -1;
  }

 private:
  struct Entry {
    std::string_view name;
    int number = 0;
  };
  std::array<Entry, places> entries_{};
};

}  // namespace battalion::dsl
