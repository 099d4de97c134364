#include "kernels/draw.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>

#include "dsl/set.hpp"
#include "dsl/tuple.hpp"
#include "kernels/convert.hpp"
#include "kernels/op/all.hpp"

namespace battalion::kernels {
namespace {

using plain::Box;

void set_cell(std::uint32_t (&plane)[planes][side], int i, int j, Int colour) {
  for (int k = 0; k < planes; ++k) {
    plane[k][i] = (plane[k][i] & ~(1u << j)) | static_cast<std::uint32_t>(((colour - lowest_colour) >> k) & 1) << j;
  }
}
Int cell_of(const Grid& g, Int i, Int j) {
  Int v = 0;
  for (int k = 0; k < planes; ++k) v |= Int{(g.plane[k][i] >> j) & 1} << k;
  return v + lowest_colour;
}

/// Cells as an object in its one form, straight from the words of values.hpp.
void store_cells(const std::vector<Cell>& cells, Object& out, const Box& part = {0, 0, side - 1, side - 1}) {
  out = Object{};
  out.places.height = out.places.width = side;
  Int top = 0, left = 0, bottom = 0, right = 0;
  for (const Cell& c : cells) {
    const bool first = &c == cells.data();
    top = first ? c.place.i : std::min(top, c.place.i), bottom = first ? c.place.i : std::max(bottom, c.place.i);
    left = first ? c.place.j : std::min(left, c.place.j), right = first ? c.place.j : std::max(right, c.place.j);
  }
  if (top >= 0 && left >= 0 && bottom < side && right < side) {
    top = left = 0;
  } else if (bottom - top >= side || right - left >= side) {
    top = part.top, left = part.left;
    out.places.height = static_cast<std::int32_t>(part.bottom - part.top + 1);
    out.places.width = static_cast<std::int32_t>(part.right - part.left + 1);
    out.places.more = outside;
    out.places.most = static_cast<std::int32_t>(cells.size());
  }
  out.places.top = static_cast<std::int32_t>(top);
  out.places.left = static_cast<std::int32_t>(left);
  for (const Cell& c : cells) {
    const Int i = c.place.i - top, j = c.place.j - left;
    if (i < 0 || i >= out.places.height || j < 0 || j >= out.places.width) continue;
    const std::uint32_t bit = 1u << j;
    if ((out.places.rows[i] & bit) != 0) {
      Int there = 0;
      for (int p = 0; p < planes; ++p) there |= static_cast<Int>(out.plane[p][i] >> j & 1u) << p;
      there += lowest_colour;
      if (there == c.colour) continue;
      out.places.more |= overlaid;
      out.several[i] |= bit;
      if (there > c.colour) continue;
      for (auto& plane : out.plane) plane[i] &= ~bit;
    }
    out.places.rows[i] |= bit;
    set_cell(out.plane, static_cast<int>(i), static_cast<int>(j), c.colour);
  }
}

/// The tiles of places that no window holds, straight from what values.hpp says.
void store_tiles(const std::vector<Cell>& cells, Scratch& scratch, Indices& out) {
  std::map<std::pair<Int, Int>, std::vector<Pair>> by_tile;
  const auto floor = [](Int v) { return (v >= 0 ? v / side : -((-v + side - 1) / side)) * side; };
  for (const Cell& c : cells) by_tile[{floor(c.place.i), floor(c.place.j)}].push_back(c.place);
  by_tile.erase({0, 0});
  Tile* tiles = scratch.take<Tile>(by_tile.size());
  out.most = 0;
  out.tiles = tiles;
  out.tile_count = static_cast<std::int32_t>(by_tile.size());
  for (const auto& [corner, places] : by_tile) {
    *tiles = {};
    tiles->top = static_cast<std::int32_t>(corner.first);
    tiles->left = static_cast<std::int32_t>(corner.second);
    for (const Pair& p : places) tiles->rows[p.i - corner.first] |= 1u << (p.j - corner.second);
    ++tiles;
  }
}

}  // namespace

int Drawer::draw_side() {
  const int most = tame_ ? 30 : side;
  switch (below(8)) {
    case 0:
      return static_cast<int>(between(1, 2));
    case 1:
      return most;
    case 2:
      return static_cast<int>(between(1, most));
    default:
      return static_cast<int>(between(2, 12));
  }
}

Grid& Drawer::draw_grid(int h, int w) {
  Grid& g = make<Grid>();
  g.height = h;
  g.width = w;
  const Int most = tame_ || chance(80) ? 9 : 14, least = tame_ || chance(80) ? 0 : lowest_colour;
  const Int background = chance(60) ? 0 : between(least, most), other = between(least, most);
  const auto paint = [&](int i, int j, Int v) { set_cell(g.plane, i, j, v); };
  const int style = static_cast<int>(below(7)), density = static_cast<int>(between(5, 60));
  const int pi = static_cast<int>(between(1, 4)), pj = static_cast<int>(between(1, 4)),
            salt = static_cast<int>(below(1000));
  for (int i = 0; i < h; ++i) {
    for (int j = 0; j < w; ++j) {
      Int v = background;
      if (style == 1 && chance(density)) v = other;
      if (style == 2) v = between(least, most);
      if (style == 3 && chance(density)) v = between(least, most);
      if (style == 4) v = ((i % pi) * 7 + (j % pj) * 3 + salt) % (most + 1);
      if (style == 5) v = chance(50) ? background : other;
      paint(i, j, v);
    }
  }
  if (style == 6 || chance(25)) {  // blocks and lines
    for (Int n = between(1, 5); n > 0; --n) {
      const Int v = between(0, most);
      const int top = static_cast<int>(below(h)), left = static_cast<int>(below(w));
      const int bottom = chance(30) ? h - 1 : static_cast<int>(between(top, h - 1));
      const int right = chance(30) ? w - 1 : static_cast<int>(between(left, w - 1));
      const bool hollow = chance(40);
      for (int i = top; i <= bottom; ++i) {
        for (int j = left; j <= right; ++j) {
          if (!hollow || i == top || i == bottom || j == left || j == right) paint(i, j, v);
        }
      }
    }
  }
  return g;
}

/// Rows without cells.
Grid& Drawer::draw_no_cells() {
  Grid& g = make<Grid>();
  g.height = static_cast<std::int32_t>(below(4));
  return g;
}

/// One to go with the grid of the case: nearly the same, of one of its sides, or any.
Grid& Drawer::draw_another_grid() {
  if (!tame_ && chance(10)) return draw_no_cells();
  if (chance(60)) {
    Grid& g = make<Grid>();
    g = *grid_;
    for (Int n = below(4); n > 0; --n) {
      set_cell(g.plane, static_cast<int>(below(g.height)), static_cast<int>(below(g.width)), between(0, 9));
    }
    return g;
  }
  return draw_grid(chance(50) ? grid_->height : draw_side(), chance(50) ? grid_->width : draw_side());
}

Drawer::Places Drawer::draw_places() {
  Places out;
  const Grid& g = *grid_;
  const auto add = [&](Int i, Int j) {
    out.push_back({i >= 0 && i < g.height && j >= 0 && j < g.width ? cell_of(g, i, j) : below(10), {i, j}});
  };
  const Int top = below(g.height), left = below(g.width);
  const Int bottom = between(top, g.height - 1), right = between(left, g.width - 1);
  const int style = static_cast<int>(below(tame_ ? 9 : 11)), density = static_cast<int>(between(5, 90));
  if (style == 0) {
    if (chance(50)) return out;
    add(top, left);
  } else if (style == 1) {
    for (Int i = 0; i < g.height; ++i) {
      for (Int j = 0; j < g.width; ++j) {
        if (cell_of(g, i, j) == cell_of(g, top, left)) add(i, j);
      }
    }
  } else if (style == 2) {
    for (Int k = top; k <= bottom; ++k) add(k, left);
  } else if (style == 3) {
    for (Int k = left; k <= right; ++k) add(top, k);
  } else if (style == 4) {
    for (Int i = top; i <= bottom; ++i) {
      for (Int j = left; j <= right; ++j) add(i, j);
    }
  } else if (style == 10) {  // wider than a window, some of it near the grid
    for (Int n = between(2, 12); n > 0; --n) add(between(-40, 40), between(-40, 80));
    std::sort(out.begin(), out.end(), [](const Cell& a, const Cell& b) {
      return std::pair(a.place.i, a.place.j) < std::pair(b.place.i, b.place.j);
    });
    out.erase(
        std::unique(out.begin(), out.end(),
                    [](const Cell& a, const Cell& b) { return a.place.i == b.place.i && a.place.j == b.place.j; }),
        out.end());
  } else {
    for (Int i = top; i <= bottom; ++i) {
      for (Int j = left; j <= right; ++j) {
        if (chance(density)) add(i, j);
      }
    }
  }
  if (chance(15)) {
    const Int di = between(-6, 6), dj = between(-6, 6);
    for (Cell& c : out) c.place.i += di, c.place.j += dj;
  } else if (!tame_ && chance(15)) {
    const Int far = chance(90) ? 60 : 1 << 21, di = between(-far, far), dj = between(-far, far);
    for (Cell& c : out) c.place.i += di, c.place.j += dj;
  }
  if (chance(20)) {
    const Int v = below(10);
    for (Cell& c : out) c.colour = v;
  }
  if (chance(10)) {
    for (Cell& c : out) c.colour = tame_ ? below(10) : between(lowest_colour, 14);
  }
  return out;
}

Object& Drawer::draw_object() {
  Object& o = make<Object>();
  do {
    store_cells(draw_places(), o);
  } while (o.places.more != 0);
  return o;
}

Int Drawer::draw_colour() {
  if (!tame_ && chance(25)) return between(-3, 20);
  return chance(70) ? cell_of(*grid_, below(grid_->height), below(grid_->width)) : below(10);
}

Int Drawer::draw_integer(const SignatureInfo& what, int at) {
  const std::string_view name = what.primitive;
  if (!tame_ && chance(8)) {
    const Int extremes[] = {
        std::numeric_limits<Int>::max(), std::numeric_limits<Int>::min() + 1, Int{1} << 59, -(Int{1} << 40), 1000, -1000};
    return extremes[below(6)];
  }
  if (is_one_of(what.primitive, {"ofcolor", "fill", "underfill", "recolor", "replace", "switch_", "cellwise", "canvas",
                       "colorcount", "colorfilter"})) {
    return draw_colour();
  }
  if (is_one_of(what.primitive, {"hsplit", "vsplit"})) {
    const int whole = name == "hsplit" ? grid_->width : grid_->height;
    return tame_ ? between(1, std::min(whole, 5)) : between(-2, 40);
  }
  if (is_one_of(what.primitive, {"hupscale", "vupscale", "upscale", "downscale"})) return tame_ ? between(1, 4) : between(-2, 40);
  if (name == "repeat") return between(tame_ && what.result == Kind::Grid ? 1 : -1, tame_ ? 6 : 40);
  if (name == "sizefilter") return between(0, 6);
  if (name == "interval")
    return at == 2 && tame_ ? (chance(50) ? 1 : between(1, 3) * (chance(50) ? 1 : -1)) : between(-5, 20);
  if (name == "divide" && at == 1 && tame_) return chance(50) ? between(1, 5) : between(-5, -1);
  return tame_ ? between(-6, 31) : between(-60, 1100);
}

Pair Drawer::draw_pair(const SignatureInfo& what, int at, const std::vector<Drawn>& before) {
  const std::string_view name = what.primitive;
  const Grid& g = *grid_;
  const Kind kind = what.arguments[static_cast<std::size_t>(at)];
  if (!tame_ && (kind == Kind::Pair || kind == Kind::Pairs) && chance(6)) return empty_pair;
  if (!tame_ && chance(8)) {
    const auto extreme = [&]() -> Int {
      return chance(30) ? std::numeric_limits<Int>::min() + 1 : between(-(Int{1} << 24), Int{1} << 24);
    };
    return {extreme(), extreme()};
  }
  if (name == "canvas") return tame_ ? Pair{between(1, 30), between(1, 30)} : Pair{between(-1, 40), between(-1, 40)};
  if (name == "crop" && tame_) {
    if (at == 1) return {below(g.height), below(g.width)};
    const auto& start = *static_cast<const Pair*>(before[1].value);
    return {between(1, g.height - start.i), between(1, g.width - start.j)};
  }
  if (is_one_of(what.primitive, {"shift", "move"})) return {between(-5, 5), between(-5, 5)};
  if (name == "shoot" && at == 1) return {between(-1, 1), between(-1, 1)};
  if (name == "connect" && at == 1 && chance(80)) {
    const auto& start = *static_cast<const Pair*>(before[0].value);
    const Int n = between(-12, 12);
    const Pair ways[] = {{0, n}, {n, 0}, {n, n}, {n, -n}};
    const Pair way = ways[below(4)];
    // A start may lie at the far end of the integers: sums wrap there.
    const auto sum = [](Int a, Int b) { return static_cast<Int>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b)); };
    return chance(90) || start.i > 1000 || start.i < -1000 ? Pair{sum(start.i, way.i), sum(start.j, way.j)}
                                                           : Pair{start.i - 20 * way.i, start.j};
  }
  if (name == "divide" && at == 1 && tame_) return {between(1, 5), between(1, 5)};
  if (name == "index" && tame_) return {below(g.height), below(g.width)};
  if (chance(70)) return {below(g.height), below(g.width)};
  return tame_ ? Pair{between(-6, 35), between(-6, 35)} : Pair{between(-60, 90), between(-60, 90)};
}

