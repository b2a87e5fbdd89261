"""A program of ours, run inside an image's root file system, and what it takes of the machine."""

import atexit
import os
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.request

API_PORT = 6443


class Program:
    def __init__(self, root, name, health, environment):
        self.name, self.health, self.began = name, f"http://127.0.0.1:{health}/", time.monotonic()
        # As kubelet would tell it; the folder of the service account is not in an image.
        settings = {
            "PATH": "/usr/local/bin", "POD_NAMESPACE": "openelb-system", "POD_NAME": "training", "NODE_NAME": "training-1",
            "KUBERNETES_MASTER": f"https://127.0.0.1:{API_PORT}", "KUBERNETES_CERTS_CA_FILE": "/tmp/training.crt", "KUBERNETES_AUTH_TOKEN": "none",
        }
        self.process = subprocess.Popen(
            [shutil.which("chroot"), root, f"/usr/local/bin/{name}"], env={**settings, **environment}, stdout=sys.stderr, stderr=sys.stderr)
        atexit.register(self.process.kill)
        self.files = pathlib.Path("/proc", str(self.process.pid))

    def await_that(self, what, condition, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} ended before {what}")
            if time.monotonic() > end:
                raise SystemExit(f"{self.name}: {what} did not come within {seconds} s")
            time.sleep(0.01)

    def await_ready(self):
        self.await_that("it is ready", lambda: self.says_yes("readyz"))
        return time.monotonic() - self.began

    def says_yes(self, question):
        try:
            with urllib.request.urlopen(self.health + question, timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def cpu(self):
        """User and system time so far, in seconds."""
        return ticks(self.files / "stat")

    def compiling(self):
        """What of it the JVM's compilers took; their threads come and go, so this is the least."""
        return sum(ticks(task / "stat") for task in (self.files / "task").iterdir() if "Compiler" in (task / "comm").read_text())

    def resident(self, field="VmRSS"):
        """MiB."""
        lines = (self.files / "status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(field + ":")) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait(120)


def ticks(stat):
    """User and system time in seconds, fields 14 and 15 of proc_pid_stat(5); a name may have spaces."""
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def paced(count, rate):
    """Numbers from 0, so many a second."""
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0, began + number / rate - time.monotonic()))
        yield number
