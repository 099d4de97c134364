#pragma once
// Which programs meet which tasks.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "arc/dataset.hpp"
#include "base/id.hpp"
#include "dsl/program.hpp"

namespace battalion::score {

enum class Pairing : std::uint8_t { own = 0, cross = 1 };

/// [task] -> programs that meet it, ascending. Under `own`, a program meets the task whose id its name
/// ends with, after an underscore (`solve_ID`, `solve_v2_ID`); the longest such id wins. One of another language may be named by the id alone.
/// Of a part of a dataset, programs for tasks of its other parts meet nothing.
/// Throws InputError under `own` for a program that belongs to no task.
std::vector<std::vector<ProgramId>> pair_programs(const arc::Dataset& dataset,
                                                  std::span<const dsl::Program> programs,
                                                  Pairing pairing);

/// [program] -> the task that it meets under `own`; none for a program that belongs to no task here.
std::vector<std::optional<TaskId>> own_tasks(const arc::Dataset& dataset, std::span<const dsl::Program> programs);

}  // namespace battalion::score
