# shellcheck shell=bash disable=SC2034,SC2154  # sourced by slurm/sweep.sbatch, which uses what is set here
# One GPU bound to each task by Slurm: every rank sees one device, its own. (Under mpirun a rank sees all
# devices that the job has on its node, one for each rank there, and chooses by its local rank.)
#
#   sbatch --ntasks=8 --gpus-per-task=1 slurm/sweep.sbatch jobs/NAME.ini

gpus=${SLURM_GPUS_PER_TASK:-}  # "1", or "TYPE:1"
[ "${gpus##*:}" = 1 ] ||
  fail "the job has no GPU of its own for each task (the environment is $env_name) submit with sbatch --gpus-per-task=1"
srun_options=(--gpus-per-task=1)
# mpirun reaches other nodes by an srun of its own with one task a node, which would get one GPU for all
# the ranks under it.
mpirun_options=(--mca plm_slurm_args "--gpus=$ranks")
