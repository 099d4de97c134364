#pragma once
// The matrices in the order of their chunks, so that each chunk is read and inflated once.

#include <cstdint>
#include <functional>
#include <span>

#include "store/sweep_file.hpp"

namespace battalion::report {

/// Calls `band` for parts of whole chunks, all samples in order, of programs [first, first + count).
void for_each_band(const store::SweepFile& sweep, std::uint64_t first, std::uint64_t count,
                   const std::function<void(const store::Rectangle&)>& band);

/// One sample: [program of the band] codes as in /scores/outcome, and right cells.
using Row = std::function<void(std::uint64_t sample, std::span<const std::uint8_t> outcomes,
                               std::span<const std::uint16_t> cells_right)>;

/// Calls `row` for every sample in order, for programs [first, first + count).
void for_each_row(const store::SweepFile& sweep, std::uint64_t first, std::uint64_t count,
                  const Row& row);

}  // namespace battalion::report
