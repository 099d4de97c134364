#pragma once
// How functions of the operation layer are declared, on the host and on a device.
//
// The operations are written once, over `Lanes`, and compiled once a level (kernels/level.hpp). Where that is a
// CUDA warp they are device functions; elsewhere plain inline ones.

#if defined(__CUDACC__)
/// A function of values that know no level: callable on both sides.
#define BATTALION_BOTH __host__ __device__ inline
#else
#define BATTALION_BOTH inline
#endif

#if defined(BATTALION_WARP)
#define BATTALION_OP __device__ inline
#define BATTALION_INLINE __device__ __forceinline__
#define BATTALION_MEMBER __device__ __forceinline__
#define BATTALION_APART __device__ inline
#else
/// An operation, or a helper of one.
#define BATTALION_OP inline
/// A helper that takes or returns lanes by value: they stay in registers only where it is inlined.
#define BATTALION_INLINE inline __attribute__((always_inline))
#define BATTALION_MEMBER inline __attribute__((always_inline))
/// A helper that is called seldom, by what is called all the time: inlined it would cost that its registers.
#define BATTALION_APART inline __attribute__((noinline))
#endif
