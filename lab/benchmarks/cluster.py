"""The lab's machines: commands and faults on them, and the two C programs that ask and answer."""

import json
import os
import pathlib
import subprocess
import tempfile
import time

LAB = pathlib.Path(__file__).resolve().parent.parent
NODES = ("master1", "worker-p001", "worker-p002")
SWITCH = "lab-sw"
RANKING = "layer2.openelb.kubesphere.io/nodes"
SPEAKERS = "daemonset/openelb-speaker"
SPEAKER_PODS = ("-n", "openelb-system", "pod", "-l", "app.kubernetes.io/component=speaker")


def run(*command, text=None):
    """What a command prints; its error output is the error's message."""
    done = subprocess.run([str(word) for word in command], input=text, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(str(word) for word in command)}: {done.stderr.strip()}")
    return done.stdout.strip()


def lab(*words):
    return run(LAB / "lab", *words)


def kubectl(*words, text=None):
    return run(LAB / "kubectl", *words, text=text)


def on(machine, *command, text=None):
    return run(LAB / "on", machine, *command, text=text)


def start_on(machine, *command, output=subprocess.PIPE):
    """A command that goes on while others run; its output is read with communicate(), or goes to a file."""
    whole = [str(word) for word in (LAB / "on", machine, *command)]
    return subprocess.Popen(whole, stdout=output, text=True)


def await_that(what, condition, seconds=60, pause=0.2):
    """Waits until a condition gives something true, and gives that back."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s: {what}")
        time.sleep(pause)
    return found


def macs(nic="eth0"):
    """The nodes by the MAC of their NIC."""
    return {on(node, "ip", "-br", "link", "show", nic).split()[2]: node for node in NODES}


def processes(node, program):
    """The processes of a node, its pods' on the host network included, that run the given program."""
    network = os.stat(f"/run/netns/{node}").st_ino
    found = []
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/comm") as name:
                if name.read().strip() == program and os.stat(f"/proc/{process}/ns/net").st_ino == network:
                    found.append(int(process))
        except OSError:  # ended meanwhile
            pass
    return found


def send_signal(node, number, *programs):
    for program in programs:
        for process in processes(node, program):
            os.kill(process, number)


def forget_neighbours():
    on("client", "ip", "neigh", "flush", "dev", "eth0")


def awaited_speakers():
    """Waits until every node has its speaker: just after a Pod was deleted, `rollout status` still counts it."""
    def ready():
        pods = json.loads(kubectl("get", *SPEAKER_PODS, "-o", "json"))["items"]
        return {pod["spec"]["nodeName"] for pod in pods if is_ready(pod)} == set(NODES) and len(pods) == len(NODES)

    kubectl("-n", "openelb-system", "rollout", "status", SPEAKERS, "--timeout", "120s")
    await_that("every node has a speaker that is ready", ready, 120)


def is_ready(pod):
    conditions = {each["type"]: each["status"] for each in pod["status"].get("conditions", [])}
    return conditions.get("Ready") == "True" and "deletionTimestamp" not in pod["metadata"]


class Tools:
    """The C programs of this folder, compiled into a folder that goes with the run."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="openelb-bench-")
        for name in ("asker", "floor"):
            run("gcc", "-O2", "-Wall", "-Wextra", "-pthread", "-o", self.path(name), LAB / "benchmarks" / f"{name}.c")

    def path(self, name):
        return f"{self.folder.name}/{name}"

    def ask(self, address, *mode):
        """Starts the asker on the client."""
        return start_on("client", self.path("asker"), "eth0", address, *mode)

    def voice(self, address, switch="br0"):
        """The one MAC that answers a switch in half a second; None if none does, or several do."""
        asker = start_on(SWITCH, self.path("asker"), switch, address, "voices", 0.5)
        found = {line.split()[1] for line in asker.communicate()[0].splitlines()}
        return found.pop() if len(found) == 1 else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()
