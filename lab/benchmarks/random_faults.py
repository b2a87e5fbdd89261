"""Random faults that overlap, in an order that a seed gives, while a checker watches what the segment says of some addresses."""

import collections
import contextlib
import math
import random
import time

import faults
from cluster import NODES, SPEAKER_PODS, Tools, await_that, awaited_speakers, kubectl, macs
from endpoints import ReadyEndpoints
from report import Report
from scene import NAMESPACE, Scene, eip, pod, service
from sight import Voices, longest_duet

RUNS = 1
ROUND = 10  # faults, until all is mended
RESTS = 2  # seconds without a change, after which the segment is at rest
# Seconds without an answer while a node could give one: a takeover, and the two that are granted to a speaker that is ranked better
# and lives, but can't read the ranking, as after a restart without the API server (docs/adr/0003).
SILENCE = 4
DUET = 1  # seconds with two voices at rest
MENDED = 45  # seconds, at most, until all is as it should be, when all is mended: an operator may have lost its lease
POOLS = {"v4": "192.168.0.230-192.168.0.239", "v6": "fd00:168::230-fd00:168::239"}
SERVICES = {"web-0": "v4", "web-1": "v4", "web-2": "v6", "web-3": "v6"}

# Faults that end: what they are, and for how many seconds they last; those without an end last until all is mended.
NODE_FAULTS = {"unplugged": (1, 6), "frozen": (1, 10), "killed": None, "cut_off": (1, 5), "excluded": None}
FAULTS = {**NODE_FAULTS, "without_api": (2, 5), "advertisements_dropped": (1, 6)}
UNTIL_MENDED = [kind for kind, lasting in FAULTS.items() if not lasting]
SWITCHED = ("policy", "endpoints")  # they just change

Step = collections.namedtuple("Step", "at verb kind subject")
Step.__doc__ = """What happens so many seconds after a round began: a fault `begins` or `ends`, or a Service is `set` otherwise."""
Span = collections.namedtuple("Span", "start end kind subject")


def plan(chance, count):
    """The steps of a round, in order."""
    steps, until, at = [], {}, 0  # until: when faults end
    while sum(step.verb != "ends" for step in steps) < count:
        at += chance.uniform(0.2, 1.2)
        kind = chance.choice([*FAULTS, *SWITCHED])
        without_api = until.get(("without_api", None), 0) > at
        if kind in SWITCHED and not without_api:
            steps.append(Step(at, "set", kind, (chance.choice(list(SERVICES)), value(kind, chance))))
        if kind in SWITCHED or kind == "excluded" and without_api:
            continue
        subject = chance.choice(NODES) if kind in NODE_FAULTS else None
        fault = (kind, None if kind == "cut_off" else subject)  # there is one cut at a time
        if until.get(fault, 0) <= at:
            until[fault] = at + chance.uniform(*FAULTS[kind]) if FAULTS[kind] else math.inf
            steps += [Step(at, "begins", kind, subject), Step(until[fault], "ends", kind, subject)]
    return sorted((step for step in steps if step.at < math.inf), key=lambda step: step.at)


def value(kind, chance):
    """A policy, or the nodes whose Pods are endpoints."""
    return chance.choice(["Cluster", "Local"]) if kind == "policy" else tuple(chance.sample(NODES, chance.randint(1, len(NODES))))


def insist(*words):
    """Has the API server accept something, even if the webhook that it asks is on a node that is out of reach."""
    def accepted():
        try:
            return kubectl("-n", NAMESPACE, *words)
        except RuntimeError as refused:
            if "failed calling webhook" not in str(refused):
                raise
            return None

    await_that(f"accepted: {' '.join(words)}", accepted)


