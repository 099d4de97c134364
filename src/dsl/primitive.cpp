#include "dsl/primitive.hpp"

#include "dsl/name_index.hpp"

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
  static const NameIndex<512> index(primitive_count, [](int k) { return table[k].name; });
  const int k = index.find(name);
  if (k < 0) return std::nullopt;
  return static_cast<Primitive>(k);
}

}  // namespace battalion::dsl
