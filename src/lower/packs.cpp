#include "lower/packs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "lower/bytecode.hpp"
#include "lower/function_order.hpp"
#include "lower/functions.hpp"

namespace battalion::lower {
namespace {

using dsl::Primitive;
using Items = std::vector<Staged>;

/// A program can double what a pack holds with every line.
constexpr std::size_t most_items = 64;

bool is_pack(const Staged& s) { return s.is == Staged::Is::pack; }
bool is_bag(const Staged& s) { return s.is == Staged::Is::bag; }
bool is_either(const Staged& s) { return is_pack(s) || is_bag(s); }

Staged made(Staged::Is is, Items items) {
  if (items.size() > most_items) refuse("a tuple of too many functions");
  return Staged::of_parts(is, std::move(items));
}

/// Packs of values alone are like other tuples, but where these have no form.
bool holds_functions(const Staged& s) {
  return s.is == Staged::Is::function || (is_either(s) && std::any_of(s.items().begin(), s.items().end(), holds_functions));
}

bool all_values(const Items& items) {
  return !items.empty() && std::all_of(items.begin(), items.end(), [](const Staged& s) { return s.is == Staged::Is::value; });
}

/// A set of these. Values become a set that is one; functions, or tuples of them, are the same where they are one object.
Staged set_of(Builder& b, Items items) {
  if (all_values(items)) {
    std::vector<ValueId> values;
    for (const Staged& s : items) values.push_back(s.value);
    return Staged::of(b.set(values));
  }
  sort_functions(items);
  return made(Staged::Is::bag, std::move(items));
}
Staged like(Builder& b, const Staged& container, Items items) {
  return is_bag(container) ? set_of(b, std::move(items)) : tuple_of(b, std::move(items));
}

/// While it lasts, what raises does so on an element of a set.
class SetWalk {
 public:
  SetWalk(Builder& b, const Staged& container) : builder_(b), on_(is_bag(container) && container.items().size() > 1) {
    if (on_) put(1);
  }
  void end() {
    if (on_) put(-1);
  }

