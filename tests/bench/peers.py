#!/usr/bin/env python3
"""What people would otherwise run, beside Battalion, on the same pairs: pools of Python processes over arc-dsl.

    tests/bench/peers.py REFERENCE_DIR DATA_DIR

REFERENCE_DIR is a checkout of michaelhodel/arc-dsl, DATA_DIR a folder of task files such as ARC-AGI-1 training. On --tasks tasks
the same --programs solvers meet every sample; and on --endless of the tasks one program more that never ends. Each harness gets all
pairs, one a call, on two worker processes, and a limit of --limit seconds a pair:

  pool       multiprocessing.Pool, the limit as people write it: AsyncResult.get(timeout). Python interrupts nobody.
  pool-alarm the same, with signal.alarm in the worker around the call.
  mpi4py     mpi4py.futures.MPIPoolExecutor on two workers, Future.result(timeout).
  pebble     pebble.ProcessPool.schedule(timeout): it ends the worker and starts another.
  battalion  `battalion sweep --pairing own` on two ranks, the same pairs as programs of their own tasks.

Told of each: pairs a second over all (wall), healthy pairs without a verdict or with another than the program alone has, endless
pairs that it told to have been too late, and processes left. A harness that has not come to an end after --patience seconds is ended. pebble and mpi4py are installed
into a temporary folder from the package registry where they are missing. Prints a table and writes a JSON record.
Exit status: 0; 1 where Battalion loses or mistakes a pair; 2 for bad input.
"""

import argparse
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

import vs_reference as own
from cross import LEFT_OUT, functions_of, solver_names
from provenance import output_of, provenance

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKERS = 2
HARNESSES = ("pool", "pool-alarm", "mpi4py", "pebble")
PACKAGES = {"mpi4py": "mpi4py", "pebble": "pebble"}


# --- in a harness's process and its workers ------------------------------------------------------------

FUNCTIONS, SAMPLES = [], []


class OverLimit(Exception):
    pass


def over_limit(*_):
    raise OverLimit


def endless(_):
    while True:
        pass


def load(job_file):
    """In every worker, once."""
    job = json.loads(pathlib.Path(job_file).read_text())
    sys.path.insert(0, job["reference"])
    import solvers

    FUNCTIONS[:] = [getattr(solvers, n) for n in job["programs"]] + [endless]
    SAMPLES[:] = [(own.to_grid(s["input"]), own.to_grid(s["output"])) for s in job["samples"]]


def score(pair):
    """[outcome, CPU ns of the program]"""
    program, sample = pair
    given, expected = SAMPLES[sample]
    start = time.thread_time_ns()
    try:
        outcome = "exact" if FUNCTIONS[program](given) == expected else "wrong"
    except OverLimit:
        outcome = "timeout"
    except Exception:  # whatever it raises is an outcome
        outcome = "error"
    return outcome, time.thread_time_ns() - start


def score_with_alarm(pair):
    signal.signal(signal.SIGALRM, over_limit)
    signal.setitimer(signal.ITIMER_REAL, LIMIT[0])
    try:
        return score(pair)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


LIMIT = [1.0]


def load_with_limit(job_file, limit):
    LIMIT[0] = limit
    load(job_file)


def take_all(calls, get, timeouts):
    """[pair] what its call gave."""
    out = []
    for call in calls:
        try:
            out.append(get(call))
        except timeouts:
            out.append(("timeout", 0))
    return out


