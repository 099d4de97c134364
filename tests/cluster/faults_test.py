#!/usr/bin/env python3
"""Sweeps that meet a fault in the middle: a full or read-only disk, a folder that is gone, spoilt segments, a jumping clock.

    tests/cluster/faults_test.py [--rounds 1] [--ranks 3] [--seed 1] [--battalion build/battalion] [--json]

Sweeps the demo once undisturbed, then --rounds times with each fault, and resumes where the sweep stopped: each final
file must equal the undisturbed one in everything but timings and ranks, no unit that was whole on disk may be lost or scored
again. --json prints a JSON object a fault on stdout for tests/bench/record.py. Needs h5py; faults of a disk need the
right to mount a tmpfs, the clock a C compiler, and are left out aloud without. Exit status: 0 all well; 1 something is
not as it should be; 77 no h5py.
"""

import argparse
import json
import os
import pathlib
import random
import signal
import sys
import tempfile

from clock_fault import jumping_clock
from folder_faults import FOLDER_FAULTS, OWN_MOUNTS, in_own_mounts
from segment_faults import SEGMENT_FAULTS
from sweeps import SKIP, Sweep, add_arguments, content, find_h5py, say, segments

STOPPED = 75


class TooLate(Exception):
    """The sweep had ended before it met the fault: no round."""


