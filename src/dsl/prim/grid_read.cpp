// What is read off a grid: cells, places of a colour, lines, occurrences, periods.

#include <array>
#include <bit>
#include <cstring>

#include "dsl/compare.hpp"
#include "dsl/prim/count.hpp"
#include "dsl/prim/declare.hpp"
#include "dsl/prim/grid.hpp"
#include "dsl/prim/number.hpp"
#include "dsl/prim/patch.hpp"

namespace battalion::dsl::prim {
namespace {

/// Cells (v, (i, j)) of a grid for which keep(v) holds, row by row.
template <class Keep>
Value cells_where(Context& ctx, Value grid, const Keep& keep) {
  if (grid.is(Tag::grid)) {
    const GridObj& g = grid.grid();
    ctx.tick(std::uint64_t{g.height} * g.width);
    std::uint32_t n = 0;
    auto* cells = ctx.take<Value>(std::size_t{g.height} * g.width);
    for (std::uint32_t i = 0; i < g.height; ++i) {
      for (std::uint32_t j = 0; j < g.width; ++j) {
        const std::int8_t v = g.cells[std::size_t{i} * g.width + j];
        if (keep(Value::small(v))) cells[n++] = Value::cell(v, i, j);
      }
    }
    return made_in_order(ctx, set_of_distinct(ctx, ElementKind::cells, cells, n));
  }
  Gather cells(ctx);
  std::int64_t i = 0;
  for (const Row& row : rows_of(ctx, grid)) {
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (keep(row[j])) cells.add(new_tuple(ctx, row[j], make_place(ctx, i, static_cast<std::int64_t>(j))));
    }
    ++i;
  }
  return set_of(ctx, cells.values());
}

/// images[k]: the object of all cells of colours.items[k], row by row; all in one pass.
void parts_of_grid(Context& ctx, const GridObj& g, const SetObj& colours, Value* images) {
  const std::size_t n = std::size_t{g.height} * g.width;
  ctx.tick(n);
  std::array<std::uint32_t, 256> counts{};
  for (std::size_t k = 0; k < n; ++k) ++counts[static_cast<std::uint8_t>(g.cells[k])];
  std::array<Value*, 256> to;  // where a colour's next cell goes; null for one not asked for
  to.fill(nullptr);
  for (std::uint32_t k = 0; k < colours.size; ++k) {
    const auto colour = static_cast<std::uint8_t>(colours.items[k].as_small());
    to[colour] = ctx.take<Value>(counts[colour]);
    images[k] = made_in_order(ctx, set_of_distinct(ctx, ElementKind::cells, to[colour], counts[colour]));
  }
  for (std::uint32_t i = 0; i < g.height; ++i) {
    const std::int8_t* row = g.cells + std::size_t{i} * g.width;
    for (std::uint32_t j = 0; j < g.width; ++j) {
      Value*& next = to[static_cast<std::uint8_t>(row[j])];
      if (next != nullptr) *next++ = Value::cell(row[j], i, j);
    }
  }
}

/// One object a colour.
Value parts(Context& ctx, Value grid, Value colours) {
  const SetObj& set = colours.set();
  if (set.size == 0) return empty_set();
  auto* images = ctx.take<Value>(set.size);
  if (grid.is(Tag::grid)) {
    parts_of_grid(ctx, grid.grid(), set, images);
    return set_mapped_distinct(ctx, colours, ElementKind::sets, images, true);
  }
  if (grid.is_set() && length(grid) > 1) ctx.order_matters(true);
  for (std::uint32_t k = 0; k < set.size; ++k) {
    const Value colour = set.items[k];
    images[k] = cells_where(ctx, grid, [colour](Value v) { return v.bits() == colour.bits() || equal(v, colour); });
  }
  return set_mapped_distinct(ctx, colours, ElementKind::sets, images, true);
}

/// The cells of row (or column) k, as an object.
Value line_of(Context& ctx, const Rows& rows, std::size_t k, std::size_t length, bool horizontal) {
  Gather cells(ctx);
  for (std::size_t m = 0; m < length; ++m) {
    const std::size_t i = horizontal ? k : m, j = horizontal ? m : k;
    if (j >= rows[i].size()) raise(ErrorCode::index_error, "tuple index out of range");
    cells.add(new_tuple(ctx, rows[i][j], make_place(ctx, static_cast<std::int64_t>(i), static_cast<std::int64_t>(j))));
  }
  const Value line = set_of_copied(ctx, cells.values());
  if (is_cells(line)) line.set().distinct_places = true;
  return line;
}

/// Lines of equal cells: every row (or column) that has one value only.
Value uniform_lines(Context& ctx, const Rows& lines, std::size_t length, const Rows& rows, bool horizontal) {
  Gather found(ctx);
  for (std::size_t k = 0; k < lines.size(); ++k) {
    bool uniform = !lines[k].empty();
    for (Value v : lines[k]) uniform = uniform && equal(v, lines[k][0]);
    if (!uniform) continue;
    found.add(line_of(ctx, rows, k, length, horizontal));
  }
  return set_of_copied(ctx, found.values());
}

Value normalized(Context& ctx, Value object) { return normalize(ctx, &object); }

/// A cell of an object to be found, relative to its upper left corner.
struct Wanted {
  std::int64_t i, j;
  Value v;
};

/// Bit k: byte k is the colour.
std::uint64_t equal_in_word(std::uint64_t word, std::int8_t colour) {
  constexpr std::uint64_t ones = 0x0101010101010101, low = 0x7f7f7f7f7f7f7f7f;
  word ^= ones * static_cast<std::uint8_t>(colour);  // equal bytes are 0 now
  const std::uint64_t zero = ~(((word & low) + low) | word | low);  // 0x80 where a byte is 0, exactly
  // Gathers the eight flags, the first byte's lowest (little-endian, as x86-64 and AArch64 are).
  return ((zero >> 7) * 0x0102040810204080) >> 56;
}

/// Bit k: cells[k] is the colour, for the first n (at most 8) cells.
std::uint64_t equal_bytes(const std::int8_t* cells, std::uint32_t n, std::int8_t colour) {
  std::uint64_t word = 0;
  std::memcpy(&word, cells, n);
  return equal_in_word(word, colour) & ((std::uint64_t{1} << n) - 1);
}

/// Adds the places of row i that have the colour; returns how many there are now. Has room for all of them.
std::uint32_t add_places(const std::int8_t* row, std::uint32_t i, std::uint32_t width, std::int8_t colour, Value* places, std::uint32_t n) {
  const auto add = [&](std::uint32_t j, bool is_there) {
    places[n] = Value::pair(i, j);
    n += is_there ? 1 : 0;
  };
  std::uint32_t j = 0;
  for (; j + 8 <= width; j += 8) {
    std::uint64_t word;
    std::memcpy(&word, row + j, 8);
    const std::uint64_t there = equal_in_word(word, colour);
    if (there == 0) continue;
    // Put down before it is known whether they are there: that cannot be foretold.
    for (std::uint32_t k = 0; k < 8; ++k) add(j + k, (there >> k & 1) != 0);
  }
  for (; j < width; ++j) add(j, row[j] == colour);
  return n;
}

/// Adds the places of the first `rows` x `cols` of a plain grid from which all wanted cells are seen: 64 columns at
/// a time, as bits of those that still match.
void find_plain(Context& ctx, const GridObj& g, const std::vector<Wanted>& wanted, std::int64_t rows,
                std::int64_t cols, Gather& found) {
  // [colour met in wanted][row][word]: where the grid has that colour.
  const std::size_t words = (g.width + 63) / 64 + 1;  // one of zeros to shift in
  std::array<std::int16_t, 256> number;
  number.fill(-1);
  std::vector<std::uint64_t> planes;
  for (const Wanted& w : wanted) {
    auto& n = number[static_cast<std::uint8_t>(w.v.as_int())];
    if (n >= 0) continue;
    n = static_cast<std::int16_t>(planes.size() / (words * g.height));
    ctx.tick(std::uint64_t{g.height} * g.width / 8 + 1);
    ctx.charge(words * g.height * sizeof(std::uint64_t));
    planes.resize(planes.size() + words * g.height, 0);
    std::uint64_t* plane = planes.data() + planes.size() - words * g.height;
    const auto colour = static_cast<std::int8_t>(w.v.as_int());
    for (std::uint32_t i = 0; i < g.height; ++i) {
      const std::int8_t* row = g.cells + std::size_t{i} * g.width;
      for (std::uint32_t j = 0; j < g.width; j += 8) {
        plane[i * words + j / 64] |= equal_bytes(row + j, std::min(g.width - j, 8u), colour) << (j % 64);
      }
    }
  }
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t base = 0; base < cols; base += 64) {
      std::uint64_t match = cols - base >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << (cols - base)) - 1;
      std::size_t k = 0;
      for (; k < wanted.size() && match != 0; ++k) {
        const Wanted& w = wanted[k];
        const auto n = static_cast<std::size_t>(number[static_cast<std::uint8_t>(w.v.as_int())]);
        const std::uint64_t* row = planes.data() + (n * g.height + static_cast<std::size_t>(i + w.i)) * words;
        const std::int64_t from = base + w.j;
        const std::int64_t shift = from % 64;
        const std::uint64_t* at = row + from / 64;
        match &= shift == 0 ? at[0] : (at[0] >> shift) | (at[1] << (64 - shift));
      }
      ctx.tick(k + 1);
      for (; match != 0; match &= match - 1) found.add(make_place(ctx, i, base + std::countr_zero(match)));
    }
  }
}

