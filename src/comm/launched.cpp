#include "comm/launched.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace battalion::comm {
namespace {

const char* process_environment(const char* name) { return std::getenv(name); }

}  // namespace

bool launched_by_mpi(const Environment& environment) {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE"}) {
    if (environment(name) != nullptr) return true;
  }
  return false;
}

bool launched_by_mpi() { return launched_by_mpi(process_environment); }

std::string launch_problem(const Environment& environment) {
  if (launched_by_mpi(environment)) return {};
  // Slurm sets SLURM_STEP_NUM_TASKS in the tasks of srun, not in the batch script's shell.
  const char* tasks = environment("SLURM_STEP_NUM_TASKS");
  if (tasks == nullptr || std::atoi(tasks) < 2) return {};
  return fmt::format(
      "srun started {} tasks that MPI cannot connect (srun ran without --mpi=pmix) use `srun "
      "--mpi=pmix` or mpirun",
      tasks);
}

std::string launch_problem() { return launch_problem(process_environment); }

}  // namespace battalion::comm
