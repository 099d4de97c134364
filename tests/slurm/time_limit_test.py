"""A sweep longer than its time limit: the batch script hears in time, the ranks write what they have, the job goes
back into the queue and on where it was, until all is scored."""

from work import assert_done, assert_resumed, main


def time_limit(lab):
    # slurmctld looks at limits every 30 s after its own start, and warns at the first look where less than a minute is
    # left: begun in the 22nd second or so, a job is warned after some eight. Missed on a machine that is very slow: again.
    ini, out = lab.make_work("work", tasks=60, cpu_seconds=40)
    for attempt in range(3):
        begin = "now+20" if attempt == 0 else "now"
        job = lab.sbatch("sweep.sbatch", ini, "--overwrite",
                         options=["--ntasks=2", "--time=1", "--signal=B:USR1@30", f"--begin={begin}"])
        state = job.wait_over(200, hurry_first=False)
        restarts = job.restarts()
        if restarts:
            break
    log = lab.log(job)
    stops = log.count("SIGUSR1: the ranks are told to stop")
    assert 1 <= stops <= restarts, f"{stops} stops, {restarts} restarts\n{log}"
    assert log.count("unfinished; back into the queue") == log.count("stopped by SIGUSR1") == stops, log
    assert_resumed(lab, job, stops)
    assert_done(lab, job, state, out, lab.reference(ini))
    print(f"     stopped {stops} times, started again {restarts} times")


main(time_limit, nodes=1, cpus=2)
