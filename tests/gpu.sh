#!/usr/bin/env bash
# The whole proof on a machine with a GPU, in one command: builds, holds the device to the interpreter and the CPU lanes, has
# compute-sanitizer look on, measures, writes a record.
#
#     tests/gpu.sh                                            # the demo's tasks and programs
#     tests/gpu.sh --tasks DIR --programs FILE_OR_DIR         # others: ARC-AGI-1 and a folder of solvers, say
#     tests/gpu.sh --record results/bench/device.json --commit HASH
#     tests/gpu.sh --bin DIR                                  # score_test and device were built elsewhere and lie in DIR
#
# --copies N: each pair so often in one launch, to fill the device (default 4). --sanitize DIR: the tasks for the sanitizer, which is
# hundreds of times slower (default: the demo's). --warps N: of a block.
# The build takes a compiler, CUDA, CMake, fmt, nlohmann_json and GoogleTest, and Highway if there is one; no MPI, no HDF5.
# Exit status: 0 all is well; 1 something is not, a device that is not there included.
set -euo pipefail
here=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source jobs/setup.sh

tasks=jobs/demo/tasks programs=(jobs/demo/programs) sanitized=jobs/demo/tasks record='' bin='' copies=4 commit='' warps=()
while (($#)); do
  case $1 in
    --tasks) tasks=$(cd "$here" && realpath "$2") ;;
    --programs) programs=("$(cd "$here" && realpath "$2")") ;;
    --sanitize) sanitized=$(cd "$here" && realpath "$2") ;;
    --record) record=$(cd "$here" && realpath -m "$2") ;;
    --bin) bin=$(cd "$here" && realpath "$2") ;;
    --copies) copies=$2 ;;
    --commit) commit=$2 ;;
    --warps) warps=(--warps "$2") ;;
    *)
      echo "gpu.sh: $1 is no option (see the head of tests/gpu.sh)" >&2
      exit 2
      ;;
  esac
  shift 2 || { echo "gpu.sh: an option without its value" >&2; exit 2; }
done

if [[ -z "$bin" ]]; then
  command -v nvcc >/dev/null || { echo "gpu.sh: there is no nvcc" >&2; exit 1; }
  BATTALION_CUDA=ON build_preset core score_test device
  mkdir -p build-core/gpu
  cp build-core/tests/score/score_test build-core/tests/bench/device build-core/gpu/
  bin=build-core/gpu
fi
export LD_LIBRARY_PATH="$bin${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" BATTALION_NEED_DEVICE=1

failed=0
# step NAME COMMAND...: goes on where it fails, and remembers.
step() {
  local name=$1 start=$SECONDS
  shift
  say "$name"
  if ! "$@"; then
    say "FAILED: $name"
    failed=1
  fi
  say "  ($((SECONDS - start)) s)"
}

rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
measure() { "$bin/device" --json --copies "$copies" --repeat 5 "${warps[@]}" "$tasks" "${programs[@]}" | tee "$rows"; }
sanitize() {
  local tool=$1
  # Its own findings are printed; the exit status is that of the program unless there are some.
  compute-sanitizer --tool "$tool" --error-exitcode 1 "$bin/device" --set-order canonical --scratch 1 "${warps[@]}" "$sanitized" "${programs[@]}" | tail -5
}

step "the device beside the interpreter and the lanes: the demo, recorded programs, odd answers, limits" \
  "$bin/score_test" --gtest_brief=1 --gtest_filter='Engines.*:PairRuns.*'
step "every pair of $tasks with ${programs[*]}, both set orders, $copies copies" measure
if command -v compute-sanitizer >/dev/null; then
  step "memcheck" sanitize memcheck
  step "racecheck" sanitize racecheck
else
  say "FAILED: there is no compute-sanitizer"
  failed=1
fi

if [[ -n "$record" && $failed == 0 ]]; then
  python3 tests/bench/device_record.py "$record" "$rows" --copies "$copies" --tasks "$tasks" ${commit:+--commit "$commit"}
fi
((failed == 0)) && say "all is well on this device"
exit "$failed"
