#include "comm/launched.hpp"

#include <gtest/gtest.h>

#include <map>

namespace battalion::comm {
namespace {

Environment environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) -> const char* {
    const auto at = variables.find(name);
    return at == variables.end() ? nullptr : at->second.c_str();
  };
}

TEST(Launched, ByEachLauncher) {
  EXPECT_TRUE(launched_by_mpi(environment({{"OMPI_COMM_WORLD_SIZE", "4"}})));
  EXPECT_TRUE(launched_by_mpi(environment({{"PMIX_RANK", "0"}})));
  EXPECT_TRUE(launched_by_mpi(environment({{"PMI_RANK", "1"}, {"PMI_SIZE", "2"}})));
}

TEST(Launched, NotByHandNorInABatchScriptsShell) {
  EXPECT_FALSE(launched_by_mpi(environment({})));
  const Environment batch = environment({{"SLURM_JOB_ID", "12"},
                                         {"SLURM_NTASKS", "4"},
                                         {"SLURM_PROCID", "0"},
                                         {"SLURM_NNODES", "2"}});
  EXPECT_FALSE(launched_by_mpi(batch));
  EXPECT_EQ(launch_problem(batch), "");
}

TEST(Launched, TasksOfPlainSrunAreAProblem) {
  EXPECT_EQ(launch_problem(environment({{"SLURM_STEP_NUM_TASKS", "4"}})),
            "srun started 4 tasks that MPI cannot connect (srun ran without --mpi=pmix) use "
            "`srun --mpi=pmix` or mpirun");
  EXPECT_EQ(launch_problem(environment({{"SLURM_STEP_NUM_TASKS", "4"}, {"PMIX_RANK", "2"}})), "");
  EXPECT_EQ(launch_problem(environment({{"SLURM_STEP_NUM_TASKS", "1"}})), "");
}

TEST(Launched, TellsLaunchersThatLetNobodySurvive) {
  EXPECT_EQ(survival_problem(environment({}), false), "");  // one rank, by hand
  const std::string mpirun = survival_problem(environment({{"OMPI_COMM_WORLD_SIZE", "4"}}), false);
  EXPECT_NE(mpirun.find("--enable-recovery"), std::string::npos) << mpirun;
  EXPECT_EQ(survival_problem(environment({{"OMPI_COMM_WORLD_SIZE", "4"}, {"OMPI_MCA_orte_enable_recovery", "1"}}), false), "");
  EXPECT_EQ(survival_problem(environment({{"OMPI_COMM_WORLD_SIZE", "4"}}), true), "");
  EXPECT_NE(survival_problem(environment({{"PMIX_RANK", "2"}}), false), "");
}

}  // namespace
}  // namespace battalion::comm
