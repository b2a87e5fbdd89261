"""The faults of which a failover is measured: for each what goes wrong, for how long, and what must be so meanwhile."""

import collections
import contextlib
import json
import time

import faults
import unrest
from cluster import await_that, kubectl
from sight import Stream, Voices

SILENCE = 10  # seconds: of nobody, what breaks a safety rule. Far above the goals, which a busy machine may miss.

Target = collections.namedtuple("Target", "service address owner eligible picked switch tools macs away")
Target.__doc__ = """An address that has an owner.

eligible: all nodes that may own it; picked: one of them, by chance
macs: the nodes by the MACs of their NICs of that name
away: for how many seconds the API server is gone before more goes wrong
"""

Row = collections.namedtuple("Row", "fault lasting owner told nic agreement silence after every", defaults=(5, "changes", True, "eth0", 10, SILENCE, list, 1))
Row.__doc__ = """A fault: a context that takes a Target. It may give a function that lists what is wrong while the fault lasts.

lasting: for how many seconds it does
owner: of the address while it lasts: it "changes", it "stays", or may be "any"
told: whether the answers on the segment tell who owns the address
agreement: within how many seconds after it API, segment and speakers must agree
silence: for how many seconds, at most, nobody answers
after: a function that lists what is wrong then
every: of how many runs it takes part in one
"""

TOLD = 6  # seconds: after which a gain is told no more
SWITCHES = {"eth0": "br0", faults.SECOND_NIC: "br2"}  # what the NICs' cables end in


def of_owner(fault):
    return lambda target: fault(target.owner)


def unbroken(work):
    """A connection that stays open lives through it."""
    @contextlib.contextmanager
    def worked(target):
        with Stream(target.address) as stream, work():
            yield stream.end

    return worked


@contextlib.contextmanager
def unplugged_while_kernels_answer(target):
    with faults.answering_kernels(target.address), faults.unplugged(target.owner):
        yield


def kernels_untold():
    with contextlib.suppress(TimeoutError):
        await_that("a condition says why", lambda: any("strictARP" in problem for problem in problems()), 10)
        return []
    return ["no Eip tells of strictARP"]


def problems():
    """What keeps nodes from announcing well, as the Eips' conditions say."""
    eips = json.loads(kubectl("get", "eip", "-o", "json"))["items"]
    conditions = [condition for each in eips for condition in each["status"].get("conditions", [])]
    return [each["message"] for each in conditions if each["type"] == "Degraded" and each["status"] == "True"]


@contextlib.contextmanager
def unplugged_without_api(target):
    with faults.without_api():
        time.sleep(target.away)
        with faults.unplugged(target.owner):
            yield
    await_that("the cluster has its API server back", faults.has_recovered, 180)


@contextlib.contextmanager
def second_cable_out_without_api(target):
    """The successor's cable was out, too, when the operator looked last."""
    successor, = set(target.eligible) - {target.owner}
    with contextlib.ExitStack() as gone:
        with faults.second_cable_out(successor):
            told = f"{successor}: interface {faults.SECOND_NIC} has no carrier"
            await_that("the operator knows", lambda: any(told in problem for problem in problems()))
            gone.enter_context(faults.without_api())
        with faults.second_cable_out(target.owner):
            yield
    await_that("the cluster has its API server back", faults.has_recovered, 180)


@contextlib.contextmanager
def cut(target):
    """One eligible node is alone on its side; the other, the Pod and the client are on the other."""
    with faults.cut_off(target.picked), Voices(target.tools, target.address, faults.CUT_OFF) as beyond:
        yield lambda: [] if target.macs.get(beyond.voice()) == target.picked else [f"{target.picked} does not answer on its side of the cut"]


@contextlib.contextmanager
def cut_healed_behind_firewall(target):
    """Each side has told of its gain by then, and nobody hears the other's advertisements."""
    with contextlib.ExitStack() as firewall:
        with faults.cut_off(target.picked):
            time.sleep(TOLD)
            firewall.enter_context(faults.advertisements_dropped())
        yield


ROWS = {
    "cable unplugged": Row(of_owner(faults.unplugged)),
    "node frozen": Row(of_owner(faults.frozen)),
    "speaker killed": Row(of_owner(faults.killed)),
    "speakers rolled out": Row(unbroken(faults.rolled_out), lasting=1, owner="any"),
    "key rotated": Row(unbroken(faults.rotated_key), lasting=1, owner="stays"),
    "node drained": Row(of_owner(faults.excluded)),
    "kernels answer, cable unplugged": Row(unplugged_while_kernels_answer, told=False, after=kernels_untold),
    "API server gone, cable unplugged": Row(unplugged_without_api, agreement=60, every=10),  # a leader is elected first
    "API server gone, second NIC dead": Row(second_cable_out_without_api, lasting=12, nic=faults.SECOND_NIC, agreement=60, every=10),
    "segment cut": Row(cut, owner="any"),
    "segment cut, healed behind a firewall": Row(cut_healed_behind_firewall, owner="any"),
    "advertisements dropped": Row(lambda _: faults.advertisements_dropped(), lasting=8, owner="stays"),
    "second NIC dead": Row(lambda target: faults.second_cable_out(target.owner), nic=faults.SECOND_NIC),
    "policy flipped": Row(unrest.flipped_policy, owner="stays", silence=3),
    "EndpointSlices deleted": Row(unrest.deleted_slices, owner="stays", silence=3),
    "storm of events": Row(unrest.storm, owner="stays", silence=3),
}
