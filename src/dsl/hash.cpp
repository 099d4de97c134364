#include "dsl/hash.hpp"

namespace battalion::dsl {
namespace {

std::uint64_t hash_cells(const std::int8_t* cells, std::uint32_t n) {
  detail::TupleHash h;
  for (std::uint32_t k = 0; k < n; ++k) h.add(detail::hash_int(cells[k]));
  return h.finish(n);
}

std::uint64_t hash_grid(GridObj& g) {
  if (!g.hashed) {
    detail::TupleHash h;
    for (std::uint32_t i = 0; i < g.height; ++i) h.add(hash_cells(g.cells + std::size_t{i} * g.width, g.width));
    g.hash = h.finish(g.height);
    g.hashed = true;
  }
  return g.hash;
}

std::uint64_t hash_tuple(TupleObj& t) {
  if (!t.hashed) {
    detail::TupleHash h;
    for (std::uint32_t k = 0; k < t.size; ++k) h.add(hash(t.items[k]));
    t.hash = h.finish(t.size);
    t.hashed = true;
  }
  return t.hash;
}

std::uint64_t hash_of_pair(Value v) { return hash_pair(v.pair_i(), v.pair_j()); }
std::uint64_t hash_of_cell(Value v) { return hash_two(hash_near(v.cell_v()), hash_pair(v.cell_i(), v.cell_j())); }

/// fn(hash of one element), for elements of this kind: decided once, not for each.
template <class Fn>
void with_hash_of(ElementKind kind, const Fn& fn) {
  switch (kind) {
    case ElementKind::pairs: return fn(hash_of_pair);
    case ElementKind::cells: return fn(hash_of_cell);
    default: return fn([](Value v) { return hash(v); });
  }
}

std::uint64_t shuffle(std::uint64_t h) { return ((h ^ 89869747ull) ^ (h << 16)) * 3644798167ull; }

}  // namespace

std::uint64_t hash(const SetObj& set) {
  auto& s = const_cast<SetObj&>(set);  // the hash is kept, as the reference keeps it
  if (!s.hashed) {
    std::uint64_t h = 0;
    with_hash_of(s.kind, [&](const auto& hash_of) {
      for (std::uint32_t k = 0; k < s.size; ++k) h ^= shuffle(hash_of(s.items[k]));
    });
    h ^= (std::uint64_t{s.size} + 1) * 1927868237ull;
    h ^= (h >> 11) ^ (h >> 25);
    h = h * 69069u + 907133923ull;
    s.hash = h == ~std::uint64_t{0} ? 590923713ull : h;
    s.hashed = true;
  }
  return s.hash;
}

void hash_items(ElementKind kind, std::span<const Value> items, std::uint64_t* out) {
  with_hash_of(kind, [&](const auto& hash_of) {
    for (const Value v : items) *out++ = hash_of(v);
  });
}

std::uint64_t hash(Value v) {
  switch (v.tag()) {
    case Tag::nothing:
    case Tag::none: return 0x6e6f6e65;
    case Tag::boolean:
    case Tag::integer:
    case Tag::wide: return detail::hash_int(v.as_int());
    case Tag::pair: return hash_of_pair(v);
    case Tag::cell: return hash_of_cell(v);
    case Tag::row: return hash_cells(v.row().cells, v.row().size);
    case Tag::grid: return hash_grid(v.grid());
    case Tag::tuple: return hash_tuple(v.tuple());
    case Tag::set: return hash(v.set());
    case Tag::primitive: return mix(v.bits());
    case Tag::function: return mix(v.function().mark);
  }
  return 0;
}

namespace {

/// Fingerprint of a tuple that is neither a pair nor a cell, element by element.
class TuplePrint {
 public:
  void add(std::uint64_t element) { sum_ = (sum_ ^ element) * 0x9e3779b97f4a7c15ull + 0x7f4a7c15; }
  std::uint64_t finish() const { return mix(sum_); }

 private:
  std::uint64_t sum_ = 0x51ed270b;
};

std::uint64_t print_int(std::int64_t n) { return mix(static_cast<std::uint64_t>(n) << 4 | 3); }

std::uint64_t print_cells(const std::int8_t* cells, std::uint32_t n) {
  if (n == 2) return mix(Value::pair(cells[0], cells[1]).bits());
  TuplePrint p;
  for (std::uint32_t k = 0; k < n; ++k) p.add(print_int(cells[k]));
  return p.finish();
}

/// Tuples with bools in them take the fingerprint of the form that they would have without.
std::uint64_t print_tuple(const TupleObj& t) {
  if (t.size == 2 && t.items[0].is_int()) {
    const std::int64_t a = t.items[0].as_int();
    Value b = t.items[1];
    if (b.is_int() && Value::fits_pair(a, b.as_int())) return mix(Value::pair(a, b.as_int()).bits());
    if (b.is(Tag::tuple) && b.tuple().size == 2 && b.tuple().items[0].is_int() && b.tuple().items[1].is_int() &&
        Value::fits_pair(b.tuple().items[0].as_int(), b.tuple().items[1].as_int())) {
      b = Value::pair(b.tuple().items[0].as_int(), b.tuple().items[1].as_int());
    }
    if (b.is(Tag::pair) && Value::fits_cell(a, b.pair_i(), b.pair_j())) {
      return mix(Value::cell(a, b.pair_i(), b.pair_j()).bits());
    }
  }
  TuplePrint p;
  for (std::uint32_t k = 0; k < t.size; ++k) p.add(fingerprint(t.items[k]));
  return p.finish();
}

}  // namespace

std::uint64_t fingerprint(const SetObj& set) {
  auto& s = const_cast<SetObj&>(set);  // kept, like the hash
  if (!s.printed) {
    std::uint64_t sum = s.size;
    if (s.kind == ElementKind::pairs || s.kind == ElementKind::cells) {
      for (std::uint32_t k = 0; k < s.size; ++k) sum += mix(s.items[k].bits());
    } else {
      for (std::uint32_t k = 0; k < s.size; ++k) sum += fingerprint(s.items[k]);
    }
    s.fingerprint = mix(sum);
    s.printed = true;
  }
  return s.fingerprint;
}

std::uint64_t fingerprint(Value v) {
  switch (v.tag()) {
    case Tag::boolean:
    case Tag::integer:
    case Tag::wide: return print_int(v.as_int());
    case Tag::row: return print_cells(v.row().cells, v.row().size);
    case Tag::grid: {
      TuplePrint p;
      const GridObj& g = v.grid();
      for (std::uint32_t i = 0; i < g.height; ++i) p.add(print_cells(g.cells + std::size_t{i} * g.width, g.width));
      return p.finish();
    }
    case Tag::tuple: {
      TupleObj& t = v.tuple();
      if (!t.printed) {
        t.fingerprint = print_tuple(t);
        t.printed = true;
      }
      return t.fingerprint;
    }
    case Tag::set: return fingerprint(v.set());
    case Tag::function: return mix(v.function().mark);
    default: return mix(v.bits());
  }
}

}  // namespace battalion::dsl