def run_harness(name, job_file):
    """Prints one JSON object: [pair] outcome and CPU ns; then ends without waiting for workers that do not come back."""
    job = json.loads(pathlib.Path(job_file).read_text())
    limit, pairs = job["limit"], [tuple(p) for p in job["pairs"]]
    if name in ("pool", "pool-alarm"):
        import multiprocessing as mp

        pool = mp.Pool(WORKERS, load_with_limit, (job_file, limit))
        if name == "pool":
            calls = [pool.apply_async(score, (p,)) for p in pairs]
            out = take_all(calls, lambda c: c.get(limit), mp.TimeoutError)
        else:
            out = pool.map(score_with_alarm, pairs, chunksize=1)
        pool.terminate()
    elif name == "mpi4py":
        from concurrent.futures import TimeoutError as Late

        from mpi4py.futures import MPIPoolExecutor

        executor = MPIPoolExecutor(max_workers=WORKERS, initializer=load_with_limit, initargs=(job_file, limit))
        calls = [executor.submit(score, p) for p in pairs]
        out = take_all(calls, lambda c: c.result(limit), Late)
    else:
        from concurrent.futures import TimeoutError as Late

        from pebble import ProcessPool

        pool = ProcessPool(max_workers=WORKERS, initializer=load_with_limit, initargs=(job_file, limit))
        calls = [pool.schedule(score, args=(p,), timeout=limit) for p in pairs]
        out = take_all(calls, lambda c: c.result(), Late)
        pool.stop()
    print(json.dumps({"told": out}), flush=True)
    os._exit(0)


# --- around them ---------------------------------------------------------------------------------------

def tree(root):
    """Pids of a process group's members."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[2]) == root and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def measure(command, patience, env):
    """Runs it in a process group of its own. Its output, wall, what was left running, whether it was ended, its exit status."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, start_new_session=True)
    ended = False
    try:
        out, err = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        ended, out, err = True, "", ""
    wall = time.monotonic() - start
    left = tree(process.pid)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    process.kill()
    process.wait()
    return {"out": out, "err": err, "wall": wall, "left": len(left), "ended": ended, "status": process.returncode}


def truth(args, job_file):
    """[pair] the outcome of each program alone, one after the other, and all their CPU seconds."""
    code = ("import sys, json; sys.path.insert(0, sys.argv[1]); import peers; peers.load(sys.argv[2]);"
            "job = json.load(open(sys.argv[2]));"
            "print(json.dumps([peers.score(tuple(p)) if p[0] < len(job['programs']) else ['timeout', 0] for p in job['pairs']]))")
    done = subprocess.run([args.python, "-B", "-c", code, str(pathlib.Path(__file__).parent), job_file], stdout=subprocess.PIPE,
                          text=True, check=True)
    rows = json.loads(done.stdout)
    return [r[0] for r in rows], sum(r[1] for r in rows) / 1e9


def write_battalion(args, job, work):
    """Task files, and a program a pair of solver and task: `own` pairing pairs them as the others do."""
    functions = functions_of(args.reference)
    tasks = work / "tasks"
    tasks.mkdir()
    programs = []
    for file in job["files"]:
        (tasks / pathlib.Path(file).name).write_text(pathlib.Path(file).read_text())
        task = pathlib.Path(file).stem
        for name in job["programs"]:
            programs.append(functions[name].replace(name, f"{name}_{task}", 1))
    lines = ["    x1 = compose(decrement, increment)"] + [f"    x{k + 1} = compose(x{k}, x{k})" for k in range(1, 40)]
    for task in job["endless_tasks"]:
        programs.append("\n".join([f"def solve_endless_{task}(I):", *lines, "    x41 = x40(ONE)", "    O = canvas(x41, UNITY)", "    return O"]))
    (work / "programs.py").write_text("\n\n\n".join(programs) + "\n")


