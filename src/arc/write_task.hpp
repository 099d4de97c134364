#pragma once
// A task as the JSON text that ARC's own files hold.

#include <string>

#include "arc/dataset.hpp"

namespace battalion::arc {

/// `{"train": [{"input": ..., "output": ...}], "test": [...]}`, one sample a line. An unknown test
/// output is left out.
std::string write_task(const Task& task);

}  // namespace battalion::arc