std::vector<const Object*> Drawer::draw_objects() {
  std::vector<const Object*> out;
  if (chance(60)) {
    ObjectSet found{};
    const bool of_one_colour = chance(70), diagonal = chance(50), without_background = chance(50);
    if (plain::op::objects(scratch_, *grid_, of_one_colour, diagonal, without_background, found).ok() &&
        found.size <= 12) {
      out.assign(found.items, found.items + found.size);
    }
  }
  while (out.size() < 6 && chance(60)) out.push_back(&draw_object());
  if (!out.empty() && chance(30)) out.push_back(out[static_cast<std::size_t>(below(static_cast<Int>(out.size())))]);
  if (tame_) std::erase_if(out, [](const Object* o) { return !plain::Lanes::load(o->places.rows).any(); });
  std::shuffle(out.begin(), out.end(), random_);
  return out;
}

template <class T>
const void* Drawer::draw_list(const std::vector<const T*>& items, bool set) {
  auto** list = scratch_.take<const T*>(items.size() + 1);
  std::copy(items.begin(), items.end(), list);
  if (!set) {
    auto& tuple = make<Tuple<T>>();
    tuple = {list, static_cast<std::int32_t>(items.size())};
    return &tuple;
  }
  auto& out = make<Set<T>>();
  plain::op::set_of(list, static_cast<int>(items.size()), out);
  return &out;
}

