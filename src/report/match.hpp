#pragma once
// What of two sweeps is the same thing: tasks by id, samples by place and grids, programs by name.

#include <cstdint>
#include <optional>
#include <vector>

#include "store/sweep_file.hpp"

namespace battalion::report {

struct Match {
  std::vector<std::optional<TaskId>> task;        ///< [task of a] in b
  std::vector<std::optional<SampleId>> sample;    ///< [sample of a] in b, ascending; none where its grids differ
  std::vector<std::optional<ProgramId>> program;  ///< [program of a] in b; of several of one name the n-th is the n-th
};

Match match(const store::SweepFile& a, const store::SweepFile& b);

}  // namespace battalion::report
