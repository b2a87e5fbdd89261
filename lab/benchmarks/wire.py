"""How fast an address is answered for: by a node's kernel, by a small C program, and by a speaker, in turns on the same wire."""

import collections
import contextlib
import random

from cluster import NODES, Tools, await_that, macs, on, processes, start_on
from report import Report, quantile, ratio, spread
from scene import Scene, eip, service

RUNS = 10
QUESTIONS = 500  # in a round, to each
FLOOD_SECONDS = 1
RATES = (10_000, 25_000, 50_000, 100_000, 150_000, 200_000)
LOSS = 0.001  # what still counts as no loss
FLOOR_ADDRESS, FLOOR_ADDRESS6 = "192.168.0.210", "fd00:168::210"
OUR_ADDRESS, OUR_ADDRESS6 = "192.168.0.211", "fd00:168::211"
FLOODED_ADDRESS = "192.168.0.212"  # of the same node
NOBODYS_ADDRESS = "192.168.0.250"
BESIDE_RATE = 20_000
KERNEL, FLOOR, OURS = "kernel", "C program", "speaker"

Subject = collections.namedtuple("Subject", "protocol who address")


@contextlib.contextmanager
def awake(tools, subject, node):
    """The C program runs only while it is asked: questions for others would wake it too, and it would take their time."""
    if subject.who != FLOOR:
        yield
        return
    responder = start_on(node, tools.path("floor"), "eth0", subject.address)
    try:
        await_that("the C program answers", lambda: tools.voice(subject.address))
        yield
    finally:
        responder.kill()
        responder.wait()


def scene():
    one_node = {"kubernetes.io/hostname": NODES[1]}
    return Scene(
        eip("bench-wire", f"{OUR_ADDRESS},{FLOODED_ADDRESS}", nodeSelector=one_node),
        service("wire", "bench-wire", {"app": "none"}, loadBalancerIP=OUR_ADDRESS),
        service("flooded", "bench-wire", {"app": "none"}, loadBalancerIP=FLOODED_ADDRESS),
        eip("bench-wire6", OUR_ADDRESS6), service("wire6", "bench-wire6", {"app": "none"}, ipFamilies=["IPv6"]))


def owner(tools, address, nodes):
    return nodes[await_that(f"one voice for {address}", lambda: tools.voice(address))]


def own_address(node, version):
    words = on(node, "ip", f"-{version}", "-br", "addr", "show", "dev", "eth0", "scope", "global").split()
    return words[2].split("/")[0]


def ask(tools, subject):
    """The microseconds until each answer; those that never came are left out."""
    lines = tools.ask(subject.address, "latency", QUESTIONS).communicate()[0].split()
    return [float(line) for line in lines if line != "lost"]


def flood(tools, subject, rate):
    sent, answered = tools.ask(subject.address, "flood", FLOOD_SECONDS, rate).communicate()[0].split()
    return int(sent), int(answered)


def beside_flood(tools, subject, flooded):
    """The microseconds until each answer while others ask for something else."""
    other = tools.ask(flooded, "flood", 60, BESIDE_RATE)
    try:
        return ask(tools, subject)
    finally:
        other.kill()
        other.wait()