 private:
  void put(std::int64_t n) {
    builder_.emit({.is = Node::Is::set_walk, .type = Types::of(Kind::boolean), .number = n, .args = {}, .regions = {}});
  }
  Builder& builder_;
  const bool on_;
};

/// each(item) of every item, in a container like this one.
template <class Each>
Staged mapped(Builder& b, const Staged& container, const Each& each) {
  Items out;
  SetWalk walk(b, container);
  for (const Staged& item : container.items()) out.push_back(each(item));
  walk.end();
  return like(b, container, std::move(out));
}

Staged in_order(Builder& b, const Staged& bag) {
  if (bag.items().size() > 1) {
    b.emit({.is = Node::Is::note_order, .type = Types::of(Kind::boolean), .args = {}, .regions = {}});
  }
  return made(Staged::Is::pack, {bag.items().begin(), bag.items().end()});
}

Staged joined(Builder& b, const Staged& x, const Staged& y) {
  if (x.is != y.is) refuse("combine of a tuple and a set of functions");
  Items items(x.items().begin(), x.items().end());
  items.insert(items.end(), y.items().begin(), y.items().end());
  return like(b, x, std::move(items));
}

Staged product_of(Builder& b, const Staged& x, const Staged& y) {
  Items items;
  if (x.items().size() * y.items().size() > most_items) refuse("a product of too many functions");
  for (const Staged& i : x.items()) {
    for (const Staged& j : y.items()) items.push_back(Staged::of_parts(Staged::Is::pack, {i, j}));
  }
  return set_of(b, std::move(items));
}

/// The numbers of an interval that is known, where they are few.
std::optional<Staged> known_interval(Builder& b, const Staged& s) {
  if (s.is != Staged::Is::value) return std::nullopt;
  const auto numbers = b.known_interval(s.value, most_items);
  if (!numbers) return std::nullopt;
  Items items;
  for (const std::int64_t n : *numbers) items.push_back(Staged::of(b.integer(n)));
  return made(Staged::Is::pack, std::move(items));
}

/// How many items a tuple has that is known item by item, and can be made once more; 0 for others.
std::size_t count_known(const Builder& b, ValueId v) {
  const Node& n = b.node(v);
  if (!b.types().is(n.type, Kind::tuple)) return 0;
  if (n.is == Node::Is::tuple) return n.args.size();
  if (n.is == Node::Is::primitive && n.primitive == Primitive::combine) {
    const std::size_t x = count_known(b, n.args[0]), y = x == 0 ? 0 : count_known(b, n.args[1]);
    return y == 0 || x + y > most_items ? 0 : x + y;
  }
  const bool applies = n.is == Node::Is::loop && n.primitive == Primitive::apply && b.applied(v) != nullptr;
  return applies ? count_known(b, b.applied(v)->container) : 0;
}
Items remade(Builder& b, ValueId v) {
  const Node n = b.node(v);
  Items items;
  if (n.is == Node::Is::tuple) {
    for (const ValueId a : n.args) items.push_back(Staged::of(b.as(b.types().first(n.type), a, "a tuple")));
  } else if (n.is == Node::Is::primitive) {
    for (const ValueId a : n.args) {
      for (Staged& item : remade(b, a)) items.push_back(std::move(item));
    }
  } else {
    const Applied applied = *b.applied(v);
    for (const Staged& item : remade(b, applied.container)) items.push_back(call(b, applied.function, std::span(&item, 1)));
  }
  return items;
}
bool is_known(const Builder& b, const Staged& s) {
  return is_pack(s) || (s.is == Staged::Is::value && count_known(b, s.value) > 0);
}
/// The items of a tuple that is known item by item, where need be made once more: they did not raise.
Items known_items(Builder& b, const Staged& s) {
  if (is_pack(s)) return Items(s.items().begin(), s.items().end());
  const auto mark = [&b](std::int64_t n) {
    b.emit({.is = Node::Is::again, .type = Types::of(Kind::boolean), .number = n, .args = {}, .regions = {}});
  };
  mark(1);
  Items items = remade(b, s.value);
  mark(-1);
  return items;
}

/// papply of functions that are known item by item, or that gives such.
std::optional<Staged> applied_side_by_side(Builder& b, std::span<const Staged> args) {
  if (!is_pack(args[1]) && !is_pack(args[2]) && !gives_function(args[0])) return std::nullopt;
  if (!is_known(b, args[1]) || !is_known(b, args[2])) return std::nullopt;
  const Items x = known_items(b, args[1]), y = known_items(b, args[2]);
  if (x.empty() || y.empty()) return std::nullopt;
  Items out;
  for (std::size_t k = 0; k < std::min(x.size(), y.size()); ++k) {
    const Staged both[] = {x[k], y[k]};
    out.push_back(call(b, args[0], both));
  }
  return tuple_of(b, std::move(out));
}

Staged applied(Builder& b, const Staged& function, const Staged& container) {
  return mapped(b, container, [&](const Staged& item) { return call(b, function, std::span(&item, 1)); });
}

/// merge: of tuples of tuples, and of what is no pack itself.
Staged merged(Builder& b, const Staged& containers) {
  if (is_pack(containers) && std::all_of(containers.items().begin(), containers.items().end(), is_pack)) {
    Items items;
    for (const Staged& c : containers.items()) items.insert(items.end(), c.items().begin(), c.items().end());
    return made(Staged::Is::pack, std::move(items));
  }
  if (is_bag(containers)) refuse("merge of a set of functions");
  std::vector<ValueId> values;
  for (const Staged& s : containers.items()) {
    if (s.is != Staged::Is::value) refuse("merge of a tuple of functions");
    values.push_back(s.value);
  }
  const Staged tuple = Staged::of(b.tuple(values));
  return apply_primitive(b, Primitive::merge, std::span(&tuple, 1));
}

Staged end_of(const Staged& s, bool first) {
  if (is_bag(s) && s.items().size() > 1) refuse("an element of a set of functions");
  return first ? s.items().front() : s.items().back();
}

}  // namespace

Staged tuple_of(Builder& b, std::vector<Staged> items) {
  if (all_values(items)) {
    std::vector<ValueId> values;
    for (const Staged& s : items) values.push_back(s.value);
    if (kind_of(b.types(), b.tuple_type(values))) return Staged::of(b.tuple(values));
  }
  return made(Staged::Is::pack, std::move(items));
}

bool gives_function(const Staged& function) {
  if (function.is != Staged::Is::function) return false;
  const Function& f = *function.function;
  switch (f.made_by) {
    case Primitive::compose:
    case Primitive::chain:
    case Primitive::fork:
    case Primitive::lbind:
    case Primitive::rbind:
      // A primitive itself, which makes functions; or a function made by it, whose first part has the last word.
      return f.captured.empty() || gives_function(f.captured[0]);
    case Primitive::power:
    case Primitive::matcher:
      return f.captured.empty();
    default: return false;
  }
}

std::optional<Staged> apply_to_packs(Builder& b, Primitive p, std::span<const Staged> args) {
  switch (p) {
    case Primitive::initset:
      if (is_bag(args[0]) || !holds_functions(args[0])) return std::nullopt;
      return made(Staged::Is::bag, {args[0]});
    case Primitive::first:
    case Primitive::last:
      if (!is_either(args[0])) return std::nullopt;
      return end_of(args[0], p == Primitive::first);
    case Primitive::size:
      if (!is_either(args[0])) return std::nullopt;
      return Staged::of(b.integer(static_cast<std::int64_t>(args[0].items().size())));
    case Primitive::totuple:
      if (!is_either(args[0])) return std::nullopt;
      return is_bag(args[0]) ? in_order(b, args[0]) : args[0];
    case Primitive::merge:
      if (!is_either(args[0])) return std::nullopt;
      return merged(b, args[0]);
    case Primitive::combine:
      if (!is_either(args[0]) || !is_either(args[1]) || !holds_functions(args[0])) return std::nullopt;
      return joined(b, args[0], args[1]);
    case Primitive::product:
      if (!is_either(args[0]) || !is_either(args[1])) return std::nullopt;
      if (!holds_functions(args[0]) || !holds_functions(args[1])) return std::nullopt;
      return product_of(b, args[0], args[1]);
    case Primitive::rapply:
      if (!is_either(args[0])) return std::nullopt;
      return mapped(b, args[0], [&](const Staged& f) { return call(b, f, args.subspan(1)); });
    case Primitive::apply:
    case Primitive::mapply: {
      std::optional<Staged> items;
      if (is_either(args[1])) items = args[1];
      if (!items && p == Primitive::apply && gives_function(args[0])) {
        items = known_interval(b, args[1]);
        if (!items && is_known(b, args[1])) items = made(Staged::Is::pack, known_items(b, args[1]));
      }
      if (!items) return std::nullopt;
      const Staged results = applied(b, args[0], *items);
      if (p == Primitive::apply) return results;
      return apply_primitive(b, Primitive::merge, std::span(&results, 1));
    }
    case Primitive::papply:
      return applied_side_by_side(b, args);
    case Primitive::mpapply: {
      const auto results = applied_side_by_side(b, args);
      if (!results) return std::nullopt;
      return apply_primitive(b, Primitive::merge, std::span(&*results, 1));
    }
    default: return std::nullopt;
  }
}

}  // namespace battalion::lower
