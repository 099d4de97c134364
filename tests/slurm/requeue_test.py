"""Somebody interferes in mid-run: `scontrol requeue`; `scancel`, and a new submission with --resume."""

from work import assert_done, assert_resumed, main

RANKS = ["--nodes=2", "--ntasks=2"]


def requeued(lab):
    """Slurm tells the ranks to stop, and starts the job again by itself."""
    ini, out = lab.make_work("requeued", tasks=24, cpu_seconds=7)
    job = lab.sbatch("sweep.sbatch", ini, options=RANKS)
    lab.wait_midst(job, out)
    job.requeue()
    state = job.wait_over()
    assert job.restarts() == 1, job.facts()
    assert_resumed(lab, job)
    assert_done(lab, job, state, out, lab.reference(ini))


def cancelled(lab):
    """Stays cancelled; what was scored is on disk, and another job goes on with it. Under mpirun told to the script alone,
    for mpirun's own daemons do not outlive a plain scancel."""
    begun = []
    for launcher in ("srun", "mpirun"):
        ini, out = lab.make_work(f"cancelled-{launcher}", tasks=24, cpu_seconds=7)
        job = lab.sbatch("sweep.sbatch", ini, options=RANKS, BATTALION_LAUNCHER=launcher)
        begun.append((launcher, ini, out, job))
    resumed = []
    for launcher, ini, out, job in begun:
        lab.wait_midst(job, out)
        if launcher == "srun":
            job.cancel()
        else:
            lab.cluster.call("scancel", "--batch", "--signal=TERM", job.number)
        state = job.wait_over()
        assert state == ("CANCELLED" if launcher == "srun" else "FAILED"), f"{state}\n{lab.log(job)}"
        assert not job.processes(), job.processes()
        assert job.restarts() == 0 and "battalion: stopped by" in lab.log(job), lab.log(job)
        assert "go on with the same sbatch line and --resume" in lab.log(job), lab.log(job)
        assert not (out / "sweep.h5").exists(), lab.log(job)
        again = lab.sbatch("sweep.sbatch", ini, "--resume", options=RANKS, BATTALION_LAUNCHER=launcher)
        resumed.append((ini, out, again))
    for ini, out, again in resumed:
        state = again.wait_over()
        assert_resumed(lab, again)
        assert_done(lab, again, state, out, lab.reference(ini))


main(requeued, cancelled, nodes=2, cpus=2)
