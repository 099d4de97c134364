#include "base/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace battalion {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

int edit_distance(std::string_view a, std::string_view b, int limit) {
  const auto m = static_cast<int>(a.size());
  const auto n = static_cast<int>(b.size());
  if (std::abs(m - n) > limit) return limit + 1;
  const auto width = static_cast<std::size_t>(n) + 1;
  std::vector<int> rows(3 * width);
  int* before = rows.data();
  int* last = before + width;
  int* row = last + width;
  for (int j = 0; j <= n; ++j) last[j] = j;
  for (int i = 1; i <= m; ++i) {
    row[0] = i;
    int least = i;
    for (int j = 1; j <= n; ++j) {
      const char p = lower(a[static_cast<std::size_t>(i) - 1]);
      const char q = lower(b[static_cast<std::size_t>(j) - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (p == q ? 0 : 1)});
      if (i > 1 && j > 1 && p == lower(b[static_cast<std::size_t>(j) - 2]) &&
          q == lower(a[static_cast<std::size_t>(i) - 2])) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
    std::swap(before, last);
    std::swap(last, row);
  }
  return std::min(last[n], limit + 1);
}

Nearest::Nearest(std::string_view wanted)
    : wanted_(wanted), distance_(std::clamp(static_cast<int>(wanted.size()) / 3, 1, 3) + 1) {}

void Nearest::offer(std::string_view candidate) {
  const int distance = edit_distance(wanted_, candidate, distance_ - 1);
  // A name that has nothing in common with the wanted one is no help, however short the two are.
  if (distance >= distance_ || distance >= static_cast<int>(wanted_.size())) return;
  distance_ = distance;
  best_ = candidate;
}

std::string Nearest::question() const {
  return best_.empty() ? std::string() : fmt::format("did you mean '{}'?", best_);
}

std::string suggestion(std::string_view wanted, const std::vector<std::string>& names, std::string_view prefix) {
  Nearest nearest(wanted);
  for (const std::string& name : names) nearest.offer(name);
  const std::string_view best = nearest.name();
  return best.empty() ? std::string() : fmt::format(" did you mean '{}{}'?", prefix, best);
}

}  // namespace battalion
