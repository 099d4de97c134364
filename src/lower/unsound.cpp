#include "lower/unsound.hpp"

#include <fmt/format.h>

namespace battalion::lower {

std::string unsound(const Bytecode& code, const std::vector<bool>& whole) {
  kernels::Verifier verifier(code.register_count());
  for (const auto& c : code.constants()) {
    if (!verifier.define(c.at, c.kind)) return fmt::format("a constant in register {} (which is set already)", c.at);
  }
  for (const kernels::Register r : code.inputs()) {
    if (!verifier.define(r, kernels::Kind::Grid)) return fmt::format("a grid in register {} (which is set already)", r);
  }
  for (std::size_t n = 0; n < whole.size(); ++n) {
    if (!whole[n]) continue;
    const Segment& s = code.segments()[n];
    const auto refusal = verifier.check(code.spans(), s.from, s.to);
    if (refusal) return fmt::format("operation {}, instruction {}: {}", n, refusal->instruction - s.from, refusal->why);
  }
  return {};
}

}  // namespace battalion::lower