def run_battalion(args, job, work):
    out = work / "out"
    command = ["mpirun", "--oversubscribe", "-n", str(WORKERS), str(args.battalion), "sweep", "--tasks", str(work / "tasks"), "--programs",
               str(work / "programs.py"), "--out", str(out), "--cpu-limit", f"{args.limit}s", "--wall-limit", f"{10 * args.limit}s",
               "--validate", "text", "--progress", "none", "--threads", "1"]
    env = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    row = measure(command, args.patience, env)
    if row["status"] != 0:
        raise own.BadInput(f"battalion sweep ended with exit status {row['status']}: {row['err']}")
    file = out / "sweep.h5"
    outcome = own.integers(file, "/scores/outcome", "u8")
    names = names_of(file)
    tasks = [pathlib.Path(f).stem for f in job["files"]]
    column = {n: k for k, n in enumerate(names)}
    told = []
    for program, sample in job["pairs"]:
        task = tasks[job["task_of_sample"][sample]]
        name = f"solve_endless_{task}" if program == len(job["programs"]) else f"{job['programs'][program]}_{task}"
        told.append((own.OUTCOMES[outcome[sample * len(names) + column[name]] & 0x7f], 0))
    return row, told


def names_of(file):
    text = output_of(["h5dump", "-y", "-w", "0", "-d", "/programs/name", str(file)])
    start = text.index("DATA {")  # attributes follow
    return re.findall(r'"([^"]*)"', text[start:text.index("}", start)])


def install(work):
    """Where pebble and mpi4py are, or why not."""
    folder, missing = work / "packages", {}
    for name, package in PACKAGES.items():
        done = subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", str(folder), package], stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode:
            missing[name] = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
    return folder, missing


def summarise(name, row, told, job, right):
    healthy = [k for k, p in enumerate(job["pairs"]) if p[0] < len(job["programs"])]
    ends = [k for k in range(len(job["pairs"])) if k not in set(healthy)]
    lost = sum(told is None or told[k][0] == "timeout" for k in healthy)
    differ = sum(told is not None and told[k][0] not in (right[k], "timeout") for k in healthy)
    stopped = 0 if told is None else sum(told[k][0] == "timeout" for k in ends)
    return {"harness": name, "pairs": len(job["pairs"]), "wall_seconds": row["wall"], "pairs_a_second": 0 if told is None else len(job["pairs"]) / row["wall"],
            "healthy_lost": lost, "healthy_differ": differ, "endless": len(ends), "endless_told": stopped, "processes_left": row["left"],
            "ended_by_patience": row["ended"]}


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("reference", metavar="REFERENCE_DIR", type=pathlib.Path)
    p.add_argument("data", metavar="DATA_DIR", type=pathlib.Path)
    p.add_argument("--battalion", type=pathlib.Path, default=ROOT / "build/battalion", help="default %(default)s")
    p.add_argument("--python", default=own.default_python(), help="interpreter of all; default %(default)s")
    p.add_argument("--tasks", type=int, default=40, help="default %(default)s")
    p.add_argument("--programs", type=int, default=25, help="default %(default)s")
    p.add_argument("--endless", type=int, default=2, metavar="TASKS", help="with an endless program; default %(default)s")
    p.add_argument("--limit", type=float, default=1, metavar="SECONDS", help="a pair; default %(default)s")
    p.add_argument("--patience", type=float, default=120, metavar="SECONDS", help="a harness; default %(default)s")
    p.add_argument("--seed", type=int, default=3, help="of tasks and programs; default %(default)s")
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "results/bench/peers.json", help="the record; default %(default)s")
    p.add_argument("--only", nargs="*", choices=HARNESSES, metavar="HARNESS", help="of these alone, beside battalion")
    p.add_argument("--harness", nargs=2, help=argparse.SUPPRESS)
    if "--harness" in sys.argv:
        return p.parse_args(["", "", *sys.argv[sys.argv.index("--harness"):]])
    args = p.parse_args()
    args.reference, args.data, args.battalion = args.reference.resolve(), args.data.resolve(), args.battalion.resolve()
    return args


