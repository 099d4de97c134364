#!/usr/bin/env python3
"""A thousand hostile programs among healthy ones cost only themselves: sweeps both, and the healthy alone, on two ranks.

    tests/hostile/hostile_test.py --battalion BINARY --mpiexec MPIEXEC [--hostile N] [--keep FOLDER]

Held to: exit code 0; the healthy programs' outcomes and digests as without the hostile ones; for each hostile program
either a reason why it cannot be read or an outcome on every sample of its task; time and memory within bounds that
follow from the limits. Exit status: 0 where all holds, 1 where not, 77 where h5py is missing (1 in CI).
"""

import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

try:
    import h5py
except ImportError:
    # The distribution's python3 has it, which may not be the first in PATH.
    other = "/usr/bin/python3"
    if sys.executable != other and subprocess.run([other, "-c", "import h5py"], stderr=subprocess.DEVNULL).returncode == 0:
        os.execv(other, [other, *sys.argv])
    print("skipped: python3-h5py is not installed")
    sys.exit(1 if os.environ.get("CI") else 77)

HERE = pathlib.Path(__file__).resolve().parent
RANKS = 2
CPU_LIMIT_S, MEMORY_MIB, STEPS = 0.02, 32, 300_000
# A rank holds all program texts, parsed, and one sample's values under the memory limit (twice: shared ones apart).
# Lanes have the code of 700,000 lines and 64 MiB of scratch beside.
MOST_RSS_MIB, MOST_RSS_ON_LANES_MIB = 768, 1024
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print(f"FAILED: {what}")


def sweep(args, folder, out, programs, *how):
    """how: the step limit, or an engine that counts no steps."""
    env = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", TERM="dumb")
    command = [args.mpiexec, "--oversubscribe", "--bind-to", "none", "-n", str(RANKS), args.battalion, "sweep",
               "--tasks", str(folder / "tasks"), "--out", str(out), "--programs", *map(str, programs),
               "--cpu-limit", f"{CPU_LIMIT_S}s", "--wall-limit", "5s", "--memory-limit", f"{MEMORY_MIB}MiB",
               "--validate", "text", "--progress", "none", *how]
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
    seconds = time.monotonic() - start
    rss = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024  # the largest process so far
    check(done.returncode == 0, f"{out.name}: exit code {done.returncode}: {done.stderr[-2000:].decode(errors='replace')}")
    raw = [b for b in done.stdout + done.stderr if (b < 0x20 and b != 0x0a) or b == 0x7f]
    check(not raw, f"{out.name}: control characters reach the terminal")
    return seconds, rss


def results(path):
    """name -> (its task's samples' outcomes, digests, cells right, error texts), and the tables."""
    with h5py.File(path) as f:
        names = [n.decode() for n in f["programs/name"][:]]
        files = [n.decode() for n in f["programs/file"][:]]
        outcome, digest = f["scores/outcome"][:], f["scores/output_digest"][:]
        right, error = f["scores/cells_right"][:], f["scores/error"][:]
        kinds = [""] + [k.decode() + ": " + m.decode() for k, m in zip(f["errors/kind"][:], f["errors/message"][:])]
        unread = [n.decode() for n in f["problems/file"][:]]
        tasks = f["programs/task"][:]
        first, count = f["tasks/first_sample"][:], f["tasks/sample_count"][:]
        told = {}
        for p, name in enumerate(names):
            if tasks[p] < 0:
                told[name] = []
                continue
            rows = range(first[tasks[p]], first[tasks[p]] + count[tasks[p]])
            told[name] = [(int(outcome[s, p]), int(digest[s, p]), int(right[s, p]), kinds[error[s, p]]) for s in rows]
        return told, dict(zip(names, files)), set(unread), len(unread)


def check_hostile(told, files, unread, folder):
    by_file = {}
    for name, file in files.items():
        by_file.setdefault(pathlib.Path(file).name, []).append(name)
    counts = {}
    for path in sorted((folder / "hostile").iterdir()):
        names = by_file.get(path.name, [])
        # A text of no program at all (no `def`) has neither; the generator writes none.
        check(names or any(u.endswith("/" + path.name) for u in unread), f"{path.name}: neither read nor told why not")
        for name in names:
            check(len(told[name]) == 2, f"{name}: {len(told[name])} outcomes")
            for outcome, *_ in told[name]:
                kind = outcome & 127
                check(1 <= kind <= 5, f"{name}: outcome {kind}")
                counts[kind] = counts.get(kind, 0) + 1
    return counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--battalion", required=True)
    parser.add_argument("--mpiexec", default="mpiexec")
    parser.add_argument("--hostile", type=int, default=1000)
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for input and results, else a temporary one")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or pathlib.Path(temporary)
        subprocess.run([sys.executable, HERE / "make_hostile.py", folder, "--hostile", str(args.hostile)], check=True)
        all_programs, by_steps = [folder / "healthy", folder / "hostile"], ["--step-limit", str(STEPS)]
        alone_s, alone_rss = sweep(args, folder, folder / "alone", [folder / "healthy"], *by_steps)
        both_s, both_rss = sweep(args, folder, folder / "both", all_programs, *by_steps)
        lanes_s, lanes_rss = sweep(args, folder, folder / "lanes", all_programs, "--engine", "lanes")
        if failures:
            return 1
        alone, _, _, _ = results(folder / "alone" / "sweep.h5")
        both, files, unread, problems = results(folder / "both" / "sweep.h5")
        for name, before in alone.items():
            check(both.get(name) == before, f"{name}: {before} without the hostile ones, {both.get(name)} with them")
        counts = check_hostile(both, files, unread, folder)
        on_lanes, lane_files, lane_unread, _ = results(folder / "lanes" / "sweep.h5")
        for name, before in alone.items():
            check(on_lanes.get(name) == before, f"{name}: {before} alone, {on_lanes.get(name)} with the hostile ones on lanes")
        check_hostile(on_lanes, lane_files, lane_unread, folder)
    evaluations = sum(len(rows) for rows in both.values())
    kinds = {1: "exact", 2: "wrong", 3: "error", 4: "timeout", 5: "memory"}
    print(f"{len(alone)} healthy programs as before; {args.hostile} hostile texts: {problems} problems told, "
          + ", ".join(f"{counts.get(k, 0)} {kinds[k]}" for k in kinds))
    print(f"time {both_s:.1f} s ({alone_s:.1f} s without), largest process {both_rss:.0f} MiB ({alone_rss:.0f} MiB without)")
    # Each evaluation is stopped soon after its CPU limit; the rest is reading and writing.
    bound = 30 + evaluations * 2 * CPU_LIMIT_S
    print(f"on lanes: time {lanes_s:.1f} s, largest process {lanes_rss:.0f} MiB")
    # On lanes a pair may be evaluated twice, by the interpreter after the lanes gave up on it.
    for seconds, most in ((both_s, bound), (lanes_s, 2 * bound)):
        check(seconds < most, f"{seconds:.1f} s, more than {most:.1f} s")
    check(both_rss < MOST_RSS_MIB, f"a process of {both_rss:.0f} MiB")
    check(lanes_rss < MOST_RSS_ON_LANES_MIB, f"a process of {lanes_rss:.0f} MiB on lanes")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