class World:
    """What the faults have made of the cluster, and when."""

    def __init__(self):
        self.open = {}  # (kind, subject): the context of a fault, and since when
        self.spans = []  # faults that are over
        self.changes = []  # times
        self.began = time.monotonic()  # the round
        self.policy = dict.fromkeys(SERVICES, "Cluster")
        self.endpoints = dict.fromkeys(SERVICES, NODES)

    def do(self, step):
        if step.verb == "begins":
            self.begin(step.kind, step.subject)
        elif step.verb == "ends":
            self.end(step.kind, step.subject)
        else:
            self.set(step.kind, *step.subject)
        self.changes.append(time.monotonic())

    def begin(self, kind, subject):
        context, since = getattr(faults, kind)(*[subject] if subject else []), time.monotonic()
        context.__enter__()
        self.open[kind, subject] = context, since

    def end(self, kind, subject):
        context, since = self.open.pop((kind, subject))
        context.__exit__(None, None, None)
        self.spans.append(Span(since, time.monotonic(), kind, subject))

    def set(self, kind, name, value):
        getattr(self, kind)[name] = value
        if kind == "policy":
            insist("patch", "service", name, "-p", f'{{"spec":{{"externalTrafficPolicy":"{value}"}}}}')
            return
        for node in NODES:
            insist("label", "pod", f"on-{node}", f"{name}={'yes' if node in value else 'no'}", "--overwrite")

    def mend(self):
        """Ends all faults; those last that only end well when no other is left."""
        for kind, subject in sorted(self.open, key=lambda fault: (fault[0] in UNTIL_MENDED, fault[0] != "without_api")):
            self.end(kind, subject)
        self.changes.append(time.monotonic())

    def told(self, start, end):
        """When, as the steps of the round are told."""
        return f"from {start - self.began:.1f} to {end - self.began:.1f} s"

    def eligible(self, name):
        """The nodes that may answer for a Service when all is mended."""
        return set(NODES if self.policy[name] == "Cluster" else self.endpoints[name])

    def available(self, node, start, end, unready):
        """For how long at a stretch, between those two, nothing kept that node from answering.

        unready: the spans in which nodes had no ready endpoint and needed one
        """
        longest, since = 0, start
        for span in sorted(span for span in self.spans + unready if span.subject == node and span.end > start and span.start < end):
            longest, since = max(longest, span.start - since), max(since, span.end)
        return max(longest, end - since)


def scene():
    labels = dict.fromkeys(SERVICES, "yes")
    return Scene(
        *(eip(f"bench-{name}", addresses) for name, addresses in POOLS.items()),
        *(pod(f"on-{node}", node, labels) for node in NODES),
        *(service(name, f"bench-{family}", {name: "yes"}, ipFamilies=[f"IP{family}"]) for name, family in SERVICES.items()))


class Checker:
    """Watches one Service's address."""

    def __init__(self, name, tools, nodes):
        self.name, self.address, self.nodes = name, Scene.address(name), nodes
        self.voices = Voices(tools, self.address, "br0")
        self.seen = 0

    def owner(self):
        return self.nodes.get(self.voices.voice())

    def unsettled(self, world):
        """What is not yet as it must be when nothing goes wrong; nothing when all is."""
        eligible, ranked, owner = world.eligible(self.name), Scene.ranking(self.name), self.owner()
        if owner in eligible and set(ranked) == eligible:
            return []
        return [f"{self.address}: {owner} answers and {ranked} are ranked at rest, where {sorted(eligible)} may answer"]

    def fresh(self):
        """The answers since the last time, as (time, node), and the last one before them."""
        answers = [(at, self.nodes.get(mac, mac)) for at, mac in self.voices.lines()[max(0, self.seen - 1):]]
        self.seen = len(self.voices.answers)
        return answers

    def broken(self, world, steady, allowed, unready):
        """The rules that were broken in a round.

        steady: the nodes that might answer all the time; allowed: those that might at some time; unready: the spans in which
        nodes had no ready endpoint and needed one
        """
        answers = self.fresh()
        for (start, _), (end, _) in zip(answers, answers[1:]):
            able = [node for node in steady if end - start > SILENCE and world.available(node, start, end, unready) > SILENCE]
            if able:
                yield f"{self.address}: no voice {world.told(start, end)}, though {' and '.join(able)} could answer"
        for node in {node for _, node in answers} - allowed:
            yield f"{self.address}: {node} answered, and may not"
        for start, end in zip(world.changes, world.changes[1:]):
            duet = longest_duet([answer for answer in answers if start + RESTS < answer[0] < end])
            if duet > DUET:
                yield f"{self.address}: two voices at rest for {duet:.1f} s {world.told(start, end)}"


