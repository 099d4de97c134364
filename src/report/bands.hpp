#pragma once
// The matrices in the order of their chunks, so that each chunk is read and inflated once.

#include <cstdint>
#include <functional>
#include <span>

namespace battalion::store {
class SweepFile;
}

namespace battalion::report {

/// Programs that are walked at a time: what is kept for each of them stays small.
inline constexpr std::uint64_t band_programs = 65536;

/// One sample: [program of the band] codes as in /scores/outcome, and right cells.
using Row = std::function<void(std::uint64_t sample, std::span<const std::uint8_t> outcomes,
                               std::span<const std::uint16_t> cells_right)>;

/// Calls `row` for every sample in order, for programs [first, first + count).
void for_each_row(const store::SweepFile& sweep, std::uint64_t first, std::uint64_t count,
                  const Row& row);

}  // namespace battalion::report
