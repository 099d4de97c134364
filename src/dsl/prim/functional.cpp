// Functions that make functions, and those that apply them over containers.

#include <algorithm>
#include <vector>

#include "dsl/call.hpp"
#include "dsl/compare.hpp"
#include "dsl/prim/declare.hpp"
#include "dsl/prim/iterate.hpp"
#include "dsl/prim/number.hpp"

namespace battalion::dsl::prim {
namespace {

int arity_of(Value function) {
  if (function.is(Tag::primitive)) return info(function.as_primitive()).arity;
  if (function.is(Tag::function)) return function.function().arity;
  raise(ErrorCode::attribute_error, "object has no attribute '__code__'");
}

/// The reference binds functions of two and three arguments, and takes all others to have four.
int bound_arity(Value function) {
  const int n = arity_of(function);
  return n == 2 ? 1 : n == 3 ? 2 : 3;
}

/// type(container)(fn(e) for e in container)
template <class Fn>
Value transform(Context& ctx, Value container, const Fn& fn) {
  Gather images(ctx);
  each(ctx, container, [&](Value e) { images.add(fn(e)); }, [&] { images.drop_to(0); });
  return rebuild(ctx, container, images.values());
}

Value merge_of(Context& ctx, Value containers) { return merge(ctx, &containers); }

}  // namespace

Value compose(Context& ctx, const Value* args) {
  return make_function(ctx, FunctionKind::compose, 1, args[0], args[1]);
}

Value chain(Context& ctx, const Value* args) {
  return make_function(ctx, FunctionKind::chain, 1, args[0], args[1], args[2]);
}

Value matcher(Context& ctx, const Value* args) {
  return make_function(ctx, FunctionKind::matcher, 1, args[0], args[1]);
}

Value rbind(Context& ctx, const Value* args) {
  return make_function(ctx, FunctionKind::rbind, bound_arity(args[0]), args[0], args[1]);
}

Value lbind(Context& ctx, const Value* args) {
  return make_function(ctx, FunctionKind::lbind, bound_arity(args[0]), args[0], args[1]);
}

Value fork(Context& ctx, const Value* args) {
  return make_function(ctx, FunctionKind::fork, 1, args[0], args[1], args[2]);
}

Value power(Context& ctx, const Value* args) {
  if (equal(args[1], Value::small(1))) return args[0];
  // The reference recurses from n to 1: it never ends for n below 1, and not for large n within its stack.
  const std::int64_t n = need_int(args[1]);
  if (n < 1 || n > max_call_depth) raise(ErrorCode::recursion_error, "power without end");
  return make_function(ctx, FunctionKind::power, 1, args[0], Value::small(n));
}

Value apply(Context& ctx, const Value* args) {
  return transform(ctx, args[1], [&](Value e) { return call_tidily(ctx, args[0], e); });
}

Value rapply(Context& ctx, const Value* args) {
  return transform(ctx, args[0], [&](Value f) { return call_tidily(ctx, f, args[1]); });
}

Value sfilter(Context& ctx, const Value* args) {
  Gather kept(ctx);
  each(
      ctx, args[0], [&](Value e) { kept.add(asks(ctx, args[1], e) ? e : Value{}); }, [&] { kept.drop_to(0); });
  return keep(ctx, args[0], kept.values());
}

Value mfilter(Context& ctx, const Value* args) { return merge_of(ctx, sfilter(ctx, args)); }

Value mapply(Context& ctx, const Value* args) { return merge_of(ctx, apply(ctx, args)); }

Value papply(Context& ctx, const Value* args) {
  // Two sets walked side by side: which meets which hangs on their order.
  const auto a = ordered(ctx, args[1]);
  const auto b = ordered(ctx, args[2]);
  Gather images(ctx);
  for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) images.add(call(ctx, args[0], a[k], b[k]));
  ctx.tick(images.size());
  return new_tuple(ctx, images.values());
}

Value mpapply(Context& ctx, const Value* args) { return merge_of(ctx, papply(ctx, args)); }

