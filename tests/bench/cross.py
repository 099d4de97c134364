#!/usr/bin/env python3
"""Every solver on every task: Battalion's engines against the reference implementation, per pair, in the same run.

    tests/bench/cross.py REFERENCE_DIR DATA_DIR

REFERENCE_DIR is a checkout of michaelhodel/arc-dsl, DATA_DIR a folder of task files such as ARC-AGI-1 training. Four
solvers that run for seconds to minutes on other tasks' samples are left out, and reported apart: on every so many-th task
(--heavy-every), under the default limits, without the reference. A machine's speed changes while this runs, so the tasks are
dealt out to rounds (--rounds), and in each the following is measured, one after the other, and added up:

  reference  CPython on a random share of the pairs (--share, --seed), in one thread: the thread's CPU time around the
             call. A pair that takes longer than --patience is given up, and counts with that time.
  battalion  `battalion sweep --pairing cross --threads 1` as one rank without mpirun, once for each of: the interpreter and the
             lanes under `--set-order canonical`, the lanes under `cpython`, the lanes under `canonical` with --early-stop. What
             the sweep recorded as CPU time of its samples, over all pairs, those that an early stop skipped included: they
             have their verdict.

The engines' outcomes, right cells, digests and errors must be equal, pair by pair; and the reference's outcome and digest
equal to theirs: under `cpython` of every pair (but of a program that has functions in a set), under `canonical` but where the pair hung on set order (the reference walks sets
in CPython's). Prints a table and writes a JSON record. Exit status: 0; 1 where anything differs; 2 for bad input.
"""

import argparse
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import vs_reference as own
from measured import summary_of
from provenance import output_of, provenance

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEFT_OUT = ("d22278a0", "a64e4611", "91413438", "6aa20dc0")
# A set of functions, which the reference walks by address: otherwise in every run.
BY_ADDRESS = ("36d67576",)
ENGINES = ("interpreter", "lanes")  # under `canonical`: all told is compared
CANONICAL, CPYTHON = ("--set-order", "canonical"), ("--set-order", "cpython")
WAYS = {"interpreter": ("--engine", "interpreter", *CANONICAL), "lanes": ("--engine", "lanes", *CANONICAL),
        "lanes_cpython": ("--engine", "lanes", *CPYTHON), "lanes_early_stop": ("--engine", "lanes", *CANONICAL, "--early-stop")}
FLAG = 0x80


class GivenUp(BaseException):
    """Not an Exception: no solver's own handler may take it."""


def give_up(*_):
    raise GivenUp


def solver_names(reference):
    """In the order of the file, as Battalion reads them."""
    names = [line[4:line.index("(")] for line in (reference / "solvers.py").read_text().splitlines()
             if line.startswith("def ")]
    return [n for n in names if not n.endswith(LEFT_OUT)]


def samples_of(data):
    """(input, output) of every sample, in Battalion's order."""
    for file in sorted(data.glob("*.json")):
        task = json.loads(file.read_text())
        for s in task["train"] + task["test"]:
            yield own.to_grid(s["input"]), own.to_grid(s["output"])


def run_reference(reference, data, share, seed, patience):
    """[row, column, cpu ns, outcome, digest] of a random share of the pairs."""
    sys.path.insert(0, str(reference))
    import solvers

    functions = [getattr(solvers, n) for n in solver_names(reference)]
    signal.signal(signal.SIGALRM, give_up)
    draw = random.Random(seed)
    rows = []
    for r, (given, expected) in enumerate(samples_of(data)):
        for c, solver in enumerate(functions):
            if draw.random() >= share:
                continue
            answer, outcome = None, None
            cpu = time.thread_time_ns()
            signal.setitimer(signal.ITIMER_REAL, patience)
            try:
                answer = solver(given)
            except GivenUp:
                outcome = "given up"
            except Exception:  # whatever it raises is an outcome
                outcome = "error"
            signal.setitimer(signal.ITIMER_REAL, 0)
            cpu = time.thread_time_ns() - cpu
            grid = outcome is None and own.is_grid(answer)
            outcome = outcome or ("exact" if answer == expected else "wrong")
            rows.append([r, c, cpu, outcome, own.digest(answer) if grid else 0])
    return rows


