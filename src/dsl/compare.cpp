#include "dsl/compare.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "dsl/error.hpp"
#include "dsl/hash.hpp"
#include "dsl/set.hpp"
#include "dsl/tuple.hpp"

namespace battalion::dsl {
namespace {

/// Reads the elements of a tuple of any form without an arena; a grid's row is valid until the next read.
class TupleReader {
 public:
  explicit TupleReader(Value t) : t_(t) {}
  std::uint32_t size() const { return tuple_size(t_); }
  Value at(std::uint32_t k) {
    switch (t_.tag()) {
      case Tag::pair: return Value::small(k == 0 ? t_.pair_i() : t_.pair_j());
      case Tag::cell: return k == 0 ? Value::small(t_.cell_v()) : Value::pair(t_.cell_i(), t_.cell_j());
      case Tag::row: return Value::small(t_.row().cells[k]);
      case Tag::grid: {
        const GridObj& g = t_.grid();
        std::int8_t* cells = g.cells + std::size_t{k} * g.width;
        if (g.width == 2) return Value::pair(cells[0], cells[1]);
        row_ = {g.width, cells};
        return Value::pointer(Tag::row, &row_);
      }
      default: return t_.tuple().items[k];
    }
  }

 private:
  Value t_;
  alignas(16) RowObj row_{};
};

void meter() {
  if (metered != nullptr) metered->tick(1);
}

bool equal_tuples(Value a, Value b) {
  if (!a.is(Tag::tuple) && !b.is(Tag::tuple)) {
    // A tuple has one form: other forms hold other contents.
    if (a.tag() != b.tag()) return false;
    if (a.is(Tag::row)) {
      return a.row().size == b.row().size && std::memcmp(a.row().cells, b.row().cells, a.row().size) == 0;
    }
    if (a.is(Tag::grid)) {
      const GridObj& g = a.grid();
      const GridObj& h = b.grid();
      return g.height == h.height && g.width == h.width &&
             std::memcmp(g.cells, h.cells, std::size_t{g.height} * g.width) == 0;
    }
    return false;  // pairs and cells: their words differ
  }
  meter();
  TupleReader x(a), y(b);
  if (x.size() != y.size()) return false;
  for (std::uint32_t k = 0; k < x.size(); ++k) {
    if (!equal(x.at(k), y.at(k))) return false;
  }
  return true;
}

bool equal_sets(const SetObj& a, const SetObj& b) {
  meter();
  if (a.size != b.size) return false;
  if (fingerprint(a) != fingerprint(b)) return false;
  if (a.kind == b.kind && std::equal(a.items, a.items + a.size, b.items, [](Value x, Value y) { return x.bits() == y.bits(); })) {
    return true;
  }
  for (std::uint32_t k = 0; k < a.size; ++k) {
    if (!contains(b, a.items[k])) return false;
  }
  return true;
}

bool less_tuples(Value a, Value b) {
  meter();
  TupleReader x(a), y(b);
  const std::uint32_t n = std::min(x.size(), y.size());
  for (std::uint32_t k = 0; k < n; ++k) {
    if (!equal(x.at(k), y.at(k))) return less(x.at(k), y.at(k));
  }
  return x.size() < y.size();
}

bool is_place(Value v) {
  if (v.is(Tag::pair)) return true;
  return v.is(Tag::tuple) && v.tuple().size == 2 && v.tuple().items[0].is_int() && v.tuple().items[1].is_int();
}

bool is_cell(Value v) {
  if (v.is(Tag::cell)) return true;
  if (!v.is(Tag::tuple) || v.tuple().size != 2) return false;
  const Value colour = v.tuple().items[0];
  return (colour.is_int() || colour.is(Tag::none)) && is_place(v.tuple().items[1]);
}

std::strong_ordering canonical_tuples(Value a, Value b) {
  meter();
  // A cell is compared as (place, value).
  const bool flip_a = is_cell(a), flip_b = is_cell(b);
  TupleReader x(a), y(b);
  const std::uint32_t n = std::min(x.size(), y.size());
  for (std::uint32_t k = 0; k < n; ++k) {
    const auto c = canonical(x.at(flip_a ? 1 - k : k), y.at(flip_b ? 1 - k : k));
    if (c != 0) return c;
  }
  if (x.size() != y.size()) return x.size() <=> y.size();
  return flip_b <=> flip_a;
}

/// Of pairs alone, or of cells alone: these compare as their words do.
bool is_of_words(const SetObj& s) { return s.kind == ElementKind::pairs || s.kind == ElementKind::cells; }

std::vector<Value> sorted_items(const SetObj& s) {
  std::vector<Value> items(s.items, s.items + s.size);
  if (is_of_words(s)) {
    std::sort(items.begin(), items.end(), [](Value a, Value b) { return a.bits() < b.bits(); });
  } else {
    std::sort(items.begin(), items.end(), [](Value a, Value b) { return canonical(a, b) < 0; });
  }
  return items;
}

std::uint64_t least_word(const SetObj& s) {
  std::uint64_t least = s.items[0].bits();
  for (std::uint32_t k = 1; k < s.size; ++k) least = std::min<std::uint64_t>(least, s.items[k].bits());
  return least;
}

std::strong_ordering canonical_sets(const SetObj& a, const SetObj& b) {
  meter();
  // Objects of a grid have no place in common: their first ones tell.
  if (a.kind == b.kind && is_of_words(a) && a.size > 0 && b.size > 0) {
    const std::uint64_t x = least_word(a), y = least_word(b);
    if (x != y) return x <=> y;
  }
  const auto x = sorted_items(a), y = sorted_items(b);
  const std::size_t n = std::min(x.size(), y.size());
  for (std::size_t k = 0; k < n; ++k) {
    const auto c = canonical(x[k], y[k]);
    if (c != 0) return c;
  }
  return x.size() <=> y.size();
}

int rank(Value v) {
  if (v.is(Tag::none)) return 0;
  if (v.is_int()) return 1;
  if (v.is_tuple()) return 2;
  return v.is_set() ? 3 : 4;
}

}  // namespace

bool equal_in_contents(Value a, Value b) {
  if (a.is_int()) return b.is_int() && a.as_int() == b.as_int();
  if (a.is_tuple()) return b.is_tuple() && equal_tuples(a, b);
  if (a.is_set()) return b.is_set() && equal_sets(a.set(), b.set());
  return false;
}

bool less(Value a, Value b) {
  if (a.is_int() && b.is_int()) return a.as_int() < b.as_int();
  if (a.is_tuple() && b.is_tuple()) return less_tuples(a, b);
  if (a.is_set() && b.is_set()) {
    if (a.set().size >= b.set().size) return false;
    for (std::uint32_t k = 0; k < a.set().size; ++k) {
      if (!contains(b.set(), a.set().items[k])) return false;
    }
    return true;
  }
  raise_type("values of unlike types do not compare");
}

bool totally_ordered(Value v) {
  if (!v.is(Tag::tuple)) return v.is_int() || v.is_tuple();
  const TupleObj& t = v.tuple();
  return std::all_of(t.items, t.items + t.size, [](Value e) { return totally_ordered(e); });
}

bool truthy(Value v) {
  if (v.is_int()) return v.as_int() != 0;
  if (v.is_tuple()) return tuple_size(v) != 0;
  if (v.is_set()) return v.set().size != 0;
  return !v.is(Tag::none);
}

std::strong_ordering canonical(Value a, Value b) {
  const int ra = rank(a), rb = rank(b);
  if (ra != rb) return ra <=> rb;
  switch (ra) {
    case 1: return a.as_int() <=> b.as_int();
    case 2:
      if (a.tag() == b.tag() && (a.is(Tag::pair) || a.is(Tag::cell))) return a.bits() <=> b.bits();
      return canonical_tuples(a, b);
    case 3: return canonical_sets(a.set(), b.set());
    case 4:
      if (a.is(Tag::function) && b.is(Tag::function)) return a.function().mark <=> b.function().mark;
      return a.bits() <=> b.bits();
    default: return std::strong_ordering::equal;
  }
}

}  // namespace battalion::dsl
