#!/usr/bin/env bash
# All benchmarks, one after the other; each writes its record to results/bench. It takes about half an hour, and a machine that
# does nothing else.
#
#   tests/bench/run.sh REFERENCE_DIR DATA_DIR
#
# REFERENCE_DIR: a checkout of michaelhodel/arc-dsl; DATA_DIR: a folder of task files such as ARC-AGI-1 training.
# The first that fails ends it. A GPU's are tests/gpu.sh's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source jobs/setup.sh
(($# == 2)) || { say "give REFERENCE_DIR DATA_DIR (see the head of tests/bench/run.sh)"; exit 2; }
reference=$(realpath "$1") data=$(realpath "$2")

build_release
record() { python3 tests/bench/record.py "results/bench/$1.json" -- "${@:2}"; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The solvers that end within seconds on other tasks too.
PYTHONPATH=tests/bench python3 -c 'import cross, pathlib, sys; cross.write_programs(*map(pathlib.Path, sys.argv[1:]))' "$reference" "$work"

say "each solver on its own task, beside the reference"
python3 tests/bench/vs_reference.py "$reference" "$data"
say "one task, a battery of candidates"
python3 tests/bench/headline.py "$reference" "$data"
say "every solver on every task, beside the reference"
python3 tests/bench/cross.py "$reference" "$data"
say "what people would otherwise run"
python3 tests/bench/peers.py "$reference" "$data"
python3 tests/bench/peers.py "$reference" "$data" --endless 0 --programs 100 --out results/bench/peers_healthy.json
say "programs in Python, beside what people run them in"
python3 tests/bench/python_pools.py
say "two ranks, two threads"
python3 tests/bench/ranks.py "$data" "$work/solvers.py"
say "what a sweep takes beside scoring"
python3 tests/bench/overheads.py "$data" "$work/solvers.py"
say "a battery of 100,000 programs"
python3 tests/bench/heavy.py "$reference" "$data"
say "what handing out a unit costs"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
record hand_out mpirun --oversubscribe -n 2 build/tests/bench/hand_out --json
say "plans for more ranks"
record plan build/battalion plan --tasks "$data" --programs "$work/solvers.py" --pairing cross --samples-per-task 1000 --ranks 1,8,64,512,1024,4096 --json
say "aggregation at a tenth of the size of its record (tests/bench/aggregate.py: the whole takes half an hour)"
python3 tests/bench/aggregate.py --programs 100000 --out "$work/aggregate.json"
say "starvation, expiry, single operations"
record starvation build/tests/bench/starvation --json
record expiry build/tests/bench/expiry --json
record kernels build/tests/bench/kernels_bench --json
say "each primitive, beside the reference"
python3 tests/bench/primitives.py "$reference"
