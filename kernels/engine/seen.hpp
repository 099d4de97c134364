// Which patches a loop has already gathered for a set: most of what pairs of places give is nothing, or comes twice.

#if defined(BATTALION_KERNELS_ENGINE_SEEN_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_SEEN_HPP
#undef BATTALION_KERNELS_ENGINE_SEEN_HPP
#else
#define BATTALION_KERNELS_ENGINE_SEEN_HPP
#endif

#include "kernels/op/container.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// The last patch of each hash. It may forget, and knows none that it was not shown: what is left over is the sort's.
struct Seen {
  static constexpr int fewest_rounds = 32;  ///< fewer are sorted at once
  static constexpr int most_slots = 2048;

  const void** slots;  ///< [mask + 1], or null
  std::uint32_t mask;
  bool nothing;        ///< whether an empty patch was there
};

BATTALION_OP Status make_seen(Scratch& s, int rounds, Seen& out) {
  out = {nullptr, 0, false};
  if (rounds < Seen::fewest_rounds) return {};
  int slots = Seen::fewest_rounds;
  while (slots < rounds && slots < Seen::most_slots) slots *= 2;
  out.slots = s.take<const void*>(static_cast<std::size_t>(slots));
  if (out.slots == nullptr) return Punt::scratch;
  for (int k = 0; k < slots; ++k) out.slots[k] = nullptr;
  out.mask = static_cast<std::uint32_t>(slots - 1);
  return {};
}

/// Whether it was there before; from now on it was.
template <class T>
BATTALION_OP bool seen_before(Seen& seen, const T& patch) {
  if (seen.slots == nullptr) return false;
  const Indices& places = places_of(patch);
  if (places.more != 0) return false;  // in tiles: left to the sort
  const Lanes mask = Lanes::load(places.rows);
  const std::uint32_t rows = mask.rows();
  if (rows == 0) {
    const bool before = seen.nothing;
    seen.nothing = true;
    return before;
  }
  const std::uint32_t offset = static_cast<std::uint32_t>(places.top) * 31u + static_cast<std::uint32_t>(places.left);
  std::uint32_t hash = (rows * 0x9e3779b1u) ^ (mask.columns() * 0x85ebca6bu) ^ (offset * 0xc2b2ae35u);
  hash ^= hash >> 15;
  const void*& slot = seen.slots[hash & seen.mask];
  const bool before = slot != nullptr && equal(*static_cast<const T*>(slot), patch);
  if (before) return true;
  Lanes::fence();
  if (Lanes::leads()) slot = &patch;
  Lanes::fence();
  return false;
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
