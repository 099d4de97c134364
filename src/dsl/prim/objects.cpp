// Connected components of a grid.

#include <bit>
#include <cstring>

#include "dsl/compare.hpp"
#include "dsl/growth.hpp"
#include "dsl/prim/count.hpp"
#include "dsl/prim/declare.hpp"
#include "dsl/prim/grid.hpp"
#include "dsl/prim/patch.hpp"
#include "dsl/set.hpp"

namespace battalion::dsl::prim {
namespace {

/// A grid that is not plain, with its colours numbered and a border around it: [height + 2][width + 2] numbers, equal where
/// the cells are equal.
struct Numbered {
  Size size;
  std::vector<std::int32_t> numbers;
  std::vector<Value> values;          ///< of numbers
  std::int32_t background;            ///< its number, or one that no cell has

  std::size_t stride() const { return static_cast<std::size_t>(size.width) + 2; }
};

constexpr std::int32_t border = -2000;  // never looked at: its labels stay 0
constexpr std::int32_t no_background = -1000;

Numbered number_cells(Context& ctx, Value grid, bool without_background) {
  Numbered n{{0, 0}, {}, {}, no_background};
  Value background = Value::none();
  if (without_background) background = commonest_colour(ctx, grid, true);
  n.size = size_of(ctx, grid);
  n.numbers.assign((static_cast<std::size_t>(n.size.height) + 2) * n.stride(), border);
  for (std::int64_t i = 0; i < n.size.height; ++i) {
    const Value row = subscript(ctx, grid, i);
    for (std::int64_t j = 0; j < n.size.width; ++j) {
      ctx.tick(1);
      const Value v = subscript(ctx, row, j);
      std::size_t k = 0;
      while (k < n.values.size() && !equal(n.values[k], v)) ++k;
      if (k == n.values.size()) n.values.push_back(v);
      ctx.tick(k);
      n.numbers[static_cast<std::size_t>(i + 1) * n.stride() + static_cast<std::size_t>(j + 1)] =
          static_cast<std::int32_t>(k);
      // Without background the reference compares with None, which a cell may be.
      if (equal(v, background)) n.background = static_cast<std::int32_t>(k);
    }
  }
  return n;
}

/// Components as they are found row by row: provisional labels, joined where two turn out to be one (union-find).
/// A label is given where no neighbour before it has one, so the least label of a component is that of its first cell.
class Components {
 public:
  explicit Components(std::vector<std::uint32_t>& parents) : parents_(parents) { parents_.assign(1, 0); }

  std::uint32_t open() {
    parents_.push_back(static_cast<std::uint32_t>(parents_.size()));
    return parents_.back();
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = root(a);
    b = root(b);
    parents_[std::max(a, b)] = std::min(a, b);
  }
  /// Makes label -> 1 + number of its component, in the order of their first cells; returns how many there are.
  std::uint32_t settle() {
    std::uint32_t count = 0;
    for (std::uint32_t k = 1; k < parents_.size(); ++k) parents_[k] = parents_[k] == k ? ++count : parents_[parents_[k]];
    return count;
  }
  std::uint32_t component(std::uint32_t label) const { return parents_[label]; }