/// The least shift by which an object repeats itself along one axis.
Value period(Context& ctx, Value object, bool horizontal) {
  const Value normed = normalized(ctx, object);
  const Extent e = extent_of(ctx, normed);
  const std::int64_t length = horizontal ? e.width : e.height;
  const auto cells = loose(ctx, normed);
  for (std::int64_t p = 1; p < length; ++p) {
    ctx.tick(cells.size());
    bool repeats = true;
    for (Value v : cells) {
      const Two two = unpack_two(ctx, v);
      const Place at = unpack_place(ctx, two.b);
      const Place to{at.i - (horizontal ? 0 : p), at.j - (horizontal ? p : 0)};
      if ((horizontal ? to.j : to.i) < 0) continue;
      const Value moved = new_tuple(ctx, two.a, make_place(ctx, to.i, to.j));
      const Value where[] = {moved, normed};
      if (!contained(ctx, where).as_bool()) {
        repeats = false;
        break;
      }
    }
    if (repeats) return Value::small(p);
  }
  return make_integer(ctx, length);
}

}  // namespace

Value asindices(Context& ctx, const Value* args) {
  const std::int64_t h = length(args[0]);
  if (h == 0) return empty_set();
  const std::int64_t w = length(subscript(ctx, args[0], 0));
  PlaceList places(ctx, static_cast<std::size_t>(h * w));
  for (std::int64_t i = 0; i < h; ++i) {
    for (std::int64_t j = 0; j < w; ++j) places.add(i, j);
  }
  return made_in_order(ctx, places.finish());
}

