"""How long Services that are created at once wait for their addresses, beside the same Services in nobody's care."""

import collections
import concurrent.futures
import contextlib
import itertools
import random
import time

from cluster import await_that
from kubeapi import Api, Watch, call
from report import Report, quantile, ratio, spread
from scene import NAMESPACE, Scene, eip, service

RUNS = 3
CONNECTIONS = 8
EIP = "bench-allocation"
POOL = "fd00:168::1:0/112"  # on the nodes' segment, where IPv4 has no room for that many
SERVICES = f"/api/v1/namespaces/{NAMESPACE}/services"
PATIENCE, QUIET = 300, 3  # seconds: for all addresses, and without a change until all is taken for written

Burst = collections.namedtuple("Burst", "ours requests waits whole writes eip_writes seconds events addresses")


def manifest(number, ours):
    made = service(f"s{number}", EIP, {"app": "none"}, ipFamilies=["IPv6"])
    if not ours:
        made["metadata"]["annotations"] = {}
        made["spec"]["loadBalancerClass"] = "example.com/other"
    return made


def create(api, count, ours):
    """Creates Services on several connections at once: for each name the times before and after its request."""
    numbers, times = iter(range(count)), {}

    def one_connection(connection):
        # next() of one range, by threads that hold the interpreter's lock: each number is taken once.
        for number in iter(lambda: next(numbers, None), None):
            before = time.monotonic()
            call(connection, "POST", SERVICES, manifest(number, ours))
            times[f"s{number}"] = (before, time.monotonic())
        connection.close()

    connections = [api.connect() for _ in range(CONNECTIONS)]
    for connection in connections:
        connection.connect()
    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
        for done in [pool.submit(one_connection, connection) for connection in connections]:
            done.result()
    return times


def first_addresses(watch):
    """For each Service when its address was first seen, and that address."""
    found = {}
    for at, _, seen in list(watch.changes):
        ingress = seen["status"]["loadBalancer"].get("ingress")
        if ingress:
            found.setdefault(seen["metadata"]["name"], (at, ingress[0]["ip"]))
    return found


def burst(api, count, ours):
    with contextlib.closing(Watch(api, SERVICES)) as watch, \
            contextlib.closing(Watch(api, "/apis/network.kubesphere.io/v1alpha2/eips")) as eips:
        created = create(api, count, ours)
        if ours:
            await_that("every Service has its address", lambda: len(first_addresses(watch)) == count, PATIENCE)
        found = first_addresses(watch)
        await_that("nothing is written any more", lambda: watch.quiet_for(QUIET), PATIENCE)
        changes, eip_changes = list(watch.changes), [c for c in eips.changes if c[2]["metadata"]["name"] == EIP]
    start = min(before for before, _ in created.values())
    ends = [at for at, _ in found.values()] or [after for _, after in created.values()]
    events = call(api.connect(), "GET", f"/api/v1/namespaces/{NAMESPACE}/events")["items"]
    return Burst(
        ours=ours,
        requests=[1000 * (after - before) for before, after in created.values()],
        waits=[1000 * (at - created[name][0]) for name, (at, _) in found.items()],
        whole=max(ends) - start,
        writes=collections.Counter(writer(change) for _, kind, change in changes if kind == "MODIFIED"),
        eip_writes=len(eip_changes),
        seconds=changes[-1][0] - changes[0][0],
        events=collections.Counter(event["reason"] for event in events if event["involvedObject"]["kind"] == "Service"),
        addresses=len({address for _, address in found.values()}),
    )


def writer(changed):
    """Who wrote last, as managedFields tells; of writes in the same second it is the one listed last."""
    entry = max(enumerate(changed["metadata"].get("managedFields", [])), key=lambda e: (e[1]["time"], e[0]), default=None)
    return f"{entry[1]['manager']} {entry[1].get('subresource', '')}".strip() if entry else "unknown"


def clear(api):
    connection = api.connect()
    call(connection, "DELETE", SERVICES)
    await_that("the Services are gone", lambda: not call(connection, "GET", f"{SERVICES}?limit=1")["items"], PATIENCE)
    call(connection, "DELETE", f"/api/v1/namespaces/{NAMESPACE}/events")
    connection.close()


def measure(options):
    report = Report("allocation", "Allocation", options)
    report.say(
        f"{options.services} Services are created at once on {CONNECTIONS} connections, by turns ours and such with a loadBalancerClass",
        "that nobody serves here (others). A wait is from sending the request until a watch tells of the address in status; the whole is",
        "from the first request until the last answer (others) or the last address (ours).", "")
    chance = random.Random(options.seed)
    with Scene(eip(EIP, POOL)):
        api = Api()
        bursts = []
        for _ in range(options.runs):
            for ours in chance.sample([True, False], 2):
                bursts.append(burst(api, options.services, ours))
                clear(api)
                print("ours" if ours else "others", f"{bursts[-1].whole:.2f} s", flush=True)
    tell(report, [b for b in bursts if b.ours], [b for b in bursts if not b.ours], options.services)
    report.write()


def tell(report, ours, others, count):
    def merged(name, bursts):
        return list(itertools.chain.from_iterable(getattr(burst, name) for burst in bursts))

    heads = ["", "min", "median", "p90", "p99", "max", "median : others", "p99 : others"]
    base = merged("requests", others)
    rows = [[name, *spread(found, 1, last=0.99), *(ratio(quantile(found, s), quantile(base, s)) for s in (0.5, 0.99))]
            for name, found in (("request, others", base), ("request, ours", merged("requests", ours)),
                                ("request to address", merged("waits", ours)))]
    report.table("One Service (milliseconds)", heads, rows)
    rows = [[number + 1, f"{o.whole:.2f}", f"{count / o.whole:.0f}", f"{b.whole:.2f}", f"{count / b.whole:.0f}",
             ratio(o.whole, b.whole), o.addresses] for number, (o, b) in enumerate(zip(ours, others))]
    report.table("The whole (seconds)", ["burst", "ours", "addresses a second", "others", "creations a second", "ours : others",
                                         "distinct addresses"], rows)
    written = sum((burst.writes for burst in ours), collections.Counter())
    made = count * len(ours)
    rows = [["a Service, after its creation", f"{written.total() / made:.2f}", "a Service"]]
    rows += [[f"... last manager {who}", f"{times / made:.2f}", "a Service"] for who, times in written.most_common()]
    rows += [["the Eip", f"{sum(b.eip_writes for b in ours) / sum(b.seconds for b in ours):.2f}", "a second"]]
    told = sum((burst.events for burst in ours), collections.Counter())
    rows += [[f"Events {reason}", f"{times / made:.2f}", "a Service"] for reason, times in told.most_common()]
    report.table("Writes to ours", ["to", "writes", "each"], rows)
    report.say("For scale, measured elsewhere on two cores: MetalLB gives out 19 to 34 addresses a second, OpenELB 11.")
