"""A node fails in mid-run with its slurmd and all that it had started: one that the batch script does not run on, then its
own. The job starts again on the nodes left, and goes on. And a slurmd that dies alone and comes back disturbs nobody."""

from cluster import until
from work import assert_done, assert_resumed, main


def begin(lab, name, cpu_seconds=8, segments=2):
    ini, out = lab.make_work(name, tasks=24, cpu_seconds=cpu_seconds)
    job = lab.sbatch("sweep.sbatch", ini, "--grace", "1s", options=["--nodes=2", "--ntasks=2", "--ntasks-per-node=1"])
    lab.wait_midst(job, out, segments)
    return ini, out, job


def lost(lab, name, victim_of, reported=False):
    ini, out, job = begin(lab, name)
    batch_host = job.facts()["BatchHost"]
    victim = victim_of(batch_host, [n for n in lab.nodes_of(job) if n != batch_host])
    lab.cluster.lose_node(victim)
    if reported:  # else Slurm takes half a minute to see it
        lab.cluster.call("scontrol", "update", f"NodeName={victim}", "State=DOWN", "Reason=lost")
    state = job.wait_over()
    assert job.restarts() >= 1 and victim not in lab.nodes_of(job), lab.log(job)
    assert_resumed(lab, job)
    assert_done(lab, job, state, out, lab.reference(ini))
    lab.cluster.start_node(victim)
    until(f"{victim} is back", lambda: victim in lab.cluster.nodes("idle"))


def another_node(lab):
    lost(lab, "another", lambda own, others: others[0])


def its_own_node(lab):
    lost(lab, "own", lambda own, others: own, reported=True)


def daemon_alone(lab):
    ini, out, job = begin(lab, "daemon", 4, 1)
    victim = job.facts()["BatchHost"]
    lab.cluster.kill_daemon(victim)
    lab.cluster.start_node(victim)
    state = job.wait_over()
    assert job.restarts() == 0, job.facts()
    assert_done(lab, job, state, out, lab.reference(ini))


main(another_node, its_own_node, daemon_alone, nodes=3, cpus=1, slurmd_timeout=5)
