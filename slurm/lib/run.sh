# shellcheck shell=bash disable=SC2154  # sourced by the batch scripts, which set `script`
# Runs a launcher to its end, and what follows from the way in which it ended: `run_and_go_on COMMAND...`.
#
# Slurm sends USR1 to this shell alone, some time before the limit (#SBATCH --signal=B:USR1@...); the launchers pass
# it on to the ranks, which write what they have and leave with status 75: not finished, can be resumed. The job then
# puts itself back into the queue, and started again it goes on where it was.

# As scontrol names this job. The plain number of an array's last task is that of the whole array.
job=${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID:-}}
job=${job:-${SLURM_JOB_ID:-}}
restarts=${SLURM_RESTART_COUNT:-0}
max_restarts=${BATTALION_MAX_RESTARTS:-20}
stop_patience=${BATTALION_STOP_SECONDS:-90}  # for the ranks to leave, before the limit falls

told=     # the signal that this shell was sent
heard=0   # whether one came just now
running=  # the launcher
watchdog=

# on_signal NAME: what the ranks are told is the same, so that a launcher passes it on and does not end by itself.
on_signal() {
  heard=1
  [ -z "$told" ] || return 0
  told=$1
  echo "$script: SIG$1: the ranks are told to stop"
  [ -n "$running" ] || return 0
  kill -USR1 "$running" 2>/dev/null || return 0
  # A launcher may wait for ever for a rank that is gone with its node.
  (
    sleep "$stop_patience" &
    trap 'kill $!; exit' TERM  # nothing of this job may be left when it starts again
    wait $!
    echo "$script: not gone after $stop_patience s: killed"
    kill -KILL "$running"
  ) &
  watchdog=$!
}

# A launcher that lets survivors live may wait for ever for a rank that does not come back: with the sweep at its end
# there is nothing to wait for. watch_ended BEFORE, the file's identity before the launch.
watch_ended() {
  trap 'kill $! 2>/dev/null; exit' TERM
  local now=
  until [ -n "$now" ] && [ "$now" != "$1" ]; do
    sleep 5 &
    wait $!
    now=$(identity_of "$ended")
  done
  sleep "$stop_patience" &
  wait $!
  echo "$script: the sweep is over and its launcher is not: killed"
  kill -KILL "$running"
}

# What the survivors left word of, where any could: `status` from the file `ended`.
read_ended() {
  if [ "$(identity_of "$ended")" = "$1" ] || ! read -r status _ <"$ended"; then
    echo "$script: no word in $ended of how the sweep ended (the launcher says $status)"
    status=137
  fi
}

# Sets `status`.
await_launcher() {
  while :; do
    heard=0 status=0
    wait "$running" || status=$?
    # A trap interrupts `wait`, which then says 128 and more.
    ((heard && status > 128)) || return 0
  done
}

# try_again WHY: back into the queue. Slurm waits about two minutes before it starts the job again.
try_again() {
  if ((restarts >= max_restarts)); then
    echo "$script: $1, and not started again (job $job was $restarts times, BATTALION_MAX_RESTARTS is $max_restarts)" \
      "go on with the same sbatch line and --resume at its end" >&2
    exit 75
  fi
  echo "$script: $1; back into the queue (restart $((restarts + 1)) of at most $max_restarts)"
  scontrol requeue "$job" || {
    echo "$script: job $job cannot be requeued (scontrol says why above) go on with the same sbatch line and" \
      "--resume at its end" >&2
    exit 75
  }
  exit 0
}

# Which file is there, not only that one is: without clocks, for those of file servers differ.
identity_of() {
  stat -c '%i %z' -- "$1" 2>/dev/null || true
}

run_and_go_on() {
  if ((restarts > max_restarts)); then
    fail "job $job was started again $restarts times (BATTALION_MAX_RESTARTS is $max_restarts) see its log for why"
  fi
  local before='' before_ended='' ended_watch=''
  [ -z "${final:-}" ] || before=$(identity_of "$final")
  [ -z "${ended:-}" ] || before_ended=$(identity_of "$ended")
  trap 'on_signal USR1' USR1
  trap 'on_signal TERM' TERM
  printf 'running:'
  printf ' %q' "$@"
  printf '\n'
  "$@" &
  running=$!
  # One that came before there was anybody to tell.
  [ -z "$told" ] || kill -USR1 "$running"
  if [ -n "${ended:-}" ]; then
    watch_ended "$before_ended" &
    ended_watch=$!
  fi
  await_launcher
  [ -z "$ended_watch" ] || kill "$ended_watch" 2>/dev/null || true
  [ -z "${ended:-}" ] || read_ended "$before_ended"
  [ -z "$watchdog" ] || kill "$watchdog" 2>/dev/null || true
  echo "sweep ended with status $status"
  if [ "$status" = 0 ]; then
    [ -n "${final:-}" ] && [ "$(identity_of "$final")" = "$before" ] || exit 0
    # srun ends like this where the step was aborted before its tasks were started.
    echo "$script: $final was not written, whatever the launcher says"
  fi
  if [ "$told" = TERM ]; then
    echo "$script: told to end (cancelled, or preempted: Slurm starts it again then)" \
      "go on with the same sbatch line and --resume at its end" >&2
    exit 75
  fi
  case $status in
    0) try_again "nothing was run" ;;
    75) try_again "unfinished" ;;
    1 | 2) ;;
    *) ((status <= 128)) || try_again "a rank or its node was lost (status $status)" ;;
  esac
  echo "$script: the sweep failed with status $status (the lines above say why); not started again" >&2
  exit "$status"
}
