#include "report/preference.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

#include "store/sweep_file.hpp"

namespace battalion::report {
namespace {

/// Decimal digits of a sample's CPU time in ns: times that differ less are noise, and would make the
/// choice another one with every sweep. The most where the program was not run.
int magnitude(const store::ProgramCheck& check) {
  if (check.samples == 0) return std::numeric_limits<int>::max();
  int digits = 0;
  for (std::int64_t ns = check.cpu_ns / check.samples; ns > 0; ns /= 10) ++digits;
  return digits;
}

}  // namespace

std::vector<std::uint32_t> preferences(const store::SweepFile& sweep) {
  const auto programs = sweep.programs();
  const std::vector<std::uint64_t> bytes = sweep.source_bytes();
  std::vector<std::uint32_t> order(programs.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto key = [&](std::uint32_t p) {
    return std::tuple(bytes[p], magnitude(programs[p].check), std::string_view(programs[p].name), p);
  };
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  std::vector<std::uint32_t> place(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  return place;
}

}  // namespace battalion::report
