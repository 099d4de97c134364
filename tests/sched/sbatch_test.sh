#!/bin/bash
# sbatch_test.sh ROOT: runs slurm/sweep.sbatch outside Slurm, with a stubbed srun and mpirun that write down
# how they were called, and asserts the exact command lines.
set -euo pipefail
root=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0

mkdir -p "$tmp"/{bin,work/jobs,work/build,work/jobs}
ln -s "$root/slurm" "$tmp/work/slurm"
echo "tasks = jobs/tasks" >"$tmp/work/jobs/my sweep.ini"
# shellcheck disable=SC2016  # for the stub
printf '#!/bin/bash\nprintf "%%s" "${STUB_CONFIG:-}"\n' >"$tmp/work/build/battalion"

# Writes its name, arguments and the environment that a rank would get; exits as it is told.
cat >"$tmp/bin/stub" <<'STUB'
#!/bin/bash
if [ "$*" = "--mpi=list" ]; then
  printf 'MPI plugin types are...\n\tnone\n\tpmi2\n%b' "${STUB_PLUGINS:-}" >&2
  exit 0
fi
{
  printf '%s' "${0##*/}"
  printf ' [%s]' "$@"
  printf '\n'
  printf 'OMP_NUM_THREADS=%s HDF5_USE_FILE_LOCKING=%s gpus-per-task=%s root=%s\n' "$OMP_NUM_THREADS" \
    "$HDF5_USE_FILE_LOCKING" "${SLURM_GPUS_PER_TASK:-}" "${OMPI_ALLOW_RUN_AS_ROOT:-0}"
} >>"$STUB_LOG"
[ -z "${STUB_WRITES:-}" ] || echo results >"$STUB_WRITES"
[ -z "${STUB_ENDS:-}" ] || echo "$STUB_ENDS" >results/sweep.ended
# Told to stop while running, the status that a sweep then ends with; asked by the batch script.
if [ -n "${STUB_SIGNAL:-}" ]; then
  trap 'echo "told to stop" >>"$STUB_LOG"; exit "${STUB_STATUS:-0}"' USR1
  kill "-$STUB_SIGNAL" "$PPID"
  for _ in {1..100}; do sleep 0.1; done
