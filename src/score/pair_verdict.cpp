#include "score/pair_verdict.hpp"

namespace battalion::score {

using kernels::PairOutcome;

const char* punt_of(const kernels::PairAnswer& answer) {
  if (answer.outcome != PairOutcome::punted) return nullptr;
  switch (answer.reason) {
    case kernels::punt_input: return "input";
    case kernels::punt_memory: return "memory";
    case kernels::punt_answer: return "answer";
    case kernels::punt_late: return "late";
    case kernels::punt_absent: return "not lowered";
    default: return kernels::name(static_cast<kernels::Punt>(answer.reason));
  }
}

std::optional<Verdict> verdict_of(const kernels::PairAnswer& answer) {
  Verdict v;
  const auto set = [&](Outcome outcome) {
    v.cell.outcome = static_cast<std::uint8_t>(static_cast<std::uint8_t>(outcome) | (answer.ordered != 0 ? set_order_flag : 0));
  };
  switch (answer.outcome) {
    case PairOutcome::punted: return std::nullopt;
    case PairOutcome::raised: {
      set(Outcome::error);
      const kernels::ErrorText text = kernels::text(static_cast<kernels::Error>(answer.reason));
      v.error_kind = text.kind;
      v.error_message = text.message;
      return v;
    }
    case PairOutcome::exact:
    case PairOutcome::wrong:
      set(answer.outcome == PairOutcome::exact ? Outcome::exact : Outcome::wrong);
      v.cell.cells_right = answer.right;
      v.cell.output_digest = answer.digest;
      return v;
  }
  return std::nullopt;
}

}  // namespace battalion::score