Value prapply(Context& ctx, const Value* args) {
  charge_product(ctx, args[1], args[2]);
  Gather images(ctx);
  const PrimitiveFn known = fitting(args[0], 2);
  const auto image = [&](Value i, Value j) {
    if (known == nullptr) return call(ctx, args[0], i, j);
    const Value both[] = {i, j};
    ctx.tick(1);
    return known(ctx, both);
  };
  each(
      ctx, args[2],
      [&](Value j) {
        each(ctx, args[1], [&](Value i) { images.add(image(i, j)); }, [] {});
      },
      [&] { images.drop_to(0); });
  return set_product(ctx, args[1], args[2], images.values());
}

namespace {

/// CPython's sort of fewer than 64: the ascending (or strictly descending, then turned) run at the start, and
/// the rest put in by binary search. Where keys are sets, "part of" decides, and so which are compared shows.
template <class T, class Before>
void sort_as_reference(T* items, std::size_t n, const Before& before) {
  if (n < 2) return;
  std::size_t run = 2;
  if (before(items[1], items[0])) {
    while (run < n && before(items[run], items[run - 1])) ++run;
    std::reverse(items, items + run);
  } else {
    while (run < n && !before(items[run], items[run - 1])) ++run;
  }
  for (; run < n; ++run) {
    const T item = items[run];
    std::size_t left = 0, right = run;
    while (left < right) {
      const std::size_t middle = left + (right - left) / 2;
      if (before(item, items[middle])) {
        right = middle;
      } else {
        left = middle + 1;
      }
    }
    std::move_backward(items + left, items + run, items + run + 1);
    items[left] = item;
  }
}

}  // namespace

Value order(Context& ctx, const Value* args) {
  const Value container = args[0];
  struct Keyed {
    Value key, item;
  };
  const auto items = elements(ctx, container);
  auto* keyed = ctx.take<Keyed>(items.size());
  bool numbers = true;
  for (std::size_t k = 0; k < items.size(); ++k) {
    keyed[k] = {call_tidily(ctx, args[1], items[k]), items[k]};
    numbers &= keyed[k].key.is_int();
  }
  ctx.tick(items.size());
  if (numbers) {
    std::stable_sort(keyed, keyed + items.size(),
                     [&](const Keyed& a, const Keyed& b) {
                       ctx.budget.moving(sizeof(Keyed));
                       return a.key.as_int() < b.key.as_int();
                     });
  } else {
    const auto before = [&](const Keyed& a, const Keyed& b) {
      ctx.tick(1);
      return less(a.key, b.key);
    };
    const bool total = std::all_of(keyed, keyed + items.size(), [](const Keyed& k) { return totally_ordered(k.key); });
    if (container.is_set() && items.size() > 1 && !total) ctx.order_matters(true);
    if (total || items.size() >= 64) {
      std::stable_sort(keyed, keyed + items.size(), before);
    } else {
      sort_as_reference(keyed, items.size(), before);
    }
  }
  auto* sorted = ctx.take<Value>(items.size());
  for (std::size_t k = 0; k < items.size(); ++k) {
    sorted[k] = keyed[k].item;
    if (k > 0 && container.is_set()) ctx.order_matters(equal(keyed[k].key, keyed[k - 1].key));
  }
  return new_tuple(ctx, {sorted, items.size()});
}

