#pragma once
// In which order the reference's `objects` walks the neighbours of a place: of each place the same, so worked out once.

#include <cstdint>
#include <vector>

namespace battalion::dsl {

class Neighbours {
 public:
  static constexpr std::uint32_t most = 8;
  /// {p for p in neighbors(place) if p is on the grid}, as a set.
  struct Order {
    std::uint32_t count;        ///< of those on the grid
    std::uint32_t mask;         ///< of the set's table; 0: not worked out
    std::uint32_t slots[most];  ///< [count] where they sit in it, in walking order
    std::int8_t di[most], dj[most];  ///< [count] how far from the place they are
  };
  /// Of place (i, j) of a grid; `diagonal`: with the four oblique ones. Valid until the next call.
  const Order& of(std::uint32_t i, std::uint32_t j, std::uint32_t height, std::uint32_t width, bool diagonal);

 private:
  static constexpr std::uint32_t side = 32;  ///< places of larger grids are worked out each time
  std::vector<Order> kept_;
  Order other_;
};

}  // namespace battalion::dsl
