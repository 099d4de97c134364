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

std::uint64_t shuffle(std::uint64_t h) { return ((h ^ 89869747ull) ^ (h << 16)) * 3644798167ull; }

}  // namespace

std::uint64_t hash(const SetObj& set) {
  auto& s = const_cast<SetObj&>(set);  // the hash is kept, as the reference keeps it
  if (!s.hashed) {
    std::uint64_t h = 0;
    for (std::uint32_t k = 0; k < s.size; ++k) h ^= shuffle(hash(s.items[k]));
    h ^= (std::uint64_t{s.size} + 1) * 1927868237ull;
    h ^= (h >> 11) ^ (h >> 25);
    h = h * 69069u + 907133923ull;
    s.hash = h == ~std::uint64_t{0} ? 590923713ull : h;
    s.hashed = true;
  }
  return s.hash;
}

std::uint64_t hash(Value v) {
  switch (v.tag()) {
    case Tag::nothing:
    case Tag::none: return 0x6e6f6e65;
    case Tag::boolean:
    case Tag::integer:
    case Tag::wide: return detail::hash_int(v.as_int());
    case Tag::pair: return hash_pair(v.pair_i(), v.pair_j());
    case Tag::cell: return hash_cell(v.cell_v(), v.cell_i(), v.cell_j());
    case Tag::row: return hash_cells(v.row().cells, v.row().size);
    case Tag::grid: return hash_grid(v.grid());
    case Tag::tuple: return hash_tuple(v.tuple());
    case Tag::set: return hash(v.set());
    case Tag::primitive: return mix(v.bits());
    case Tag::function: return mix(v.function().id);
  }
  return 0;
}

}  // namespace battalion::dsl
