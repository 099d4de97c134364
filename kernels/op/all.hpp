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

/// Calls the operation. args: [arity] pointers to values of its kinds; out: room for one of its result's kind, which
/// overlaps no argument and holds nothing of use unless the status is ok.
BATTALION_OP Status call(Signature operation, Scratch& scratch, const void* const* args, void* out) {
  switch (operation) {
#define SIGNATURE_1(id, Out, A) \
  case Signature::id##_##A:     \
    return op::id(scratch, argument<A>(args, 0), *static_cast<Out*>(out));
#define SIGNATURE_2(id, Out, A, B) \
  case Signature::id##_##A##_##B:  \
    return op::id(scratch, argument<A>(args, 0), argument<B>(args, 1), *static_cast<Out*>(out));
#define SIGNATURE_3(id, Out, A, B, C)   \
  case Signature::id##_##A##_##B##_##C: \
    return op::id(scratch, argument<A>(args, 0), argument<B>(args, 1), argument<C>(args, 2), *static_cast<Out*>(out));
#define SIGNATURE_4(id, Out, A, B, C, D)                                                                           \
  case Signature::id##_##A##_##B##_##C##_##D:                                                                      \
    return op::id(scratch, argument<A>(args, 0), argument<B>(args, 1), argument<C>(args, 2), argument<D>(args, 3), \
                  *static_cast<Out*>(out));
#include "kernels/signatures.def"
#undef SIGNATURE_1
#undef SIGNATURE_2
#undef SIGNATURE_3
#undef SIGNATURE_4
    case Signature::count_:
      break;
  }
  return Punt::range;  // no such operation
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