def one_round(steps, world, checkers, endpoints):
    """Takes the steps, mends all, and lists the broken rules."""
    steady = {checker: world.eligible(checker.name) for checker in checkers}
    allowed = dict(steady)
    local = {checker for checker in checkers if world.policy[checker.name] == "Local"}
    start = world.began = time.monotonic()
    for step in steps:
        time.sleep(max(0, start + step.at - time.monotonic()))
        print(f"{time.monotonic() - start:6.1f} s: {step.kind} {step.verb} {step.subject or ''}", flush=True)
        world.do(step)
        excluded = {subject for kind, subject in world.open if kind == "excluded"}
        for checker in checkers:
            steady[checker] = steady[checker] & world.eligible(checker.name) - excluded
            allowed[checker] = allowed[checker] | world.eligible(checker.name)
            if world.policy[checker.name] == "Local":
                local.add(checker)
    world.mend()
    broken = settle(world, checkers, endpoints)
    for checker in checkers:
        unready = [Span(*span, "unready", node) for *span, node in endpoints.without(checker.name)] if checker in local else []
        broken += checker.broken(world, steady[checker], allowed[checker], unready)
    return broken


def settle(world, checkers, endpoints):
    """Waits until those that may answer are ranked, and one of them does, and for a while nothing changes that; lists what is not so."""
    awaited_speakers()
    # Kubernetes' part, which takes it a minute when its clients are late to come back to the API server.
    await_that("the cluster has its API server back", faults.has_recovered, 180)
    since = mended = None

    def all_ready():
        return all(endpoints.now(name) == set(nodes) for name, nodes in world.endpoints.items())

    def is_over():
        """All is at rest, or had the time for it since all endpoints were ready: Kubernetes may take that back once more."""
        nonlocal since, mended
        now = time.monotonic()
        mended = (mended or now) if all_ready() else None
        since = None if any(checker.unsettled(world) for checker in checkers) else since or now
        return mended and now - (since or mended) > RESTS + DUET + (0 if since else MENDED)

    await_that("Kubernetes has all endpoints ready, and leaves it at that", is_over, 300)
    world.changes.append(time.monotonic())
    return [rule for checker in checkers for rule in checker.unsettled(world)]


def measure(options):
    print(f"seed {options.seed}: {options.count} faults", flush=True)
    chance, broken, world = random.Random(options.seed), [], World()
    report = None if options.check else Report("faults", "Random faults", options)
    with contextlib.ExitStack() as stack:
        tools, _ = stack.enter_context(Tools()), stack.enter_context(scene())
        kubectl("-n", NAMESPACE, "wait", "pod", "--all", "--for", "condition=Ready", "--timeout", "120s")
        nodes, endpoints = macs(), stack.enter_context(contextlib.closing(ReadyEndpoints()))
        checkers = [Checker(name, tools, nodes) for name in SERVICES]
        for checker in checkers:
            stack.enter_context(checker.voices)
        stack.callback(world.mend)
        broken += one_round([], world, checkers, endpoints)
        for done in range(0, options.count, ROUND):
            found = one_round(plan(chance, min(ROUND, options.count - done)), world, checkers, endpoints)
            print(f"{min(options.count, done + ROUND)} of {options.count} faults:", found or "in order", flush=True)
            if found:
                seconds = time.monotonic() - world.began
                print(f"The round began {seconds:.1f} s before {time.strftime('%H:%M:%S', time.gmtime())}.", *journals(seconds), sep="\n", flush=True)
            broken += found
    if report:
        tell(report, options.count, broken)
    return [f"seed {options.seed}: {rule}" for rule in broken]


def journals(seconds):
    """What the speakers told of addresses in the last so many seconds; those whose Pods were replaced can't tell any more."""
    for pod in kubectl("get", *SPEAKER_PODS, "-o", "jsonpath={range .items[*]}{.spec.nodeName} {.metadata.name}{'\\n'}{end}").splitlines():
        node, name = pod.split()
        for line in kubectl("-n", "openelb-system", "logs", name, "--since", f"{math.ceil(seconds)}s").splitlines():
            if " Journal - " in line or " Speaker - " in line:
                yield f"{node}: {line}"


def tell(report, count, broken):
    report.say(
        f"{count} faults, {ROUND} at a time, which overlap; then all is mended, and a rest follows. {len(SERVICES)} addresses are asked for",
        f"every 10 ms. A rule is broken by two voices at rest for over {DUET} s, by no voice for over {SILENCE} s while a node could answer,",
        "and by the voice of a node that may not.", "", f"Rules broken: {len(broken) or 'none'}.", *(f"- {rule}" for rule in broken))
    report.write()
