"""How long Services that are created at once wait for their addresses, beside Services that get none, or get them from the benchmark."""

import collections
import concurrent.futures
import contextlib
import ipaddress
import itertools
import random
import re
import time

from audit import Audit
from cluster import await_that, kubectl
from kubeapi import Api, Watch, call, call_text
from report import Report, quantile, ratio, spread
from scene import NAMESPACE, SERVICES, Scene, eip, service

RUNS = 3
CONNECTIONS = 8
EIP = "bench-allocation"
POOL = "fd00:168::1:0/112"  # on the nodes' segment, where IPv4 has no room for that many
CALLS = re.compile(r'apiserver_admission_webhook_admission_duration_seconds_(sum|count)\{.*name="services\.openelb\.io".*type="(\w+)"')
ALONE = 100
OPERATOR = ("-n", "openelb-system")
PATIENCE, QUIET = 300, 3  # seconds: for all addresses, and without a change until all is taken for written

KINDS = OURS, BY_HAND, OTHERS = "ours", "by hand", "others"

Burst = collections.namedtuple("Burst", "kind requests waits whole writes calls seconds addresses")
Burst.__doc__ = """Services that were created at once.

kind: ours, which our programs give addresses; others, which get none; or by hand: others whose status the benchmark writes
"""


def our_service(name):
    return service(name, EIP, {"app": "none"}, ipFamilies=["IPv6"])


def other_service(name):
    made = our_service(name)
    made["metadata"]["annotations"] = {}
    made["spec"]["loadBalancerClass"] = "example.com/other"
    return made


def create(api, count, make, prefix="s", then=None):
    """Creates Services, which `make` makes from names, on several connections at once: for each name the times before and after.

    then: what is done with each on its connection when it is there
    """
    names, times = iter([f"{prefix}{number}" for number in range(count)]), {}

    def one_connection(connection):
        # next() of one list, by threads that hold the interpreter's lock: each name is taken once.
        for name in iter(lambda: next(names, None), None):
            times[name] = post(connection, make(name))
            if then:
                then(connection, name)
        connection.close()

    connections = [api.connect() for _ in range(CONNECTIONS)]
    for connection in connections:
        connection.connect()
    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
        for done in [pool.submit(one_connection, connection) for connection in connections]:
            done.result()
    return times


def post(connection, made):
    """Creates a Service: the times before and after."""
    before = time.monotonic()
    call(connection, "POST", SERVICES, made)
    return before, time.monotonic()


def give_address(connection, name):
    """What an operator that costs nothing would do: one write of a Service's status."""
    address = str(ipaddress.ip_network(POOL)[1 + int(name.removeprefix("s"))])
    call(connection, "PATCH", f"{SERVICES}/{name}/status", {"status": {"loadBalancer": {"ingress": [{"ip": address}]}}})


def alone(api, count):
    """Creates Services one after the other, ours and others in turn: how long the requests of each take, in milliseconds, and what
    the API server told of its webhook calls meanwhile."""
    connection, took, before_all = api.connect(), {True: [], False: []}, webhook_calls(api)
    for number in range(2 * count):
        ours = number % 2 == 0
        before, after = post(connection, (our_service if ours else other_service)(f"alone{number}"))
        took[ours].append(1000 * (after - before))
    connection.close()
    return took, webhook_calls(api) - before_all


def webhook_calls(api):
    """How often the API server has asked our webhooks about Services, and how many seconds it waited: by `count` or `sum`, and by type."""
    told = collections.Counter()
    for line in call_text(api.connect(), "/metrics").splitlines():
        if found := CALLS.match(line):
            told[found.groups()] += float(line.rsplit(" ", 1)[1])
    return told


def call_count(told):
    return sum(number for (what, _), number in told.items() if what == "count")


def first_addresses(watch):
    """For each Service when its address was first seen, and that address."""
    found = {}
    for at, _, seen in list(watch.changes):
        ingress = seen["status"]["loadBalancer"].get("ingress")
        if ingress:
            found.setdefault(seen["metadata"]["name"], (at, ingress[0]["ip"]))
    return found


def burst(api, count, kind):
    audit, calls, begun = Audit(), webhook_calls(api), time.monotonic()
    with contextlib.closing(Watch(api, SERVICES)) as watch:
        created = create(api, count, our_service if kind == OURS else other_service, then=give_address if kind == BY_HAND else None)
        if kind != OTHERS:
            await_that("every Service has its address", lambda: len(first_addresses(watch)) == count, PATIENCE)
        found = first_addresses(watch)
        await_that("nothing is written any more", lambda: watch.quiet_for(QUIET), PATIENCE)
    start = min(before for before, _ in created.values())
    ends = [at for at, _ in found.values()] or [after for _, after in created.values()]
    return Burst(
        kind=kind,
        requests=[1000 * (after - before) for before, after in created.values()],
        waits=[1000 * (at - created[name][0]) for name, (at, _) in found.items()],
        whole=max(ends) - start,
        writes=audit.writes(),
        calls=call_count(webhook_calls(api) - calls),
        seconds=time.monotonic() - begun,
        addresses=len({address for _, address in found.values()}),
    )


def clear(api):
    connection = api.connect()
    call(connection, "DELETE", SERVICES)
    await_that("the Services are gone", lambda: not call(connection, "GET", f"{SERVICES}?limit=1")["items"], PATIENCE)
    call(connection, "DELETE", f"/api/v1/namespaces/{NAMESPACE}/events")
    connection.close()


