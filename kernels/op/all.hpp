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
#include "kernels/op/sorted.hpp"
#include "kernels/op/turn.hpp"
#include "kernels/signature.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// Rows without cells: few operations know them.
BATTALION_INLINE bool lacks_cells(const Grid& g) { return g.width == 0; }
template <class T>
BATTALION_INLINE bool lacks_cells(const T&) {
  return false;
}

/// Of a union neither order nor repetitions show.
BATTALION_BOTH constexpr bool takes_loose_sets(const char* primitive) { return same_text(primitive, "merge"); }

/// Arguments by address, as many as the operation takes; out: as call() says.
using Operation = Status (*)(Scratch& scratch, void* out, const void* a, const void* b, const void* c, const void* d);

// One function an operation: a call needs no more of the stack than its own operation does. What is known of it when it is
// compiled leaves most of them without the questions.
#define BATTALION_ARGUMENT(id, T, p)                                        \
  const T& p##_ = *static_cast<const T*>(p);                                \
  if (!takes_no_cells(#id) && lacks_cells(p##_)) return Punt::empty;        \
  if (!takes_loose_sets(#id)) {                                             \
    if (const Status settled = settle(scratch, p##_); !settled.ok()) return settled; \
  }
#define SIGNATURE_1(id, Out, A)                                                                                          \
  BATTALION_OP Status call_##id##_##A(Scratch& scratch, void* out, const void* a, const void*, const void*, const void*) { \
    BATTALION_ARGUMENT(id, A, a)                                                                                         \
    return op::id(scratch, a_, *static_cast<Out*>(out));                                                                 \
  }
#define SIGNATURE_2(id, Out, A, B)                                                                                               \
  BATTALION_OP Status call_##id##_##A##_##B(Scratch& scratch, void* out, const void* a, const void* b, const void*, const void*) { \
    BATTALION_ARGUMENT(id, A, a)                                                                                                 \
    BATTALION_ARGUMENT(id, B, b)                                                                                                 \
    return op::id(scratch, a_, b_, *static_cast<Out*>(out));                                                                     \
  }
#define SIGNATURE_3(id, Out, A, B, C)                                                                                                    \
  BATTALION_OP Status call_##id##_##A##_##B##_##C(Scratch& scratch, void* out, const void* a, const void* b, const void* c, const void*) { \
    BATTALION_ARGUMENT(id, A, a)                                                                                                         \
    BATTALION_ARGUMENT(id, B, b)                                                                                                         \
    BATTALION_ARGUMENT(id, C, c)                                                                                                         \
    return op::id(scratch, a_, b_, c_, *static_cast<Out*>(out));                                                                         \
  }
#define SIGNATURE_4(id, Out, A, B, C, D)                                                                                                          \
  BATTALION_OP Status call_##id##_##A##_##B##_##C##_##D(Scratch& scratch, void* out, const void* a, const void* b, const void* c, const void* d) { \
    BATTALION_ARGUMENT(id, A, a)                                                                                                                  \
    BATTALION_ARGUMENT(id, B, b)                                                                                                                  \
    BATTALION_ARGUMENT(id, C, c)                                                                                                                  \
    BATTALION_ARGUMENT(id, D, d)                                                                                                                  \
    return op::id(scratch, a_, b_, c_, d_, *static_cast<Out*>(out));                                                                              \
  }
#include "kernels/signatures.def"
#undef SIGNATURE_1
#undef SIGNATURE_2
#undef SIGNATURE_3
#undef SIGNATURE_4
#undef BATTALION_ARGUMENT

#if defined(BATTALION_WARP)
/// Out of one switch: a warp's threads would spill everything around a call by address.
BATTALION_OP Status call(Signature operation, Scratch& scratch, void* out, const void* a, const void* b, const void* c, const void* d) {
  switch (operation) {
#define SIGNATURE_1(id, Out, A) \
  case Signature::id##_##A: return call_##id##_##A(scratch, out, a, b, c, d);
#define SIGNATURE_2(id, Out, A, B) \
  case Signature::id##_##A##_##B: return call_##id##_##A##_##B(scratch, out, a, b, c, d);
#define SIGNATURE_3(id, Out, A, B, C) \
  case Signature::id##_##A##_##B##_##C: return call_##id##_##A##_##B##_##C(scratch, out, a, b, c, d);
#define SIGNATURE_4(id, Out, A, B, C, D) \
  case Signature::id##_##A##_##B##_##C##_##D: return call_##id##_##A##_##B##_##C##_##D(scratch, out, a, b, c, d);
#include "kernels/signatures.def"
    case Signature::count_: break;
  }
  return Punt::range;  // no such operation
}
#undef SIGNATURE_1
#undef SIGNATURE_2
#undef SIGNATURE_3
#undef SIGNATURE_4
#else
/// By Signature.
#define SIGNATURE_1(id, Out, A) &call_##id##_##A,
#define SIGNATURE_2(id, Out, A, B) &call_##id##_##A##_##B,
#define SIGNATURE_3(id, Out, A, B, C) &call_##id##_##A##_##B##_##C,
#define SIGNATURE_4(id, Out, A, B, C, D) &call_##id##_##A##_##B##_##C##_##D,
inline constexpr Operation operations[] = {
#include "kernels/signatures.def"
};
#undef SIGNATURE_1
#undef SIGNATURE_2
#undef SIGNATURE_3
#undef SIGNATURE_4
BATTALION_INLINE Status call(Signature operation, Scratch& scratch, void* out, const void* a, const void* b, const void* c, const void* d) {
  return operations[static_cast<int>(operation)](scratch, out, a, b, c, d);
}
#endif

/// As the table of signatures says, which lies on the host.
BATTALION_OP int arity_of(Signature operation) {
#if defined(BATTALION_WARP)
  switch (operation) {
#define SIGNATURE_1(id, Out, A) \
  case Signature::id##_##A: return 1;
#define SIGNATURE_2(id, Out, A, B) \
  case Signature::id##_##A##_##B: return 2;
#define SIGNATURE_3(id, Out, A, B, C) \
  case Signature::id##_##A##_##B##_##C: return 3;
#define SIGNATURE_4(id, Out, A, B, C, D) \
  case Signature::id##_##A##_##B##_##C##_##D: return 4;
#include "kernels/signatures.def"
    case Signature::count_: break;
  }
#undef SIGNATURE_1
#undef SIGNATURE_2
#undef SIGNATURE_3
#undef SIGNATURE_4
  return 1;
#else
  return info(operation).arity;
#endif
}

/// Calls the operation. args: [arity] pointers to values of its kinds; out: room for one of its result's kind, which
/// overlaps no argument and holds nothing of use unless the status is ok.
BATTALION_OP Status call(Signature operation, Scratch& scratch, const void* const* args, void* out) {
  const int n = arity_of(operation);
  return call(operation, scratch, out, args[0], args[n > 1 ? 1 : 0], args[n > 2 ? 2 : 0], args[n > 3 ? 3 : 0]);
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
