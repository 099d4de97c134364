"""A Slurm of this test's own: slurmctld and several slurmd on this host, each a node with fake GPUs, all of it in
one folder and gone with it. No munge, no systemd, no accounting; ports are whatever is free."""

import contextlib
import ctypes
import getpass
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time


class NoCluster(Exception):
    """Why no Slurm can be started here."""


def until(what, condition, seconds=60):
    """Asks `condition` until it answers something true, which is returned."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.1)


def free_ports(count):
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for s in sockets:
            s.bind(("127.0.0.1", 0))
        return [s.getsockname()[1] for s in sockets]


def die_with_parent():
    """In a child: a test that is killed leaves no daemon behind."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def environment_of(pid):
    try:
        raw = pathlib.Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return {}
    pairs = (entry.partition(b"=") for entry in raw.split(b"\0"))
    return {name.decode(errors="replace"): value.decode(errors="replace") for name, _, value in pairs}


def parent_of(pid):
    try:
        return int(re.search(r"^PPid:\s*(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text(), re.M)[1])
    except OSError:
        return 0


def is_step_manager(pid):
    with contextlib.suppress(OSError):
        return pathlib.Path(f"/proc/{pid}/comm").read_text().startswith("slurmstepd")
    return False


class Cluster:
    """Use as a context. Nodes are node1, node2, ..."""

    CONFIG = """\
ClusterName=battalion-test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/none
CredType=cred/none
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={root}/state
SlurmdSpoolDir={root}/spool/%n
TmpFS={root}/tmp/%n
SlurmctldPidFile={root}/slurmctld.pid
SlurmdPidFile={root}/slurmd-%n.pid
SlurmctldTimeout=10
SlurmdTimeout={slurmd_timeout}
KillWait=10
ReturnToService=2
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
GresTypes=gpu
{nodes}
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""
    PROGRAMS = ("slurmctld", "slurmd", "sbatch", "srun", "scontrol", "scancel", "squeue", "sinfo")

    def __init__(self, nodes=2, cpus=4, gpus=0, slurmd_timeout=300):
        path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        missing = [p for p in self.PROGRAMS if not shutil.which(p, path=path)]
        if missing:
            raise NoCluster(f"{', '.join(missing)} not installed (package slurm-wlm)")
        self.names = [f"node{i + 1}" for i in range(nodes)]
        self.cpus, self.gpus, self.slurmd_timeout = cpus, gpus, slurmd_timeout
        self.daemons = {}
        self.host = socket.gethostname().split(".")[0]
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="battalion-slurm-"))
        self.env = {
            "PATH": path, "HOME": str(self.root), "SLURM_CONF": str(self.root / "slurm.conf"), "LC_ALL": "C",
            # Ranks of two "nodes" share this host, and would take its shared memory for their way.
            "OMPI_MCA_btl": "self,tcp", "OMPI_MCA_pml": "ob1", "OMPI_MCA_btl_tcp_if_include": "lo",
            "OMPI_MCA_oob_tcp_if_include": "lo",
        }

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    # ---- daemons

    def start(self):
        ports = free_ports(1 + len(self.names))
        (self.root / "state").mkdir()
        for name in self.names:
            (self.root / "spool" / name).mkdir(parents=True)
            (self.root / "tmp" / name).mkdir(parents=True)
        gres = f" Gres=gpu:{self.gpus}" if self.gpus else ""
        lines = [f"NodeName={name} NodeAddr=127.0.0.1 NodeHostname={self.host} Port={port} "
                 f"CPUs={self.cpus} RealMemory=2000 State=UNKNOWN{gres}" for name, port in zip(self.names, ports[1:])]
        (self.root / "slurm.conf").write_text(self.CONFIG.format(
            host=self.host, port=ports[0], user=getpass.getuser(), root=self.root, nodes="\n".join(lines),
            slurmd_timeout=self.slurmd_timeout))
        self.make_gpus()
        self.daemon("slurmctld", ["slurmctld", "-D"])
        for name in self.names:
            self.start_node(name)
        until("all nodes idle", lambda: set(self.nodes("idle")) == set(self.names), 30)

    def make_gpus(self):
        text = ""
        if self.gpus:
            devices = self.root / "dev"
            devices.mkdir()
            for i in range(self.gpus):  # Slurm wants character devices; a link to one needs no privilege
                (devices / f"gpu{i}").symlink_to("/dev/null")
            last = self.gpus - 1
            text = f"NodeName={','.join(self.names)} Name=gpu File={devices}/gpu{f'[0-{last}]' if last else 0}\n"
        (self.root / "gres.conf").write_text(text)

    def daemon(self, name, command):
        log = open(self.root / f"{name}.log", "ab")
        with log:
            self.daemons[name] = subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL, stdout=log,
                                                  stderr=log, preexec_fn=die_with_parent)

    def start_node(self, name):
        self.daemon(name, ["slurmd", "-D", "-N", name])

    def kill_daemon(self, name):
        """Its slurmd alone; what it had started lives on."""
        daemon = self.daemons.pop(name)
        daemon.kill()
        daemon.wait()

    def lose_node(self, name):
        """As if its power failed: all of it at once, so that nobody is left who could say how it ended."""
        started = self.processes(SLURMD_NODENAME=name)
        victims = {self.daemons[name].pid, *started, *filter(is_step_manager, map(parent_of, started))}
        for how in (signal.SIGSTOP, signal.SIGKILL):
            for pid in victims:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, how)
        self.daemons.pop(name).wait()

    def processes(self, **variables):
        """Of this cluster and this user, by what is in their environment."""
        wanted = {"SLURM_CONF": self.env["SLURM_CONF"], **variables}
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit() and wanted.items() <= environment_of(entry.name).items():
                found.append(int(entry.name))
        return found

    def stop(self):
        with contextlib.suppress(subprocess.SubprocessError, OSError):
            jobs = self.call("squeue", "-h", "-o", "%A").split()
            if jobs:
                self.call("scancel", "--signal=KILL", "--full", *jobs)
                self.call("scancel", *jobs)
        for daemon in reversed(self.daemons.values()):
            daemon.terminate()
        for daemon in self.daemons.values():
            try:
                daemon.wait(5)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        # Steps outlive their slurmd, and are our own: they have our slurm.conf.
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if os.environ.get("BATTALION_KEEP"):
            print(f"kept: {self.root}")
        else:
            shutil.rmtree(self.root, ignore_errors=True)

    def logs(self, lines=15):
        text = ""
        for log in sorted(self.root.glob("*.log")):
            tail = log.read_text(errors="replace").splitlines()[-lines:]
            text += f"--- {log.name}\n" + "\n".join(tail) + "\n"
        return text

    # ---- jobs

    def call(self, *command, cwd=None, **env):
        done = subprocess.run(command, env={**self.env, **env}, cwd=cwd, timeout=30, check=False, text=True,
                              capture_output=True)
        if done.returncode != 0:
            raise subprocess.SubprocessError(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
        return done.stdout

    def nodes(self, state):
        with contextlib.suppress(subprocess.SubprocessError):
            return self.call("sinfo", "-h", "-N", "-t", state, "-o", "%N").split()
        return []

    def submit(self, *arguments, cwd, **env):
        return Job(self, self.call("sbatch", "--parsable", *map(str, arguments), cwd=cwd, **env).split(";")[0].strip())


class Job:
    OVER = {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE",
            "PREEMPTED"}

    def __init__(self, cluster, number):
        self.cluster, self.number = cluster, number

    def facts(self):
        text = self.cluster.call("scontrol", "show", "job", "-o", self.number).splitlines()[0]
        return dict(re.findall(r"(\S+?)=(\S*)", text))

    def state(self):
        return self.facts()["JobState"]

    def restarts(self):
        return int(self.facts()["Restarts"])

    def requeue(self):
        self.cluster.call("scontrol", "requeue", self.number)

    def cancel(self):
        self.cluster.call("scancel", self.number)

    def processes(self):
        return self.cluster.processes(SLURM_JOB_ID=self.facts()["JobId"])

    def wait_over(self, seconds=120, hurry_first=True):
        """Until the job has ended for good, without the two minutes that Slurm waits before it starts a requeued
        job again. Returns the state that it ended in."""
        hurried = set() if hurry_first else {"0"}

        def over():
            facts = self.facts()
            state, start = facts["JobState"], facts["Restarts"]
            # Not while its last start still clears away, nor in the same second: Slurm would refuse the new one's steps, as
            # those of a job that is gone.
            if state == "PENDING" and facts["Reason"] == "BeginTime" and start not in hurried and not self.processes():
                hurried.add(start)
                with contextlib.suppress(subprocess.SubprocessError):  # it may have begun by itself
                    self.cluster.call("scontrol", "update", f"JobId={self.number}", "StartTime=now+2")
            return state if state in self.OVER else None
        return until(f"job {self.number} over", over, seconds)