Drawn Drawer::draw(dsl::Context& ctx, const SignatureInfo& what, int at, const std::vector<Drawn>& before) {
  const Kind kind = what.arguments[static_cast<std::size_t>(at)];
  const auto both = [&](const void* v) { return Drawn{v, to_dsl(ctx, kind, v)}; };
  switch (kind) {
    case Kind::Bool: {
      auto& v = make<Bool>();
      v = chance(50);
      return both(&v);
    }
    case Kind::Int: {
      auto& v = make<Int>();
      v = draw_integer(what, at);
      return both(&v);
    }
    case Kind::Pair: {
      auto& v = make<Pair>();
      v = draw_pair(what, at, before);
      return both(&v);
    }
    case Kind::Cell: {
      auto& v = make<Cell>();
      v = {draw_colour(), draw_pair(what, at, before)};
      return both(&v);
    }
    case Kind::Grid: {
      const bool first =
          std::find(what.arguments.begin(), what.arguments.begin() + at, Kind::Grid) == what.arguments.begin() + at;
      Grid* g = !first ? &draw_another_grid() : !tame_ && chance(6) ? &draw_no_cells() : grid_;
      if (!first && tame_ &&
          (std::string_view(what.primitive) == "vconcat" || std::string_view(what.primitive) == "combine")) {
        g = &draw_grid(static_cast<int>(between(1, 10)), grid_->width);
      }
      if (!first && tame_ && std::string_view(what.primitive) == "hconcat")
        g = &draw_grid(draw_side(), static_cast<int>(between(1, 16)));
      return both(g);
    }
    case Kind::Indices:
    case Kind::Object: {
      const bool needs_some =
          tame_ && is_one_of(what.primitive, {"ulcorner", "urcorner", "llcorner", "lrcorner", "corners", "centerofmass",
                                              "subgrid", "maximum", "minimum"});
      Places cells = draw_places();
      while (needs_some && cells.empty()) cells = draw_places();
      // Several colours at some places: few operations take that.
      const bool overlay = kind == Kind::Object && (!tame_ || is_one_of(what.primitive, {"paint", "combine"})) && chance(15);
      for (std::size_t k = overlay ? cells.size() : 0; k-- > 0;) {
        if (chance(40)) cells.push_back({below(10), cells[k].place});
      }
      auto& o = make<Object>();
      store_cells(cells, o);
      if ((o.places.more & outside) != 0 && chance(50)) {
        const Int top_of_part = between(-4, 2), left_of_part = between(-4, 2);
        store_cells(cells, o, {top_of_part, left_of_part, top_of_part + between(27, 31), left_of_part + between(27, 31)});
      } else if (kind == Kind::Indices && (o.places.more & outside) != 0 && chance(90)) {
        store_tiles(cells, scratch_, o.places);
      }
      if (kind == Kind::Indices) o.places.more &= outside;
      std::vector<dsl::Value> items;
      for (const Cell& c : cells) {
        const auto place = dsl::new_tuple(ctx, dsl::make_integer(ctx, c.place.i), dsl::make_integer(ctx, c.place.j));
        items.push_back(kind == Kind::Indices ? place : dsl::new_tuple(ctx, dsl::make_integer(ctx, c.colour), place));
      }
      const auto set = dsl::set_of(ctx, items);
      if (!items.empty()) set.set().distinct_places = !overlay;
      return {kind == Kind::Indices ? static_cast<const void*>(&o.places) : &o, set};
    }
    case Kind::IntSet: {
      auto& v = make<IntSet>();
      for (Int n = below(6); n > 0; --n) {
        const Int k =
            (tame_ ? between(-4, 30) : between(IntSet::lowest, chance(50) ? 40 : IntSet::highest)) - IntSet::lowest;
        v.rows[k / side] |= 1u << (k % side);
      }
      return both(&v);
    }
    case Kind::Ints: {
      auto& v = make<Ints>();
      const bool row = what.result == Kind::Grid && (std::string_view(what.primitive) == "repeat" || std::string_view(what.primitive) == "remove");
      if (row && (tame_ || chance(70))) {
        const bool of_grid = std::string_view(what.primitive) == "remove";
        const int i = static_cast<int>(below(grid_->height));
        v.size = of_grid ? grid_->width : static_cast<std::int32_t>(between(1, 30));
        v.items = scratch_.take<Int>(side);
        bool alone = of_grid;  // nothing would be left
        for (int j = 0; j < v.size; ++j) {
          v.items[j] = of_grid ? cell_of(*grid_, i, j) : below(10);
          for (int k = 0; k < grid_->height; ++k) alone = alone && cell_of(*grid_, k, j) == v.items[j];
        }
        if (alone && tame_) v.items[0] = (v.items[0] + 1) % 10;
        return both(&v);
      }
      v.size = static_cast<std::int32_t>(between(tame_ ? 1 : 0, 8));
      v.items = scratch_.take<Int>(8);
      const Int spread = chance(50) ? 3 : 30;
      for (int k = 0; k < v.size; ++k) v.items[k] = !tame_ && chance(10) ? between(-200, 2000) : between(-2, spread);
      return both(&v);
    }
    case Kind::Pairs: {
      auto& v = make<Pairs>();
      v.size = static_cast<std::int32_t>(between(tame_ ? 1 : 0, 8));
      v.items = scratch_.take<Pair>(8);
      for (int k = 0; k < v.size; ++k) v.items[k] = chance(40) ? Pair{below(2), below(2)} : draw_pair(what, at, before);
      return both(&v);
    }
    case Kind::PairsTuple: {
      auto& list = make<PairsTuple>();
      list.items = scratch_.take<const Pairs*>(4);
      for (Int n = below(5); n > 0; --n) {
        auto& v = make<Pairs>();
        v.items = scratch_.take<Pair>(4);
        for (Int k = below(5); k > 0; --k) v.items[v.size++] = draw_pair(what, at, before);
        list.items[list.size++] = &v;
      }
      return both(&list);
    }
    case Kind::Cells: {
      auto& v = make<Cells>();
      v.size = static_cast<std::int32_t>(between(0, 12));
      v.items = scratch_.take<Cell>(12);
      for (int k = 0; k < v.size; ++k) v.items[k] = {tame_ ? below(10) : draw_colour(), draw_pair(what, at, before)};
      if (v.size > 2 && chance(60)) v.items[1].place = v.items[0].place;
      return both(&v);
    }
    case Kind::GridSet:
    case Kind::Grids: {
      std::vector<const Grid*> items;
      const bool small = std::string_view(what.primitive) == "merge" && tame_;
      for (Int n = between(tame_ ? 1 : 0, small ? 3 : 5); n > 0; --n) {
        items.push_back(small        ? &draw_grid(static_cast<int>(between(1, 10)), grid_->width)
                        : chance(50) ? grid_
                                     : &draw_another_grid());
      }
      return both(draw_list(items, kind == Kind::GridSet));
    }
    case Kind::IndicesTuple:
    case Kind::IndicesSet: {
      std::vector<const Indices*> items;
      for (const Object* o : draw_objects()) items.push_back(&o->places);
      for (Int n = tame_ ? 0 : below(3); n > 0; --n) {
        auto& o = make<Object>();
        const Places cells = draw_places();
        store_cells(cells, o);
        if (o.places.more != 0) store_tiles(cells, scratch_, o.places);
        items.push_back(&o.places);
      }
      if (tame_ && items.empty()) items.push_back(&draw_object().places);
      return both(draw_list(items, kind == Kind::IndicesSet));
    }
    case Kind::ObjectTuple:
    case Kind::ObjectSet: {
      auto items = draw_objects();
      if (std::string_view(what.primitive) == "merge" && tame_) {  // whose union is an object
        ObjectSet found{};
        plain::op::objects(scratch_, *grid_, chance(50), chance(50), chance(50), found);
        items.assign(found.items, found.items + std::min(found.size, 40));
      }
      if (tame_ && items.empty()) items.push_back(&draw_object());
      return both(draw_list(items, kind == Kind::ObjectSet));
    }
    default:
      break;
  }
  throw std::logic_error("no such kind");
}

