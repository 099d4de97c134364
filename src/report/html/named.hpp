#pragma once
// How the data name things of the sweep: by number, which is unique, and by name, for people.

#include "report/html/json.hpp"
#include "store/sweep_file.hpp"

namespace battalion::report::html {

/// {number, name}
Json task_json(const store::SweepFile& sweep, TaskId task);
/// {number, name}
Json program_json(const store::SweepFile& sweep, ProgramId program);
/// {task, split, index}
Json sample_json(const store::SweepFile& sweep, SampleId sample);

}  // namespace battalion::report::html
