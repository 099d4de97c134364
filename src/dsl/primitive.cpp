#include "dsl/primitive.hpp"

#include <string>
#include <unordered_map>

namespace battalion::dsl {
namespace {

constexpr PrimitiveInfo table[] = {
#define PRIMITIVE(id, name, arity, parameters) {name, arity, parameters},
#include "dsl/primitives.def"
#undef PRIMITIVE
};
static_assert(sizeof table / sizeof table[0] == primitive_count);

}  // namespace

const PrimitiveInfo& info(Primitive p) { return table[static_cast<int>(p)]; }

std::optional<Primitive> find_primitive(std::string_view name) {
  static const auto index = [] {
    std::unordered_map<std::string_view, Primitive> map;
    for (int i = 0; i < primitive_count; ++i) map.emplace(table[i].name, static_cast<Primitive>(i));
    return map;
  }();
  const auto it = index.find(name);
  if (it == index.end()) return std::nullopt;
  return it->second;
}

}  // namespace battalion::dsl
