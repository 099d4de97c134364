// Every operation, and one function that calls any of them by number.

#if defined(BATTALION_KERNELS_OP_ALL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_ALL_HPP
#undef BATTALION_KERNELS_OP_ALL_HPP
#else
#define BATTALION_KERNELS_OP_ALL_HPP
#endif

#include "kernels/op/colour.hpp"
#include "kernels/op/container.hpp"
#include "kernels/op/cut.hpp"
#include "kernels/op/measure.hpp"
#include "kernels/op/number.hpp"
#include "kernels/op/objects.hpp"
#include "kernels/op/paint.hpp"
#include "kernels/op/read.hpp"
#include "kernels/op/scale.hpp"
#include "kernels/op/set.hpp"
#include "kernels/op/shape.hpp"
#include "kernels/op/turn.hpp"
#include "kernels/signature.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// Argument k as the type that the signature says.
template <class T>
BATTALION_OP const T& argument(const void* const* args, int k) {
  return *static_cast<const T*>(args[k]);
}

/// Rows without cells: few operations know them.
BATTALION_INLINE bool lacks_cells(const Grid& g) { return g.width == 0; }
template <class T>
BATTALION_INLINE bool lacks_cells(const T&) {
  return false;
}

/// Calls the operation. args: [arity] pointers to values of its kinds; out: room for one of its result's kind, which
/// overlaps no argument and holds nothing of use unless the status is ok.
BATTALION_OP Status call(Signature operation, Scratch& scratch, const void* const* args, void* out) {
  switch (operation) {
// What is known of an operation when it is compiled leaves most of them without the question.
#define BATTALION_GUARD(id, lacking) \
  if (!takes_no_cells(#id) && (lacking)) return Punt::empty;
#define SIGNATURE_1(id, Out, A)                              \
  case Signature::id##_##A: {                                \
    const auto& a = argument<A>(args, 0);                    \
    BATTALION_GUARD(id, lacks_cells(a))                      \
    return op::id(scratch, a, *static_cast<Out*>(out));      \
  }
#define SIGNATURE_2(id, Out, A, B)                           \
  case Signature::id##_##A##_##B: {                          \
    const auto& a = argument<A>(args, 0);                    \
    const auto& b = argument<B>(args, 1);                    \
    BATTALION_GUARD(id, lacks_cells(a) || lacks_cells(b))    \
    return op::id(scratch, a, b, *static_cast<Out*>(out));   \
  }
#define SIGNATURE_3(id, Out, A, B, C)                                           \
  case Signature::id##_##A##_##B##_##C: {                                       \
    const auto& a = argument<A>(args, 0);                                       \
    const auto& b = argument<B>(args, 1);                                       \
    const auto& c = argument<C>(args, 2);                                       \
    BATTALION_GUARD(id, lacks_cells(a) || lacks_cells(b) || lacks_cells(c))     \
    return op::id(scratch, a, b, c, *static_cast<Out*>(out));                   \
  }
#define SIGNATURE_4(id, Out, A, B, C, D)                                                             \
  case Signature::id##_##A##_##B##_##C##_##D: {                                                      \
    const auto& a = argument<A>(args, 0);                                                            \
    const auto& b = argument<B>(args, 1);                                                            \
    const auto& c = argument<C>(args, 2);                                                            \
    const auto& d = argument<D>(args, 3);                                                            \
    BATTALION_GUARD(id, lacks_cells(a) || lacks_cells(b) || lacks_cells(c) || lacks_cells(d))        \
    return op::id(scratch, a, b, c, d, *static_cast<Out*>(out));                                     \
  }
#include "kernels/signatures.def"
#undef SIGNATURE_1
#undef SIGNATURE_2
#undef SIGNATURE_3
#undef SIGNATURE_4
#undef BATTALION_GUARD
    case Signature::count_:
      break;
  }
  return Punt::range;  // no such operation
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
