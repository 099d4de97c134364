#pragma once
// Grids as text, for programs to be run on.

#include <fmt/format.h>

#include <random>
#include <string>

namespace battalion::lower {

/// Rows as JSON; cell() gives the colours one after the other, row by row.
template <class Cell>
std::string grid_text(int height, int width, const Cell& cell) {
  std::string out = "[";
  for (int i = 0; i < height; ++i) {
    out += i == 0 ? "[" : ",[";
    for (int j = 0; j < width; ++j) out += fmt::format("{}{}", j == 0 ? "" : ",", cell());
    out += "]";
  }
  return out + "]";
}

/// Of up to most x most cells and three colours, so that what is of one colour meets what is of another. At least so many
/// cells of nine are no background, on average.
inline std::string drawn_grid(std::mt19937& draw, int most, int least_full) {
  const auto number = [&](int from, int to) { return std::uniform_int_distribution(from, to)(draw); };
  const int h = number(1, most), w = number(1, most), colours = number(1, 3), full = number(least_full, 8);
  return grid_text(h, w, [&] { return number(0, 8) < full ? number(1, colours) : 0; });
}

}  // namespace battalion::lower
