# shellcheck shell=bash disable=SC2034,SC2154  # sourced by slurm/sweep.sbatch, which uses what is set here
# CPU only: one rank per Slurm task. Also the file from which a new cluster's own one starts.
#
#   sbatch --ntasks=8 slurm/sweep.sbatch jobs/NAME.ini
#
# Load modules here where the cluster has them, e.g.: module load openmpi hdf5

# Where Slurm does not fence devices in, a rank could take a GPU that its job was not given. Set in front of
# the program, for Slurm takes the variable out of the environment of jobs without GPUs.
battalion=(env CUDA_VISIBLE_DEVICES= "${battalion[@]}")