def reference_in_child(args, data, seed):
    done = subprocess.run([args.python, "-B", __file__, "--child", str(args.reference), str(data),
                           "--share", str(args.share), "--seed", str(seed), "--patience", str(args.patience)],
                          stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise own.BadInput(f"{args.python} could not run the reference (exit status {done.returncode}, see above)")
    return json.loads(done.stdout)


def functions_of(reference):
    """[name] its text, in the order of the file."""
    texts = ["def " + f for f in (reference / "solvers.py").read_text().split("\ndef ")[1:]]
    return {f[4:f.index("(")]: f for f in texts}


def write_programs(reference, folder):
    """The solvers that are not left out, as solvers.py, and those that are, as heavy.py."""
    functions = functions_of(reference)
    heavy = [f for n, f in functions.items() if n.endswith(LEFT_OUT)]
    kept = [f for n, f in functions.items() if not n.endswith(LEFT_OUT)]
    (folder / "solvers.py").write_text("\n\n".join(kept) + "\n")
    (folder / "heavy.py").write_text("\n\n".join(heavy) + "\n")
    return len(kept)


def sweep(args, way, tasks, programs, out):
    """The summary."""
    command = [str(args.battalion), "sweep", "--tasks", str(tasks), "--programs", str(programs), "--pairing", "cross",
               *WAYS[way], "--threads", "1", "--validate", "text", "--out", str(out)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise own.BadInput(f"battalion sweep ended with exit status {done.returncode}:\n{done.stdout}")
    return summary_of(args.battalion, out / "sweep.h5")


def run_heavy(args, work):
    """[engine] pairs, CPU and outcomes of the programs that are left out, on a share of the tasks."""
    tasks = work / "tasks"
    tasks.mkdir()
    for file in sorted(args.data.glob("*.json"))[::args.heavy_every]:
        shutil.copy(file, tasks)
    rows = {}
    for engine in ENGINES:
        s = sweep(args, engine, tasks, work / "heavy.py", work / f"heavy-{engine}")
        rows[engine] = {"pairs": s["evaluations"], "cpu_seconds": s["cpu_seconds"], "outcomes": s["outcomes"],
                        "pairs_by_engine": s["pairs_by_engine"]}
    return rows


def run_battalion(args, way, tasks, programs, out):
    """Its summary, and all outcomes, digests and error texts, row-major."""
    summary = sweep(args, way, tasks, programs, out)
    file = out / "sweep.h5"
    columns = {name: own.integers(file, f"/scores/{name}", kind)
               for name, kind in (("outcome", "u8"), ("cells_right", "u16"), ("output_digest", "u64"), ("error", "u32"))}
    errors = output_of(["h5dump", "-d", "/errors/kind", "-d", "/errors/message", str(file)]).replace(str(file), "")
    return {"summary": summary, "columns": columns, "errors": errors}


def compare(reference, columns, names, flagged):
    """How many pairs told by both were compared, and those that differ; `flagged`: those that hang on set order too, but for
    programs that hang on addresses."""
    outcome, digest = columns["outcome"], columns["output_digest"]
    compared, differ = 0, []
    for r, c, _, told, answer in reference:
        at = r * len(names) + c
        # Cut short by limits that the reference has not, or told by the order of a set.
        if (outcome[at] & FLAG and (not flagged or names[c].endswith(BY_ADDRESS))) or told == "given up" or own.OUTCOMES[outcome[at] & 0x7f] in ("timeout", "memory"):
            continue
        compared += 1
        if own.OUTCOMES[outcome[at] & 0x7f] != told or digest[at] != answer:
            differ.append([r, c, told, own.OUTCOMES[outcome[at] & 0x7f]])
    return compared, differ


def run_round(args, number, work, names):
    """The reference and all engines on the round's share of the tasks."""
    tasks = work / f"tasks-{number}"
    tasks.mkdir()
    for file in sorted(args.data.glob("*.json"))[number::args.rounds]:
        shutil.copy(file, tasks)
    reference = reference_in_child(args, tasks, args.seed + number)
    runs = {w: run_battalion(args, w, tasks, work / "solvers.py", work / f"{w}-{number}") for w in WAYS}
    first, *others = (runs[e] for e in ENGINES)
    engines_differ = [e for e, run in zip(ENGINES[1:], others)
                      if run["columns"] != first["columns"] or run["errors"] != first["errors"]]
    compared, differ = compare(reference, first["columns"], names, flagged=False)
    more, cpython_differ = compare(reference, runs["lanes_cpython"]["columns"], names, flagged=True)
    return {"reference": reference, "summaries": {w: run["summary"] for w, run in runs.items()}, "engines_differ": engines_differ,
            "compared": compared + more, "differ": [[number, *row] for row in differ + cpython_differ]}


def added(rows):
    """Dicts of numbers, added up by name."""
    total = {}
    for row in rows:
        for name, n in row.items():
            total[name] = total.get(name, 0) + n
    return total


def us_a_pair(rounds, what):
    if what == "reference":
        rows = [row for r in rounds for row in r["reference"]]
        return sum(row[2] for row in rows) / len(rows) / 1e3
    summaries = [r["summaries"][what] for r in rounds]
    return sum(s["cpu_seconds"] for s in summaries) * 1e6 / sum(s["evaluations"] + s["outcomes"]["skipped"] for s in summaries)


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("reference", metavar="REFERENCE_DIR", type=pathlib.Path)
    p.add_argument("data", metavar="DATA_DIR", type=pathlib.Path)
    p.add_argument("--battalion", type=pathlib.Path, default=ROOT / "build/battalion", help="default %(default)s")
    p.add_argument("--python", default=own.default_python(), help="interpreter of the reference; default %(default)s")
    p.add_argument("--share", type=float, default=0.1, help="of the pairs, for the reference; default %(default)s")
    p.add_argument("--seed", type=int, default=5, help="of the share; default %(default)s")
    p.add_argument("--rounds", type=int, default=10, help="default %(default)s")
    p.add_argument("--patience", type=float, default=10, metavar="SECONDS", help="a pair of the reference; default %(default)s")
    p.add_argument("--heavy-every", type=int, default=40, metavar="N", help="task for the left out; default %(default)s")
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "results/bench/cross.json", help="the record; default %(default)s")
    p.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = p.parse_args()
    args.reference, args.data, args.battalion = args.reference.resolve(), args.data.resolve(), args.battalion.resolve()
    return args


def main():
    args = arguments()
    if args.child:
        json.dump(run_reference(args.reference, args.data, args.share, args.seed, args.patience), sys.stdout)
        return 0
    where = provenance()
    own.TYPES["u16"] = "H"
    with tempfile.TemporaryDirectory(prefix="battalion-bench-") as folder:
        work = pathlib.Path(folder)
        programs = write_programs(args.reference, work)
        names = solver_names(args.reference)
        rounds = [run_round(args, k, work, names) for k in range(args.rounds)]
        heavy = run_heavy(args, work)
    pair_us = {name: us_a_pair(rounds, name) for name in ("reference", *WAYS)}
    ratio = {w: pair_us["reference"] / pair_us[w] for w in WAYS}
    ratios = {w: [us_a_pair([r], "reference") / us_a_pair([r], w) for r in rounds] for w in WAYS}
    lanes = [r["summaries"]["lanes"] for r in rounds]
    pairs = sum(s["evaluations"] for s in lanes)
    reference = [row for r in rounds for row in r["reference"]]
    compared = sum(r["compared"] for r in rounds)
    differ = [row for r in rounds for row in r["differ"]]
    engines_differ = sorted({e for r in rounds for e in r["engines_differ"]})
    by_engine, punted = added(s["pairs_by_engine"] for s in lanes), added(s["punted"] for s in lanes)
    lowered = lanes[0]["programs_lowered"]
    record = {
        "benchmark": "cross", **where,
        "battalion_version": output_of([str(args.battalion), "--version"]).splitlines(),
        "programs": programs, "pairs": pairs, "share": args.share, "seed": args.seed, "rounds": args.rounds,
        "reference_pairs": len(reference), "given_up": sum(row[3] == "given up" for row in reference),
        "cpu_us_a_pair": pair_us, "ratio": ratio, "ratio_of_rounds": ratios,
        "programs_lowered": lowered, "pairs_by_engine": by_engine, "punted": punted,
        "compared_with_reference": compared, "differ_from_reference": differ[:100], "engines_differ": engines_differ,
        "left_out": LEFT_OUT, "order_by_address": BY_ADDRESS, "left_out_on_every": args.heavy_every, "left_out_alone": heavy,
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(record, indent=1) + "\n")
    for name, us in pair_us.items():
        spread = "" if name == "reference" else f"  {ratio[name]:8.1f}x (rounds {min(ratios[name]):.1f} to {max(ratios[name]):.1f})"
        print(f"{name:<18} {us:10.2f} us a pair{spread}")
    print(f"{lowered} of {programs} programs lowered; lanes answered {100 * by_engine['lanes'] / pairs:.1f} % of "
          f"{pairs} pairs; the rest: " + ", ".join(f"{why} {n}" for why, n in sorted(punted.items(), key=lambda p: -p[1])))
    print(f"{compared} pairs compared with the reference, {len(differ)} differ; engines differ: {engines_differ or 'no'}")
    for engine, row in heavy.items():
        told = ", ".join(f"{n} {o}" for o, n in row["outcomes"].items() if n)
        print(f"left out, {engine}: {row['pairs']} pairs in {row['cpu_seconds']:.1f} s: {told}")
    print(f"record in {args.out}")
    return 1 if differ or engines_differ else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except own.BadInput as error:
        print(f"cross: {error}", file=sys.stderr)
        sys.exit(2)
