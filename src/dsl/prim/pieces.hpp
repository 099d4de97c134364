#pragma once
// What grids and patches share a name for: the patch's half of primitives that take either.

#include "dsl/context.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl::prim {

Value mirror_patch_h(Context& ctx, Value patch);
Value mirror_patch_v(Context& ctx, Value patch);
Value mirror_patch_d(Context& ctx, Value patch);
Value upscale_object(Context& ctx, Value object, Value factor);

}  // namespace battalion::dsl::prim
