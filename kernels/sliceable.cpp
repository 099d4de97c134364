#include "kernels/sliceable.hpp"

#include <algorithm>

namespace battalion::kernels {

namespace {

bool is_told(const std::span<const Instruction> body, const Loop& l) {
  const auto in_body = [&](Register r) {
    return r == l.parameters[0] || std::any_of(body.begin(), body.end(), [r](const Instruction& i) { return i.out == r; });
  };
  return std::all_of(body.begin(), body.end(), [&](const Instruction& i) {
    if (i.code >= signature_count) return i.code == static_cast<std::uint16_t>(Do::tuple);
    const auto s = static_cast<Signature>(i.code);
    const Register args[] = {i.a, i.b, i.c, i.d};
    return is_sliceable(s) || (holds_patches(l.over[0]) && is_place_of_patch(s)) || std::none_of(args, args + info(s).arity, in_body);
  });
}

bool is_pair_test(const Instruction& i) {
  if (i.code >= signature_count) return false;
  const auto s = static_cast<Signature>(i.code);
  return shares_rows(s) || shares_columns(s) || s == Signature::both_Bool_Bool || s == Signature::either_Bool_Bool ||
         s == Signature::equality_Bool_Bool || s == Signature::flip_Bool;
}

}  // namespace

bool is_sliceable(const CodeSpans& code, const Loop& l) {
  const auto body = code.instructions.subspan(l.body, l.end - l.body - 1);
  if (body.empty()) return false;
  if (is_filter(l) || moves_patches(l)) return is_told(body, l);
  if (measures_patches(l) || measures_pairs(l)) {
    if (body[0].code >= signature_count) return false;
    const auto s = static_cast<Signature>(body[0].code);
    return is_distance(s) || (measures_patches(l) && is_measure(s));
  }
  return asks_pairs(l) && std::all_of(body.begin(), body.end(), is_pair_test);
}

}  // namespace battalion::kernels
