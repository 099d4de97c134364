// Connected components of a grid.

#include "dsl/compare.hpp"
#include "dsl/growth.hpp"
#include "dsl/prim/count.hpp"
#include "dsl/prim/declare.hpp"
#include "dsl/prim/grid.hpp"
#include "dsl/prim/patch.hpp"
#include "dsl/set.hpp"

namespace battalion::dsl::prim {
namespace {

/// A grid with its colours numbered, and a border around it: [height + 2][width + 2] numbers, equal where the
/// cells are equal.
struct Numbered {
  Size size;
  std::vector<std::int32_t> numbers;  ///< a plain grid's colours are their own
  std::vector<Value> values;          ///< of numbers, for other grids
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
  if (grid.is(Tag::grid)) {
    const GridObj& g = grid.grid();
    n.numbers.assign((std::size_t{g.height} + 2) * n.stride(), border);
    for (std::uint32_t i = 0; i < g.height; ++i) {
      std::copy_n(g.cells + std::size_t{i} * g.width, g.width, n.numbers.data() + (i + 1) * n.stride() + 1);
    }
    if (without_background) n.background = static_cast<std::int32_t>(background.as_small());
    return n;
  }
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

}  // namespace

Value objects(Context& ctx, const Value* args) {
  const bool univalued = truthy(args[1]), diagonal = truthy(args[2]);
  const Numbered grid = number_cells(ctx, args[0], truthy(args[3]));
  if (grid.size.height > (1 << 20) || grid.size.width > (1 << 20)) throw Expired{Limit::memory};
  const auto h = static_cast<std::uint32_t>(grid.size.height), w = static_cast<std::uint32_t>(grid.size.width);
  const std::size_t stride = grid.stride();
  ctx.tick(std::uint64_t{h} * w * (diagonal ? 8 : 4));
  auto* labels = ctx.take<std::uint32_t>(grid.numbers.size());
  const auto sizes = label(ctx, grid, univalued, diagonal, labels);
  if (sizes.empty()) return empty_set();

  const auto count = static_cast<std::uint32_t>(sizes.size());
  auto* objects = ctx.take<Value>(count);
  auto* growth = ctx.take<Growth>(1);
  *growth = Growth{h, w, diagonal, count, labels, objects, ctx.next_growth++, 0, nullptr, nullptr, nullptr, nullptr,
                   &ctx.demand(ctx.home)};
  ctx.charge(std::size_t{count} * 16);
  const ElementKind kind = grid.values.empty() ? ElementKind::cells : ElementKind::other;
  for (std::uint32_t k = 0; k < count; ++k) {
    SetObj* s = new_set(ctx, kind, Recipe::grown, sizes[k]);
    s->growth = growth;
    s->ordinal = k;
    s->size = 0;  // counts the cells put in so far
    objects[k] = as_value(s);
  }
  for (std::uint32_t i = 0; i < h; ++i) {
    for (std::uint32_t j = 0; j < w; ++j) {
      const std::size_t at = (i + 1) * stride + j + 1;
      if (labels[at] == 0) continue;
      SetObj& s = objects[labels[at] - 1].set();
      s.items[s.size++] = grid.values.empty()
                              ? Value::cell(grid.numbers[at], i, j)
                              : new_tuple(ctx, grid.values[static_cast<std::size_t>(grid.numbers[at])], make_place(ctx, i, j));
    }
  }
  if (kind == ElementKind::other) {
    // Cells of odd colours: replaying needs packed ones.
    for (std::uint32_t k = 0; k < count; ++k) objects[k] = set_of(ctx, {objects[k].set().items, objects[k].set().size});
    return set_of(ctx, {objects, count});
  }
  SetObj* all = new_set(ctx, ElementKind::sets, Recipe::all_grown, 0);
  all->size = count;
  all->items = objects;
  all->growth = growth;
  all->depth = 2;
  ctx.charge(std::size_t{count} * 12);
  return as_value(all);
}

}  // namespace battalion::dsl::prim
