#!/usr/bin/env python3
"""Sweeps with --survive under a real launcher: ranks killed and stopped, and the sweep goes on.

    tests/cluster/survive_test.py [--battalion build/battalion] [--mpirun mpirun] [--launcher-option=--enable-recovery]
                                  [--seed 1] [--json]

A rank other than 0 is killed: the others finish. Rank 0 is killed: the others write and leave, a resume scores the rest
alone. A rank is stopped for longer than the heartbeat and continued: it is welcome. A rank is killed before scoring: the others
do not wait for ever, and another start scores all. Each final file must equal the
undisturbed one in everything but timings and ranks. --json prints one JSON object on stdout for tests/bench/record.py.
Needs h5py. Exit status: 0 all well; 1 something is not as it should be; 77 no h5py, or a launcher without the option.
"""

import argparse
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

from sweeps import ON_DISK, SKIP, Sweep, add_arguments, content, find_h5py, say, segments

HEARTBEAT = 1.0
PATIENCE = 60  # for anything that should happen; a bound, never slept out
problems = []


def expect(holds, what):
    if not holds:
        problems.append(what)
        say(f"survive_test: NOT SO: {what}")


class Survivors(Sweep):
    """A sweep whose ranks outlive each other."""

    def __init__(self, args, out, ranks=3, resume=False, heartbeat=HEARTBEAT, exports=()):
        self.out = out
        # Its own launcher options come first; Sweep adds how many ranks.
        launcher = argparse.Namespace(**{**vars(args), "mpirun": [args.mpirun, *args.launcher_option]})
        super().__init__(launcher, out, ranks, resume, "--survive", "--heartbeat", f"{int(1000 * heartbeat)}ms", times=3,
                         exports=exports)

    def rank(self, number):
        """Process id of that rank; None where it is not there."""
        for pid in self.ranks():
            try:
                words = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"OMPI_COMM_WORLD_RANK={number}".encode() in words:
                return pid
        return None

    def wait(self):
        """The exit code that the ranks have left word of; None where there is none."""
        try:
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            expect(False, f"the launcher ends\n{self.said()}")
            for pid in self.ranks() + [self.process.pid]:
                os.kill(pid, signal.SIGKILL)
            self.process.wait()
        try:
            return int((self.out / "sweep.ended").read_text().split()[0])
        except (OSError, IndexError, ValueError):
            return None


def wait_for(holds, job, what):
    end = time.monotonic() + PATIENCE
    while job.process.poll() is None and time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.002)
    expect(False, f"{what} before the sweep had ended\n{job.said()}")
    return False


def expect_equal(h5py, out, want, what):
    if not (out / "sweep.h5").exists():
        expect(False, f"{what}: there is a file")
        return
    got = content(h5py, out / "sweep.h5")
    differ = sorted(n for n in want.keys() | got.keys() if want.get(n) != got.get(n))
    expect(not differ, f"{what}: the file is that of an undisturbed sweep, but for {differ}")


def begun(h5py, out, random_):
    """A condition: so many units are on disk."""
    wanted = random_.randint(1, 12)
    return lambda: sum(map(len, segments(h5py, out).values())) >= wanted


def doubled(h5py, out):
    units = [u for us in segments(h5py, out).values() for u in us]
    return len(units) - len(set(units))


def kill_another(args, out, want, h5py, random_, row):
    victim = random_.randint(1, 2)
    job = Survivors(args, out)
    if not wait_for(begun(h5py, out, random_), job, "units on disk"):
        return
    start = time.monotonic()
    os.kill(job.rank(victim), signal.SIGKILL)
    code = job.wait()
    expect(code == 0, f"without rank {victim}: ends with 0, not {code}\n{job.said()}")
    expect(f"battalion: rank {victim} " in job.said(), f"without rank {victim}: says so\n{job.said()}")
    expect_equal(h5py, out, want, f"without rank {victim}")
    row["kills_of_another"] += 1
    row["repeated"] += doubled(h5py, out)
    say(f"rank {victim} killed: done {time.monotonic() - start:.1f} s later, {doubled(h5py, out)} units twice on disk")