 private:
  std::uint32_t root(std::uint32_t a) {
    while (parents_[a] != a) a = parents_[a] = parents_[parents_[a]];
    return a;
  }
  std::vector<std::uint32_t>& parents_;  ///< [1 + labels], those of smaller labels
};

/// Labels every cell 1 + the number of its component, in the order of their first cells; 0 is background and
/// border. `labels` is shaped like the numbers. Returns the sizes of the components.
std::vector<std::uint32_t> label(Context& ctx, const Numbered& grid, bool univalued, bool diagonal,
                                 std::uint32_t* labels) {
  const std::size_t stride = grid.stride();
  const std::int32_t* numbers = grid.numbers.data();
  std::fill_n(labels, grid.numbers.size(), 0u);
  Components components(ctx.scratch_map);
  for (std::int64_t i = 1; i <= grid.size.height; ++i) {
    const std::size_t row = static_cast<std::size_t>(i) * stride;
    for (std::size_t at = row + 1; at <= row + static_cast<std::size_t>(grid.size.width); ++at) {
      const std::int32_t number = numbers[at];
      if (number == grid.background) continue;
      const auto joins = [&](std::size_t to) { return labels[to] != 0 && (!univalued || numbers[to] == number); };
      const std::size_t above = at - stride, before = at - 1;
      std::uint32_t name = 0;
      if (joins(above)) {
        // With diagonals, whatever else touches this cell touches the one above too.
        name = labels[above];
        if (!diagonal && joins(before) && labels[before] != name) components.join(labels[before], name);
      } else {
        if (joins(before)) {
          name = labels[before];
        } else if (diagonal && joins(above - 1)) {
          name = labels[above - 1];
        }
        if (diagonal && joins(above + 1)) {
          if (name != 0 && name != labels[above + 1]) components.join(name, labels[above + 1]);
          name = labels[above + 1];
        }
      }
      labels[at] = name != 0 ? name : components.open();
    }
  }
  std::vector<std::uint32_t> sizes(components.settle(), 0);
  for (std::size_t at = stride; at < grid.numbers.size() - stride; ++at) {
    if (labels[at] == 0) continue;
    labels[at] = components.component(labels[at]);
    ++sizes[labels[at] - 1];
  }
  return sizes;
}

/// A stretch of a row that belongs to one object: [from, to) of row i.
struct Run {
  std::uint32_t i, from, to;
  std::uint32_t label;  ///< provisional, then 1 + the number of its component
};

/// Where the cells of one colour that begin at row[j] end.
std::uint32_t end_of_colour(const std::int8_t* row, std::uint32_t j, std::uint32_t width) {
  const std::int8_t colour = row[j];
  const std::uint64_t all = static_cast<std::uint8_t>(colour) * 0x0101010101010101ull;
  for (; j + 8 <= width; j += 8) {
    std::uint64_t word;
    std::memcpy(&word, row + j, 8);
    if (word != all) return j + static_cast<std::uint32_t>(std::countr_zero(word ^ all)) / 8;
  }
  while (j < width && row[j] == colour) ++j;
  return j;
}

/// The runs of a plain grid, row by row, labelled as label() does it.
std::vector<Run> labelled_runs(Context& ctx, const GridObj& g, std::int32_t background, bool univalued, bool diagonal,
                               std::vector<std::uint32_t>& sizes) {
  std::vector<Run> runs;
  runs.reserve(std::size_t{g.height} * 4);
  Components components(ctx.scratch_map);
  const std::uint32_t aside = diagonal ? 1 : 0;
  std::size_t above = 0, above_end = 0;  // the runs of the row above
  for (std::uint32_t i = 0; i < g.height; ++i) {
    const std::int8_t* const row = g.cells + std::size_t{i} * g.width;
    const std::size_t begin = runs.size();
    std::size_t first = above;
    for (std::uint32_t j = 0; j < g.width;) {
      const std::uint32_t from = j;
      j = end_of_colour(row, j, g.width);
      if (row[from] == background) continue;
      while (!univalued && j < g.width && row[j] != background) j = end_of_colour(row, j, g.width);
      std::uint32_t name = 0;
      while (first < above_end && runs[first].to + aside <= from) ++first;
      for (std::size_t k = first; k < above_end && runs[k].from < j + aside; ++k) {
        if (univalued && g.cells[std::size_t{i - 1} * g.width + runs[k].from] != row[from]) continue;
        if (name == 0) {
          name = runs[k].label;
        } else if (name != runs[k].label) {
          components.join(name, runs[k].label);
        }
      }
      runs.push_back({i, from, j, name != 0 ? name : components.open()});
    }
    above = begin;
    above_end = runs.size();
  }
  sizes.assign(components.settle(), 0);
  for (Run& r : runs) {
    r.label = components.component(r.label);
    sizes[r.label - 1] += r.to - r.from;
  }
  return runs;
}

/// Values of a grid's cells, in no order that is known, as objects with room for as many cells as `sizes` says.
Growth* new_objects(Context& ctx, Size size, bool diagonal, std::span<const std::uint32_t> sizes, std::uint32_t* labels, ElementKind kind) {
  const auto count = static_cast<std::uint32_t>(sizes.size());
  auto* objects = ctx.take<Value>(count);
  auto* growth = ctx.take<Growth>(1);
  *growth = Growth{static_cast<std::uint32_t>(size.height), static_cast<std::uint32_t>(size.width), diagonal, count, labels, objects,
                   ctx.next_growth++, 0, nullptr, nullptr, nullptr, nullptr, &ctx.demand(ctx.home)};
  ctx.charge(std::size_t{count} * 16);
  for (std::uint32_t k = 0; k < count; ++k) {
    SetObj* s = new_set(ctx, kind, Recipe::grown, sizes[k]);
    s->growth = growth;
    s->ordinal = k;
    s->size = 0;  // counts the cells put in so far
    objects[k] = as_value(s);
  }
  return growth;
}

Value all_of(Context& ctx, Growth* growth) {
  SetObj* all = new_set(ctx, ElementKind::sets, Recipe::all_grown, 0);
  all->size = growth->count;
  all->items = growth->objects;
  all->growth = growth;
  all->depth = 2;
  ctx.charge(std::size_t{growth->count} * 12);
  return as_value(all);
}

bool too_long(Size size) { return size.height > (1 << 20) || size.width > (1 << 20); }

void tick_for(Context& ctx, Size size, bool diagonal) {
  ctx.tick(static_cast<std::uint64_t>(size.height) * static_cast<std::uint64_t>(size.width) * (diagonal ? 8 : 4));
}

/// Of a plain grid, run by run instead of cell by cell.
Value objects_of_plain(Context& ctx, const GridObj& g, std::int32_t background, bool univalued, bool diagonal) {
  const Size size{g.height, g.width};
  if (too_long(size)) throw Expired{Limit::memory};
  tick_for(ctx, size, diagonal);
  const std::size_t stride = std::size_t{g.width} + 2, bordered = (std::size_t{g.height} + 2) * stride;
  // Labels of cells are for who replays orders.
  std::uint32_t* labels = nullptr;
  if (ctx.order == SetOrder::canonical) {
    ctx.charge(Context::bytes_of<std::uint32_t>(bordered));
  } else {
    labels = ctx.take<std::uint32_t>(bordered);
    std::fill_n(labels, bordered, 0u);
  }
  std::vector<std::uint32_t> sizes;
  const std::vector<Run> runs = labelled_runs(ctx, g, background, univalued, diagonal, sizes);
  if (sizes.empty()) return empty_set();
  Growth* const growth = new_objects(ctx, size, diagonal, sizes, labels, ElementKind::cells);
  for (std::uint32_t k = 0; k < growth->count; ++k) made_in_order(ctx, growth->objects[k]);
  for (const Run& r : runs) {
    SetObj& s = growth->objects[r.label - 1].set();
    Value* out = s.items + s.size;
    s.size += r.to - r.from;
    const std::int8_t* const row = g.cells + std::size_t{r.i} * g.width;
    for (std::uint32_t j = r.from; j < r.to; ++j) *out++ = Value::cell(row[j], r.i, j);
    if (labels != nullptr) std::fill_n(labels + (r.i + 1) * stride + 1 + r.from, r.to - r.from, r.label);
  }
  return all_of(ctx, growth);
}

}  // namespace

Value objects(Context& ctx, const Value* args) {
  const bool univalued = truthy(args[1]), diagonal = truthy(args[2]);
  const bool without_background = truthy(args[3]);
  if (args[0].is(Tag::grid)) {
    std::int32_t background = no_background;
    if (without_background) background = static_cast<std::int32_t>(commonest_colour(ctx, args[0], true).as_small());
    return objects_of_plain(ctx, args[0].grid(), background, univalued, diagonal);
  }
  const Numbered grid = number_cells(ctx, args[0], without_background);
  if (too_long(grid.size)) throw Expired{Limit::memory};
  tick_for(ctx, grid.size, diagonal);
  const auto h = static_cast<std::uint32_t>(grid.size.height), w = static_cast<std::uint32_t>(grid.size.width);
  const std::size_t stride = grid.stride();
  auto* labels = ctx.take<std::uint32_t>(grid.numbers.size());
  const auto sizes = label(ctx, grid, univalued, diagonal, labels);
  if (sizes.empty()) return empty_set();
  const Growth& growth = *new_objects(ctx, grid.size, diagonal, sizes, labels, ElementKind::other);
  Value* const objects = growth.objects;
  for (std::uint32_t i = 0; i < h; ++i) {
    for (std::uint32_t j = 0; j < w; ++j) {
      const std::size_t at = (i + 1) * stride + j + 1;
      if (labels[at] == 0) continue;
      SetObj& s = objects[labels[at] - 1].set();
      s.items[s.size++] = new_tuple(ctx, grid.values[static_cast<std::size_t>(grid.numbers[at])], make_place(ctx, i, j));
    }
  }
  // Cells of odd colours: replaying needs packed ones.
  for (std::uint32_t k = 0; k < growth.count; ++k) objects[k] = set_of(ctx, {objects[k].set().items, objects[k].set().size});
  return set_of(ctx, {objects, growth.count});
}

}  // namespace battalion::dsl::prim
