#pragma once
// What every rank knows of the sweep once rank 0 has told it. The same on all ranks, plan included, but for their devices.

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "app/config.hpp"
#include "arc/dataset.hpp"
#include "base/bytes.hpp"
#include "dsl/program.hpp"
#include "dsl/read_programs.hpp"
#include "kernels/cuda/device.hpp"
#include "sched/unit.hpp"
#include "score/scorer.hpp"

namespace battalion::app {

struct Job {
  Config config;
  arc::Dataset dataset;
  std::vector<dsl::Program> programs;
  std::vector<std::vector<ProgramId>> pairs;  ///< [task] programs that meet it, ascending
  sched::Plan plan;  ///< of rank 0; of the first start where the sweep was resumed
  std::shared_ptr<score::ForeignEngine> foreign = {};  ///< of this rank: what runs programs in Python; null where there are none
  std::optional<kernels::cuda::Device> device = {};  ///< of this rank alone: what its pairs go to, if to any
};

/// Pairs and plans. Throws InputError as pair_programs does.
Job make_job(Config config, arc::Dataset dataset, std::vector<dsl::Program> programs, int ranks);
/// The same with rank 0's plan.
Job make_job(Config config, arc::Dataset dataset, std::vector<dsl::Program> programs,
             sched::Plan plan);

/// [task] what its plan is made of.
std::vector<sched::TaskLoad> loads_of(const Job& job);

/// What a unit of the job's plan asks of a scorer.
score::UnitSpec spec_of(const Job& job, UnitId unit);

score::ScoreOptions score_options(const Job& job);

/// What runs the job's programs in Python on this rank. Throws InputError.
ForeignRuntime make_runtime(const Job& job);

/// What rank 0 tells the others at the start: a job's ingredients, or that there is none.
struct Briefing {
  int exit_code = 0;  ///< with proceed false: what every rank's process returns
  bool proceed = false;
  Config config;
  arc::Dataset dataset;
  std::vector<dsl::SourceFile> sources;
  std::string interpreter;  ///< of rank 0, for programs in Python; empty where there are none
  sched::Plan plan;
};
Bytes pack(const Briefing& briefing);
Briefing unpack_briefing(const Bytes& bytes);

}  // namespace battalion::app
