// Containers: tuples and sets, whatever they hold.

#include <algorithm>
#include <functional>

#include "dsl/compare.hpp"
#include "dsl/prim/count.hpp"
#include "dsl/prim/declare.hpp"
#include "dsl/prim/iterate.hpp"
#include "dsl/prim/number.hpp"

namespace battalion::dsl::prim {
namespace {

/// The largest or smallest element; 0 where there is none.
Value extreme(Context& ctx, Value container, bool largest) {
  // Sets among the elements: "part of" decides, and so the order in which they are compared shows.
  const bool loose = container.is_set() && container.set().kind != ElementKind::sets &&
                     container.set().kind != ElementKind::other;
  const auto items = loose ? std::span<const Value>{container.set().items, container.set().size} : elements(ctx, container);
  if (container.is_set() && !loose && items.size() > 1) {
    ctx.order_matters(!std::all_of(items.begin(), items.end(), totally_ordered));
  }
  ctx.tick(items.size());
  Value best;
  for (Value v : items) {
    if (!best || (largest ? less(best, v) : less(v, best))) best = v;
  }
  return best ? best : Value::small(0);
}

Value need_set(Value v) {
  if (!v.is_set()) raise(ErrorCode::attribute_error, "object has no attribute 'union'");
  return v;
}

}  // namespace

Value contained(Context& ctx, const Value* args) {
  if (args[1].is_set()) return Value::boolean(contains(args[1].set(), args[0]));
  const auto items = elements(ctx, args[1]);
  ctx.tick(items.size());
  for (Value v : items) {
    if (equal(v, args[0])) return Value::boolean(true);
  }
  return Value::boolean(false);
}

Value combine(Context& ctx, const Value* args) {
  const Value a = args[0], b = args[1];
  if (a.is_set() && (b.is_set() || b.is_tuple())) return set_concatenated(ctx, a, b);
  if (!a.is_tuple()) raise_type("object is not iterable");
  Gather all(ctx);
  for (Value v : elements(ctx, a)) all.add(v);
  for (Value v : ordered(ctx, b)) all.add(v);
  ctx.tick(all.size());
  return new_tuple(ctx, all.values());
}

Value intersection(Context& ctx, const Value* args) {
  const Value a = args[0], b = args[1];
  if (a.is_set() && b.is_set()) return set_intersection(ctx, a, b);
  if (a.is(Tag::boolean) && b.is(Tag::boolean)) return Value::boolean(a.as_bool() && b.as_bool());
  if (a.is_int() && b.is_int()) return make_integer(ctx, a.as_int() & b.as_int());
  raise_type("unsupported operands for &");
}

Value difference(Context& ctx, const Value* args) {
  const Value a = args[0], b = args[1];
  if (length(a) == 0) return a;
  if (!b.is_set() && !b.is_tuple()) raise_type("argument is not iterable");
  if (a.is_set() && b.is_set()) return set_without(ctx, a, b.set());
  Gather kept(ctx);
  if (b.is_set()) {
    const SetObj& gone = b.set();
    each(
        ctx, a, [&](Value v) { kept.add(contains(gone, v) ? Value{} : v); }, [&] { kept.drop_to(0); });
  } else {
    const auto gone = elements(ctx, b);
    const auto is_gone = [&](Value v) { return std::any_of(gone.begin(), gone.end(), [v](Value g) { return equal(g, v); }); };
    each(
        ctx, a,
        [&](Value v) {
          ctx.tick(gone.size());
          kept.add(is_gone(v) ? Value{} : v);
        },
        [&] { kept.drop_to(0); });
  }
  return keep(ctx, a, kept.values());
}

Value dedupe(Context& ctx, const Value* args) {
  const Value container = args[0];
  if (length(container) == 0) return empty_tuple();
  if (container.is_set()) raise(ErrorCode::attribute_error, "object has no attribute 'index'");
  const auto items = elements(ctx, container);
  // A set of them keeps the first of equals, in order.
  const SetObj& unique = set_of(ctx, items).set();
  return new_tuple(ctx, {unique.items, unique.size});
}

Value repeat(Context& ctx, const Value* args) {
  const std::int64_t n = need_int(args[1]);
  if (n <= 0) return empty_tuple();
  auto* items = ctx.take<Value>(static_cast<std::size_t>(n));
  ctx.tick(static_cast<std::uint64_t>(n));
  std::fill_n(items, n, args[0]);
  return new_tuple(ctx, {items, static_cast<std::size_t>(n)});
}

Value size(Context&, const Value* args) { return Value::small(length(args[0])); }

Value merge(Context& ctx, const Value* args) {
  const Value containers = args[0];
  if (containers.is(Tag::grid)) {
    const GridObj& g = containers.grid();
    ctx.tick(std::uint64_t{g.height} * g.width);
    return make_row(ctx, g.cells, g.height * g.width);
  }
  if (containers.is_set()) return set_merged(ctx, containers);
  Gather all(ctx);
  for (Value c : elements(ctx, containers)) {
    const auto inside = ordered(ctx, c);
    ctx.tick(inside.size());
    ctx.charge(inside.size() * sizeof(Value));
    for (Value v : inside) all.add(v);
  }
  return new_tuple(ctx, all.values());
}

Value maximum(Context& ctx, const Value* args) { return extreme(ctx, args[0], true); }

Value minimum(Context& ctx, const Value* args) { return extreme(ctx, args[0], false); }

Value mostcommon(Context& ctx, const Value* args) { return commonest_element(ctx, args[0], true); }

Value leastcommon(Context& ctx, const Value* args) { return commonest_element(ctx, args[0], false); }

Value initset(Context& ctx, const Value* args) { return set_of_copied(ctx, {args, 1}); }

Value insert(Context& ctx, const Value* args) {
  const Value set = need_set(args[1]);
  return set_joined(ctx, set, set_of_copied(ctx, {args, 1}));
}

Value remove(Context& ctx, const Value* args) {
  Gather kept(ctx);
  each(
      ctx, args[1], [&](Value v) { kept.add(equal(v, args[0]) ? Value{} : v); }, [&] { kept.drop_to(0); });
  return keep(ctx, args[1], kept.values());
}

Value other(Context& ctx, const Value* args) {
  const Value swapped[] = {args[1], args[0]};
  const Value rest = remove(ctx, swapped);
  return first(ctx, &rest);
}

Value totuple(Context& ctx, const Value* args) { return new_tuple(ctx, ordered(ctx, args[0])); }

Value first(Context& ctx, const Value* args) {
  if (args[0].is(Tag::cell)) return Value::small(args[0].cell_v());
  if (args[0].is(Tag::pair)) return Value::small(args[0].pair_i());
  if (args[0].is(Tag::tuple) && args[0].tuple().size != 0) return args[0].tuple().items[0];
  if (args[0].is_tuple() && tuple_size(args[0]) != 0) return tuple_at(ctx, args[0], 0);
  const auto items = ordered(ctx, args[0]);
  if (items.empty()) raise(ErrorCode::stop_iteration, "first of nothing");
  return items[0];
}

Value last(Context& ctx, const Value* args) {
  if (args[0].is(Tag::cell)) return Value::pair(args[0].cell_i(), args[0].cell_j());
  if (args[0].is(Tag::pair)) return Value::small(args[0].pair_j());
  if (args[0].is(Tag::tuple) && args[0].tuple().size != 0) return args[0].tuple().items[args[0].tuple().size - 1];
  if (args[0].is_tuple() && tuple_size(args[0]) != 0) return tuple_at(ctx, args[0], tuple_size(args[0]) - 1);
  const auto items = ordered(ctx, args[0]);
  if (items.empty()) raise(ErrorCode::value_error, "last of nothing");
  return items.back();
}

Value interval(Context& ctx, const Value* args) {
  const std::int64_t start = need_int(args[0]), stop = need_int(args[1]), step = need_int(args[2]);
  if (step == 0) raise(ErrorCode::value_error, "range() with step 0");
  if (step > 0 ? stop <= start : stop >= start) return empty_tuple();
  // Unsigned differences are exact here, whatever the signs.
  const auto u = [](std::int64_t v) { return static_cast<std::uint64_t>(v); };
  const std::uint64_t span = step > 0 ? u(stop) - u(start) : u(start) - u(stop);
  const std::uint64_t stride = step > 0 ? u(step) : 0 - u(step);
  const std::uint64_t n = (span - 1) / stride + 1;
  if (n > (1ull << 36)) throw Expired{Limit::memory};
  auto* items = ctx.take<Value>(static_cast<std::size_t>(n));
  ctx.tick(n);
  // Modulo 2^64, and every sum lies between start and stop.
  for (std::uint64_t k = 0; k < n; ++k) {
    ctx.budget.moving(sizeof(Value));
    items[k] = make_integer(ctx, static_cast<std::int64_t>(u(start) + k * u(step)));
  }
  return new_tuple(ctx, {items, static_cast<std::size_t>(n)});
}

namespace {

/// Whether no element occurs twice, as far as that is cheap to tell.
bool known_distinct(Value container) {
  if (container.is_set()) return true;
  if (container.is(Tag::row)) {
    const RowObj& r = container.row();
    return std::adjacent_find(r.cells, r.cells + r.size, std::greater_equal<>()) == r.cells + r.size;
  }
  return container.is(Tag::pair) && container.pair_i() != container.pair_j();
}

}  // namespace

Value product(Context& ctx, const Value* args) {
  charge_product(ctx, args[0], args[1]);
  Gather pairs(ctx);
  each(
      ctx, args[1],
      [&](Value j) {
        each(ctx, args[0], [&](Value i) { pairs.add(new_tuple(ctx, i, j)); ctx.tick(1); }, [] {});
      },
      [&] { pairs.drop_to(0); });
  return set_product(ctx, args[0], args[1], pairs.values(), known_distinct(args[0]) && known_distinct(args[1]));
}

Value pair(Context& ctx, const Value* args) {
  const auto a = ordered(ctx, args[0]);
  const auto b = ordered(ctx, args[1]);
  Gather pairs(ctx);
  for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) pairs.add(new_tuple(ctx, a[k], b[k]));
  ctx.tick(pairs.size());
  return new_tuple(ctx, pairs.values());
}

Value sizefilter(Context& ctx, const Value* args) {
  Gather kept(ctx);
  each(
      ctx, args[0],
      [&](Value v) { kept.add(equal(Value::small(length(v)), args[1]) ? v : Value{}); },
      [&] { kept.drop_to(0); });
  // A frozenset, whatever the container was.
  if (args[0].is_set()) return set_filtered(ctx, args[0], kept.values());
  Gather left(ctx);
  for (Value v : std::vector<Value>(kept.values().begin(), kept.values().end())) {
    if (v) left.add(v);
  }
  return set_of(ctx, left.values());
}

}  // namespace battalion::dsl::prim
