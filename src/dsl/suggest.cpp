#include "dsl/suggest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace battalion::dsl {
namespace {

/// Edit distance, swaps of neighbours counted as one.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t least = name.size() / 3 + 2;  // beyond a third of its letters it is another name
  for (std::string_view c : candidates) {
    const std::size_t longer = std::max(c.size(), name.size()), shorter = std::min(c.size(), name.size());
    if (longer - shorter >= least) continue;
    const std::size_t d = distance(name, c);
    if (d < least && d < longer) {
      least = d;
      best = c;
    }
  }
  return best;
}

}  // namespace battalion::dsl
