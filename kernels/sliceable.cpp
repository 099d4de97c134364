#include "kernels/sliceable.hpp"

#include <algorithm>

namespace battalion::kernels {

bool is_sliceable(const CodeSpans& code, const Loop& l) {
  if (l.kind != LoopKind::sfilter || l.walk != Walk::one || l.masked || !is_patch(l.over[0])) return false;
  const auto body = code.instructions.subspan(l.body, l.end - l.body - 1);
  if (body.empty() || body.size() > most_sliced) return false;
  const auto in_body = [&](Register r) {
    return r == l.parameters[0] || std::any_of(body.begin(), body.end(), [r](const Instruction& i) { return i.out == r; });
  };
  return std::all_of(body.begin(), body.end(), [&](const Instruction& i) {
    if (i.code >= signature_count) return i.code == static_cast<std::uint16_t>(Do::tuple);
    const auto s = static_cast<Signature>(i.code);
    const Register args[] = {i.a, i.b, i.c, i.d};
    return is_sliceable(s) || std::none_of(args, args + info(s).arity, in_body);
  });
}

}  // namespace battalion::kernels