/// One of a container's elements, so that what is looked for is often there; null where it has none.
Drawn Drawer::element_of(dsl::Context& ctx, Kind element, Kind container, const void* list) {
  const auto both = [&](const void* v) { return Drawn{v, to_dsl(ctx, element, v)}; };
  const auto bit_of = [&](const std::uint32_t(&rows)[side]) {
    std::vector<std::pair<int, int>> set;
    for (int i = 0; i < side; ++i) {
      for (int j = 0; j < side; ++j) {
        if ((rows[i] >> j) & 1) set.emplace_back(i, j);
      }
    }
    return set.empty() ? std::pair(-1, -1) : set[static_cast<std::size_t>(below(static_cast<Int>(set.size())))];
  };
  const auto picked = [&](const auto& l) -> Drawn {
    if (l.size == 0) return {};
    const auto& item = l.items[below(l.size)];
    if constexpr (std::is_pointer_v<std::remove_cvref_t<decltype(item)>>) {
      return both(item);
    } else {
      return both(&item);
    }
  };
  switch (container) {
    case Kind::Ints:
      return element == Kind::Int ? picked(*static_cast<const Ints*>(list)) : Drawn{};
    case Kind::Pairs:
      return element == Kind::Pair ? picked(*static_cast<const Pairs*>(list)) : Drawn{};
    case Kind::Grids:
      return element == Kind::Grid ? picked(*static_cast<const Grids*>(list)) : Drawn{};
    case Kind::GridSet:
      return element == Kind::Grid ? picked(*static_cast<const GridSet*>(list)) : Drawn{};
    case Kind::IndicesTuple:
      return element == Kind::Indices ? picked(*static_cast<const IndicesTuple*>(list)) : Drawn{};
    case Kind::ObjectTuple:
      return element == Kind::Object ? picked(*static_cast<const ObjectTuple*>(list)) : Drawn{};
    case Kind::IndicesSet:
      return element == Kind::Indices ? picked(*static_cast<const IndicesSet*>(list)) : Drawn{};
    case Kind::ObjectSet:
      return element == Kind::Object ? picked(*static_cast<const ObjectSet*>(list)) : Drawn{};
    case Kind::IntSet: {
      if (element != Kind::Int) return {};
      const auto [i, j] = bit_of(static_cast<const IntSet*>(list)->rows);
      if (i < 0) return {};
      auto& v = make<Int>();
      v = IntSet::lowest + side * i + j;
      return both(&v);
    }
    case Kind::Indices:
    case Kind::Object: {
      const auto& places =
          container == Kind::Indices ? *static_cast<const Indices*>(list) : static_cast<const Object*>(list)->places;
      const auto [i, j] = bit_of(places.rows);
      if (i < 0 || (element != Kind::Pair && element != Kind::Cell)) return {};
      auto& c = make<Cell>();
      c.place = {Int{places.top} + i, Int{places.left} + j};
      if (element == Kind::Pair) return both(&c.place);
      if (container == Kind::Indices) return {};
      for (int k = 0; k < planes; ++k) c.colour |= Int{(static_cast<const Object*>(list)->plane[k][i] >> j) & 1} << k;
      c.colour += lowest_colour;
      return both(&c);
    }
    default:
      return {};
  }
}

