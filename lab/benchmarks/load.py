"""Whether addresses stay where they are while the machine has more to do than it can."""

import collections
import contextlib
import os
import random
import subprocess
import time

from allocation import QUIET, create
from cluster import NODES, Tools, await_that, macs, on, start_on
from failover import DUET, is_served
from kubeapi import Api, Watch, call
from report import Report
from rows import SILENCE
from scene import SERVICES, Scene, eip, pod, service
from sight import Sight, longest_duet, longest_silence

RUNS = 1
SECONDS = 180  # of hungry processes
KEPT = 10  # addresses that are to stay where they are
EIP, MANY = "bench-load", "bench-load-many"
METRICS, PREFIX = "http://127.0.0.1:50051/metrics", "openelb_speaker_"
PATIENCE = 300  # seconds: until all Services have their addresses

Outcome = collections.namedtuple("Outcome", "load seconds moves fenced busy outage failed broken")


def hungry_processes(_):
    """As many on each node as the machine has processors; they are no Pods, and weigh as much as all of a node's Pods do."""
    command = ("timeout", SECONDS, "sha256sum", "/dev/zero")
    for each in [start_on(node, *command, output=subprocess.DEVNULL) for node in NODES for _ in range(os.cpu_count())]:
        each.wait()
    return 0


def services_come_and_go(count):
    """Each is taken once, by the node that is chosen for it."""
    api = Api()
    with contextlib.closing(Watch(api, SERVICES)) as watch:
        create(api, count, lambda name: service(name, MANY, {"app": "none"}, ipFamilies=["IPv6"]), prefix="many")
        await_that("nothing is written any more", lambda: watch.quiet_for(QUIET), PATIENCE)
        connection = api.connect()
        for number in range(count):
            call(connection, "DELETE", f"{SERVICES}/many{number}")
        connection.close()
        await_that("all are gone", lambda: watch.quiet_for(QUIET), PATIENCE)
    return count


LOADS = {"hungry processes": hungry_processes, "Services come and go": services_come_and_go}


def counted():
    """What all speakers have counted so far."""
    total = collections.Counter()
    for node in NODES:
        for line in on(node, "curl", "--silent", "--fail", METRICS).splitlines():
            if line.startswith(PREFIX):
                name, value = line.removeprefix(PREFIX).rsplit(" ", 1)
                total[name] += float(value)
    return total


def run(load, count, address, tools, nodes):
    before, began = counted(), time.monotonic()
    with Sight(tools, address, "br0") as sight:
        chosen = LOADS[load](count)
        after, over = counted(), time.monotonic()
        answers, failed, outages = sight.end()
    voices = [(at, nodes.get(mac, mac)) for at, mac in answers]
    rules = [
        (longest_duet(voices) > DUET, f"two voices for {longest_duet(voices):.1f} s"),
        (longest_silence(voices, began, over) > SILENCE, f"no voice for {longest_silence(voices, began, over):.1f} s"),
    ]
    outcome = Outcome(
        load=load,
        seconds=over - began,
        moves=after["taken_total"] - before["taken_total"] - chosen,
        fenced=after["fenced_total"] - before["fenced_total"],
        busy=after["busy_interfaces"],
        outage=max((each.length for each in outages), default=0),
        failed=failed,
        broken=[rule for is_broken, rule in rules if is_broken],
    )
    print(outcome, flush=True)
    return outcome


def measure(options):
    chance = random.Random(options.seed)
    report = None if options.check else Report("load", "Addresses on a busy machine", options)
    kept = [service(f"kept{number}", EIP, {"app": "web"}) for number in range(KEPT)]
    backend = pod("web", chance.choice(NODES), {"app": "web"})
    # The second pool is as large as needed, on the nodes' segment, where IPv4 has no room for that many.
    with Tools() as tools, Scene(eip(EIP, "192.168.0.200-192.168.0.209"), eip(MANY, "fd00:168::3:0/112"), backend, *kept):
        addresses = [Scene.address(each["metadata"]["name"]) for each in kept]
        await_that(f"{addresses[0]} is served", lambda: is_served(addresses[0]))
        outcomes = [run(load, options.services, addresses[0], tools, macs()) for _ in range(options.runs) for load in LOADS]
    if report:
        tell(report, outcomes, options.services)
    return [f"{outcome.load}: {rule}" for outcome in outcomes for rule in outcome.broken]


def tell(report, outcomes, count):
    report.say(
        f"{KEPT} Services have addresses, and nothing is wrong with any node; then the processors are taken. Hungry processes: as many on each node",
        f"as the machine has processors, for {SECONDS} s. Services come and go: {count} are created at once, and deleted. A move is an address that",
        "another node took over; fenced is how often a speaker fell silent because it had stalled; busy is how many asked the others for more",
        "time at the end. The client connects to one of the addresses every 20 ms.", "")
    heads = ["load", "seconds", "moves", "fenced", "busy speakers", "longest outage (s)", "failed connections"]
    report.table("What became of them", heads, [
        [o.load, f"{o.seconds:.0f}", f"{o.moves:.0f}", f"{o.fenced:.0f}", f"{o.busy:.0f}", f"{o.outage:.2f}", o.failed] for o in outcomes])
    report.write()
