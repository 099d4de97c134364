// Objects of a grid: connected components, parts by colour, lines of one colour.

#if defined(BATTALION_KERNELS_OP_OBJECTS_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_OBJECTS_HPP
#undef BATTALION_KERNELS_OP_OBJECTS_HPP
#else
#define BATTALION_KERNELS_OP_OBJECTS_HPP
#endif

#include "kernels/op/container.hpp"
#include "kernels/op/scale.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL::op {

/// Takes scratch for objects one by one; the list grows by doubling, since how many there are shows last.
class ObjectList {
 public:
  explicit BATTALION_MEMBER ObjectList(Scratch& s) : scratch_(s) {}
  /// The next object, to be filled in; null where scratch is full.
  BATTALION_MEMBER Object* add() {
    if (size_ == capacity_ && !grow()) return nullptr;
    Object* next = scratch_.take<Object>(1);
    if (next != nullptr) items_[size_++] = next;
    return next;
  }
  BATTALION_MEMBER ObjectSet finish() const { return {items_, size_}; }

 private:
  BATTALION_MEMBER bool grow() {
    const int wider = capacity_ == 0 ? 32 : 2 * capacity_;
    auto** items = scratch_.take<const Object*>(static_cast<std::size_t>(wider));
    if (items == nullptr) return false;
    for (int k = 0; k < size_; ++k) items[k] = items_[k];
    items_ = items;
    capacity_ = wider;
    return true;
  }
  Scratch& scratch_;
  const Object** items_ = nullptr;
  std::int32_t size_ = 0, capacity_ = 0;
};

/// Every run of the mask's rows that has a seed, whole. Adding a seed carries to the end of its run; to its beginning,
/// the same seen backwards.
BATTALION_INLINE Lanes runs_of(const Lanes& seeds, const Lanes& mask, const Lanes& backwards) {
  const Lanes onwards = ((mask ^ (mask + seeds)) & mask) | seeds;
  const Lanes turned = onwards.columns_reversed();
  return (((backwards ^ (backwards + turned)) & backwards) | turned).columns_reversed();
}
/// What of the mask is connected with the seeds, which lie in it.
BATTALION_INLINE Lanes flooded(const Lanes& seeds, const Lanes& mask, bool diagonal) {
  const Lanes backwards = mask.columns_reversed();
  // Cells with the one above (below) them in the mask too: reached from two rows away.
  const Lanes from_above = mask & mask.down_one(), from_below = mask & mask.up_one();
  Lanes reached = seeds;
  for (;;) {
    const Lanes runs = runs_of(reached, mask, backwards);
    const Lanes wide = diagonal ? runs | runs.left(1) | runs.right(1) : runs;
    const Lanes next = runs | ((wide.up_one() | wide.down_one()) & mask);
    if (!(next ^ runs).any()) return runs;
    reached = next | (next.down(2) & from_above) | (next.up(2) & from_below);
  }
}

/// Open cells that are joined with the one `up` above and `right` to the left: open too, and of their colour if that
/// is asked.
BATTALION_INLINE Lanes linked(const Planes& p, const Lanes& open, bool univalued, int up, int right) {
  Lanes both = open & moved(open, up, right);
  if (univalued) {
    for (const Lanes& l : p.p) both = both.without(l ^ moved(l, up, right));
  }
  return both;
}
/// Open cells that are joined with no other.
BATTALION_INLINE Lanes lonely(const Planes& p, const Lanes& open, bool univalued, bool diagonal) {
  const Lanes left = linked(p, open, univalued, 0, 1), above = linked(p, open, univalued, 1, 0);
  Lanes joined = left | left.left(1) | above | above.up_one();
  if (diagonal) {
    const Lanes before = linked(p, open, univalued, 1, 1), after = linked(p, open, univalued, 1, -1);
    joined = joined | before | before.left(1).up_one() | after | after.right(1).up_one();
  }
  return open.without(joined);
}

