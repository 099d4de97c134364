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
import pathlib
import random
import shutil
import sys
import tempfile
import time

from sweeps import ON_DISK, SKIP, Sweep, add_arguments, content, find_h5py, say, segments


def disturbed(h5py, args, random_, out, undisturbed_s, total):
    """One sweep, killed now and then, until it is done."""
    wanted_kills, kills, starts, horizon = random_.randint(1, args.kills), 0, 0, undisturbed_s
    while True:
        before = segments(h5py, out) if starts else {}
        finished = {u for us in before.values() for u in us}
        job = Sweep(args, out, random_.randint(1, args.ranks), starts > 0)
        starts += 1
        what = None
        if wanted_kills > 0:
            end = time.monotonic() + random_.uniform(0.2, 1) * horizon
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
            # A start that was killed may not have come so far; one before it, not even to a manifest.
            if int(found[1]) != len(finished) if found else what is None and finished:
                say(f"kill_test: {len(finished)} units are on disk, but the sweep says\n{job.said()}")
                total["failed"] += 1
        if what is not None:
            total["launcher_hung"] += job.launcher_hung
            total["kills"] += 1
            total["kills_" + what] += 1
            total["units_saved"] += len(set(now)) - len(finished)
            wanted_kills -= 1
            kills += 1
            continue
        if status == 0 and kills == 0:
            # It was done before it could be killed: once more, and sooner.
            shutil.rmtree(out)
            starts, horizon = 0, 0.8 * horizon
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
    add_arguments(p)
    p.add_argument("--json", action="store_true")
    args = p.parse_args()
    h5py = find_h5py()
    if h5py is None:
        return SKIP
    random_ = random.Random(args.seed)
    total = dict.fromkeys(("kills", "kills_rank", "kills_mpirun", "kills_all", "resumes", "units_saved", "lost",
                           "repeated", "differing", "set_aside", "failed", "launcher_hung"), 0)
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
