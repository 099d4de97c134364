#include "lower/drawn_program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lower/drawn_grid.hpp"

namespace battalion::lower {

const std::vector<ProgramDrawer::Operation>& ProgramDrawer::operations() {
  constexpr auto G = Type::grid, P = Type::indices, O = Type::object, S = Type::objects, I = Type::integer, B = Type::boolean,
                 V = Type::vector, N = Type::integers, L = Type::grids;
  static const std::vector<Operation> all = {
      {"rot90", G, {G}}, {"rot180", G, {G}}, {"rot270", G, {G}}, {"hmirror", G, {G}}, {"vmirror", G, {G}}, {"dmirror", G, {G}},
      {"cmirror", G, {G}}, {"tophalf", G, {G}}, {"bottomhalf", G, {G}}, {"lefthalf", G, {G}}, {"righthalf", G, {G}},
      {"trim", G, {G}}, {"compress", G, {G}}, {"fill", G, {G, I, P}}, {"paint", G, {G, O}}, {"underfill", G, {G, I, P}},
      {"underpaint", G, {G, O}}, {"cover", G, {G, O}}, {"cover", G, {G, P}}, {"replace", G, {G, I, I}}, {"switch", G, {G, I, I}},
      {"hconcat", G, {G, G}}, {"vconcat", G, {G, G}}, {"subgrid", G, {O, G}}, {"crop", G, {G, V, V}}, {"canvas", G, {I, V}},
      {"upscale", G, {G, I}}, {"downscale", G, {G, I}}, {"cellwise", G, {G, G, I}}, {"move", G, {G, O, V}},
      {"first", G, {L}}, {"last", G, {L}}, {"hsplit", L, {G, I}}, {"vsplit", L, {G, I}},
      {"ofcolor", P, {G, I}}, {"asindices", P, {G}}, {"toindices", P, {O}}, {"corners", P, {P}}, {"box", P, {P}}, {"inbox", P, {P}},
      {"outbox", P, {O}}, {"backdrop", P, {O}}, {"delta", P, {P}}, {"neighbors", P, {V}}, {"dneighbors", P, {V}},
      {"ineighbors", P, {V}}, {"connect", P, {V, V}}, {"shoot", P, {V, V}}, {"hfrontier", P, {V}}, {"vfrontier", P, {V}},
      {"shift", P, {P, V}}, {"normalize", P, {P}}, {"combine", P, {P, P}}, {"intersection", P, {P, P}}, {"difference", P, {P, P}},
      {"insert", P, {V, P}}, {"remove", P, {V, P}}, {"initset", P, {V}}, {"occurrences", P, {G, O}}, {"hmirror", P, {P}},
      {"asobject", O, {G}}, {"toobject", O, {P, G}}, {"recolor", O, {I, P}}, {"recolor", O, {I, O}}, {"shift", O, {O, V}},
      {"normalize", O, {O}}, {"hmirror", O, {O}}, {"vmirror", O, {O}}, {"dmirror", O, {O}}, {"cmirror", O, {O}},
      {"combine", O, {O, O}}, {"intersection", O, {O, O}}, {"difference", O, {O, O}}, {"merge", O, {S}}, {"first", O, {S}},
      {"upscale", O, {O, I}}, {"objects", S, {G, B, B, B}}, {"partition", S, {G}}, {"fgpartition", S, {G}}, {"frontiers", S, {G}},
      {"colorfilter", S, {S, I}}, {"sizefilter", S, {S, I}}, {"remove", S, {O, S}}, {"insert", S, {O, S}}, {"combine", S, {S, S}},
      {"difference", S, {S, S}}, {"initset", S, {O}},
      {"add", I, {I, I}}, {"subtract", I, {I, I}}, {"multiply", I, {I, I}}, {"divide", I, {I, I}}, {"invert", I, {I}},
      {"increment", I, {I}}, {"decrement", I, {I}}, {"double", I, {I}}, {"halve", I, {I}}, {"sign", I, {I}}, {"crement", I, {I}},
      {"size", I, {P}}, {"size", I, {O}}, {"size", I, {S}}, {"size", I, {N}}, {"size", I, {L}}, {"increment", I, {B}}, {"height", I, {G}}, {"width", I, {G}},
      {"height", I, {O}}, {"width", I, {P}}, {"mostcolor", I, {G}}, {"leastcolor", I, {G}}, {"color", I, {O}}, {"numcolors", I, {G}},
      {"numcolors", I, {O}}, {"colorcount", I, {G, I}}, {"colorcount", I, {O, I}}, {"uppermost", I, {P}}, {"lowermost", I, {O}},
      {"leftmost", I, {O}}, {"rightmost", I, {P}}, {"maximum", I, {N}}, {"minimum", I, {N}}, {"first", I, {V}}, {"last", I, {V}},
      {"manhattan", I, {P, P}}, {"manhattan", I, {O, P}}, {"hperiod", I, {O}}, {"vperiod", I, {O}}, {"index", I, {G, V}},
      {"other", I, {N, I}}, {"mostcolor", I, {O}},
      {"greater", B, {I, I}}, {"equality", B, {I, I}}, {"equality", B, {G, G}}, {"equality", B, {P, P}}, {"both", B, {B, B}},
      {"either", B, {B, B}}, {"flip", B, {B}}, {"even", B, {I}}, {"positive", B, {I}}, {"portrait", B, {G}}, {"portrait", B, {P}},
      {"square", B, {O}}, {"vline", B, {P}}, {"hline", B, {O}}, {"adjacent", B, {O, P}}, {"bordering", B, {O, G}},
      {"hmatching", B, {P, O}}, {"vmatching", B, {O, O}}, {"contained", B, {V, P}}, {"contained", B, {I, N}}, {"contained", B, {O, S}},
      {"add", V, {V, V}}, {"subtract", V, {V, V}}, {"multiply", V, {V, I}}, {"invert", V, {V}}, {"double", V, {V}},
      {"halve", V, {V}}, {"increment", V, {V}}, {"sign", V, {V}}, {"shape", V, {G}}, {"shape", V, {O}}, {"ulcorner", V, {O}},
      {"urcorner", V, {P}}, {"llcorner", V, {O}}, {"lrcorner", V, {P}}, {"center", V, {O}}, {"centerofmass", V, {P}},
      {"toivec", V, {I}}, {"tojvec", V, {I}}, {"astuple", V, {I, I}}, {"position", V, {O, P}}, {"gravitate", V, {O, O}},
      {"palette", N, {G}}, {"palette", N, {O}}, {"remove", N, {I, N}}, {"insert", N, {I, N}},
  };
  return all;
}

const ProgramDrawer::Operation* ProgramDrawer::operation(Type result, std::size_t arguments, const Type* first, const Type* last) {
  std::vector<const Operation*> fitting;
  for (const Operation& o : operations()) {
    if (o.result != result || o.arguments.size() != arguments) continue;
    if ((first != nullptr && o.arguments.front() != *first) || (last != nullptr && o.arguments.back() != *last)) continue;
    fitting.push_back(&o);
  }
  return fitting.empty() ? nullptr : fitting[below(static_cast<std::uint32_t>(fitting.size()))];
}

std::string ProgramDrawer::literal(Type type) {
  constexpr std::array vectors = {"UNITY", "UP", "DOWN", "LEFT", "RIGHT", "ORIGIN", "UP_RIGHT", "NEG_UNITY", "TWO_BY_TWO", "THREE_BY_THREE", "(5, 7)", "(-2, 3)"};
  switch (type) {
    case Type::integer: return fmt::format("{}", static_cast<int>(below(12)) - 1);
    case Type::boolean: return below(2) == 0 ? "T" : "F";
    case Type::vector: return vectors[below(vectors.size())];
    case Type::grid: return "I";
    case Type::indices: return fmt::format("ofcolor(I, {})", below(4));
    case Type::object: return "asobject(I)";
    case Type::objects: return "partition(I)";
    case Type::integers: return "palette(I)";
    case Type::grids: return "hsplit(I, 2)";
  }
  return {};
}

std::string ProgramDrawer::value(Type type, int depth) {
  std::vector<const Variable*> known;
  for (const Variable& v : variables_) {
    if (v.type == type) known.push_back(&v);
  }
  const std::uint32_t how = below(8);
  if (!known.empty() && (depth <= 0 || how < 4)) return known[below(static_cast<std::uint32_t>(known.size()))]->name;
  if (depth <= 0 || how == 7) return literal(type);
  if (how >= 5) {
    if (std::string loop = looped(type, depth); !loop.empty()) return loop;
  }
  return called(type, depth);
}

std::string ProgramDrawer::called(Type type, int depth) {
  const Operation* o = operation(type, 1 + below(3));
  if (o == nullptr) o = operation(type, 1);
  if (o == nullptr) o = operation(type, 2);
  if (o == nullptr) return literal(type);
  std::string text = fmt::format("{}(", o->name);
  for (std::size_t k = 0; k < o->arguments.size(); ++k) text += (k == 0 ? "" : ", ") + value(o->arguments[k], depth - 1);
  return text + ")";
}

std::string ProgramDrawer::looped(Type type, int depth) {
  using T = Type;
  const auto over = [&](T t) { return value(t, depth - 1); };
  const auto fn = [&](T from, T to) { return function(from, to, depth - 1); };
  switch (type) {
    case T::indices:
      switch (below(6)) {
        case 0: return fmt::format("mapply({}, {})", fn(T::object, T::indices), over(T::objects));
        case 1: return fmt::format("sfilter({}, {})", over(T::indices), fn(T::vector, T::boolean));
        case 2: return fmt::format("apply({}, {})", fn(T::vector, T::vector), over(T::indices));
        case 3: return fmt::format("apply({}, {})", fn(T::object, T::vector), over(T::objects));
        case 4: return fmt::format("mapply({}, {})", fn(T::vector, T::indices), over(T::indices));
        default: return fmt::format("mfilter(prapply(connect, {}, {}), {})", over(T::indices), over(T::indices), fn(T::indices, T::boolean));
      }
    case T::object:
      switch (below(5)) {
        case 0: return fmt::format("mfilter({}, {})", over(T::objects), fn(T::object, T::boolean));
        case 1: return fmt::format("argmax({}, {})", over(T::objects), fn(T::object, T::integer));
        case 2: return fmt::format("argmin({}, {})", over(T::objects), fn(T::object, T::integer));
        case 3: return fmt::format("extract({}, {})", over(T::objects), fn(T::object, T::boolean));
        default: return fmt::format("mapply({}, {})", fn(T::object, T::object), over(T::objects));
      }
    case T::objects:
      return below(2) == 0 ? fmt::format("sfilter({}, {})", over(T::objects), fn(T::object, T::boolean))
                           : fmt::format("apply({}, {})", fn(T::object, T::object), over(T::objects));
    case T::integer:
      return fmt::format("{}({}, {})", below(2) == 0 ? "valmax" : "valmin", over(T::objects), fn(T::object, T::integer));
    case T::integers: return fmt::format("apply({}, {})", fn(T::object, T::integer), over(T::objects));
    case T::vector: return fmt::format("argmin({}, {})", over(T::indices), fn(T::vector, T::integer));
    case T::grid: return fmt::format("argmax({}, {})", over(T::grids), fn(T::grid, T::integer));
    case T::grids: return fmt::format("apply({}, {})", fn(T::grid, T::grid), over(T::grids));
    default: return {};
  }
}

std::string ProgramDrawer::function(Type from, Type to, int depth) {
  const std::uint32_t how = depth <= 0 ? 0 : below(8);
  if (how >= 6) {
    const Operation* outer = operation(to, 2);
    if (outer != nullptr) {
      const std::string left = function(from, outer->arguments[0], depth - 1);
      return fmt::format("fork({}, {}, {})", outer->name, left, function(from, outer->arguments[1], depth - 1));
    }
  }
  if (how >= 4) {
    const auto between = static_cast<Type>(below(type_count));
    if (operation(between, 1, &from) != nullptr) {
      return fmt::format("compose({}, {})", function(between, to, depth - 1), function(from, between, depth - 1));
    }
  }
  if (how == 3) {
    if (const Operation* o = operation(to, 2, nullptr, &from)) return fmt::format("lbind({}, {})", o->name, value(o->arguments[0], depth - 1));
  }
  if (how == 2) {
    if (const Operation* o = operation(to, 2, &from)) return fmt::format("rbind({}, {})", o->name, value(o->arguments[1], depth - 1));
  }
  if (how == 1 && to == from) return fmt::format("power({}, {})", function(from, from, depth - 1), 1 + below(3));
  if (const Operation* o = operation(to, 1, &from)) return o->name;
  if (from == to) return "identity";
  if (const Operation* o = operation(to, 2, &from)) return fmt::format("rbind({}, {})", o->name, value(o->arguments[1], 0));
  if (const Operation* o = operation(to, 2, nullptr, &from)) return fmt::format("lbind({}, {})", o->name, value(o->arguments[0], 0));
  // By way of a number: every type has one, and each is made of one.
  return fmt::format("compose({}, {})", function(Type::integer, to, 0), function(from, Type::integer, 0));
}

std::string ProgramDrawer::body() {
  variables_ = {{"I", Type::grid}};
  std::string text;
  const std::uint32_t lines = 3 + below(8);
  for (std::uint32_t k = 1; k <= lines; ++k) {
    const auto type = k == lines ? Type::grid : static_cast<Type>(below(type_count));
    std::string line = value(type, 3);
    for (int again = 0; again < 3 && line.find('(') == std::string::npos; ++again) line = value(type, 3);
    variables_.push_back({fmt::format("x{}", k), type});
    text += fmt::format("    {} = {}\n", variables_.back().name, line);
  }
  return text + fmt::format("    return {}\n", variables_.back().name);
}

std::string ProgramDrawer::grid() {
  const std::uint32_t height = 1 + below(12), width = 1 + below(12), colours = 1 + below(4), full = 1 + below(8);
  return grid_text(static_cast<int>(height), static_cast<int>(width), [&] { return below(9) < full ? 1 + below(colours) : 0; });
}

}  // namespace battalion::lower
