#include "score/judge.hpp"

#include "arc/scoring.hpp"
#include "score/answer.hpp"

namespace battalion::score {
namespace {

void set_outcome(Cell& cell, Outcome outcome) {
  cell.outcome = static_cast<std::uint8_t>((cell.outcome & set_order_flag) | static_cast<std::uint8_t>(outcome));
}

void judge_cells(Verdict& verdict, const arc::GridView& grid, const arc::Sample& sample) {
  verdict.cell.output_digest = arc::digest(grid);
  verdict.cell.cells_right = arc::cells_right(grid, sample.output);
  // A test without a known answer has no cells: nothing equals it.
  if (arc::equal(grid, sample.output)) set_outcome(verdict.cell, Outcome::exact);
}

void judge_answer(Verdict& verdict, std::optional<arc::Grid> grid, const arc::Sample& sample, bool want_grid) {
  set_outcome(verdict.cell, Outcome::wrong);
  if (!grid) return;
  judge_cells(verdict, *grid, sample);
  if (want_grid) verdict.grid = std::move(grid);
}

void judge_value(Verdict& verdict, dsl::Value value, const arc::Sample& sample, bool want_grid) {
  const auto as_it_lies = want_grid ? std::nullopt : plain_grid(value);
  if (!as_it_lies) return judge_answer(verdict, to_grid(value), sample, want_grid);
  set_outcome(verdict.cell, Outcome::wrong);
  judge_cells(verdict, *as_it_lies, sample);
}

}  // namespace

Verdict judge(const Evaluation& evaluation, const arc::Sample& sample, bool want_grid) {
  Verdict verdict;
  if (evaluation.set_order_dependent) verdict.cell.outcome = set_order_flag;
  switch (evaluation.kind) {
    case Evaluation::Kind::value: judge_value(verdict, evaluation.value, sample, want_grid); break;
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

Verdict judge(ForeignAnswer answer, const arc::Sample& sample, bool want_grid) {
  Verdict verdict;
  verdict.engine = Engine::python;
  switch (answer.is) {
    case ForeignAnswer::Is::answered:
      judge_answer(verdict, std::move(answer.grid), sample, want_grid);
      break;
    case ForeignAnswer::Is::raised: set_outcome(verdict.cell, Outcome::error); break;
    case ForeignAnswer::Is::timeout: set_outcome(verdict.cell, Outcome::timeout); break;
    case ForeignAnswer::Is::memory: set_outcome(verdict.cell, Outcome::memory); break;
  }
  answer.grid.reset();
  verdict.foreign = std::make_shared<const ForeignAnswer>(std::move(answer));
  if (!verdict.foreign->kind.empty()) {
    verdict.error_kind = verdict.foreign->kind.c_str();
    verdict.error_message = verdict.foreign->message.c_str();
  }
  return verdict;
}

}  // namespace battalion::score