BATTALION_OP Status objects(Scratch& s, const Grid& g, Bool univalued, Bool diagonal, Bool without_bg, ObjectSet& out) {
  const Planes p = Planes::load(g.plane);
  Lanes rest = rectangle(g);
  bool tie = false;
  if (without_bg) {
    const Choice background = commonest_of(g, true);
    rest = rest.without(p.equal_to(background.colour));
    tie = background.tie;
  }
  // Found by their first cells, row by row: that is canonical order.
  ObjectList found(s);
  const CellReader cells(p);
  const Lanes apart = lonely(p, rest, univalued, diagonal);
  const Lanes::Rows alone(apart);
  while (rest.any()) {
    const Spot first = first_of(rest);
    Lanes object = at_spot(first.row, first.column);
    if (((alone[first.row] >> first.column) & 1) == 0) {
      object = flooded(object, univalued ? rest & p.equal_to(cells.at(first.row, first.column)) : rest, diagonal);
    }
    Object* next = found.add();
    if (next == nullptr) return Status(Punt::scratch).after(tie);
    store_object(object, p, *next);
    rest = rest.without(object);
  }
  out = found.finish();
  return Status::hung_on_order(tie);
}

/// One object a colour, of the cells of the mask.
BATTALION_OP Status parts(Scratch& s, const Planes& p, const Lanes& mask, ObjectSet& out) {
  ObjectList found(s);
  Lanes rest = mask;
  while (rest.any()) {
    const Spot first = first_of(rest);
    const Lanes part = rest & p.equal_to(p.at(first.row, first.column));
    Object* next = found.add();
    if (next == nullptr) return Punt::scratch;
    store_object(part, p, *next);
    rest = rest.without(part);
  }
  out = found.finish();
  return {};
}
BATTALION_OP Status partition(Scratch& s, const Grid& g, ObjectSet& out) {
  return parts(s, Planes::load(g.plane), rectangle(g), out);
}
BATTALION_OP Status fgpartition(Scratch& s, const Grid& g, ObjectSet& out) {
  const Choice background = commonest_of(g, true);
  const Planes p = Planes::load(g.plane);
  return parts(s, p, rectangle(g).without(p.equal_to(background.colour)), out).after(background.tie);
}

BATTALION_OP Status frontiers(Scratch& s, const Grid& g, ObjectSet& out) {
  const Planes p = Planes::load(g.plane);
  const Lanes inside = rectangle(g);
  std::uint32_t rows = low_bits(g.height) & ~mixed_rows(p, inside);
  std::uint32_t columns = low_bits(g.width) & ~mixed_columns(p, inside);
  if (g.height == 1 && g.width == 1) columns = 0;  // the same cell
  const int most = bit_count(rows) + bit_count(columns);
  auto** items = s.take<const Object*>(static_cast<std::size_t>(most));
  auto* lines = s.take<Object>(static_cast<std::size_t>(most));
  if (items == nullptr || lines == nullptr) return Punt::scratch;
  int n = 0;
  // By their first cells; of the row and the column that begin at (0, 0) the row, unless the column ends there.
  const auto first_bit = [](std::uint32_t bits) { return bits & (0 - bits); };
  if (g.height == 1 && (columns & 1) != 0) {
    store_object(Lanes::splat(1) & inside, p, lines[n++]);
    columns &= ~1u;
  }
  if ((rows & 1) != 0) store_object(Lanes::in_rows(1) & inside, p, lines[n++]);
  for (; columns != 0; columns &= columns - 1) store_object(Lanes::splat(first_bit(columns)) & inside, p, lines[n++]);
  for (rows &= ~1u; rows != 0; rows &= rows - 1) store_object(Lanes::in_rows(first_bit(rows)) & inside, p, lines[n++]);
  for (int k = 0; k < n; ++k) items[k] = &lines[k];
  out = {items, n};
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL::op
BATTALION_END_LEVEL

#endif