Value ofcolor(Context& ctx, const Value* args) {
  const Value grid = args[0], value = args[1];
  if (grid.is(Tag::grid)) {
    const GridObj& g = grid.grid();
    ctx.tick(std::uint64_t{g.height} * g.width);
    if (!value.is_int()) return empty_set();
    const std::int64_t colour = value.as_int();
    auto* places = ctx.take<Value>(std::size_t{g.height} * g.width);
    std::uint32_t n = 0;
    if (colour >= -128 && colour <= 127) {
      for (std::uint32_t i = 0; i < g.height; ++i) {
        n = add_places(g.cells + std::size_t{i} * g.width, i, g.width, static_cast<std::int8_t>(colour), places, n);
      }
    }
    return made_in_order(ctx, set_of_distinct(ctx, ElementKind::pairs, places, n));
  }
  if (grid.is_set() && length(grid) > 1) ctx.order_matters(true);
  Gather places(ctx);
  std::int64_t i = 0;
  for (const Row& row : rows_of(ctx, grid)) {
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (equal(row[j], value)) places.add(make_place(ctx, i, static_cast<std::int64_t>(j)));
    }
    ++i;
  }
  return set_of(ctx, places.values());
}

Value asobject(Context& ctx, const Value* args) {
  if (args[0].is_set() && length(args[0]) > 1) ctx.order_matters(true);
  return cells_where(ctx, args[0], [](Value) { return true; });
}