def measure(options):
    report = None if options.check else Report("allocation", "Allocation", options)
    chance = random.Random(options.seed)
    with Scene(eip(EIP, POOL), patience=PATIENCE + options.present):
        api, bursts = Api(), []
        for _ in range(options.runs):
            for kind in chance.sample(KINDS, len(KINDS)):
                bursts.append(burst(api, options.services, kind))
                clear(api)
                print(kind, f"{bursts[-1].whole:.2f} s", flush=True)
        fill(api, options.present)
        one_by_one = alone(api, ALONE)
        restart = await_new_leader(api)
    if report:
        if bursts:
            tell(report, *([b for b in bursts if b.kind == kind] for kind in KINDS), options.services)
        tell_alone(report, *one_by_one, options.present)
        tell_restart(report, restart, options.present)
        report.say("For scale, measured elsewhere on two cores: MetalLB gives out 19 to 34 addresses a second, OpenELB 11.")
        report.write()


def fill(api, count):
    """Has so many Services of ours with their addresses in the cluster."""
    with contextlib.closing(Watch(api, SERVICES)) as watch:
        create(api, count, our_service, prefix="present")
        await_that("every Service has its address", lambda: len(first_addresses(watch)) == count, PATIENCE + count)


def leader():
    return kubectl(*OPERATOR, "get", "lease", "openelb-operator", "-o", "jsonpath={.spec.holderIdentity}")


def await_new_leader(api):
    """Deletes the Pod that leads: after how many seconds a Service that is created when another leads has its address."""
    before = leader()
    with contextlib.closing(Watch(api, SERVICES)) as watch:
        began = time.monotonic()
        kubectl(*OPERATOR, "delete", "pod", before, "--wait=false")
        # Until it ends, the old one would give the address.
        await_that("another Pod leads", lambda: leader() not in ("", before), PATIENCE, pause=0.05)
        create(api, 1, our_service, prefix="after-restart")
        (at, _), = await_that("the new leader decides", lambda: list(first_addresses(watch).values()), PATIENCE, pause=0.01)
    return at - began


def tell_restart(report, seconds, present):
    report.say(f"The operator's leading Pod was deleted with {present} Services present, and a Service created as soon as another led:", f"it had its address {seconds:.1f} s after the deletion.", "")


def tell_alone(report, took, told, present):
    rows = [[name, *spread(took[ours], 1, last=0.99)] for name, ours in (("others", False), ("ours", True))]
    more = [f"{quantile(took[True], share) - quantile(took[False], share):.1f}" for share in (0.5, 0.99)]
    report.table(f"One creation after the other, with {present} Services present (milliseconds)",
                 ["request", "min", "median", "p90", "p99", "max"], rows)
    report.say(f"So the webhook adds {more[0]} ms to the median and {more[1]} ms to the 99th percentile.")
    waited = [f"{1000 * told['sum', kind] / told['count', kind]:.1f} ms for the {name}" for kind, name in (("admit", "mutating"), ("validating", "validating"))]
    report.say(f"By its own count the API server waited on average {' and '.join(waited)} webhook.", "")


def tell(report, ours, by_hand, others, count):
    report.say(
        f"{count} Services are created at once on {CONNECTIONS} connections, by turns ours and such with a loadBalancerClass",
        "that nobody serves here (others). By hand means others whose status the benchmark writes, after each creation on the same connection:",
        "what API server and kube-proxies take for Services with addresses, and no load balancer can take less. A wait is from sending the",
        "request until a watch tells of the address in status; the whole is from the first request until the last answer (others) or the last address.", "")

    def merged(name, bursts):
        return list(itertools.chain.from_iterable(getattr(burst, name) for burst in bursts))

    heads = ["", "min", "median", "p90", "p99", "max", "median : others", "p99 : others"]
    base = merged("requests", others)
    rows = [[name, *spread(found, 1, last=0.99), *(ratio(quantile(found, s), quantile(base, s)) for s in (0.5, 0.99))]
            for name, found in (("request, others", base), ("request, ours", merged("requests", ours)),
                                ("request to address, by hand", merged("waits", by_hand)), ("request to address, ours", merged("waits", ours)))]
    report.table("One Service (milliseconds)", heads, rows)
    rows = [[number + 1, f"{o.whole:.2f}", f"{count / o.whole:.0f}", f"{b.whole:.2f}", f"{count / b.whole:.0f}",
             f"{h.whole:.2f}", ratio(h.whole, b.whole), ratio(o.whole, b.whole), o.addresses]
            for number, (o, h, b) in enumerate(zip(ours, by_hand, others))]
    report.table("The whole (seconds)", ["burst", "ours", "addresses a second", "others", "creations a second", "by hand", "by hand : others",
                                         "ours : others", "distinct addresses"], rows)
    written = sum((burst.writes for burst in ours), collections.Counter())
    made = count * len(ours)
    seconds = sum(burst.seconds for burst in ours)
    rows = [[*(str(word) for word in what), times, f"{times / made:.3f}", f"{times / seconds:.2f}"]
            for what, times in written.most_common()]
    report.table("Our programs' writes, from the audit log", ["program", "verb", "to", "HTTP", "writes", "a Service", "a second"], rows)
    idle = sum((burst.writes for burst in others), collections.Counter())
    touched = sum(times for (_, _, kind, _), times in idle.items() if kind.startswith("services"))
    report.say(f"For {made} Services of ours the webhook was called {sum(b.calls for b in ours):.0f} times; for as many others",
               f"{sum(b.calls for b in others):.0f} times, and our programs wrote {touched} times to them.", "")
