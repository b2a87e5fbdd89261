"""How long thousands of addresses take to move when the node that owns them all is cut off."""

import collections
import contextlib
import random
import time

import faults
import kubeapi
from allocation import QUIET, SERVICES, create
from cluster import NODES, RANKING, SWITCH, Tools, await_that, macs
from report import Report, quantile
from scene import Scene, eip, service
from sight import HOURS, RunningProgram

RUNS = 3
WORKERS = NODES[1:]  # the API server is on the other, and is to tell what has become of all
EIP = "bench-many"
FIRST = "fd00:168::2:1"  # on the nodes' segment, where IPv4 has no room for that many
RATE = 10_000  # questions a second
PATIENCE = 600  # seconds: until all is as it is to be before the fault
AFTER = 5  # seconds: of a watch after the cable is back
# Seconds: what breaks a safety rule. Far above the goals, which a busy machine may miss.
SILENCE, AGREEMENT, DUET = 10, 120, 2

Outcome = collections.namedtuple("Outcome", "owner made answered ranked returned broken")
Outcome.__doc__ = """What became of the addresses of one owner; all times are seconds, sorted.

made: until all Services had their addresses, and named the owner
answered, ranked: from the fault until each address was answered by the successor, until each Service named it
returned: from the owner's return until each answer that was not the successor's
"""


class Sweep(RunningProgram):
    """Who answers for each of the addresses, as (time of the monotonic clock, which address, node), for each new answer."""

    def __init__(self, tools, count):
        super().__init__(SWITCH, tools.path("asker"), "br0", FIRST, "sweep", HOURS, RATE, count)
        self.nodes, self.changes = macs(), []

    def lines(self):
        for at, which, mac in map(str.split, super().lines()):
            self.changes.append((float(at), int(which), self.nodes.get(mac, mac)))
        return self.changes

    def owners(self):
        """For each address the node that answered last."""
        return {which: node for _, which, node in self.lines()}

    def gains(self, node, since):
        """For each address when that node was first heard to answer since then."""
        found = {}
        for at, which, answering in self.lines():
            if at > since and answering == node:
                found.setdefault(which, at)
        return found


class Rankings(kubeapi.Watch):
    """The nodes that the Services' annotations rank, as the API server tells."""

    def lines(self):
        """For each Service when its ranking changed, and to which nodes."""
        found = {}
        for at, _, seen in list(self.changes):
            ranked = seen["metadata"].get("annotations", {}).get(RANKING, "").split(",")
            changes = found.setdefault(seen["metadata"]["name"], [])
            if not changes or changes[-1][1] != ranked:
                changes.append((at, ranked))
        return found

    def await_all(self, count, ranked):
        def all_ranked():
            found = self.lines() if self.quiet_for(QUIET) else {}
            return len(found) == count and all(changes[-1][1] == ranked for changes in found.values())

        await_that(f"{count} Services rank {ranked}", all_ranked, PATIENCE)

    def gains(self, node, since):
        """For each Service when it ranked that node first since then."""
        found = {}
        for name, changes in self.lines().items():
            for at, ranked in changes:
                if at > since and ranked[0] == node:
                    found.setdefault(name, at)
        return found


def measure(options):
    chance, count = random.Random(options.seed), options.addresses
    report = None if options.check else Report("many", "Many addresses on a node that dies", options)
    with Tools() as tools:
        outcomes = [run(count, *chance.sample(WORKERS, 2), tools) for _ in range(options.runs)]
    if report:
        tell(report, outcomes, count)
    return [rule for outcome in outcomes for rule in outcome.broken]


def run(count, owner, successor, tools):
    both = {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": [owner, successor]}]}
    pool = f"{FIRST}-fd00:168::2:{count:x}"  # all of it is used: who creates many at once does not get the lowest ones
    with Scene(eip(EIP, pool, nodeSelector=both)), contextlib.closing(Rankings(kubeapi.Api(), SERVICES)) as rankings:
        with faults.excluded(successor):
            began = time.monotonic()
            create(kubeapi.Api(), count, lambda name: service(name, EIP, {"app": "none"}, ipFamilies=["IPv6"]))
            rankings.await_all(count, [owner])
            made = time.monotonic() - QUIET - began
        rankings.await_all(count, [owner, successor])
        outcome = strike(count, owner, successor, tools, rankings)._replace(made=made)
    print(outcome._replace(answered=outcome.answered[-1:], ranked=outcome.ranked[-1:]), flush=True)
    return outcome


def strike(count, owner, successor, tools, rankings):
    """Nobody asks while the rankings follow: to answer so much is work that a dead node's successor does not have."""
    def awaited(gains, limit):
        with contextlib.suppress(TimeoutError):
            await_that("all addresses have moved", lambda: len(gains(successor, struck)) == count, limit)
        return sorted(at - struck for at in gains(successor, struck).values())

    with contextlib.ExitStack() as fault:
        with Sweep(tools, count) as sweep:
            await_that(f"{owner} answers for all", lambda: list(sweep.owners().values()) == count * [owner])
            struck = time.monotonic()
            fault.enter_context(faults.unplugged(owner))
            answered = awaited(sweep.gains, SILENCE)
            others = {node for at, _, node in sweep.lines() if at > struck} - {owner, successor}
        ranked = awaited(rankings.gains, AGREEMENT)
    back = time.monotonic()
    with Sweep(tools, count) as sweep:
        time.sleep(AFTER)
        after = [(at - back, node) for at, _, node in sweep.lines()]
    returned = sorted(at for at, node in after if node != successor)
    others |= {node for _, node in after} - {owner, successor}
    rules = [
        (len(answered) < count, f"{successor} answers for {len(answered)} of {count} addresses {SILENCE} s after {owner} was cut off"),
        (len(ranked) < count, f"{len(ranked)} of {count} Services rank {successor} first {AGREEMENT} s after {owner} was cut off"),
        (returned and returned[-1] > DUET, f"{owner} answers still {DUET} s after its return"),
        (others, f"{', '.join(sorted(others))} answered, and may not"),
    ]
    return Outcome(owner, None, answered, ranked, returned, [rule for is_broken, rule in rules if is_broken])


def tell(report, outcomes, count):
    report.say(
        f"{count} Services, each with an IPv6 address of its own, have the same owner and the same successor; then the owner's cable is",
        f"unplugged. A switch asks for one address after the other, {RATE} times a second in all: an answer is seen up to {count / RATE:.1f} s late.", "")
    heads = ["run", "made", *(f"{what}, {share}" for what in ("answered", "ranked") for share in ("median", "all")), "answers of the owner after its return"]
    rows = [[number, f"{o.made:.0f}", *(f"{quantile(times, share):.2f}" if times else "-" for times in (o.answered, o.ranked) for share in (0.5, 1)),
             len(o.returned)] for number, o in enumerate(outcomes, 1)]
    report.table("From the fault on (seconds)", heads, rows)
    report.write()