def kill_rank_0(args, out, want, h5py, random_, row):
    job = Survivors(args, out)
    if not wait_for(begun(h5py, out, random_), job, "units on disk"):
        return
    start = time.monotonic()
    os.kill(job.rank(0), signal.SIGKILL)
    before = {u for us in segments(h5py, out).values() for u in us}
    code = job.wait()
    took = time.monotonic() - start
    expect(code == 75, f"without rank 0: ends with 75, not {code}\n{job.said()}")
    finished = {u for us in segments(h5py, out).values() for u in us}
    row["lost"] += len(before - finished)
    expect(before <= finished, "without rank 0: what was on disk still is")
    job = Survivors(args, out, ranks=2, resume=True)
    code = job.wait()
    found = ON_DISK.search(job.said())
    expect(code == 0, f"without rank 0: the resumed sweep ends with 0, not {code}\n{job.said()}")
    expect(found and int(found[1]) == len(finished), f"without rank 0: {len(finished)} units are found again\n{job.said()}")
    expect_equal(h5py, out, want, "without rank 0, resumed")
    row["kills_of_rank_0"] += 1
    row["saved"] += len(finished - before)
    row["repeated"] += doubled(h5py, out)
    say(f"rank 0 killed: {len(before)} units were on disk, {len(finished)} when the others had left {took:.1f} s later; resumed")


def stop_one(args, out, want, h5py, random_, row):
    victim = random_.randint(1, 2)
    job = Survivors(args, out)
    if not wait_for(begun(h5py, out, random_), job, "units on disk"):
        return
    pid = job.rank(victim)
    os.kill(pid, signal.SIGSTOP)
    silent = f"rank {victim} has not been heard of"
    wait_for(lambda: silent in job.said(), job, "the stopped rank is missed")
    os.kill(pid, signal.SIGCONT)
    code = job.wait()
    expect(code == 0, f"rank {victim} stopped: ends with 0, not {code}\n{job.said()}")
    expect_equal(h5py, out, want, f"rank {victim} stopped")
    row["stops"] += 1
    row["returns"] += f"rank {victim} is heard of again" in job.said()
    row["repeated"] += doubled(h5py, out)
    say(f"rank {victim} stopped and continued: done, {doubled(h5py, out)} units twice on disk")


def kill_at_start(args, out, want, h5py, random_, row):
    """As soon as it is there: in the midst of finding the others, mostly."""
    victim = random_.randint(0, 2)
    job = Survivors(args, out, exports=("BATTALION_START_SECONDS=2",))
    if not wait_for(lambda: job.rank(victim) is not None, job, "the rank is there"):
        return
    os.kill(job.rank(victim), signal.SIGKILL)
    code = job.wait()
    # Later than meant it is one of many that die while all are scoring.
    if code != 0:
        expect(code in (None, 75), f"rank {victim} killed at the start: ends with 75, not {code}\n{job.said()}")
        job = Survivors(args, out, resume=True)
        code = job.wait()
        expect(code == 0, f"rank {victim} killed at the start: another start ends with 0, not {code}\n{job.said()}")
    expect_equal(h5py, out, want, f"rank {victim} killed at the start")
    row["kills_at_start"] += 1
    say(f"rank {victim} killed at the start: the others ended, and the next start scored all")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--launcher-option", action="append")
    p.add_argument("--rounds", type=int, default=1)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--json", action="store_true")
    add_arguments(p)
    args = p.parse_args()
    args.launcher_option = args.launcher_option or ["--enable-recovery"]
    h5py = find_h5py()
    if h5py is None:
        return SKIP
    random_ = random.Random(args.seed)
    row = dict.fromkeys(("kills_of_another", "kills_of_rank_0", "kills_at_start", "stops", "returns", "lost", "repeated", "saved"), 0)
    with tempfile.TemporaryDirectory(prefix="battalion-survive-") as folder:
        folder = pathlib.Path(folder)
        job = Survivors(args, folder / "undisturbed")
        code = job.wait()
        expect(code == 0, f"the undisturbed sweep ends well\n{job.said()}")
        if problems:
            return 1
        want = content(h5py, folder / "undisturbed/sweep.h5")
        for k in range(args.rounds):
            for trouble in (kill_another, kill_rank_0, stop_one, kill_at_start):
                trouble(args, folder / f"{trouble.__name__}-{k}", want, h5py, random_, row)
    say(f"survive_test: {len(problems)} problems; {row}")
    if args.json:
        print(json.dumps({"rounds": args.rounds, "seed": args.seed, "problems": len(problems), **row}))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
