// Integers and pairs, element by element; booleans. Overflow punts: the interpreter says how it ends. So does the lowest
// integer (no_integer), which is none here.

#if defined(BATTALION_KERNELS_OP_NUMBER_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_NUMBER_HPP
#undef BATTALION_KERNELS_OP_NUMBER_HPP
#else
#define BATTALION_KERNELS_OP_NUMBER_HPP
#endif

#include "kernels/compare.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL::op {

BATTALION_BOTH Status plus(Int a, Int b, Int& out) {
  out = static_cast<Int>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
  return ((a ^ out) & (b ^ out)) < 0 || out == no_integer ? Status(Punt::overflow) : Status();
}
BATTALION_BOTH Status minus(Int a, Int b, Int& out) {
  out = static_cast<Int>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
  return ((a ^ b) & (a ^ out)) < 0 || out == no_integer ? Status(Punt::overflow) : Status();
}
BATTALION_BOTH Status times(Int a, Int b, Int& out) {
#if defined(__CUDA_ARCH__)
  out = static_cast<Int>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
  return __mul64hi(a, b) == out >> 63 && out != no_integer ? Status() : Status(Punt::overflow);
#else
  return __builtin_mul_overflow(a, b, &out) || out == no_integer ? Status(Punt::overflow) : Status();
#endif
}
BATTALION_BOTH Status floor_quotient(Int a, Int b, Int& out) {
  if (b == 0) return Error::division_by_zero;
  if (b == -1) return minus(0, a, out);
  const Int q = a / b;
  out = q * b != a && ((a < 0) != (b < 0)) ? q - 1 : q;
  return {};
}

/// ID on two integers, or on pairs element by element.
#define BATTALION_BROADCAST_TWO(id, of_two)                                                                 \
  BATTALION_OP Status id(Scratch&, Int a, Int b, Int& out) { return of_two(a, b, out); }                    \
  BATTALION_OP Status id(Scratch&, const Pair& a, const Pair& b, Pair& out) {                               \
    if (is_empty(a) || is_empty(b)) return Error::beyond_a_tuple;                                           \
    BATTALION_TRY(of_two(a.i, b.i, out.i));                                                                 \
    return of_two(a.j, b.j, out.j);                                                                         \
  }                                                                                                         \
  BATTALION_OP Status id(Scratch& s, Int a, const Pair& b, Pair& out) { return id(s, Pair{a, a}, b, out); } \
  BATTALION_OP Status id(Scratch& s, const Pair& a, Int b, Pair& out) { return id(s, a, Pair{b, b}, out); }
BATTALION_BROADCAST_TWO(add, plus)
BATTALION_BROADCAST_TWO(subtract, minus)
BATTALION_BROADCAST_TWO(multiply, times)
BATTALION_BROADCAST_TWO(divide, floor_quotient)
#undef BATTALION_BROADCAST_TWO

/// ID on an integer, or on both of a pair; EXPRESSION is a status and sets `out` from v.
#define BATTALION_BROADCAST_ONE(id, expression)                              \
  BATTALION_OP Status id(Scratch&, Int v, Int& out) { return (expression); } \
  BATTALION_OP Status id(Scratch& s, const Pair& a, Pair& out) {             \
    if (is_empty(a)) return Error::beyond_a_tuple;                           \
    BATTALION_TRY(id(s, a.i, out.i));                                        \
    return id(s, a.j, out.j);                                                \
  }
BATTALION_BROADCAST_ONE(invert, minus(0, v, out))
BATTALION_BROADCAST_ONE(double_, plus(v, v, out))
BATTALION_BROADCAST_ONE(halve, floor_quotient(v, 2, out))
BATTALION_BROADCAST_ONE(increment, plus(v, 1, out))
BATTALION_BROADCAST_ONE(decrement, minus(v, 1, out))
BATTALION_BROADCAST_ONE(crement, plus(v, v > 0 ? 1 : v < 0 ? -1 : 0, out))
BATTALION_BROADCAST_ONE(sign, plus(0, v > 0 ? 1 : v < 0 ? -1 : 0, out))
#undef BATTALION_BROADCAST_ONE

BATTALION_OP Status even(Scratch&, Int v, Bool& out) {
  out = (v & 1) == 0;
  return {};
}
BATTALION_OP Status positive(Scratch&, Int v, Bool& out) {
  out = v > 0;
  return {};
}
BATTALION_OP Status flip(Scratch&, Bool b, Bool& out) {
  out = !b;
  return {};
}
BATTALION_OP Status both(Scratch&, Bool a, Bool b, Bool& out) {
  out = a && b;
  return {};
}
BATTALION_OP Status either(Scratch&, Bool a, Bool b, Bool& out) {
  out = a || b;
  return {};
}
BATTALION_OP Status greater(Scratch&, Int a, Int b, Bool& out) {
  out = a > b;
  return {};
}
BATTALION_OP Status greater(Scratch&, const Pair& a, const Pair& b, Bool& out) {
  out = compare(a, b) > 0;
  return {};
}
BATTALION_OP Status toivec(Scratch&, Int i, Pair& out) {
  out = {i, 0};
  return {};
}
BATTALION_OP Status tojvec(Scratch&, Int j, Pair& out) {
  out = {0, j};
  return {};
}
BATTALION_OP Status astuple(Scratch&, Int a, Int b, Pair& out) {
  out = {a, b};
  return {};
}
BATTALION_OP Status astuple(Scratch&, Int a, const Pair& b, Cell& out) {
  if (is_empty(b)) return Punt::empty;
  out = {a, b};
  return {};
}

BATTALION_OP Status equality(Scratch&, Bool a, Bool b, Bool& out) {
  out = a == b;
  return {};
}
template <class T>
BATTALION_OP Status equality(Scratch&, const T& a, const T& b, Bool& out) {
  if (!whole(a) || !whole(b)) return Punt::window;
  out = equal(a, b);
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL::op
BATTALION_END_LEVEL

#endif