fi
exit "${STUB_STATUS:-0}"
STUB
cp "$tmp/bin/stub" "$tmp/bin/srun"
cp "$tmp/bin/stub" "$tmp/bin/mpirun"
cat >"$tmp/bin/scontrol" <<'STUB'
#!/bin/bash
echo "scontrol $*" >>"$STUB_REQUEUES"
exit "${STUB_SCONTROL_STATUS:-0}"
STUB
chmod +x "$tmp"/bin/* "$tmp/work/build/battalion"

script=sweep.sbatch
as_root=0
[ "$(id -u)" != 0 ] || as_root=1

# run VARIABLE=VALUE... -- ARGS...: the script in a clean environment, from a folder that is not the root.
run() {
  local vars=()
  while [ "$1" != -- ]; do
    vars+=("$1")
    shift
  done
  shift
  : >"$tmp/log"
  : >"$tmp/requeues"
  status=0
  (cd "$tmp" && env -i PATH="$tmp/bin:/usr/local/bin:/usr/bin:/bin" HOME="$tmp" STUB_LOG="$tmp/log" STUB_REQUEUES="$tmp/requeues" \
    SLURM_SUBMIT_DIR="$tmp/work" SLURM_JOB_ID=7 SLURM_JOB_NODELIST='node[1-2]' "${vars[@]}" \
    bash "$root/slurm/$script" "$@") >"$tmp/out" 2>&1 || status=$?
}

expect() {  # NAME STATUS LAUNCHED [GPUS_PER_TASK]
  local want=
  [ -z "$3" ] || want="$3
OMP_NUM_THREADS=1 HDF5_USE_FILE_LOCKING=FALSE gpus-per-task=${4:-} root=$as_root"
  if [ "$status" != "$2" ] || [ "$(cat "$tmp/log")" != "$want" ]; then
    printf '%s: status %s (expected %s), launched:\n%s\nexpected:\n%s\noutput:\n%s\n\n' "$1" "$status" \
      "$2" "$(cat "$tmp/log")" "$want" "$(cat "$tmp/out")"
    bad=1
  fi
}

says() {  # NAME TEXT
  if ! grep -qF -- "$2" "$tmp/out"; then
    printf '%s: does not say "%s" but:\n%s\n\n' "$1" "$2" "$(cat "$tmp/out")"
    bad=1
  fi
}

pmix='STUB_PLUGINS=\tpmix\n\tpmix_v4\n'
ini='jobs/my sweep.ini'
sweep="[sweep] [--config] [$ini]"
cpu='[env] [CUDA_VISIBLE_DEVICES=] [build/battalion]'

# CPU only
run "$pmix" SLURM_NTASKS=8 -- "$ini" --threads 2
expect 'cpu, srun' 0 "srun [--mpi=pmix] [--ntasks=8] [--kill-on-bad-exit=1] $cpu $sweep [--threads] [2]"
says 'cpu, srun' 'job 7 on node[1-2], environment default, 8 ranks'
says 'cpu, srun' 'sweep ended with status 0'
run SLURM_NTASKS=8 -- "$ini" --threads 2
expect 'cpu, mpirun' 0 "mpirun [-n] [8] [--bind-to] [none] $cpu $sweep [--threads] [2]"
run "$pmix" SLURM_NTASKS=2 SLURM_CPUS_PER_TASK=4 -- "$ini"
expect 'cpu, several CPUs a task' 0 \
  "srun [--mpi=pmix] [--ntasks=2] [--kill-on-bad-exit=1] [--cpus-per-task=4] $cpu $sweep"
run -- "$ini"
expect 'nothing said of tasks' 0 "mpirun [-n] [1] [--bind-to] [none] $cpu $sweep"

# One GPU a task
run "$pmix" SLURM_NTASKS=8 SLURM_GPUS_PER_TASK=1 SLURM_GPUS_ON_NODE=4 -- "$ini"
expect 'per task, srun' 0 \
  "srun [--mpi=pmix] [--ntasks=8] [--kill-on-bad-exit=1] [--gpus-per-task=1] [build/battalion] $sweep" 1
says 'per task, srun' 'environment gpus-per-task, 8 ranks'
run SLURM_NTASKS=8 SLURM_GPUS_PER_TASK=a100:1 BATTALION_ENV=gpus-per-task -- "$ini"
expect 'per task, mpirun' 0 \
  "mpirun [-n] [8] [--bind-to] [none] [--mca] [plm_slurm_args] [--gpus=8] [build/battalion] $sweep"

# All GPUs of the nodes
run "$pmix" SLURM_NTASKS=8 SLURM_JOB_NUM_NODES=2 SLURM_GPUS_PER_NODE=4 -- "$ini"
expect 'per node, srun' 0 \
  "srun [--mpi=pmix] [--ntasks=8] [--kill-on-bad-exit=1] [--ntasks-per-node=4] [build/battalion] $sweep"
says 'per node, srun' 'environment gpus-per-node, 8 ranks'
run SLURM_JOB_NUM_NODES=2 SLURM_GPUS_PER_NODE=a100:4 BATTALION_ENV=gpus-per-node -- "$ini"
expect 'per node, mpirun' 0 \
  "mpirun [-n] [8] [--bind-to] [none] [--map-by] [ppr:4:node] [build/battalion] $sweep"
run SLURM_NTASKS=2 SLURM_JOB_NUM_NODES=1 SLURM_GPUS_ON_NODE=2 -- "$ini"
expect 'by --gres' 0 \
  "mpirun [-n] [2] [--bind-to] [none] [--map-by] [ppr:2:node] [build/battalion] $sweep"

# What follows from the status that a sweep ends with
ends() {  # NAME STATUS REQUEUED TEXT
  says "$1" "$4"
  if [ "$status" != "$2" ] || [ "$(cat "$tmp/requeues")" != "$3" ]; then
    printf '%s: status %s (expected %s), requeued: %s (expected %s), output:\n%s\n\n' "$1" "$status" "$2" \
      "$(cat "$tmp/requeues")" "$3" "$(cat "$tmp/out")"
    bad=1
  fi
}
run "$pmix" -- "$ini"
ends 'done' 0 '' 'sweep ended with status 0'
for s in 1 2 127; do
  run "$pmix" STUB_STATUS=$s -- "$ini"
  ends 'failed' $s '' "the sweep failed with status $s"
done
run "$pmix" STUB_STATUS=75 -- "$ini"
ends 'unfinished' 0 'scontrol requeue 7' 'unfinished; back into the queue (restart 1 of at most 20)'
run "$pmix" STUB_STATUS=137 SLURM_RESTART_COUNT=3 -- "$ini"
ends 'killed' 0 'scontrol requeue 7' 'a rank or its node was lost (status 137); back into the queue (restart 4 of'
# A launcher that says 0 and ran nothing
for written in '' results/sweep.h5 results/part-2-of-3/sweep.h5; do
  mkdir -p "$tmp/work/results/part-2-of-3"
  config=$'out = results\npart = 1/1\ndry-run = false\n'
  [[ "$written" != *part* ]] || config=$'out = results\npart = 2/3\n'
  run "$pmix" STUB_CONFIG="$config" STUB_WRITES="$written" -- "$ini"
  if [ -n "$written" ]; then
    ends "wrote $written" 0 '' 'sweep ended with status 0'
  else
    ends 'wrote nothing' 0 'scontrol requeue 7' 'results/sweep.h5 was not written, whatever the launcher says'
  fi
done
run "$pmix" STUB_CONFIG='out = "a ""b"" #1"' -- "$ini"
ends 'a quoted folder' 0 'scontrol requeue 7' 'a "b" #1/sweep.h5 was not written'
run "$pmix" STUB_CONFIG="$config" -- "$ini"
ends 'wrote nothing again' 0 'scontrol requeue 7' 'nothing was run; back into the queue'
run "$pmix" STUB_CONFIG=$'out = results\ndry-run = true\n' -- "$ini"
ends 'a dry run' 0 '' 'sweep ended with status 0'
run "$pmix" STUB_STATUS=75 SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_ID=2 -- "$ini"
ends 'in an array' 0 'scontrol requeue 7_2' 'unfinished'
run "$pmix" STUB_STATUS=75 SLURM_RESTART_COUNT=2 BATTALION_MAX_RESTARTS=2 -- "$ini"
ends 'often enough' 75 '' 'not started again (job 7 was 2 times, BATTALION_MAX_RESTARTS is 2)'
run "$pmix" SLURM_RESTART_COUNT=3 BATTALION_MAX_RESTARTS=2 -- "$ini"
ends 'too often' 2 '' 'job 7 was started again 3 times'
run "$pmix" STUB_STATUS=75 STUB_SCONTROL_STATUS=1 -- "$ini"
ends 'not to be requeued' 75 'scontrol requeue 7' 'cannot be requeued'

# Ranks that outlive others: what they left word of counts, not the launcher's status
surviving=(STUB_CONFIG=$'out = results\nsurvive = true\n' BATTALION_LAUNCHER=mpirun)
rm -f "$tmp/work/results/sweep.ended" "$tmp/work/results/sweep.h5"
run "${surviving[@]}" STUB_WRITES=results/sweep.h5 STUB_ENDS='0 done' -- "$ini"
ends 'survived' 0 '' 'sweep ended with status 0'
expect 'survived' 0 "mpirun [-n] [1] [--bind-to] [none] [--enable-recovery] $cpu $sweep"
run "${surviving[@]}" -- "$ini"
ends 'no survivor' 0 'scontrol requeue 7' 'no word in results/sweep.ended of how the sweep ended (the launcher says 0)'
run "${surviving[@]}" STUB_ENDS='75 unfinished' -- "$ini"
ends 'without rank 0' 0 'scontrol requeue 7' 'unfinished; back into the queue'
run "${surviving[@]}" STUB_ENDS='1 failed' -- "$ini"
ends 'a rank failed' 1 '' 'the sweep failed with status 1'
run "${surviving[@]}" BATTALION_LAUNCHER=srun -- "$ini"
says 'survival under srun' 'so that --survive changes nothing'

# Signals: passed on; TERM is somebody's wish, after which Slurm alone starts the job again.
for launcher in srun mpirun; do
  run BATTALION_LAUNCHER=$launcher STUB_SIGNAL=USR1 STUB_STATUS=75 -- "$ini"
  ends 'time is up' 0 'scontrol requeue 7' 'SIGUSR1: the ranks are told to stop'
  grep -q 'told to stop' "$tmp/log" || { echo "USR1 was not passed on to $launcher"; bad=1; }
done
run "$pmix" STUB_SIGNAL=TERM STUB_STATUS=75 -- "$ini"
ends 'cancelled' 75 '' 'told to end'
run "$pmix" STUB_SIGNAL=USR1 STUB_STATUS=0 -- "$ini"
ends 'finished all the same' 0 '' 'sweep ended with status 0'

# Another program and another cluster's file
mkdir "$tmp/elsewhere"
cp "$tmp/work/build/battalion" "$tmp/elsewhere/b"
run BATTALION_BIN="$tmp/elsewhere/b" SLURM_NTASKS=2 BATTALION_ENV=default -- "$ini"
expect 'another binary' 0 \
  "mpirun [-n] [2] [--bind-to] [none] [env] [CUDA_VISIBLE_DEVICES=] [$tmp/elsewhere/b] $sweep"

# What can be wrong, each before anything is launched
refused() {  # NAME TEXT
  expect "$1" 2 ''
  says "$1" "$script: $2"
}
run PATH="$tmp/bin:/usr/bin:/bin" --
refused 'no ini' 'no sweep given'
run A=b -- jobs/none.ini
refused 'missing ini' 'cannot read jobs/none.ini'
run BATTALION_ENV=moon -- "$ini"
refused 'unknown environment' "cannot read slurm/env/moon.sh (for the environment 'moon')"
run BATTALION_BIN=build/none -- "$ini"
refused 'no program' 'build/none is no program'
run BATTALION_ENV=gpus-per-task SLURM_NTASKS=2 -- "$ini"
refused 'not per task' 'the job has no GPU of its own for each task'
run BATTALION_ENV=gpus-per-node SLURM_NTASKS=2 -- "$ini"
refused 'not per node' 'the job has no GPUs on its nodes'
run BATTALION_LAUNCHER=ssh -- "$ini"
refused 'unknown launcher' 'BATTALION_LAUNCHER is ssh'
run SLURM_SUBMIT_DIR="$tmp/elsewhere" -- "$ini"
refused 'elsewhere' "no slurm/lib in $tmp/elsewhere"
run SLURM_NTASKS=1 SLURM_GPUS_PER_NODE=4 -- "$ini"
refused 'too few tasks' 'the job has 1 tasks for 4 GPUs'

# A part of a dataset each
script=array.sbatch
array=(SLURM_NTASKS=2 SLURM_ARRAY_JOB_ID=9 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=8 SLURM_ARRAY_TASK_COUNT=8)
cpus="[--mpi=pmix] [--ntasks=2] [--kill-on-bad-exit=1] $cpu"
run "$pmix" "${array[@]}" SLURM_ARRAY_TASK_ID=3 -- "$ini" --keep all
expect 'a part' 0 "srun $cpus $sweep [--keep] [all] [--part] [3/8]"
says 'a part' 'job 9_3 on node[1-2], part 3 of 8'
some=(SLURM_NTASKS=2 SLURM_ARRAY_JOB_ID=9 SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=5
      SLURM_ARRAY_TASK_COUNT=2)
run "$pmix" "${some[@]}" BATTALION_PARTS=8 -- "$ini"
expect 'some parts' 0 "srun $cpus $sweep [--part] [5/8]"
run "$pmix" "${some[@]}" -- "$ini"
refused 'some parts of how many' 'the array is not 1-N'
run "$pmix" -- "$ini"
refused 'no array' 'this job is no array'

# Their file
script=aggregate.sbatch
run --
refused 'no folder' '0 arguments given'
run BATTALION_BIN=build/none -- results
refused 'no program to aggregate' 'build/none is no program'
run STUB_CONFIG=$'said\n' -- results
expect 'aggregates' 0 ''
[ "$(cat "$tmp/out")" = $'said\nsaid' ] || { echo "aggregate.sbatch: $(cat "$tmp/out")"; bad=1; }
run STUB_CONFIG=$'said\n' -- results one two
expect 'aggregates several' 0 ''

[ "$bad" = 0 ] && echo "batch scripts: all command lines, endings and signals as expected"
exit "$bad"
