#pragma once
// From what a program did on a sample to its outcome.

#include <memory>
#include <optional>

#include "arc/dataset.hpp"
#include "score/evaluator.hpp"
#include "score/foreign.hpp"
#include "score/result.hpp"

namespace battalion::score {

struct Verdict {
  Cell cell;                 ///< but for `error`, which is numbered by unit
  const char* error_kind = nullptr;     ///< set where outcome is error, timeout or memory, and for an answer of another language that is no grid
  const char* error_message = nullptr;
  std::optional<arc::Grid> grid;        ///< the answer, where it is one and `want_grid`
  Engine engine = Engine::interpreter;  ///< that told it
  std::string_view punt;                ///< why another engine did not; empty where none was asked
  std::shared_ptr<const ForeignAnswer> foreign;  ///< of a program of another language: what error_kind, error_message point into
};

Verdict judge(const Evaluation& evaluation, const arc::Sample& sample, bool want_grid);
/// The same of a program of another language: the answer's times stay in Verdict::foreign.
Verdict judge(ForeignAnswer answer, const arc::Sample& sample, bool want_grid);

}  // namespace battalion::score
