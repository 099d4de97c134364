#include "dsl/constants.hpp"

#include <iterator>

#include "dsl/name_index.hpp"

namespace battalion::dsl {
namespace {

using enum Constant::Kind;

constexpr Constant table[] = {
    {"F", boolean, 0},           {"T", boolean, 1},
    {"ZERO", integer, 0},        {"ONE", integer, 1},
    {"TWO", integer, 2},         {"THREE", integer, 3},
    {"FOUR", integer, 4},        {"FIVE", integer, 5},
    {"SIX", integer, 6},         {"SEVEN", integer, 7},
    {"EIGHT", integer, 8},       {"NINE", integer, 9},
    {"TEN", integer, 10},        {"NEG_ONE", integer, -1},
    {"NEG_TWO", integer, -2},    {"DOWN", pair, 1, 0},
    {"RIGHT", pair, 0, 1},       {"UP", pair, -1, 0},
    {"LEFT", pair, 0, -1},       {"ORIGIN", pair, 0, 0},
    {"UNITY", pair, 1, 1},       {"NEG_UNITY", pair, -1, -1},
    {"UP_RIGHT", pair, -1, 1},   {"DOWN_LEFT", pair, 1, -1},
    {"ZERO_BY_TWO", pair, 0, 2}, {"TWO_BY_ZERO", pair, 2, 0},
    {"TWO_BY_TWO", pair, 2, 2},  {"THREE_BY_THREE", pair, 3, 3},
};

}  // namespace

std::span<const Constant> constants() { return table; }

const Constant* find_constant(std::string_view name) {
  static const NameIndex<128> index(std::size(table), [](int k) { return table[k].name; });
  // All are spelled in capitals; most names that are asked for are not.
  if (name.empty() || name[0] < 'A' || name[0] > 'Z') return nullptr;
  const int k = index.find(name);
  return k < 0 ? nullptr : &table[k];
}

}  // namespace battalion::dsl
