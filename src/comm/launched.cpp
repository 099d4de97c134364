#include "comm/launched.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

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

std::string survival_problem(const Environment& environment, bool ulfm) {
  if (ulfm || !launched_by_mpi(environment)) return {};
  if (environment("OMPI_COMM_WORLD_SIZE") == nullptr) {
    return "--survive has no effect under this launcher (it ends the whole step once a rank dies) what was written stays for --resume";
  }
  // What --enable-recovery sets for the ranks of Open MPI 4.
  const char* recovery = environment("OMPI_MCA_orte_enable_recovery");
  if (recovery != nullptr && std::string_view(recovery) != "0") return {};
  return "--survive has no effect (mpirun ends every rank once one dies, unless it is given --enable-recovery) start "
         "`mpirun --enable-recovery`; what was written stays for --resume";
}

std::string launch_problem() { return launch_problem(process_environment); }

}  // namespace battalion::comm