def resident(node):
    """The resident memory of a node's speaker, in MiB."""
    with open(f"/proc/{processes(node, 'openelb-speaker')[0]}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def measure(options):
    report = None if options.check else Report("wire", "Answers on the wire", options)
    chance = random.Random(options.seed)
    with Tools() as tools, scene():
        nodes = macs()
        ours = owner(tools, OUR_ADDRESS, nodes)
        owner(tools, OUR_ADDRESS6, nodes)
        owner(tools, FLOODED_ADDRESS, nodes)
        spare = next(node for node in NODES if node != ours)
        arp = [Subject("ARP", KERNEL, own_address(ours, 4)), Subject("ARP", FLOOR, FLOOR_ADDRESS), Subject("ARP", OURS, OUR_ADDRESS)]
        ndp = [Subject("NDP", KERNEL, own_address(ours, 6)), Subject("NDP", FLOOR, FLOOR_ADDRESS6), Subject("NDP", OURS, OUR_ADDRESS6)]
        times, lost = latencies(tools, [*arp, *ndp], spare, options.runs, chance)
        beside = {"nothing": times[arp[-1]]}
        for what, flooded in (("nobody's address", NOBODYS_ADDRESS), ("another of its addresses", FLOODED_ADDRESS)):
            beside[what] = beside_flood(tools, arp[-1], flooded)
        floods = {subject: [] for subject in (*arp, *ndp)}
        for rate in RATES:
            for subject in chance.sample(list(floods), len(floods)):
                with awake(tools, subject, spare):
                    floods[subject].append((rate, *flood(tools, subject, rate)))
        memory = {node: resident(node) for node in NODES}
    if report:
        tell(report, times, lost, beside, floods, memory)


def latencies(tools, subjects, spare, rounds, chance):
    times, lost = {subject: [] for subject in subjects}, collections.Counter()
    for _ in range(rounds):
        for subject in chance.sample(subjects, len(subjects)):
            with awake(tools, subject, spare):
                answered = ask(tools, subject)
            times[subject] += answered
            lost[subject] += QUESTIONS - len(answered)
    return times, lost


def tell(report, times, lost, beside, floods, memory):
    report.say(
        "The client asks for an address of the node's own (its kernel answers), one that a C program on a raw packet socket answers for",
        "(which checks no checksum, and runs only while it is asked), and one of ours. Who is asked takes turns, in an order by chance. The",
        "asker is a C program too: its own cost is in each figure;",
        "where the machine is busy it asks less often than it is told to. In a flood the share is of what it did ask.", "")
    tell_latencies(report, times, lost)
    report.table(
        f"Time to an answer of the speaker by ARP while another client floods it, {BESIDE_RATE:,} questions a second (microseconds)",
        ["flooded with questions for", "answers", "lost", "min", "median", "p90", "p99", "max"],
        [[what, len(found), "-" if what == "nothing" else QUESTIONS - len(found), *spread(found, last=0.99)] for what, found in beside.items()])
    tell_floods(report, floods)
    report.table("Memory", ["speaker on", "resident (MiB)"], [[node, f"{mebibytes:.0f}"] for node, mebibytes in memory.items()])
    report.say("For scale, measured elsewhere on two cores (ARP, p50): kernel 58 us, C 112 us, MetalLB 128 us, OpenELB 149 us;",
               "MetalLB answers 10,000 questions a second.")
    report.write()


def tell_latencies(report, times, lost):
    base = {subject.protocol: found for subject, found in times.items() if subject.who == FLOOR}
    rows = [[f"{s.protocol}, {s.who}", len(found), lost[s], *spread(found, last=0.99),
             *(ratio(quantile(found, share), quantile(base[s.protocol], share)) if found else "-" for share in (0.5, 0.99))]
            for s, found in times.items()]
    report.table("Time to an answer (microseconds)",
                 ["who answers", "answers", "lost", "min", "median", "p90", "p99", "max", "median : C", "p99 : C"], rows)


def tell_floods(report, floods):
    def cell(sent, answered):
        return f"{answered / FLOOD_SECONDS:,.0f} ({100 * max(0, sent - answered) / max(1, sent):.1f} %)"

    def most(steps):
        clean = [answered for _, sent, answered in steps if sent and answered >= sent * (1 - LOSS)]
        return f"{max(clean, default=0) / FLOOD_SECONDS:,.0f}"

    report.table(
        f"Answers a second under a flood of {FLOOD_SECONDS} s (and questions lost)",
        ["who answers", *(f"{rate:,}/s asked" for rate in RATES), f"most with at most {LOSS:.1%} lost"],
        [[f"{s.protocol}, {s.who}", *(cell(sent, answered) for _, sent, answered in steps), most(steps)] for s, steps in floods.items()])
