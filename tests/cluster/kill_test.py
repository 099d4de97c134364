#!/usr/bin/env python3
"""Sweeps that are killed and resumed until they are done: nothing is lost, nothing is scored twice.

    tests/cluster/kill_test.py [--sweeps 12] [--ranks 3] [--seed 1] [--battalion build/battalion] [--json]

Sweeps the demo once undisturbed, then --sweeps times killed with SIGKILL at random moments (a random rank, mpirun,
or all of them) and resumed with a random number of ranks until it ends. Each final file must equal the undisturbed one
in everything but timings and ranks. --json prints one JSON object on stdout for tests/bench/record.py. Needs h5py.
Exit status: 0 all well; 1 a unit lost or repeated, or a file that differs; 2 a sweep that fails; 77 no h5py.
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

ROOT = pathlib.Path(__file__).resolve().parents[2]
ON_DISK = re.compile(r"battalion: (\d+) of (\d+) units are on disk")
# What may differ between two sweeps of the same: when, where and on what it ran.
FREE_GROUPS = ("timings", "ranks")
FREE_COLUMNS = ("wall_ns", "cpu_ns", "worst_cpu_ns")
FREE_ATTRIBUTES = ("started_ns", "finished_ns", "manifest_digest", "hosts", "devices", "configuration")


def say(text):
    print(text, file=sys.stderr, flush=True)


class Sweep:
    """One start of the sweep, in a job of its own."""

    def __init__(self, args, out, ranks, resume):
        env = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
        env.pop("SLURM_RESTART_COUNT", None)
        words = [args.mpirun, "--oversubscribe", "--bind-to", "none", "-n", str(ranks), args.battalion, "sweep",
                 "--tasks", str(ROOT / "jobs/demo/tasks"), "--programs", str(ROOT / "jobs/demo/programs"),
                 "--pairing", "own", "--validate", "text", "--cpu-limit", "0", "--wall-limit", "0",
                 "--step-limit", str(args.step_limit), "--keep", "all", "--write-every", "20ms", "--grace", "1s",
                 "--progress", "none", "--out", str(out)] + (["--resume"] if resume else [])
        self.log = open(f"{out}.log", "a+")
        self.from_ = self.log.seek(0, os.SEEK_END)
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=env)

    def ranks(self):
        """Process ids of the ranks: children of mpirun."""
        found = []
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except (OSError, IndexError):
                continue
            if int(fields[1]) == self.process.pid and fields[0] != "Z":
                found.append(int(stat.parent.name))
        return found

    def kill(self, random_):
        """Kills a part of it; returns which, or None where it had ended already."""
        ranks = self.ranks()
        what = random_.choice(("rank", "mpirun", "all"))
        victims = {"rank": [random_.choice(ranks)] if ranks else [], "mpirun": [self.process.pid],
                   "all": ranks + [self.process.pid]}[what]
        if self.process.poll() is not None or not victims:
            return None
        for pid in victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        # Whoever has lost its launcher ends by itself; a writer that is late is none of this test's.
        end = time.monotonic() + 30
        while any(alive(pid) for pid in ranks):
            if time.monotonic() > end:
                for pid in ranks:
                    if alive(pid):
                        os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)
        return what

    def said(self):
        self.log.seek(self.from_)
        return self.log.read()


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (OSError, IndexError):
        return False


def segments(h5py, out):
    """{file: its units}"""
    found = {}
    for path in sorted((out / "segments").glob("rank-*.h5")):
        with h5py.File(path) as f:
            found[path.name] = [int(u) for u in f["unit/id"][:]] if f["unit/id"].shape else []
    return found


def content(h5py, path):
    """All of a results file that must not depend on what happened on the way."""
    found = {}
    with h5py.File(path) as f:
        for name, value in f.attrs.items():
            if name not in FREE_ATTRIBUTES:
                found["@" + name] = value.tolist() if hasattr(value, "tolist") else value

        def visit(name, thing):
            if isinstance(thing, h5py.Dataset) and name.split("/")[0] not in FREE_GROUPS and \
                    name.split("/")[-1] not in FREE_COLUMNS:
                found[name] = (thing.dtype.str, thing.shape, thing[()].tolist())
        f.visititems(visit)
    return found


def disturbed(h5py, args, random_, out, undisturbed_s, total):
    """One sweep, killed now and then, until it is done."""
    units, wanted_kills, starts = set(), random_.randint(1, args.kills), 0
    while True:
        before = segments(h5py, out) if starts else {}
        finished = {u for us in before.values() for u in us}
        job = Sweep(args, out, random_.randint(1, args.ranks), starts > 0)
        starts += 1
        what = None
        if wanted_kills > 0:
            end = time.monotonic() + random_.uniform(0.1, 1.1) * undisturbed_s
            while time.monotonic() < end and job.process.poll() is None:
                time.sleep(0.002)
            what = job.kill(random_)
        status = job.process.wait()
        after = segments(h5py, out)
        now = [u for us in after.values() for u in us]
        fresh = [u for name, us in after.items() if name not in before for u in us]
        total["lost"] += len(finished - set(now))
        total["repeated"] += len(finished.intersection(fresh)) + len(fresh) - len(set(fresh))
        total["set_aside"] += job.said().count("; set aside as ")
        if starts > 1:
            total["resumes"] += 1
            found = ON_DISK.search(job.said())
            if what is None and (not found or int(found[1]) != len(finished)):
                # (A start that was killed may not have come so far.)
                say(f"kill_test: {len(finished)} units are on disk, but the sweep says\n{job.said()}")
                total["failed"] += not found and bool(finished)
        if what is not None:
            total["kills"] += 1
            total["kills_" + what] += 1
            total["units_saved"] += len(set(now)) - len(finished)
            wanted_kills -= 1
            continue
        if status == 0:
            return starts
        say(f"kill_test: the sweep in {out} failed ({status})\n{job.said()}")
        total["failed"] += 1
        return starts


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--sweeps", type=int, default=12)
    p.add_argument("--kills", type=int, default=4, help="at most, a sweep")
    p.add_argument("--ranks", type=int, default=3, help="at most")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--step-limit", type=int, default=30_000_000)
    p.add_argument("--battalion", default=str(ROOT / "build/battalion"))
    p.add_argument("--mpirun", default="mpirun")
    p.add_argument("--json", action="store_true")
    args = p.parse_args()
    try:
        import h5py
    except ImportError:
        say("kill_test: skipped, there is no h5py (python3-h5py)")
        return 77
    random_ = random.Random(args.seed)
    total = dict.fromkeys(("kills", "kills_rank", "kills_mpirun", "kills_all", "resumes", "units_saved", "lost",
                           "repeated", "differing", "set_aside", "failed"), 0)
    with tempfile.TemporaryDirectory(prefix="battalion-kill-") as folder:
        folder = pathlib.Path(folder)
        start = time.monotonic()
        job = Sweep(args, folder / "undisturbed", args.ranks, False)
        if job.process.wait() != 0:
            say(f"kill_test: the undisturbed sweep failed\n{job.said()}")
            return 2
        undisturbed_s = time.monotonic() - start
        want = content(h5py, folder / "undisturbed/sweep.h5")
        units = sum(map(len, segments(h5py, folder / "undisturbed").values()))
        say(f"undisturbed: {units} units in {undisturbed_s:.1f} s")
        for k in range(args.sweeps):
            before = dict(total)
            starts = disturbed(h5py, args, random_, folder / str(k), undisturbed_s, total)
            differ = ["the whole file"]
            if (folder / str(k) / "sweep.h5").exists():
                got = content(h5py, folder / str(k) / "sweep.h5")
                # Units are planned for the first start's ranks: their number is the plan's, not a result.
                differ = sorted(n for n in want.keys() | got.keys() if n != "@units" and want.get(n) != got.get(n))
            total["differing"] += bool(differ)
            say(f"sweep {k}: {starts} starts, {total['kills'] - before['kills']} kills, "
                f"{total['units_saved'] - before['units_saved']} units found again; "
                + ("equal" if not differ else "DIFFERS in " + ", ".join(differ)))
    row = {"sweeps": args.sweeps, "ranks": args.ranks, "seed": args.seed, "step_limit": args.step_limit, "units": units,
           "undisturbed_seconds": round(undisturbed_s, 3), **total}
    say(f"{args.sweeps} sweeps: {total['kills']} kills ({total['kills_rank']} of a rank, {total['kills_mpirun']} of mpirun, "
        f"{total['kills_all']} of all), {total['resumes']} resumes, {total['lost']} units lost, {total['repeated']} repeated, "
        f"{total['differing']} files differ")
    if args.json:
        print(json.dumps(row))
    if total["failed"]:
        return 2
    return 1 if total["lost"] or total["repeated"] or total["differing"] or total["set_aside"] else 0


if __name__ == "__main__":
    sys.exit(main())