Value toobject(Context& ctx, const Value* args) {
  const Value grid = args[1];
  const Size size = size_of(ctx, grid);
  const Value places = indices_of(ctx, args[0]);
  Gather cells(ctx);
  const auto look = [&](Value v) {
    const Place p = unpack_place(ctx, v);
    if (p.i < 0 || p.i >= size.height || p.j < 0 || p.j >= size.width) return cells.add(Value{});
    if (grid.is(Tag::grid)) {
      const GridObj& g = grid.grid();
      return cells.add(Value::cell(g.cells[static_cast<std::size_t>(p.i) * g.width + static_cast<std::size_t>(p.j)], p.i, p.j));
    }
    cells.add(new_tuple(ctx, subscript(ctx, subscript(ctx, grid, p.i), p.j), make_place(ctx, p.i, p.j)));
  };
  each(ctx, places, look, [&] { cells.drop_to(0); });
  Value object;
  if (places.is_set()) {
    object = set_filtered_images(ctx, places, cells.values());
  } else {
    Gather kept(ctx);
    for (Value v : std::vector<Value>(cells.values().begin(), cells.values().end())) {
      if (v) kept.add(v);
    }
    object = set_of(ctx, kept.values());
  }
  if (is_cells(object)) object.set().distinct_places = true;
  return object;
}

Value index(Context& ctx, const Value* args) {
  const Place p = unpack_place(ctx, args[1]);
  const Size size = size_of(ctx, args[0]);
  if (p.i < 0 || p.i >= size.height || p.j < 0 || p.j >= size.width) return Value::none();
  if (args[0].is(Tag::grid)) {
    const GridObj& g = args[0].grid();
    return Value::small(g.cells[static_cast<std::size_t>(p.i) * g.width + static_cast<std::size_t>(p.j)]);
  }
  const Value row = subscript(ctx, args[0], p.i);
  return subscript(ctx, row, p.j);
}

Value partition(Context& ctx, const Value* args) { return parts(ctx, args[0], palette(ctx, args)); }

Value fgpartition(Context& ctx, const Value* args) {
  const Value background[] = {commonest_colour(ctx, args[0], true)};
  const Value all = palette(ctx, args);
  return parts(ctx, args[0], set_reduced(ctx, all, set_of(ctx, background)));
}

Value frontiers(Context& ctx, const Value* args) {
  const Size size = size_of(ctx, args[0]);
  const Rows rows = rows_of(ctx, args[0]);
  std::size_t w = rows.empty() ? 0 : rows[0].size();
  for (const Row& r : rows) w = std::min(w, r.size());
  Rows columns(w, Row(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < w; ++j) columns[j][i] = rows[i][j];
  }
  const Value across = uniform_lines(ctx, rows, static_cast<std::size_t>(size.width), rows, true);
  const Value down = uniform_lines(ctx, columns, static_cast<std::size_t>(size.height), rows, false);
  return set_joined(ctx, across, down);
}

Value occurrences(Context& ctx, const Value* args) {
  const Value normed = normalized(ctx, args[1]);
  const Size size = size_of(ctx, args[0]);
  const Extent e = extent_of(ctx, args[1]);
  const std::int64_t rows = size.height - e.height + 1, cols = size.width - e.width + 1;
  std::vector<Wanted> wanted;
  if (rows > 0 && cols > 0) {
    for (Value v : loose(ctx, normed)) {
      const Two two = unpack_two(ctx, v);
      const Place p = unpack_place(ctx, two.b);
      wanted.push_back({p.i, p.j, two.a});
    }
  }
  Gather found(ctx);
  if (args[0].is(Tag::grid)) {
    for (const Wanted& w : wanted) {
      if (!w.v.is_int() || w.v.as_int() < -128 || w.v.as_int() > 127) return empty_set();  // no cell equals it
    }
    find_plain(ctx, args[0].grid(), wanted, rows, cols, found);
  } else {
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t j = 0; j < cols; ++j) {
        bool occurs = true;
        for (std::size_t k = 0; k < wanted.size() && occurs; ++k) {
          const Wanted& w = wanted[k];
          ctx.tick(1);
          occurs = equal(subscript(ctx, subscript(ctx, args[0], i + w.i), j + w.j), w.v);
        }
        if (occurs) found.add(make_place(ctx, i, j));
      }
    }
  }
  return set_of_copied(ctx, found.values());
}

Value hperiod(Context& ctx, const Value* args) { return period(ctx, args[0], true); }

Value vperiod(Context& ctx, const Value* args) { return period(ctx, args[0], false); }

}  // namespace battalion::dsl::prim
