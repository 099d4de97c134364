#!/usr/bin/env python3
"""Sweeps under a real launcher that are told to stop, or find another sweep at work.

    tests/cluster/trouble_test.py [--battalion build/battalion] [--mpirun mpirun]

Needs h5py. Exit status: 0 all well; 1 something is not as it should be; 77 no h5py.
"""

import argparse
import os
import pathlib
import signal
import sys
import tempfile
import time

from sweeps import ON_DISK, SKIP, Sweep, add_arguments, content, find_h5py, say, segments

STOPPED = 75
problems = []


def expect(holds, what):
    if not holds:
        problems.append(what)
        say(f"trouble_test: NOT SO: {what}")


def wait_for(holds, job, what):
    """Until holds() or the job has ended; True for the first."""
    while job.process.poll() is None:
        if holds():
            return True
        time.sleep(0.002)
    expect(False, f"{what} before the sweep had ended\n{job.said()}")
    return False


def resume(args, out, want, ranks, h5py, what):
    job = Sweep(args, out, ranks, True)
    expect(job.process.wait() == 0, f"{what}: the resumed sweep ends well\n{job.said()}")
    if (out / "sweep.h5").exists():
        got = content(h5py, out / "sweep.h5")
        differ = sorted(n for n in want.keys() | got.keys() if want.get(n) != got.get(n))
        expect(not differ, f"{what}: the file is that of an undisturbed sweep, but for {differ}")
    return ON_DISK.search(job.said())


def stop_by(number, args, out, want, h5py):
    """The signal to one rank in the middle of the sweep; the others hear of it by message."""
    name = signal.Signals(number).name
    job = Sweep(args, out, 3, False)
    if not wait_for(lambda: segments(h5py, out), job, "a segment"):
        return
    ranks = job.ranks()
    os.kill(ranks[len(ranks) // 2], number)
    status = job.process.wait()
    expect(status == STOPPED, f"{name}: exit code 75, not {status}\n{job.said()}")
    units = sum(map(len, segments(h5py, out).values()))
    expect(f"battalion: stopped by {name}: {units} of {want['@units']} units are on disk; go on with: battalion sweep "
           in job.said(), f"{name}: says how far it came ({units}) and how to go on\n{job.said()}")
    found = resume(args, out, want, 2, h5py, name)
    expect(found and int(found[1]) == units, f"{name}: {units} units are found again")
    say(f"{name}: stopped at {units} of {want['@units']} units, resumed")


def second_sweep(args, out, h5py):
    job = Sweep(args, out, 2, False, times=100)
    if not wait_for(lambda: segments(h5py, out), job, "a segment"):
        return
    second = Sweep(args, out, 2, True, times=100)
    status = second.process.wait()
    expect(status == 2 and " is in use by another sweep (" in second.said(), f"the second is refused ({status})\n{second.said()}")
    expect(job.process.poll() is None, "the first is not disturbed")
    os.kill(job.ranks()[0], signal.SIGTERM)
    expect(job.process.wait() == STOPPED, f"the first can be stopped\n{job.said()}")
    say("a second sweep in the same folder: refused")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(p)
    args = p.parse_args()
    h5py = find_h5py()
    if h5py is None:
        return SKIP
    with tempfile.TemporaryDirectory(prefix="battalion-trouble-") as folder:
        folder = pathlib.Path(folder)
        job = Sweep(args, folder / "undisturbed", 3, False)
        expect(job.process.wait() == 0, f"the undisturbed sweep ends well\n{job.said()}")
        if problems:
            return 1
        want = content(h5py, folder / "undisturbed/sweep.h5")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
            stop_by(number, args, folder / number.name, want, h5py)
        second_sweep(args, folder / "second", h5py)
    say(f"trouble_test: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
