#pragma once
// From JSON to tasks. Every problem is an InputError that names file, task, split, sample and grid.

#include <string>

#include "arc/dataset.hpp"
#include "arc/detail/json_file.hpp"

namespace battalion::arc::detail {

/// {"train": [...], "test": [...]}; a test without "output" has an unknown one.
Task task_of(const Json& content, const std::string& id, const std::string& file);

/// [{"input", "output"}, ...]: all of them demos.
Task task_of_pairs(const Json& content, const std::string& id, const std::string& file);

/// Fills in the outputs of the task's tests: one grid a test, in order. `file` is that of the
/// solutions.
void add_solutions(Task& task, const Json& grids, const std::string& file);

}  // namespace battalion::arc::detail
