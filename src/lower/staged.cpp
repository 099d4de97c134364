#include "lower/staged.hpp"

#include <algorithm>
#include <utility>

namespace battalion::lower {
namespace {

int depth_over(std::span<const Staged> parts) {
  int depth = 1;
  for (const Staged& s : parts) depth = std::max(depth, 1 + s.depth());
  if (depth > deepest_functions) refuse("its functions are nested too deep");
  return depth;
}

}  // namespace

std::string Staged::no_answer() const {
  switch (is) {
    case Is::value: return {};
    case Is::refused: return why;
    case Is::function: return "its answer is a function";
    case Is::pack:
    case Is::bag: return "its answer is a tuple of what has no form in planes";
    case Is::merged: return "its answer is a set of what has no form in planes";
    case Is::choice: return "its answer is one of two values of unlike types";
    case Is::paired: return "its answer is grids paired";
    case Is::lines: return "its answer is a set of lines";
    case Is::product:
    case Is::zip: break;
  }
  return "its answer is a product";
}

int Staged::depth() const {
  if (is == Is::function) return function->depth;
  return parts == nullptr ? 0 : parts_depth;
}

Staged Staged::of_parts(Is is, std::vector<Staged> parts) {
  Staged s;
  s.is = is;
  s.parts_depth = depth_over(parts);
  s.parts = std::make_shared<const std::vector<Staged>>(std::move(parts));
  return s;
}

Staged Staged::of_function(dsl::Primitive by, std::vector<Staged> captured, int arity) {
  Staged s;
  s.is = Is::function;
  const int depth = depth_over(captured);
  s.function = std::make_shared<const Function>(Function{by, std::move(captured), arity, depth});
  return s;
}

}  // namespace battalion::lower
