"""What a client sees of an address when its owner fails in one way or another, and whether the safety rules hold meanwhile."""

import collections
import contextlib
import json
import math
import random
import statistics
import time

import faults
from cluster import NODES, Tools, await_that, awaited_speakers, kubectl, macs, on
from report import Report, spread
from rows import ROWS, SWITCHES, Target
from scene import Scene, eip, pod, present, service
from sight import REST, Sight, longest_duet, longest_silence, voice_at

RUNS = 30
AFTER = 5  # seconds: of a watch, at least, after a fault is over
DUET = 2  # seconds: of two voices, what breaks a safety rule. Far above the goals, too.

Outcome = collections.namedtuple("Outcome", "fault owner voice outage gaps failed return_outage settled agreed broken")


def eip_name(row, node):
    return f"bench-{row.nic}-{node}"


def scene(plan):
    """For each backend node a Pod there, and an Eip for the other nodes: Pods survive the owner."""
    objects = []
    for name, node in plan:
        elsewhere = {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "NotIn", "values": [node]}]}
        segment = 0 if ROWS[name].nic == "eth0" else 1
        first = 200 + 10 * NODES.index(node)
        objects += [
            eip(eip_name(ROWS[name], node), f"192.168.{segment}.{first}-192.168.{segment}.{first + 9}", interface=ROWS[name].nic,
                nodeSelector=elsewhere),
            pod(f"web-{node}", node, {"runs-on": node}),
        ]
    return Scene(*{each["kind"] + each["metadata"]["name"]: each for each in objects}.values())


@contextlib.contextmanager
def target(row, node, number, tools, chance, away):
    """A Service of its own for each run: the operator follows the takeovers of one address ever more slowly."""
    name, nodes, eligible = f"run-{number}", macs(row.nic), [each for each in NODES if each != node]
    with present(service(name, eip_name(row, node), {"runs-on": node})):
        address = Scene.address(name)

        def owner():
            answering, ranked = nodes.get(tools.voice(address, SWITCHES[row.nic])), Scene.ranking(name)
            return answering if ranked[0] == answering and sorted(ranked) == eligible else None

        found = await_that(f"{address} has an owner, whom the API ranks first, and a successor", owner)
        await_that(f"all speakers that may answer know {address}", lambda: all(is_known(address, node) for node in eligible))
        await_that(f"{address} is served", lambda: is_served(address))
        yield Target(name, address, found, eligible, chance.choice(eligible), SWITCHES[row.nic], tools, nodes, away)


def is_known(address, node):
    """Whether the node's speaker has read that it may answer."""
    return node in known_ranking(address, node)


def known_ranking(address, node):
    """The ranking that the node's speaker has read: none while it begins, nor of what it has only heard others claim."""
    with contextlib.suppress(RuntimeError):
        told = json.loads(on(node, "curl", "--silent", "--fail", "--max-time", "2", "http://127.0.0.1:50051/announcements"))
        return next((one["ranking"] for one in told["announcements"] if one["address"] == address), [])
    return []


def is_served(address):
    """Whether the owner's kube-proxy knows the Service by now."""
    with contextlib.suppress(RuntimeError):
        return on("client", "curl", "--silent", "--fail", "--max-time", "2", f"http://{address}")
    return None


def strike(fault, target):
    row = ROWS[fault]
    with Sight(target.tools, target.address, target.switch) as sight:
        struck = time.monotonic()
        with row.fault(target) as wrong:
            time.sleep(row.lasting)
            broken = wrong() if wrong else []
            back = time.monotonic()
        over = time.monotonic()
        agreed = agreement(target, sight.voices, over, row.agreement)
        time.sleep(max(0, over + AFTER - time.monotonic()))
        answers, failed, outages = sight.end()
    told = answers if row.told else [answer for answer in answers if answer[0] > over + REST]
    nodes = [(at, target.macs.get(mac, mac)) for at, mac in told]
    during = [outage.length for outage in outages if outage.start < back]
    return Outcome(
        fault=fault,
        owner=target.owner,
        voice=nodes[-1][1] if nodes else None,
        outage=max(during, default=0),
        gaps=len(during),
        failed=failed,
        return_outage=max((outage.length for outage in outages if outage.start >= back), default=0),
        settled=max((at - back for at, node in nodes if at > back and node != nodes[-1][1]), default=0),
        agreed=agreed,
        broken=[*broken, *row.after(), *broken_rules(row, target, nodes, (struck, back, over + AFTER)),
                *([] if agreed is not None else [f"API, segment and speakers do not agree within {row.agreement} s"])],
    )


