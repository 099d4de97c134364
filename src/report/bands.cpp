#include "report/bands.hpp"

#include <algorithm>

#include "store/sweep_file.hpp"

namespace battalion::report {

void for_each_row(const store::SweepFile& sweep, std::uint64_t first, std::uint64_t count,
                  const Row& row) {
  constexpr std::uint64_t band_samples = 64;
  const std::uint64_t samples = sweep.samples().size();
  for (std::uint64_t s = 0; s < samples; s += band_samples) {
    const store::Rectangle part{s, std::min(band_samples, samples - s), first, count};
    const auto outcomes = sweep.outcomes(part);
    const auto cells = sweep.cells_right(part);
    for (std::uint64_t r = 0; r < part.samples; ++r) {
      row(s + r, std::span(outcomes).subspan(r * count, count),
          std::span(cells).subspan(r * count, count));
    }
  }
}

}  // namespace battalion::report
