#include "app/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace battalion::app {
namespace {

std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j + 1] + 1, row[j] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view text, const std::vector<std::string>& names) {
  std::size_t best = std::max<std::size_t>(2, text.size() / 3) + 1;
  std::string found;
  for (const std::string& name : names) {
    const std::size_t distance = edits(text, name);
    if (distance < best && distance < name.size()) {
      best = distance;
      found = name;
    }
  }
  return found;
}

std::string suggestion(std::string_view text, const std::vector<std::string>& names,
                       std::string_view prefix) {
  const std::string name = nearest(text, names);
  return name.empty() ? std::string() : fmt::format(" did you mean {}{}?", prefix, name);
}

}  // namespace battalion::app
