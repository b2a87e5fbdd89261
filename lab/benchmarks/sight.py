"""What is seen of an address from the segment: who answers for it, and whether one can connect."""

import collections
import contextlib
import itertools
import re
import signal
import tempfile
import time

from cluster import LAB, SWITCH, start_on

HOURS = 7200  # seconds: longer than any watch, which is told when to end
REST = 0.5  # seconds: of a watch before anything happens, and of those before a moment that tell of it
TOGETHER = 0.3  # seconds: answers of two MACs this close are two voices

Outage = collections.namedtuple("Outage", "start length")


def only(found):
    return next(iter(found)) if len(found) == 1 else None


class RunningProgram:
    """A program on a machine that tells what it sees until it is ended."""

    def __init__(self, machine, *command):
        with tempfile.NamedTemporaryFile("a") as said:  # a pipe would be full before it is read
            self.said = open(said.name)
            self.program = start_on(machine, *command, output=said)

    def lines(self):
        """What it has said since it was asked last; a line that is not whole yet is left for the next time."""
        found = []
        while True:
            start = self.said.tell()
            line = self.said.readline()
            if not line.endswith("\n"):
                self.said.seek(start)
                return found
            found.append(line.rstrip())

    def end(self):
        """Ends it, and gives back what is left of its words."""
        self.program.send_signal(signal.SIGTERM)
        self.program.wait()
        return self.lines()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.kill()
        self.program.wait()
        self.said.close()


class Voices(RunningProgram):
    """Answers, as (time of the monotonic clock, MAC), to questions that a switch asks every 10 ms.

    The client doesn't: each answer would put its neighbour cache right.
    """

    def __init__(self, tools, address, switch):
        super().__init__(SWITCH, tools.path("asker"), switch, address, "voices", HOURS)
        self.answers = []

    def lines(self):
        self.answers += [(float(at), mac) for at, mac in map(str.split, super().lines())]
        return self.answers

    def voice(self):
        """The one MAC that answers now; None if none does, or several do."""
        return voice_at(self.lines(), time.monotonic())


class Connections(RunningProgram):
    """A connection every 20 ms: how many failed, and the times in which none was made."""

    def __init__(self, address):
        super().__init__("client", LAB / "outage", address, 80, HOURS)

    def end(self):
        told = super().end()[-1]
        start, tries, made = (float(re.search(rf"{word}=([\d.]+)", told)[1]) for word in ("start", "tries", "ok"))
        outages = [Outage(start + float(at), float(length)) for length, at in re.findall(r"([\d.]+)s@([\d.]+)", told)]
        return int(tries - made), outages


class Stream(RunningProgram):
    """One connection that stays open: a request and its answer on it every 100 ms."""

    def __init__(self, address):
        super().__init__("client", "python3", LAB / "benchmarks" / "stream.py", address, 80)
        time.sleep(REST)

    def end(self):
        """How it broke, if it did: one line."""
        return super().end()


class Sight:
    """Voices and connections together."""

    def __init__(self, tools, address, switch):
        self.watches = contextlib.ExitStack()
        self.connections = self.watches.enter_context(Connections(address))
        self.voices = self.watches.enter_context(Voices(tools, address, switch))
        time.sleep(REST)

    def end(self):
        """The answers, how many connections failed, and the outages."""
        return self.voices.end(), *self.connections.end()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.watches.close()


def voice_at(answers, time_of_it):
    """The one MAC that answered just before that time; None if none did, or several."""
    return only({mac for at, mac in answers if time_of_it - REST < at < time_of_it})


def longest_duet(answers):
    """For how long, in seconds, two MACs answered by turns."""
    longest = start = 0
    last = {}  # MAC: when it answered last
    for at, mac in answers:
        last[mac] = at
        together = sum(at - other <= TOGETHER for other in last.values()) > 1
        start = (start or at) if together else 0
        longest = max(longest, at - start if start else 0)
    return longest


def longest_silence(answers, start, end):
    """The longest time between those two in which nobody answered, in seconds."""
    times = [start, *(at for at, _ in answers if start < at < end), end]
    return max(after - before for before, after in itertools.pairwise(times))
