#pragma once
// Whether a launcher started this process as one rank of several, told from its environment. The
// same binary started by hand is one rank and must never call MPI_Init.

#include <functional>
#include <string>

namespace battalion::comm {

/// Looks a variable up; nullptr where it is unset. std::getenv is one.
using Environment = std::function<const char*(const char*)>;

/// True under mpirun, `srun --mpi=pmix` and other PMI or PMIx launchers. SLURM_* do not count: a
/// batch script's shell has them too, although no launcher started what it runs.
bool launched_by_mpi(const Environment& environment);
bool launched_by_mpi();

/// Empty, or one line saying that Slurm started several tasks without a PMI that MPI could use, so
/// that each would take itself for a whole job and all would write the same results.
std::string launch_problem(const Environment& environment);
std::string launch_problem();

/// Empty, or one line saying that this launcher ends every rank once one has died, so that nobody is left to survive.
/// `ulfm`: MPI itself goes on without dead ranks.
std::string survival_problem(const Environment& environment, bool ulfm);

}  // namespace battalion::comm
