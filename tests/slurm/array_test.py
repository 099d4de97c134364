"""A job array scores a dataset in parts, one of them requeued in mid-run; a dependent job makes one file of them. Where a
part fails, the dependent job ends instead of waiting."""

from cluster import Job, until
from work import assert_done, assert_equal_results, main


def tasks_of(lab, array):
    return [Job(lab.cluster, f"{array.number}_{k}") for k in (1, 2, 3)]


def submit(lab, ini, out, options=()):
    array = lab.sbatch("array.sbatch", ini, options=["--array=1-3", "--ntasks=1", *options])
    gather = lab.sbatch("aggregate.sbatch", out, options=[f"--dependency=afterok:{array.number}"])
    return array, gather


def in_parts(lab):
    ini, out = lab.make_work("work", tasks=31, cpu_seconds=9)
    array, gather = submit(lab, ini, out)
    first = tasks_of(lab, array)[0]
    part = out / "part-1-of-3"
    until("part 1 is at work", lambda: lab.segments(part) >= 1)
    first.requeue()
    for task in tasks_of(lab, array):
        state = task.wait_over()
        assert state == "COMPLETED", f"{task.number}: {state}"
    assert first.restarts() == 1, first.facts()
    assert_done(lab, gather, gather.wait_over(), out, lab.reference(ini))
    # The folders by name, to another place: the same.
    lab.run("aggregate", *(out / f"part-{k}-of-3" for k in (3, 1, 2)), "--out", out.parent / "again")
    assert_equal_results(out.parent / "again/sweep.h5", out / "sweep.h5")


def a_part_fails(lab):
    ini, out = lab.make_work("failing", tasks=3, cpu_seconds=0.1)
    out.mkdir()
    (out / "part-2-of-3").write_text("a file, where the part's folder should go")
    array, gather = submit(lab, ini, out)
    states = [task.wait_over() for task in tasks_of(lab, array)]
    assert states == ["COMPLETED", "FAILED", "COMPLETED"], states
    assert gather.wait_over() == "CANCELLED" and not (out / "sweep.h5").exists(), gather.facts()


main(in_parts, a_part_fails, nodes=2, cpus=2)
