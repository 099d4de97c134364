"""The batch script in both GPU shapes and without GPUs, by either launcher, on two nodes of two GPUs: every rank takes a
device of its own, and the results are those of a sweep outside of Slurm."""

import re

from work import assert_equal_results, main, rank_table

PER_TASK = ["--nodes=2", "--ntasks=4", "--ntasks-per-node=2", "--gpus-per-task=1"]
PER_NODE = ["--nodes=2", "--ntasks-per-node=2", "--gpus-per-node=2"]
CPUS = ["--nodes=2", "--ntasks=4"]


def places(log, launcher):
    """{rank: (node, what it sees)} as the ranks said."""
    which = 1 if launcher == "srun" else 2
    found = re.findall(r"rank (\S+)/(\S+) of (\S+) sees (.*)", log)
    return {int(f[which - 1]): (f[2], f[3]) for f in found}


def check_devices(shape, table, ranks, launcher):
    assert sorted(ranks) == [0, 1, 2, 3] and len(table) == 4, (ranks, table)
    taken = set()
    for rank, device in table:
        node, sees = ranks[rank]
        if shape == "cpus":
            assert device == "cpu" and sees == "", (rank, device, sees)
            continue
        assert sees in ("0", "1") if (shape, launcher) == ("per_task", "srun") else sees == "0,1", (rank, sees)
        own = re.fullmatch(r".*GPU (\d) is this rank's.*", device)
        assert own and own[1] in sees, (rank, device, sees)
        taken.add((node, own[1]))
    assert shape == "cpus" or len(taken) == 4, f"ranks share devices: {taken}"


def shapes(lab):
    ini, _ = lab.make_work("work", tasks=8, cpu_seconds=0.1)
    reference = lab.reference(ini)
    jobs = []
    for shape, options in (("per_task", PER_TASK), ("per_node", PER_NODE), ("cpus", CPUS)):
        for launcher in ("srun", "mpirun"):
            out = lab.folder / f"out-{shape}-{launcher}"
            job = lab.sbatch("sweep.sbatch", ini, "--out", out, options=["--oversubscribe", *options],
                             BATTALION_LAUNCHER=launcher)
            jobs.append((shape, launcher, out, job))
    for shape, launcher, out, job in jobs:
        state = job.wait_over()
        assert state == "COMPLETED", f"{shape}, {launcher}: {state}\n{lab.log(job)}"
        check_devices(shape, rank_table(out / "sweep.h5"), places(lab.log(job), launcher), launcher)
        assert_equal_results(out / "sweep.h5", reference)


main(shapes, nodes=2, cpus=4, gpus=2)
