# shellcheck shell=bash disable=SC2034  # sourced by the batch scripts, in the root of the checkout
# How a sweep is started: `prepare_launch` sets `launch`, the launcher's command up to the program.

fail() {
  echo "$script: $*" >&2
  exit 2
}

# The .ini, given as the script's first argument.
need_ini() {
  [ $# -ge 1 ] || fail "no sweep given (an .ini file is expected) use: sbatch slurm/$script jobs/NAME.ini"
  [ -r "$1" ] || fail "cannot read $1 (looked in $PWD) submit from the root of the checkout"
}

# What every process of a sweep finds in its environment.
set_environment() {
  export OMP_NUM_THREADS=1              # the ranks bring their own workers (--threads)
  export HDF5_USE_FILE_LOCKING=FALSE    # shared file systems often have none; no file has two writers
  # mpirun kills its ranks a second after it is told to end: soon for them to write what they have. It waits for as long as
  # this even where they are gone, at the end of every sweep that stops before it is done.
  export OMPI_MCA_odls_base_sigkill_timeout=5
  if [ "$(id -u)" = 0 ]; then           # test clusters in containers
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  fi
}

# Sets `battalion` (the command), `ranks` and the launchers' options: the defaults, then what the environment's file
# of slurm/env says. Without BATTALION_ENV, the shape that was asked of sbatch decides.
read_env_file() {
  local binary=${BATTALION_BIN:-build/battalion}
  battalion=("$binary")
  ranks=${SLURM_NTASKS:-1}
  srun_options=()
  mpirun_options=()
  survive_options=(--enable-recovery)   # Open MPI 5: --with-ft ulfm
  env_name=default
  if [ -n "${SLURM_GPUS_PER_TASK:-}" ]; then
    env_name=gpus-per-task
  elif [ -n "${SLURM_GPUS_PER_NODE:-}${SLURM_GPUS_ON_NODE:-}" ]; then
    env_name=gpus-per-node
  fi
  env_name=${BATTALION_ENV:-$env_name}
  local env_file=slurm/env/$env_name.sh
  [ -r "$env_file" ] || fail "cannot read $env_file (for the environment '$env_name') set BATTALION_ENV to the name of a file of slurm/env"
  # shellcheck source=slurm/env/default.sh
  . "$env_file"
  [ -x "$binary" ] || fail "$binary is no program (in $PWD) build it first: cmake --preset release && cmake --build build"
}

# srun starts MPI ranks only through Slurm's pmix plugin, which not every installation has.
choose_launcher() {
  local plugins
  launcher=${BATTALION_LAUNCHER:-}
  if [ -z "$launcher" ]; then
    # Not piped: with pipefail, a reader that stops early would fail the pipe.
    plugins=$(srun --mpi=list 2>&1 || true)
    if grep -qw pmix <<<"$plugins"; then launcher=srun; else launcher=mpirun; fi
  fi
  case $launcher in
    srun)
      launch=(srun --mpi=pmix --ntasks="$ranks" --kill-on-bad-exit=1)
      # srun does not take this over from sbatch (since Slurm 22.05).
      [ -z "${SLURM_CPUS_PER_TASK:-}" ] || launch+=(--cpus-per-task="$SLURM_CPUS_PER_TASK")
      launch+=("${srun_options[@]}")
      ;;
    mpirun)
      # Read by the srun with which mpirun reaches other nodes; there the ranks are not Slurm's tasks.
      unset SLURM_GPUS_PER_TASK
      # No binding: Open MPI would tie all workers of a rank to one core.
      launch=(mpirun -n "$ranks" --bind-to none "${mpirun_options[@]}")
      ;;
    *) fail "BATTALION_LAUNCHER is $launcher (srun and mpirun are known) set one of them, or none" ;;
  esac
}

prepare_launch() {
  set_environment
  read_env_file
  choose_launcher
}

# find_final OPTION...: sets `final` (and, with --survive, prepares for that), the file that a sweep with these options ends with. Empty where that cannot be told
# (the sweep will say why), or none is written.
find_final() {
  local told part
  final=
  told=$("${battalion[@]}" sweep --config "$@" --dump-config 2>/dev/null) || return 0
  ! grep -qx 'dry-run = true' <<<"$told" || return 0
  final=$(sed -n 's/^out = //p' <<<"$told")
  if [[ "$final" == \"*\" ]]; then  # as an .ini has it where a value has comment signs or quotes
    final=${final:1:-1}
    final=${final//\"\"/\"}
  fi
  part=$(sed -n 's/^part = //p' <<<"$told")
  [ "${part:-1/1}" = 1/1 ] || final+=/part-${part%/*}-of-${part#*/}
  ! grep -qx 'survive = true' <<<"$told" || survive_losses "$@"
  [ -z "$final" ] || final+=/sweep.h5
}

# With --survive: the launcher must let ranks live on without others, and then its own status says nothing: `ended`, a file
# in the folder that `final` is just now, does.
survive_losses() {
  if [ "$launcher" = srun ]; then
    echo "$script: srun ends all ranks with the first that is lost, so that --survive changes nothing (BATTALION_LAUNCHER=mpirun would)"
    return
  fi
  # What is refused never comes to say so there.
  "${battalion[@]}" sweep --config "$@" --dry-run >/dev/null || exit 2
  ended=$final/sweep.ended
  launch+=("${survive_options[@]}")
}
