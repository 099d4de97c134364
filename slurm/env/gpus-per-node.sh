# shellcheck shell=bash disable=SC2034,SC2154  # sourced by slurm/sweep.sbatch, which uses what is set here
# Whole nodes' worth of GPUs: every rank sees all devices of its node and chooses by its local rank.
#
#   sbatch --nodes=2 --ntasks-per-node=4 --gpus-per-node=4 slurm/sweep.sbatch jobs/NAME.ini

gpus=${SLURM_GPUS_PER_NODE:-${SLURM_GPUS_ON_NODE:-}}  # "4", or "TYPE:4"
gpus=${gpus##*:}
[ "${gpus:-0}" -ge 1 ] 2>/dev/null ||
  fail "the job has no GPUs on its nodes (the environment is $env_name) submit with sbatch --gpus-per-node=4"
ranks=$((gpus * ${SLURM_JOB_NUM_NODES:-1}))
[ "${SLURM_NTASKS:-$ranks}" -ge "$ranks" ] ||
  fail "the job has $SLURM_NTASKS tasks for $ranks GPUs (one rank per GPU is wanted) submit with sbatch --ntasks-per-node=$gpus"
srun_options=(--ntasks-per-node="$gpus")
mpirun_options=(--map-by "ppr:$gpus:node")
