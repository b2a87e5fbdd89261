"""What goes wrong, on purpose: each a context in which it is so, and after which it is not."""

import contextlib
import datetime
import json
import signal
import time

from cluster import NODES, SPEAKER_PODS, SPEAKERS, SWITCH, await_that, awaited_speakers, forget_neighbours, kubectl, lab, on, send_signal

OURS = ("-n", "openelb-system")
EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers"
NODE_PROGRAMS = ("openelb-speaker", "kubelet", "kube-proxy")
API_ADDRESS = "https://10.233.0.1"  # of Service kubernetes: the first of the API server's --service-cluster-ip-range
KEY, ROTATE = "openelb-speaker-key", "layer2.openelb.kubesphere.io/rotate"
CUT_OFF = "br1"  # the switch of those that are cut off
SECOND_NIC = "eth1"


@contextlib.contextmanager
def unplugged(node):
    lab("unplug", node)
    try:
        yield
    finally:
        lab("plug", node)


@contextlib.contextmanager
def frozen(node):
    """Its kernel forwards still."""
    send_signal(node, signal.SIGSTOP, *NODE_PROGRAMS)
    try:
        forget_neighbours()
        yield
    finally:
        send_signal(node, signal.SIGCONT, *NODE_PROGRAMS)


@contextlib.contextmanager
def killed(node):
    """The speaker's Pod is replaced afterwards, lest kubelet's back-off between restarts add up."""
    send_signal(node, signal.SIGKILL, "openelb-speaker")
    forget_neighbours()
    try:
        yield
    finally:
        kubectl("delete", *SPEAKER_PODS, "--field-selector", f"spec.nodeName={node}")
        awaited_speakers()


@contextlib.contextmanager
def rolled_out():
    kubectl(*OURS, "rollout", "restart", SPEAKERS)
    awaited_speakers()
    yield


@contextlib.contextmanager
def rotated_key():
    """Until the new key is the only one."""
    def entries():
        return json.loads(kubectl(*OURS, "get", "secret", KEY, "-o", "json"))["data"]

    before = entries()
    kubectl(*OURS, "annotate", "secret", KEY, "--overwrite", f"{ROTATE}={time.time_ns()}")
    await_that("the speakers have a new key", lambda: entries().keys() == {"current"} and entries() != before, 120)
    yield


@contextlib.contextmanager
def excluded(node):
    kubectl("label", "node", node, f"{EXCLUDED}=true")
    try:
        yield
    finally:
        kubectl("label", "node", node, f"{EXCLUDED}-")


@contextlib.contextmanager
def without_api():
    lab("stop", "master1", "apiserver")
    try:
        yield
    finally:
        lab("start", "master1", "apiserver")
        await_that("the API server is back", api_answers)


def api_answers():
    try:
        return kubectl("get", "--raw", "/readyz", "--request-timeout", "2s") == "ok"
    except RuntimeError:  # not yet
        return False


def has_recovered():
    """Whether the cluster has its API server back. After a long absence Kubernetes' own programs may need a minute for that."""
    return kubelets_reach_api() and pods_reach_api()


def kubelets_reach_api():
    """A kubelet renews its Lease every ten seconds. One that doesn't yet is still going to be taken for not ready."""
    now = datetime.datetime.now(datetime.timezone.utc)
    leases = json.loads(kubectl("-n", "kube-node-lease", "get", "leases", "-o", "json"))["items"]
    renewed = [datetime.datetime.fromisoformat(lease["spec"]["renewTime"]) for lease in leases]
    ready = kubectl("get", "nodes", "-o", "jsonpath={.items[*].status.conditions[?(@.type=='Ready')].status}").split()
    return all(now - at < datetime.timedelta(seconds=12) for at in renewed) and ready == ["True"] * len(NODES)


def pods_reach_api():
    """At the address that pods know: kube-proxy leads there."""
    try:
        return all(on(node, "curl", "-skf", "--max-time", "2", f"{API_ADDRESS}/readyz") == "ok" for node in NODES)
    except RuntimeError:  # not yet
        return False


@contextlib.contextmanager
def answering_kernels(address):
    """Every node has the address on lo, and answers ARP for what it has, as in IPVS mode without strictARP."""
    try:
        for node in NODES:
            on(node, "sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=0", "net.ipv4.conf.eth0.arp_ignore=0")
            on(node, "ip", "addr", "add", f"{address}/32", "dev", "lo")
        yield
    finally:
        for node in NODES:
            with contextlib.suppress(RuntimeError):  # it never had it
                on(node, "ip", "addr", "del", f"{address}/32", "dev", "lo")


@contextlib.contextmanager
def cut_off(*machines):
    """Their cables are in another switch, which has addresses to ask from."""
    on(SWITCH, "ip", "-batch", "-", text=f"""
        link add {CUT_OFF} type bridge
        link set {CUT_OFF} up
        addr add 192.168.0.6/32 dev {CUT_OFF}
        addr add fd00:168::6/128 dev {CUT_OFF} nodad
        """ + moved(machines, CUT_OFF))
    try:
        yield
    finally:
        on(SWITCH, "ip", "-batch", "-", text=f"{moved(machines, 'br0')}link del {CUT_OFF}\n")


def moved(machines, switch):
    return "".join(f"link set sw-{machine} master {switch}\n" for machine in machines)


@contextlib.contextmanager
def advertisements_dropped():
    """By a firewall in the switch."""
    on(SWITCH, "nft", "-f", "-", text="""
        table bridge lab-fault {
          chain forward { type filter hook forward priority 0; ether type 0x88b5 drop; }
        }""")
    try:
        yield
    finally:
        on(SWITCH, "nft", "delete", "table", "bridge", "lab-fault")


@contextlib.contextmanager
def second_segment():
    """A second switch, and a second cable from it to every machine: 192.168.1.0/24."""
    try:
        on(SWITCH, "ip", "-batch", "-", text="link add br2 type bridge\nlink set br2 up\naddr add 192.168.1.1/24 dev br2\n")
        for host, machine in enumerate((*NODES, "client"), 2):
            on(machine, "ip", "link", "add", SECOND_NIC, "type", "veth", "peer", "name", f"s2-{machine}", "netns", f"/run/netns/{SWITCH}")
            on(machine, "ip", "-batch", "-", text=f"addr add 192.168.1.{host}/24 dev {SECOND_NIC}\nlink set {SECOND_NIC} up\n")
            on(SWITCH, "ip", "link", "set", f"s2-{machine}", "master", "br2", "up")
        yield
    finally:
        for machine in (*NODES, "client"):
            with contextlib.suppress(RuntimeError):  # it was never made
                on(machine, "ip", "link", "del", SECOND_NIC)
        on(SWITCH, "ip", "link", "del", "br2")


@contextlib.contextmanager
def second_cable_out(node):
    on(SWITCH, "ip", "link", "set", f"s2-{node}", "down")
    try:
        yield
    finally:
        on(SWITCH, "ip", "link", "set", f"s2-{node}", "up")
