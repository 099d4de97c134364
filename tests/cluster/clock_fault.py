"""A wall clock that is set back and forth by hours while a sweep runs, is refused a second one, stops and is resumed."""

import os
import pathlib
import signal
import subprocess

from sweeps import say

SHIM = pathlib.Path(__file__).resolve().parent / "clock_shim.c"
DAY = 86400


def jumping_clock(folder):
    """The fault, a function of case and folder; None, having said so, where it cannot be made."""
    shim = folder / "clock_shim.so"
    try:
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", str(shim), str(SHIM), "-ldl"], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        say(f"SKIPPED: a jumping clock (no C compiler: {error})")
        return None
    return lambda case, folder: fault(case, folder, shim)


def fault(case, folder, shim):
    out, log = folder / "out", folder / "jumps"

    def clock(first):
        return (f"LD_PRELOAD={shim}", f"CLOCK_JUMPS={log}", f"CLOCK_FIRST_SHIFT={first}")
    job = case.begin(out, exports=clock(0))
    # To this one the lock is of yesterday. Meanwhile the first one stands still, lest it be done.
    ranks = job.ranks()
    for pid in ranks:
        os.kill(pid, signal.SIGSTOP)
    second = case.start(out, True, exports=clock(DAY))
    status = second.process.wait()
    case.expect(status == 2 and " is in use by another sweep (" in second.said(),
                f"a second sweep is refused, not ended with {status}\n{second.said()}")
    for pid in ranks:
        os.kill(pid, signal.SIGCONT)
    case.stop(job)
    case.row["stopped"] += 1
    # Begun before what it goes on with.
    case.resume(out, case.units(out), exports=clock(-DAY))
    jumps = [int(line) for line in log.read_text().split()]
    case.row["injected"] += sum(jumps)
    case.expect(sum(jumps) > 0, "the clock jumped")
    check_times(case, out)


def check_times(case, out):
    # A rank's own account and its samples' beginnings, in each of its files.
    for path in (out / "segments").glob("rank-*.h5"):
        with case.h5py.File(path) as f:
            if not f.attrs["has_record"]:
                continue
            times = [int(f.attrs["record_start_ns"]), *sorted(f["sample/start_ns"][:]), int(f.attrs["record_finish_ns"])]
            case.expect(times == sorted(times) and times[-1] - times[0] < 3600 * 10**9,
                        f"{path.name}: times in order: {times}")
    with case.h5py.File(out / "sweep.h5") as f:
        started, finished = int(f.attrs["started_ns"]), int(f.attrs["finished_ns"])
        case.expect(0 < started <= finished, f"the sweep ends ({finished}) after it starts ({started})")
        for start, finish in zip(f["ranks/start_ns"][:], f["ranks/finish_ns"][:]):
            case.expect(start <= finish, f"a rank ends ({finish}) after it starts ({start})")
        for name in ("timings/sample/wall_ns", "timings/sample/cpu_ns", "timings/sample/queue_ns", "timings/phase/wall_ns",
                     "ranks/busy_ns", "ranks/idle_ns"):
            case.expect(min(f[name][:]) >= 0, f"no time in {name} is negative")
            case.expect(max(f[name][:]) < 3600 * 10**9, f"no time in {name} is of hours")