namespace {

/// The elements as they stand, their keys, which is best, and how many are as good.
struct Ranked {
  std::span<const Value> items;
  std::span<const Value> keys;
  std::size_t best = 0;
  std::size_t ties = 0;  ///< 0 for an empty container
  bool walked = false;   ///< items are in walking order: of equals the first stands
};

Ranked rank_by(Context& ctx, Value container, Value function, bool largest, Gather& keys) {
  const auto key_of = [&](Value e) { keys.add(call_tidily(ctx, function, e)); };
  each(ctx, container, key_of, [&] { keys.drop_to(0); });
  Ranked r;
  r.items = container.is_set() && !ctx.in_order ? std::span<const Value>{container.set().items, container.set().size}
                                                : elements(ctx, container);
  r.keys = keys.values();
  if (container.is_set() && !ctx.in_order && r.items.size() > 1 &&
      !std::all_of(r.keys.begin(), r.keys.end(), totally_ordered)) {
    // Which is best hangs on which are compared first.
    ctx.order_matters(true);
    SetObj& s = container.set();
    const std::vector<Value> as_they_stand(r.keys.begin(), r.keys.end());
    keys.drop_to(0);
    walk(ctx, s);
    for (std::uint32_t k = 0; k < s.size; ++k) keys.add(as_they_stand[walked_at(s, k)]);
    r.items = walked_items(ctx, s);
    r.keys = keys.values();
    r.walked = true;
  }
  r.ties = r.items.empty() ? 0 : 1;
  if (std::all_of(r.keys.begin(), r.keys.end(), [](Value v) { return v.is(Tag::integer); })) {
    for (std::size_t k = 1; k < r.keys.size(); ++k) {
      const std::int64_t key = r.keys[k].as_small(), best = r.keys[r.best].as_small();
      if (key == best) {
        ++r.ties;
      } else if (largest == (key > best)) {
        r.best = k;
        r.ties = 1;
      }
    }
    return r;
  }
  for (std::size_t k = 1; k < r.keys.size(); ++k) {
    if (largest ? less(r.keys[r.best], r.keys[k]) : less(r.keys[k], r.keys[r.best])) {
      r.best = k;
      r.ties = 1;
    } else if (equal(r.keys[k], r.keys[r.best])) {
      ++r.ties;
    }
  }
  return r;
}

/// The element of largest (smallest) key; of equals the first that the walk meets.
Value best_by(Context& ctx, Value container, Value function, bool largest) {
  Gather keys(ctx);
  const Ranked r = rank_by(ctx, container, function, largest, keys);
  if (r.ties == 0) raise(ErrorCode::value_error, "max() or min() of nothing");
  if (r.ties == 1 || !container.is_set()) return r.items[r.best];
  ctx.order_matters(true);
  if (r.walked || ctx.in_order) return r.items[r.best];
  SetObj& s = container.set();
  walk(ctx, s);
  for (std::uint32_t k = 0; k < s.size; ++k) {
    const std::uint32_t item = walked_at(s, k);
    if (equal(r.keys[item], r.keys[r.best])) return s.items[item];
  }
  return r.items[r.best];
}

/// The largest (smallest) key itself: the reference calls the function once more on the element that has it,
/// and on 0 for an empty container.
Value best_key(Context& ctx, Value container, Value function, bool largest) {
  Gather keys(ctx);
  const Ranked r = rank_by(ctx, container, function, largest, keys);
  return r.ties == 0 ? call(ctx, function, Value::small(0)) : r.keys[r.best];
}

}  // namespace

Value valmax(Context& ctx, const Value* args) { return best_key(ctx, args[0], args[1], true); }

Value valmin(Context& ctx, const Value* args) { return best_key(ctx, args[0], args[1], false); }

Value argmax(Context& ctx, const Value* args) { return best_by(ctx, args[0], args[1], true); }

Value argmin(Context& ctx, const Value* args) { return best_by(ctx, args[0], args[1], false); }

Value extract(Context& ctx, const Value* args) {
  const Value container = args[0];
  if (!container.is_set()) {
    for (Value v : elements(ctx, container)) {
      if (asks(ctx, args[1], v)) return v;
    }
    raise(ErrorCode::stop_iteration, "no element satisfies the condition");
  }
  // All are asked, to tell whether the order decided; the first that the walk meets is the answer.
  SetObj& s = container.set();
  Value only;
  int matches = 0;
  const int depth = ctx.depth;
  try {
    for (std::uint32_t k = 0; k < s.size; ++k) {
      if (!asks(ctx, args[1], s.items[k])) continue;
      only = s.items[k];
      ++matches;
    }
  } catch (const Raised&) {
    if (s.size < 2) throw;
    ctx.depth = depth;
    ctx.order_matters(true);
    matches = 2;
  }
  if (matches == 0) raise(ErrorCode::stop_iteration, "no element satisfies the condition");
  if (matches == 1) return only;
  ctx.order_matters(true);
  for (Value v : walked_items(ctx, s)) {
    if (asks(ctx, args[1], v)) return v;
  }
  raise(ErrorCode::stop_iteration, "no element satisfies the condition");
}

}  // namespace battalion::dsl::prim
