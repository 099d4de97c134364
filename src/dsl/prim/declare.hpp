#pragma once
// Every primitive's function, named as in the DSL. Their meaning is the reference's (michaelhodel/arc-dsl,
// dsl.py); DSL values in, DSL value out.

#include "dsl/context.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl::prim {

#define PRIMITIVE(id, name, arity, parameters) Value id(Context& ctx, const Value* args);
#include "dsl/primitives.def"
#undef PRIMITIVE

}  // namespace battalion::dsl::prim
