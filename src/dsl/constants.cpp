#include "dsl/constants.hpp"

#include <unordered_map>

namespace battalion::dsl {
namespace {

using Kind = Constant::Kind;

constexpr Constant table[] = {
    {Kind::boolean, "F", 0},          {Kind::boolean, "T", 1},
    {Kind::integer, "ZERO", 0},       {Kind::integer, "ONE", 1},
    {Kind::integer, "TWO", 2},        {Kind::integer, "THREE", 3},
    {Kind::integer, "FOUR", 4},       {Kind::integer, "FIVE", 5},
    {Kind::integer, "SIX", 6},        {Kind::integer, "SEVEN", 7},
    {Kind::integer, "EIGHT", 8},      {Kind::integer, "NINE", 9},
    {Kind::integer, "TEN", 10},       {Kind::integer, "NEG_ONE", -1},
    {Kind::integer, "NEG_TWO", -2},   {Kind::vector, "DOWN", 1, 0},
    {Kind::vector, "RIGHT", 0, 1},    {Kind::vector, "UP", -1, 0},
    {Kind::vector, "LEFT", 0, -1},    {Kind::vector, "ORIGIN", 0, 0},
    {Kind::vector, "UNITY", 1, 1},    {Kind::vector, "NEG_UNITY", -1, -1},
    {Kind::vector, "UP_RIGHT", -1, 1}, {Kind::vector, "DOWN_LEFT", 1, -1},
    {Kind::vector, "ZERO_BY_TWO", 0, 2}, {Kind::vector, "TWO_BY_ZERO", 2, 0},
    {Kind::vector, "TWO_BY_TWO", 2, 2}, {Kind::vector, "THREE_BY_THREE", 3, 3},
};

}  // namespace

std::span<const Constant> constants() { return table; }

const Constant* find_constant(std::string_view name) {
  static const auto index = [] {
    std::unordered_map<std::string_view, const Constant*> map;
    for (const Constant& c : table) map.emplace(c.name, &c);
    return map;
  }();
  const auto it = index.find(name);
  return it == index.end() ? nullptr : it->second;
}

}  // namespace battalion::dsl