std::vector<Drawn> Drawer::arguments(dsl::Context& ctx, Signature operation, bool tame) {
  scratch_ = {memory_.data(), memory_.data() + memory_.size()};
  const auto offset = reinterpret_cast<std::uintptr_t>(scratch_.at) % Scratch::alignment;
  if (offset != 0) scratch_.at += Scratch::alignment - offset;
  tame_ = tame;
  grid_ = &draw_grid(draw_side(), draw_side());
  const SignatureInfo& what = info(operation);
  const std::string_view name = what.primitive;
  if (tame_) {  // what fits a window
    const bool doubled = is_one_of(what.primitive, {"hconcat", "vconcat", "combine", "merge"});
    const bool scaled = is_one_of(what.primitive, {"hupscale", "vupscale", "upscale"});
    const bool halved = is_one_of(what.primitive, {"tophalf", "bottomhalf", "lefthalf", "righthalf"});
    if (doubled) grid_ = &draw_grid(static_cast<int>(between(1, 10)), static_cast<int>(between(1, 16)));
    if (scaled) grid_ = &draw_grid(static_cast<int>(between(1, 8)), static_cast<int>(between(1, 8)));
    if (name == "compress") {
      do grid_ = &draw_grid(draw_side(), draw_side());
      while (grid_->height < 2 || grid_->width < 2);
      for (Int n = below(20); n > 0; --n) {
        set_cell(grid_->plane, static_cast<int>(below(grid_->height)), static_cast<int>(below(grid_->width)),
                 between(0, 9));
      }
    }
    if (halved || name == "trim")
      grid_ = &draw_grid(static_cast<int>(between(3, 30)), static_cast<int>(between(3, 30)));
  }
  std::vector<Drawn> out;
  for (int k = 0; k < what.arity; ++k) out.push_back(draw(ctx, what, k, out));
  // Often the same twice, and what is looked for in what it is looked for in.
  if (what.arity == 2 && chance(50)) {
    const Kind a = what.arguments[0], b = what.arguments[1];
    if (a == b && chance(30) && is_one_of(what.primitive, {"equality", "intersection", "difference", "combine"})) {
      out[1] = out[0];
    } else if (is_one_of(what.primitive, {"contained", "insert", "remove"})) {
      if (const Drawn e = element_of(ctx, a, b, out[1].value); e.value != nullptr) out[0] = e;
    } else if (name == "other") {
      if (const Drawn e = element_of(ctx, b, a, out[0].value); e.value != nullptr) out[1] = e;
    }
  }
  return out;
}

}  // namespace battalion::kernels
