#!/bin/bash
# mpi_endings.sh MPIEXEC PROGRAM: a job ends with the right status and message however a rank ends.
set -u
mpiexec=$1 program=$2 bad=0

check() {  # RANKS ENDING STATUS MESSAGE
  local out status
  out=$(timeout -k 5 30 "$mpiexec" --oversubscribe -n "$1" "$program" "$2" 2>&1)
  status=$?
  if [ "$status" != "$3" ] || { [ -n "$4" ] && ! grep -qF "$4" <<<"$out"; }; then
    printf '%s ranks, %s: status %s, not %s with "%s"; it said:\n%s\n' "$1" "$2" "$status" "$3" "$4" "$out"
    bad=1
  fi
}

for ranks in 2 3; do
  check $ranks finish 0 ''
  check $ranks return 0 ''
  check $ranks abort 3 'rank 1: out of disk'
  check $ranks throw 3 'rank 1: out of disk'
done
# Without a launcher the same binary is one rank and never starts MPI.
env -u OMPI_COMM_WORLD_SIZE -u PMIX_RANK -u PMI_RANK -u PMI_SIZE "$program" finish || bad=1
exit $bad
