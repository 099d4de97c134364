"""With --survive under mpirun a rank that dies costs the job nothing but that rank; without rank 0 the others write and leave, and
the job goes on where they were."""

import os
import pathlib
import signal

from cluster import until
from work import assert_done, assert_resumed, main


def begin(lab, name):
    ini, out = lab.make_work(name, tasks=24, cpu_seconds=8)
    job = lab.sbatch("sweep.sbatch", ini, "--survive", "--heartbeat", "3s", options=["--nodes=2", "--ntasks=2", "--ntasks-per-node=1"],
                     BATTALION_LAUNCHER="mpirun", BATTALION_STOP_SECONDS="3")
    lab.wait_midst(job, out, 2)
    return ini, out, job


def kill_rank(ini, number):
    """All nodes are on this host."""
    wanted = f"OMPI_COMM_WORLD_RANK={number}".encode()
    for process in pathlib.Path("/proc").iterdir():
        try:
            arguments = (process / "cmdline").read_bytes().split(b"\0")
            environment = (process / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # no process, or gone by now
        if b"sweep" in arguments and str(ini).encode() in arguments and wanted in environment:
            return os.kill(int(process.name), signal.SIGKILL)
    raise AssertionError(f"no process of rank {number}")


def another_rank(lab):
    ini, out, job = begin(lab, "another")
    kill_rank(ini, 1)
    state = job.wait_over()
    assert job.restarts() == 0, lab.log(job)
    assert "battalion: rank 1 " in lab.log(job), lab.log(job)
    assert_done(lab, job, state, out, lab.reference(ini))


def rank_0(lab):
    ini, out, job = begin(lab, "rank-0")
    kill_rank(ini, 0)
    until("the job is started again", lambda: job.restarts() == 1, 120)
    state = job.wait_over()
    assert_resumed(lab, job)
    assert_done(lab, job, state, out, lab.reference(ini))


main(another_rank, rank_0, nodes=2, cpus=1)
