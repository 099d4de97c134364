#pragma once
// Definitions to programs: names get their meaning.

#include "dsl/program.hpp"
#include "dsl/syntax.hpp"

namespace battalion::dsl {

/// Fills in ops and result. A name assigned anywhere in the body is the body's own, as in Python; then come the
/// DSL's constants and primitives. Throws SyntaxFault for an unknown name, one read before it is assigned, a wrong
/// number of arguments.
void resolve(const Definition& definition, Program& program);

}  // namespace battalion::dsl
