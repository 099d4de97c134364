#include "lower/function_order.hpp"

#include <algorithm>
#include <utility>

#include "dsl/call.hpp"
#include "dsl/compare.hpp"
#include "dsl/context.hpp"
#include "dsl/tuple.hpp"
#include "lower/refused.hpp"

namespace battalion::lower {
namespace {

using dsl::Primitive;
using dsl::Value;

std::optional<dsl::FunctionKind> kind_of(Primitive p) {
  switch (p) {
    case Primitive::compose: return dsl::FunctionKind::compose;
    case Primitive::chain: return dsl::FunctionKind::chain;
    case Primitive::fork: return dsl::FunctionKind::fork;
    case Primitive::lbind: return dsl::FunctionKind::lbind;
    case Primitive::rbind: return dsl::FunctionKind::rbind;
    default: return std::nullopt;
  }
}

/// The interpreter's value of what is put together of primitives alone.
Value value_of(dsl::Context& ctx, const Staged& s) {
  if (s.is == Staged::Is::pack) {
    std::vector<Value> items;
    for (const Staged& item : s.items()) items.push_back(value_of(ctx, item));
    return dsl::new_tuple(ctx, items);
  }
  if (s.is != Staged::Is::function) refuse("a set of functions that keep values");
  const Function& f = *s.function;
  if (f.captured.empty()) return Value::primitive(f.made_by);
  const auto kind = kind_of(f.made_by);
  if (!kind) refuse("a set of functions that keep values");
  Value parts[3];
  for (std::size_t k = 0; k < f.captured.size(); ++k) parts[k] = value_of(ctx, f.captured[k]);
  return dsl::make_function(ctx, *kind, f.arity, parts[0], parts[1], parts[2]);
}

/// A primitive is one object wherever it is named; a function that was made is another one each time.
bool same_object(const Staged& a, const Staged& b) {
  if (a.is != b.is) return false;
  if (a.is == Staged::Is::pack) {
    return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(), same_object);
  }
  if (a.is != Staged::Is::function) return false;
  return a.function == b.function || (a.function->captured.empty() && b.function->captured.empty() &&
                                      a.function->made_by == b.function->made_by);
}

}  // namespace

void sort_functions(std::vector<Staged>& items) {
  if (items.size() < 2) return;
  dsl::Context ctx(dsl::SetOrder::canonical);
  ctx.budget.start(dsl::Budget::unlimited, dsl::Budget::unlimited);
  std::vector<std::pair<Value, Staged>> keyed;
  for (Staged& s : items) {
    const bool known = std::any_of(keyed.begin(), keyed.end(), [&](const auto& k) { return same_object(k.second, s); });
    if (!known) keyed.emplace_back(value_of(ctx, s), std::move(s));
  }
  std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return canonical(a.first, b.first) < 0; });
  items.clear();
  for (std::size_t k = 0; k < keyed.size(); ++k) {
    if (k > 0 && canonical(keyed[k - 1].first, keyed[k].first) == 0) refuse("a set of functions that look alike");
    items.push_back(std::move(keyed[k].second));
  }
}

}  // namespace battalion::lower
