#include "dsl/neighbours.hpp"

#include "dsl/hash.hpp"
#include "dsl/set_table.hpp"

namespace battalion::dsl {
namespace {

/// Straight ones first, as the reference joins them.
constexpr std::int8_t steps[Neighbours::most][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}};
constexpr std::uint32_t straight = 4;

Neighbours::Order work_out(std::int64_t i, std::int64_t j, std::int64_t height, std::int64_t width, bool diagonal) {
  std::uint64_t hashes[Neighbours::most];
  for (std::uint32_t n = 0; n < Neighbours::most; ++n) hashes[n] = hash_pair(i + steps[n][0], j + steps[n][1]);
  // dneighbors(place) | ineighbors(place)
  SetTable all, oblique, inside;
  for (SetTable* t : {&all, &oblique, &inside}) t->clear(hashes);
  for (std::uint32_t n = 0; n < straight; ++n) all.add_new(n);
  if (diagonal) {
    for (std::uint32_t n = straight; n < Neighbours::most; ++n) oblique.add_new(n);
    all.merge(oblique);
  }
  all.walk([&](std::uint32_t n, std::uint32_t) {
    const std::int64_t a = i + steps[n][0], b = j + steps[n][1];
    if (a >= 0 && a < height && b >= 0 && b < width) inside.add_new(n);
  });
  Neighbours::Order out{inside.used(), inside.mask(), {}, {}, {}};
  std::uint32_t k = 0;
  inside.walk([&](std::uint32_t n, std::uint32_t slot) {
    out.slots[k] = slot;
    out.di[k] = steps[n][0];
    out.dj[k++] = steps[n][1];
  });
  return out;
}

}  // namespace

const Neighbours::Order& Neighbours::of(std::uint32_t i, std::uint32_t j, std::uint32_t height, std::uint32_t width, bool diagonal) {
  if (i >= side || j >= side) return other_ = work_out(i, j, height, width, diagonal);
  if (kept_.empty()) kept_.resize(std::size_t{8} * side * side);
  const bool last_row = i + 1 == height, last_column = j + 1 == width;
  Order& kept = kept_[((i * side + j) * 2 + (diagonal ? 1 : 0)) * 4 + (last_row ? 2 : 0) + (last_column ? 1 : 0)];
  if (kept.mask == 0) kept = work_out(i, j, height, width, diagonal);
  return kept;
}

}  // namespace battalion::dsl
