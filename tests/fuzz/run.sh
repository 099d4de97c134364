#!/usr/bin/env bash
# Fuzzes every reader: builds the targets (preset fuzz: clang, libFuzzer, ASan and UBSan) and runs each for some seconds.
#
#     tests/fuzz/run.sh                         # 5 s a target
#     tests/fuzz/run.sh --seconds 60 ini wire   # these two, longer
#     tests/fuzz/run.sh --executions 10000000   # the long mode: so many each, and a record in results/bench/fuzz.json
#     tests/fuzz/run.sh --executions 10000000 --seconds 600 --jobs 1   # or for so long, whichever is sooner
#
# Exit status: 0 nothing found; 1 a finding (its input is kept, and how to see it again is said); 77 not run, and why.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source jobs/setup.sh

if ! command -v clang++ >/dev/null; then
  say "fuzzing skipped: there is no clang++ (Debian: clang, libclang-rt-14-dev)"
  exit 77
fi
probe=$(mktemp)
if ! echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' |
  clang++ -x c++ -fsanitize=fuzzer,address,undefined -o "$probe" - 2>/dev/null; then
  rm -f "$probe"
  say "fuzzing skipped: clang++ has no libFuzzer here (Debian: libclang-rt-14-dev, or that of its version)"
  exit 77
fi
rm -f "$probe"

say "building (fuzz preset); the first time takes minutes"
quietly cmake --preset fuzz
quietly cmake --build --preset fuzz
exec python3 tests/fuzz/drive.py "$@"
