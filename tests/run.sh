#!/usr/bin/env bash
# The whole test suite on a bare machine: installs what is missing, builds, runs everything; then the unit tests
# again under AddressSanitizer with UBSan, and those of the core under ThreadSanitizer; then a short fuzzing of the readers.
# BATTALION_QUICK=1 leaves the sanitizers and the fuzzing out. Ends with "N passed, M failed" (", K skipped" where tests were).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source jobs/setup.sh

need_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
need_browser

passed=0 failed=0 skipped=0

# run_tests PRESET [CTEST OPTION...]: shows what ctest shows and adds its results to the sums. A run without
# tests, or one whose results cannot be read, counts as failed.
run_tests() {
  local preset=$1 results status=0
  shift
  results=$(mktemp)
  ctest --preset "$preset" --no-tests=error -j2 --output-junit "$results" "$@" || status=$?
  local sums
  # <testsuite ... tests="25" failures="0" disabled="0" skipped="1" ...>; a test that could not run is disabled.
  if ! sums=$(grep -oE '(tests|failures|disabled|skipped)="[0-9]+"' "$results" | head -4 | tr -dc '0-9\n' | tr '\n' ' ') ||
    [[ -z "$sums" ]]; then
    sums="0 0 0 0"
  fi
  # Why a test was skipped; ctest shows that one was.
  grep -oE 'SKIPPED: [^<]*' "$results" || true
  rm -f "$results"
  local tests failures disabled skips
  read -r tests failures disabled skips <<<"$sums"
  local bad=$((failures + disabled))
  # A failure that the file does not tell of is still one.
  if ((bad == 0 && (status != 0 || tests == 0))); then bad=1 tests=$((tests + 1)); fi
  passed=$((passed + tests - bad - skips)) failed=$((failed + bad)) skipped=$((skipped + skips))
}

export BATTALION_CUDA=ON  # where there is an nvcc: device code is to compile, wherever it runs
build_release
quietly cmake --build --preset release --target battalion_headers
if ! command -v nvcc >/dev/null; then
  say "there is no nvcc: the device code was not compiled"
elif [[ ! -e /dev/nvidia0 ]]; then
  say "the device code compiles; there is no device: it was not run (tests/gpu.sh runs it where there is one)"
fi
say "testing (release preset)"
run_tests release

if [[ "${BATTALION_QUICK:-0}" == 1 ]]; then
  say "BATTALION_QUICK=1: without the sanitizer builds"
else
  # Unoptimized sanitizer builds take several times as long to run, -O2 ones as long to build.
  # Left out under ASan: tests under mpirun and of the built binary, for Open MPI's own leaks and its
  # memory hooks drown ours; the schema check loads nothing of ours into Python. Leaks are looked for in the rest.
  say "configuring (asan preset)"
  quietly cmake --preset asan -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-O1
  unit_tests=(base_test arc_test dsl_reader_test dsl_test dsl_limits_test golden_test kernels_test lower_test battery_test exec_test score_test device_test sched_test comm_test)
  say "building (asan preset)"
  quietly cmake --build --preset asan --target "${unit_tests[@]}"
  say "testing (asan preset: ${unit_tests[*]})"
  run_tests asan -R "^($(IFS='|'; echo "${unit_tests[*]}"))\$"

  # What has threads: the executor, the scorer that uses it, the fake communicator's ranks.
  say "configuring (tsan preset)"
  quietly cmake --preset tsan -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-O1
  threaded=(exec_test score_test device_test comm_test sched_test)
  say "building (tsan preset)"
  quietly cmake --build --preset tsan --target "${threaded[@]}"
  say "testing (tsan preset: ${threaded[*]})"
  run_tests tsan -R "^($(IFS='|'; echo "${threaded[*]}"))\$"

  # Every reader and the engine, BATTALION_FUZZ_SECONDS each (tests/fuzz/run.sh has a long mode). CI has clang, so there a skip
  # is a failure; and it has a minute for each.
  [[ -z "${CI:-}" ]] || export BATTALION_FUZZ_SECONDS=${BATTALION_FUZZ_SECONDS:-60}
  need_fuzzer
  say "fuzzing"
  status=0
  tests/fuzz/run.sh || status=$?
  if ((status == 0)); then
    passed=$((passed + 1))
  elif ((status == 77)) && [[ -z "${CI:-}" ]]; then
    skipped=$((skipped + 1))
  else
    failed=$((failed + 1))
  fi
fi

line="$passed passed, $failed failed"
((skipped == 0)) || line+=", $skipped skipped"
printf '\n%s\n' "$line"
((failed == 0 && passed > 0))