class Case:
    """One fault's rounds: its row of figures, and what every round needs."""

    def __init__(self, args, h5py, want, name, random_):
        self.args, self.h5py, self.want, self.random = args, h5py, want, random_
        self.row = {"fault": name, "rounds": 0, "injected": 0, "stopped": 0, "waited_out": 0, "resumes": 0,
                    "units_lost": 0, "units_repeated": 0, "units_rescored": 0, "set_aside": 0, "differing": 0}
        self.problems = []
        self.tries = 0
        self.jobs = []

    def expect(self, holds, what):
        if not holds:
            self.problems.append(what)
            say(f"faults_test: {self.row['fault']}: NOT SO: {what}")
        return holds

    def start(self, out, resume, *more, **how):
        self.jobs.append(Sweep(self.args, out, self.random.randint(2, self.args.ranks), resume, *more, **how))
        return self.jobs[-1]

    def units(self, out):
        return {name: set(units) for name, units in segments(self.h5py, out).items()}

    def round(self, fault, temporary):
        """Once; again, and sooner, as long as it comes too late."""
        for self.tries in range(8):
            folder = temporary / f"{self.row['fault']}-{self.row['rounds']}-{self.tries}"
            folder.mkdir()
            try:
                fault(self, folder)
                break
            except TooLate:
                pass
            finally:
                for job in self.jobs:
                    job.end()
                self.jobs.clear()
        else:
            self.expect(False, "the fault comes before the sweep ends")
        self.row["rounds"] += 1

    def begin(self, out, *more, **how):
        """A sweep with some of its units on disk."""
        job = self.start(out, False, *more, **how)
        enough = self.random.randint(1, max(1, int(self.want["@units"]) // (3 + 2 * self.tries)))
        if not job.wait_until(lambda: sum(map(len, self.units(out).values())) >= enough):
            self.expect(job.process.wait() == 0, f"an undisturbed sweep ends well\n{job.said()}")
            raise TooLate
        return job

    def stop(self, job):
        ranks = job.ranks()
        if ranks:
            os.kill(self.random.choice(ranks), signal.SIGTERM)
        status = job.process.wait()
        if status == 0:
            raise TooLate
        self.expect(status == STOPPED, f"exit code 75 after SIGTERM, not {status}\n{job.said()}")

    def resume(self, out, whole, *more, **how):
        """To the end. `whole`: what self.units() gave of the segments that are as they were written."""
        before = set().union(*whole.values()) if whole else set()
        job = self.start(out, True, *more, **how)
        status = job.process.wait()
        self.expect(status == 0, f"the resumed sweep ends well, not with {status}\n{job.said()}")
        self.row["resumes"] += 1
        self.row["set_aside"] += job.said().count("; set aside as ")
        self.account(out, before, [u for name, us in self.units(out).items() if name not in whole for u in us])
        return job

    def account(self, out, before, fresh):
        now = set().union(*self.units(out).values())
        self.row["units_lost"] += len(before - now)
        self.row["units_repeated"] += len(before.intersection(fresh)) + len(fresh) - len(set(fresh))
        differ = ["the whole file"]
        if (out / "sweep.h5").exists():
            got = content(self.h5py, out / "sweep.h5")
            differ = sorted(n for n in self.want.keys() | got.keys() if n != "@units" and self.want.get(n) != got.get(n))
        self.row["differing"] += bool(differ)
        self.expect(not differ, f"the file is that of an undisturbed sweep, but for {differ}")

    def done(self):
        r = self.row
        self.expect(r["units_lost"] == 0 and r["units_repeated"] == 0, "a unit was lost or scored twice")
        again = f"; {r['set_aside']} set aside, {r['units_rescored']} units scored again for it" if r["units_rescored"] else ""
        say(f"{r['fault']}: {r['injected']} injected in {r['rounds']} rounds; {r['stopped']} stopped, {r['waited_out']} "
            f"waited out, {r['resumes']} resumes; {r['units_lost']} units lost, {r['units_repeated']} repeated, "
            f"{r['differing']} files differ{again}")


def folder_fault(case, folder, fault_class, waits):
    """The sweep either waits until the fault is over, or stops and is resumed after it."""
    fault = fault_class(folder)
    try:
        job = case.begin(fault.out, "--write-patience", "2min" if waits else "500ms")
        fault.inject()
        noticed = job.wait_until(lambda: "it keeps what it has and tries again for" in job.said())
        if waits and noticed:
            fault.heal()
            case.row["injected"] += 1
            status = job.process.wait()
            case.expect(status == 0, f"it ends well once the fault is over, not with {status}\n{job.said()}")
            case.expect("can write again, nothing was lost" in job.said(), f"it says so\n{job.said()}")
            case.row["waited_out"] += 1
            case.account(fault.out, set(), [u for us in case.units(fault.out).values() for u in us])
            return
        status = job.process.wait()
        if status == 0:
            raise TooLate
        case.row["injected"] += 1
        case.expect(status == fault.status, f"exit code {fault.status}, not {status}\n{job.said()}")
        case.expect(fault.says in job.said(), f"it says '{fault.says}'\n{job.said()}")
        case.row["stopped"] += 1
        fault.heal()
        case.resume(fault.out, case.units(fault.out))
    finally:
        fault.remove()


def segment_fault(case, folder, fault, foreign):
    out = folder / "out"
    case.stop(case.begin(out))
    whole = case.units(out)
    files = [out / "segments" / name for name, units in sorted(whole.items()) if units]
    if len(files) < 2:
        raise TooLate  # to choose from
    spoilt, aside = fault(case.random, files, foreign)
    case.row["injected"] += len(spoilt)
    case.row["stopped"] += 1
    set_aside = case.row["set_aside"]
    for path in spoilt:
        case.row["units_rescored"] += len(whole.pop(path.name))
    job = case.resume(out, whole)
    said = case.row["set_aside"] - set_aside
    case.expect(said == aside, f"{aside} segments are set aside, not {said}\n{job.said()}")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--rounds", type=int, default=1, help="of each fault")
    p.add_argument("--only", help="faults whose names begin so")
    p.add_argument("--ranks", type=int, default=3, help="at most")
    p.add_argument("--seed", type=int, default=1)
    add_arguments(p)
    p.add_argument("--json", action="store_true")
    args = p.parse_args()
    h5py = find_h5py()
    if h5py is None:
        return SKIP
    in_own_mounts()
    random_ = random.Random(args.seed)
    rows, problems = [], 0
    with tempfile.TemporaryDirectory(prefix="battalion-faults-") as temporary:
        temporary = pathlib.Path(temporary)
        job = Sweep(args, temporary / "undisturbed", args.ranks, False)
        other = Sweep(args, temporary / "foreign", args.ranks, False, "--early-stop")
        if job.process.wait() != 0 or other.process.wait() != 0:
            say(f"faults_test: an undisturbed sweep failed\n{job.said()}{other.said()}")
            return 1
        want = content(h5py, temporary / "undisturbed/sweep.h5")
        foreign = sorted((temporary / "foreign/segments").glob("rank-*.h5"))

        def run(name, fault):
            nonlocal problems
            if args.only and not name.startswith(args.only):
                return
            case = Case(args, h5py, want, name, random_)
            for _ in range(args.rounds):
                case.round(fault, temporary)
            case.done()
            rows.append(case.row)
            problems += len(case.problems)

        for kind in FOLDER_FAULTS:
            if kind.needs_mounts and OWN_MOUNTS not in os.environ:
                continue
            run(kind.name, lambda case, folder, kind=kind: folder_fault(case, folder, kind, waits=False))
            run(kind.name + "_for_a_while", lambda case, folder, kind=kind: folder_fault(case, folder, kind, waits=True))
        for kind in SEGMENT_FAULTS:
            run("segment_" + kind.__name__, lambda case, folder, kind=kind: segment_fault(case, folder, kind, foreign))
        clock = jumping_clock(temporary)
        if clock is not None:
            run("clock_jumping", clock)
    injected, lost, repeated, differing = (
        sum(row[what] for row in rows) for what in ("injected", "units_lost", "units_repeated", "differing"))
    say(f"{injected} faults of {len(rows)} kinds: {lost} units lost, {repeated} repeated, {differing} files differ; "
        f"{problems} problems")
    if args.json:
        for row in rows:
            print(json.dumps(row))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
