// Grids scaled up and down.

#include "dsl/compare.hpp"
#include "dsl/prim/declare.hpp"
#include "dsl/prim/grid.hpp"
#include "dsl/prim/number.hpp"
#include "dsl/prim/pieces.hpp"

namespace battalion::dsl::prim {
namespace {

/// A plain grid, each cell `down` x `across` times; both at least 1.
Value enlarged(Context& ctx, const GridObj& g, std::int64_t down, std::int64_t across) {
  const auto fd = static_cast<std::uint64_t>(down), fa = static_cast<std::uint64_t>(across);
  if (fd > (1u << 30) || fa > (1u << 30)) throw Expired{Limit::memory};
  GridObj* out = new_grid(ctx, g.height * fd, g.width * fa);
  std::int8_t* at = out->cells;
  for (std::uint32_t i = 0; i < g.height; ++i) {
    const std::int8_t* row = at;
    for (std::uint32_t j = 0; j < g.width; ++j) {
      ctx.budget.moving(fa);
      at = std::fill_n(at, fa, g.cells[std::size_t{i} * g.width + j]);
    }
    for (std::uint64_t k = 1; k < fd; ++k) at = copy_cells(ctx, row, out->width, at);
  }
  return as_value(out);
}

/// The same for any tuple of rows; factors of none leave nothing.
Value enlarged_any(Context& ctx, Value grid, Value down, Value across) {
  Gather rows(ctx);
  for (Value row : elements(ctx, grid)) {
    const auto cells = elements(ctx, row);
    Value wide = row;
    if (across) {
      Gather values(ctx);
      for (Value v : cells) {
        const std::int64_t n = need_int(across);
        ctx.tick(n > 0 ? static_cast<std::uint64_t>(n) : 1);
        ctx.charge(n > 0 ? static_cast<std::uint64_t>(n) * Gather::bytes_a_value : 0);
        for (std::int64_t k = 0; k < n; ++k) values.add(v);
      }
      wide = new_tuple(ctx, values.values());
    }
    const std::int64_t n = down ? need_int(down) : 1;
    ctx.tick(n > 0 ? static_cast<std::uint64_t>(n) : 1);
    ctx.charge(n > 0 ? static_cast<std::uint64_t>(n) * Gather::bytes_a_value : 0);
    for (std::int64_t k = 0; k < n; ++k) rows.add(wide);
  }
  return new_tuple(ctx, rows.values());
}

bool is_factor(Value v) { return v.is_int() && v.as_int() >= 1; }

}  // namespace

Value hupscale(Context& ctx, const Value* args) {
  if (args[0].is(Tag::grid) && is_factor(args[1])) return enlarged(ctx, args[0].grid(), 1, args[1].as_int());
  if (args[0].is_set() && length(args[0]) > 1) ctx.order_matters(true);
  return enlarged_any(ctx, args[0], Value{}, args[1]);
}

Value vupscale(Context& ctx, const Value* args) {
  if (args[0].is(Tag::grid) && is_factor(args[1])) return enlarged(ctx, args[0].grid(), args[1].as_int(), 1);
  const std::int64_t n = length(args[0]) == 0 ? 1 : need_int(args[1]);
  if (args[0].is_set() && length(args[0]) > 1) ctx.order_matters(true);
  Gather rows(ctx);
  for (Value row : elements(ctx, args[0])) {
    ctx.tick(n > 0 ? static_cast<std::uint64_t>(n) : 1);
    ctx.charge(n > 0 ? static_cast<std::uint64_t>(n) * Gather::bytes_a_value : 0);
    for (std::int64_t k = 0; k < n; ++k) rows.add(row);
  }
  return new_tuple(ctx, rows.values());
}

Value upscale(Context& ctx, const Value* args) {
  if (!args[0].is_tuple()) return upscale_object(ctx, args[0], args[1]);
  if (args[0].is(Tag::grid) && is_factor(args[1])) {
    return enlarged(ctx, args[0].grid(), args[1].as_int(), args[1].as_int());
  }
  return enlarged_any(ctx, args[0], args[1], args[1]);
}

Value downscale(Context& ctx, const Value* args) {
  const Size size = size_of(ctx, args[0]);
  const std::int64_t given = size.width == 0 ? 1 : need_int(args[1]);
  if (given == 0) raise(ErrorCode::zero_division, "integer modulo by zero");
  // j % factor is 0 for the same j whatever the factor's sign; one beyond the grid keeps the first only.
  const std::int64_t most = std::max<std::int64_t>(std::max(size.height, size.width), 1);
  const std::int64_t factor = given < -most || given > most ? most : given < 0 ? -given : given;
  if (args[0].is(Tag::grid)) {
    const GridObj& g = args[0].grid();
    const auto f = static_cast<std::size_t>(factor);
    return plain_grid(ctx, (g.height + f - 1) / f, (g.width + f - 1) / f, [&](std::uint32_t i, std::uint32_t j) {
      return g.cells[i * f * g.width + j * f];
    });
  }
  Rows out;
  for (std::int64_t i = 0; i < size.height; ++i) {
    Row row;
    for (std::int64_t j = 0; j < size.width; j += factor) {
      ctx.tick(1);
      row.push_back(subscript(ctx, subscript(ctx, args[0], i), j));
    }
    if (i % factor == 0) out.push_back(std::move(row));
  }
  return from_rows(ctx, out);
}

namespace {

/// Whether all of a row's cells are equal; not so for no cells.
bool uniform(const Row& row) {
  if (row.empty()) return false;
  for (Value v : row) {
    if (!equal(v, row[0])) return false;
  }
  return true;
}

}  // namespace

Value compress(Context& ctx, const Value* args) {
  const Rows rows = rows_of(ctx, args[0]);
  if (args[0].is_set() && rows.size() > 1) ctx.order_matters(true);
  if (!args[0].is_tuple()) raise(ErrorCode::value_error, "the grid has no mirror");
  std::size_t w = rows.empty() ? 0 : rows[0].size();
  for (const Row& r : rows) w = std::min(w, r.size());
  std::vector<bool> drop(w, false);
  for (std::size_t j = 0; j < w; ++j) {
    drop[j] = true;
    for (const Row& r : rows) {
      if (!equal(r[j], rows[0][j])) drop[j] = false;
    }
  }
  Rows out;
  for (const Row& r : rows) {
    if (uniform(r)) continue;
    Row kept;
    for (std::size_t j = 0; j < r.size(); ++j) {
      if (j >= w || !drop[j]) kept.push_back(r[j]);
    }
    out.push_back(std::move(kept));
  }
  return from_rows(ctx, out);
}

}  // namespace battalion::dsl::prim
