#include "report/bands.hpp"

#include <algorithm>

namespace battalion::report {

void for_each_band(const store::SweepFile& sweep, std::uint64_t first, std::uint64_t count,
                   const std::function<void(const store::Rectangle&)>& band) {
  const std::uint64_t samples = sweep.samples().size();
  for (std::uint64_t s = 0; s < samples; s += store::band_samples) {
    band({s, std::min(store::band_samples, samples - s), first, count});
  }
}

void for_each_row(const store::SweepFile& sweep, std::uint64_t first, std::uint64_t count,
                  const Row& row) {
  for_each_band(sweep, first, count, [&](const store::Rectangle& part) {
    const auto outcomes = sweep.outcomes(part);
    const auto cells = sweep.cells_right(part);
    for (std::uint64_t r = 0; r < part.samples; ++r) {
      row(part.first_sample + r, std::span(outcomes).subspan(r * count, count),
          std::span(cells).subspan(r * count, count));
    }
  });
}

}  // namespace battalion::report
