#include "score/judge.hpp"

#include "arc/scoring.hpp"
#include "score/answer.hpp"

namespace battalion::score {
namespace {

void set_outcome(Cell& cell, Outcome outcome) {
  cell.outcome = static_cast<std::uint8_t>((cell.outcome & set_order_flag) | static_cast<std::uint8_t>(outcome));
}

void judge_answer(Verdict& verdict, dsl::Value value, const arc::Sample& sample, bool want_grid) {
  set_outcome(verdict.cell, Outcome::wrong);
  auto grid = to_grid(value);
  if (!grid) return;
  verdict.cell.output_digest = arc::digest(*grid);
  verdict.cell.cells_right = arc::cells_right(*grid, sample.output);
  // A test without a known answer has no cells: nothing equals it.
  if (*grid == sample.output) set_outcome(verdict.cell, Outcome::exact);
  if (want_grid) verdict.grid = std::move(grid);
}

}  // namespace

Verdict judge(const Evaluation& evaluation, const arc::Sample& sample, bool want_grid) {
  Verdict verdict;
  if (evaluation.set_order_dependent) verdict.cell.outcome = set_order_flag;
  switch (evaluation.kind) {
    case Evaluation::Kind::value: judge_answer(verdict, evaluation.value, sample, want_grid); break;
    case Evaluation::Kind::raised:
      set_outcome(verdict.cell, Outcome::error);
      verdict.error_kind = dsl::name(evaluation.raised.code).data();
      verdict.error_message = evaluation.raised.message;
      break;
    case Evaluation::Kind::expired:
      set_outcome(verdict.cell, evaluation.limit == dsl::Limit::memory ? Outcome::memory : Outcome::timeout);
      verdict.error_kind = dsl::name(evaluation.limit).data();
      verdict.error_message = "limit exceeded";
      break;
  }
  return verdict;
}

}  // namespace battalion::score
