#include "report/html/named.hpp"

namespace battalion::report::html {

Json task_json(const store::SweepFile& sweep, TaskId task) {
  return {{"number", task.value}, {"name", shown(sweep.tasks()[task.value].id)}};
}

Json program_json(const store::SweepFile& sweep, ProgramId program) {
  return {{"number", program.value}, {"name", shown(sweep.programs()[program.value].name)}};
}

Json sample_json(const store::SweepFile& sweep, SampleId sample) {
  const store::SampleRow& row = sweep.samples()[sample.value];
  return {{"task", task_json(sweep, row.task)},
          {"split", arc::name(row.split)},
          {"index", row.index}};
}

}  // namespace battalion::report::html