def agreement(target, voices, since, limit):
    """After how many seconds the API names the node that answers, and every speaker knows; None if that is not so in time."""
    def agree():
        ranking = Scene.ranking(target.service)
        return ranking[0] == target.macs.get(voices.voice()) and all(
            known_ranking(target.address, node) == ranking for node in target.eligible)

    with contextlib.suppress(TimeoutError):
        await_that("API, segment and speakers agree", agree, limit)
        return time.monotonic() - since
    return None


def broken_rules(row, target, nodes, times):
    """What the answers, as (time, node), say of the rules between a fault, its end, and the end of all."""
    struck, back, end = times
    strangers = {node for _, node in nodes} - set(target.eligible)
    if strangers:
        yield f"{', '.join(strangers)} answered, and may not"
    if longest_duet(nodes) > DUET:
        yield f"two voices for {longest_duet(nodes):.1f} s"
    silence = longest_silence(nodes, struck if row.told else back, end)
    if silence > row.silence:
        yield f"no voice for {silence:.1f} s"
    has_moved = voice_at(nodes, back) != target.owner
    if row.told and (row.owner == "changes" and not has_moved or row.owner == "stays" and has_moved):
        yield f"{voice_at(nodes, back)} answers at the end of the fault"


def measure(options):
    chance = random.Random(options.seed)
    plan = [(fault, chance.choice(NODES)) for number in range(options.runs)
            for fault in late_last(chance.sample(options.faults, len(options.faults))) if number % ROWS[fault].every == 0]
    report = None if options.check else Report("failover", "Failover, seen from the client", options)
    with contextlib.ExitStack() as needed:
        if any(ROWS[fault].nic == faults.SECOND_NIC for fault in options.faults):
            needed.enter_context(faults.second_segment())
        tools, _ = needed.enter_context(Tools()), needed.enter_context(scene(plan))
        kubectl("-n", "bench", "wait", "pod", "--all", "--for", "condition=Ready", "--timeout", "120s")
        outcomes = [run(number, *each, tools, chance, options) for number, each in enumerate(plan, 1)]
    broken = [f"{outcome.fault}: {rule}" for outcome in outcomes for rule in outcome.broken]
    if report:
        tell(report, outcomes, broken)
        report.write()
    return broken


def late_last(faults):
    """Those after which Kubernetes' clients are late for a minute, as the API server was away, come last."""
    return sorted(faults, key=lambda fault: ROWS[fault].every)


def run(number, fault, backend, tools, chance, options):
    awaited_speakers()
    with target(ROWS[fault], backend, number, tools, chance, options.away) as struck:
        outcome = strike(fault, struck)
    print(number, outcome, flush=True)
    return outcome


def tell(report, outcomes, broken):
    report.say(
        "The client connects every 20 ms. An outage is the longest time in which connections were tried and none was made, if that is over",
        "0.1 s, and 0 else. Pods run on a node that survives. A frozen node's speaker, kubelet and kube-proxy are stopped. Where the node",
        "can still forward (killed, frozen), the client's neighbour cache is emptied. A connection fails that is not made in 0.25 s.", "")
    by_fault = {fault: [outcome for outcome in outcomes if outcome.fault == fault] for fault in ROWS}
    by_fault = {fault: found for fault, found in by_fault.items() if found}
    report.table(
        "Outage (seconds)", ["fault", "runs", "min", "median", "p90", "max", "runs with more gaps", "failed connections (median)"],
        [[fault, len(found), *spread([o.outage for o in found], 2), sum(o.gaps > 1 for o in found),
          f"{statistics.median(o.failed for o in found):.0f}"]
         for fault, found in by_fault.items()])
    report.table(
        "The fault is over", ["after", "runs", "outages", "longest (s)", "one voice after (s, max)", "one voice within 1 s",
                              "API, segment and speakers agree after (s, max)"],
        [[fault, len(found), sum(o.return_outage > 0 for o in found), f"{max(o.return_outage for o in found):.2f}",
          f"{max(o.settled for o in found):.2f}", f"{sum(o.settled <= 1 for o in found)} of {len(found)}",
          f"{max(math.inf if o.agreed is None else o.agreed for o in found):.1f}"]
         for fault, found in by_fault.items()])
    report.say(*(f"- broken: {each}" for each in broken))
    report.say("For scale, measured elsewhere on two cores: cable unplugged 5.6 s with MetalLB, 5.4 s with OpenELB.")
