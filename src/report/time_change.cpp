#include "report/time_change.hpp"

#include <algorithm>

namespace battalion::report {
namespace {

double median_factor(std::span<const TimePair> pairs) {
  std::vector<double> factors;
  for (const TimePair& p : pairs) {
    if (p.was > 0 && p.is > 0) factors.push_back(p.is / p.was);
  }
  if (factors.empty()) return 1;
  const auto middle = factors.begin() + static_cast<std::ptrdiff_t>(factors.size() / 2);
  std::nth_element(factors.begin(), middle, factors.end());
  return *middle;
}

}  // namespace

TimeChanges time_changes(std::span<const TimePair> pairs) {
  TimeChanges changes{.factor = median_factor(pairs), .slower = {}, .faster = {}};
  const auto surplus = [&](const TimePair& p) { return p.is - p.was * changes.factor; };
  for (const TimePair& p : pairs) {
    const double expected = p.was * changes.factor;
    if (surplus(p) >= least_seconds && p.is >= expected * least_factor) changes.slower.push_back(p);
    if (surplus(p) <= -least_seconds && p.is * least_factor <= expected) changes.faster.push_back(p);
  }
  std::stable_sort(changes.slower.begin(), changes.slower.end(),
                   [&](const TimePair& a, const TimePair& b) { return surplus(a) > surplus(b); });
  std::stable_sort(changes.faster.begin(), changes.faster.end(),
                   [&](const TimePair& a, const TimePair& b) { return surplus(a) < surplus(b); });
  return changes;
}

}  // namespace battalion::report