def draw_job(args):
    draw = random.Random(args.seed)
    files = draw.sample(sorted(args.data.glob("*.json")), args.tasks)
    files.sort()
    names = draw.sample([n for n in solver_names(args.reference) if not n.endswith(LEFT_OUT)], args.programs)
    samples, task_of_sample = [], []
    for t, file in enumerate(files):
        task = json.loads(file.read_text())
        samples += task["train"] + task["test"]
        task_of_sample += [t] * len(task["train"] + task["test"])
    endless_tasks = files[::max(1, len(files) // max(1, args.endless))][:args.endless]
    numbers = {files.index(f) for f in endless_tasks}
    pairs = [(p, s) for s in range(len(samples)) for p in range(len(names))]
    pairs += [(len(names), s) for s in range(len(samples)) if task_of_sample[s] in numbers]
    draw.shuffle(pairs)
    return {"reference": str(args.reference), "programs": names, "samples": samples, "task_of_sample": task_of_sample,
            "files": [str(f) for f in files], "endless_tasks": [f.stem for f in endless_tasks], "pairs": pairs, "limit": args.limit}


def main():
    args = arguments()
    if args.harness:
        return run_harness(*args.harness)
    where = provenance()
    job = draw_job(args)
    rows = []
    with tempfile.TemporaryDirectory(prefix="battalion-bench-") as folder:
        work = pathlib.Path(folder)
        packages, missing = install(work)
        job_file = str(work / "job.json")
        pathlib.Path(job_file).write_text(json.dumps(job))
        right, alone = truth(args, job_file)
        env = dict(os.environ, PYTHONPATH=f"{packages}:{pathlib.Path(__file__).parent}", OMPI_ALLOW_RUN_AS_ROOT="1",
                   OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
        for name in args.only or HARNESSES:
            if name in missing:
                rows.append({"harness": name, "skipped": missing[name]})
                continue
            command = [args.python, "-B", str(pathlib.Path(__file__).resolve()), "--harness", name, job_file]
            if name == "mpi4py":
                command = ["mpirun", "--oversubscribe", "-n", str(WORKERS + 1), args.python, "-B", "-m", "mpi4py.futures", *command[2:]]
            row = measure(command, args.patience, env)
            try:
                told = json.loads(row["out"].splitlines()[-1])["told"]
            except (IndexError, ValueError):
                told = None
            rows.append(summarise(name, row, told, job, right))
            if told is None and not row["ended"]:
                rows[-1]["failed"] = row["err"].strip()[-300:]
        write_battalion(args, job, work)
        row, told = run_battalion(args, job, work)
        rows.append(summarise("battalion", row, told, job, right))
    record = {"benchmark": "peers", **where, "battalion_version": output_of([str(args.battalion), "--version"]).splitlines(), "workers": WORKERS,
              "tasks": args.tasks, "programs": args.programs, "limit_seconds": args.limit, "patience_seconds": args.patience,
              "program_cpu_seconds_in_cpython": alone, "rows": rows}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(record, indent=1) + "\n")
    print(f"{len(job['pairs'])} pairs, {alone:.1f} s of CPython's time, {WORKERS} workers, {args.limit:g} s a pair")
    print(f"{'harness':<12} {'pairs/s':>9} {'wall':>8} {'lost':>6} {'differ':>7} {'endless told':>13} {'left running':>13}")
    for r in rows:
        if "skipped" in r:
            print(f"{r['harness']:<12} skipped: {r['skipped']}")
            continue
        note = "  ended by patience" if r["ended_by_patience"] else "  failed: " + r["failed"] if "failed" in r else ""
        print(f"{r['harness']:<12} {r['pairs_a_second']:>9.0f} {r['wall_seconds']:>7.1f}s {r['healthy_lost']:>6} {r['healthy_differ']:>7} "
              f"{r['endless_told']:>6} of {r['endless']:<3} {r['processes_left']:>13}{note}")
    print(f"record in {args.out}")
    last = rows[-1]
    return 1 if last["healthy_lost"] or last["healthy_differ"] or last["endless_told"] != last["endless"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except own.BadInput as error:
        print(f"peers: {error}", file=sys.stderr)
        sys.exit(2)
