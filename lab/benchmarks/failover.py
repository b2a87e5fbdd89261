"""How long a client can't connect when the node that owns an address fails, and whether its return is noticed."""

import collections
import contextlib
import random
import re
import signal
import time

from cluster import (LAB, NODES, Tools, await_that, awaited_speakers, forget_neighbours, heard, kubectl, lab, macs, send_signal,
                     start_on)
from report import Report, spread
from scene import Scene, eip, pod, service

RUNS = 10
WATCHED, REST = 5, 0.5  # seconds: of a watch, and of its time before anything happens

Outcome = collections.namedtuple("Outcome", "fault outage gaps voice return_outage settled")


@contextlib.contextmanager
def unplugged(node):
    lab("unplug", node)
    try:
        yield
    finally:
        lab("plug", node)


@contextlib.contextmanager
def frozen(node):
    programs = ("openelb-speaker", "kubelet", "kube-proxy")
    send_signal(node, signal.SIGSTOP, *programs)
    try:
        forget_neighbours()  # the frozen node's kernel forwards still
        yield
    finally:
        send_signal(node, signal.SIGCONT, *programs)


@contextlib.contextmanager
def killed(node):
    """The speaker's Pod is replaced afterwards, lest kubelet's back-off between restarts add up."""
    send_signal(node, signal.SIGKILL, "openelb-speaker")
    forget_neighbours()
    yield
    kubectl("-n", "openelb-system", "delete", "pod", "-l", "app.kubernetes.io/component=speaker",
            "--field-selector", f"spec.nodeName={node}", "--grace-period", "0", "--force")


FAULTS = {"cable unplugged": unplugged, "speaker killed": killed, "node frozen": frozen}


class Client:
    """What the client sees of an address."""

    def __init__(self, address):
        self.address = address

    def watch(self):
        watch = start_on("client", LAB / "outage", self.address, 80, WATCHED)
        time.sleep(REST)
        return watch

    @staticmethod
    def outages(watch):
        """The lengths of the outages, in seconds."""
        return [float(length) for length in re.findall(r"([\d.]+)s@", watch.communicate()[0])]


def owner_at_rest(name, address, tools, nodes):
    """The one node that answers, once the operator names it too."""
    def agreed():
        found = {mac for _, mac in tools.voices(address, 0.5)}
        owner = nodes[found.pop()] if len(found) == 1 else None
        return owner if owner and Scene.ranking(name)[0] == owner else None

    return await_that(f"one voice for {address}, and the same in the API", agreed, seconds=120)


def strike(fault, name, address, tools, nodes):
    owner = owner_at_rest(name, address, tools, nodes)
    client = Client(address)
    watch = client.watch()
    with FAULTS[fault](owner):
        outages = client.outages(watch)
        watch, asker = client.watch(), tools.ask(address, "voices", WATCHED)
        back = time.monotonic()
    answers = [answer for answer in heard(asker) if answer[0] > back]
    last_mac = answers[-1][1] if answers else None
    return Outcome(
        fault=fault,
        outage=max(outages, default=0),
        gaps=len(outages),
        voice=nodes.get(last_mac),
        return_outage=max(client.outages(watch), default=0),
        settled=max((at - back for at, mac in answers if mac != last_mac), default=0),
    )


def scene():
    """For each node a Service with its Pod there, whose address only the other nodes may own: Pods survive the owner."""
    objects = []
    for number, node in enumerate(NODES):
        elsewhere = {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "NotIn", "values": [node]}]}
        labels = {"runs-on": node}
        objects += [
            eip(f"bench-{node}", f"192.168.0.{201 + number}", nodeSelector=elsewhere),
            pod(f"web-{node}", node, labels),
            service(f"web-{node}", f"bench-{node}", labels),
        ]
    return Scene(*objects)


def measure(options):
    report = Report("failover", "Failover, seen from the client", options)
    report.say(
        "The client connects every 20 ms. An outage is the longest time without a connection, as far as it is over 0.1 s; it is 0 if",
        "there was none. Pods run on a node that survives. A frozen node's speaker, kubelet and kube-proxy are stopped. Where the node",
        "can still forward (killed, frozen), the client's neighbour cache is emptied.", "")
    chance = random.Random(options.seed)
    outcomes = []
    with Tools() as tools, scene():
        nodes = macs()
        kubectl("-n", "bench", "wait", "pod", "--all", "--for", "condition=Ready", "--timeout", "120s")
        addresses = {f"web-{node}": Scene.address(f"web-{node}") for node in NODES}
        for number in range(options.runs):
            for fault in chance.sample(list(FAULTS), len(FAULTS)):
                name = chance.choice(list(addresses))
                outcomes.append(strike(fault, name, addresses[name], tools, nodes))
                print(f"{number + 1}/{options.runs}", outcomes[-1], flush=True)
                awaited_speakers()
    tell(report, outcomes)
    report.write()


def tell(report, outcomes):
    by_fault = {fault: [outcome for outcome in outcomes if outcome.fault == fault] for fault in FAULTS}
    report.table(
        "Outage (seconds)", ["fault", "runs", "min", "median", "p90", "max", "runs with more gaps"],
        [[fault, len(found), *spread([o.outage for o in found], 2), sum(o.gaps > 1 for o in found)]
         for fault, found in by_fault.items()])
    report.table(
        "The node comes back", ["after", "runs", "outages", "longest (s)", "runs with a second voice", "one voice after (s, max)",
                                "one voice within 1 s"],
        [[fault, len(found), sum(o.return_outage > 0 for o in found), f"{max(o.return_outage for o in found):.2f}",
          sum(o.settled > 0 for o in found), f"{max(o.settled for o in found):.2f}",
          f"{sum(o.settled <= 1 and o.voice is not None for o in found)} of {len(found)}"]
         for fault, found in by_fault.items() if found])
    report.say("For scale, measured elsewhere on two cores: cable unplugged 5.6 s with MetalLB, 5.4 s with OpenELB.")
