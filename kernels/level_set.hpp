#pragma once
// The levels that were compiled in and that this machine has: plain lanes everywhere, vectors where Highway is.

#include <span>

#include "kernels/engine/frame.hpp"
#include "kernels/scratch.hpp"
#include "kernels/signature.hpp"
#include "kernels/status.hpp"

namespace battalion::kernels {

/// Of one level, on the CPU: see call() in kernels/op/all.hpp.
using Call = Status (*)(Signature operation, Scratch& scratch, const void* const* args, void* out);

/// Likewise: see run() in kernels/engine/run.hpp.
using Run = Status (*)(const CodeView& code, std::uint32_t from, std::uint32_t to, Frame& frame);

/// Cells in which two grids of one shape differ.
using WrongCells = int (*)(const Grid& a, const Grid& b);

/// Likewise: see make_elements() in kernels/engine/items.hpp.
using MakeElements = void (*)(Kind kind, const void* value);

struct Level {
  const char* name;  ///< "plain", or Highway's name of its target: "AVX2", "AVX3", ...
  Call call;
  Run run;
  WrongCells wrong_cells;
  MakeElements make_elements;
};

/// All that run here, the fastest first; plain is last. Made once.
std::span<const Level> levels();

}  // namespace battalion::kernels
