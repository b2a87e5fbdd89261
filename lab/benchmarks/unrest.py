"""Changes that come in numbers no user makes: each a context in which they do."""

import concurrent.futures
import contextlib
import itertools
import threading

from cluster import NODES, kubectl
from endpoints import SLICES
from kubeapi import Api, call
from scene import NAMED_EIP, NAMESPACE, SERVICES, pod, present, service


@contextlib.contextmanager
def repeated(change, every):
    """Has a function change something each so many seconds, with a connection of its own and the number of the change."""
    over = threading.Event()

    def work():
        with contextlib.closing(Api().connect()) as connection:
            for number in itertools.count():
                change(connection, number)
                if over.wait(every):
                    return

    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        changes = thread.submit(work)
        try:
            yield
        finally:
            over.set()
        changes.result()


def set_policy(connection, target, policy):
    call(connection, "PATCH", f"{SERVICES}/{target.service}", {"spec": {"externalTrafficPolicy": policy}})


@contextlib.contextmanager
def with_endpoint(target):
    """The owner has an endpoint of its own, so that it may answer whatever the policy is; in the end that is Cluster."""
    backend, = set(NODES) - set(target.eligible)
    with present(pod("at-the-owner", target.owner, {"runs-on": backend})), contextlib.closing(Api().connect()) as connection:
        kubectl("-n", NAMESPACE, "wait", "pod/at-the-owner", "--for", "condition=Ready", "--timeout", "60s")
        try:
            yield connection
        finally:
            set_policy(connection, target, "Cluster")


@contextlib.contextmanager
def flipped_policy(target):
    """Ten times a second."""
    def flip(connection, number):
        set_policy(connection, target, ("Local", "Cluster")[number % 2])

    with with_endpoint(target), repeated(flip, 0.1):
        yield


@contextlib.contextmanager
def deleted_slices(target):
    """All that say where the endpoints of a Service are on which its owner depends; Kubernetes makes them anew."""
    def delete(connection, _):
        call(connection, "DELETE", f"{SLICES}?labelSelector=kubernetes.io/service-name={target.service}")

    with with_endpoint(target) as connection:
        set_policy(connection, target, "Local")
        with repeated(delete, 1):
            yield


@contextlib.contextmanager
def storm(target):
    """Services of the same Eip come and go, and with them their endpoints; all Nodes and the Service itself change."""
    nodes = [f"/api/v1/nodes/{node}" for node in NODES]
    with contextlib.closing(Api().connect()) as connection:
        struck = call(connection, "GET", f"{SERVICES}/{target.service}")

        def annotate(connection, path, value):
            call(connection, "PATCH", path, {"metadata": {"annotations": {"storm": value}}})

        def come_and_go(connection, number):
            name = f"storm-{number}"
            call(connection, "POST", SERVICES, service(name, struck["metadata"]["annotations"][NAMED_EIP], struck["spec"]["selector"]))
            call(connection, "DELETE", f"{SERVICES}/{name}")

        def change_nodes(connection, number):
            annotate(connection, nodes[number % len(nodes)], str(number))

        def change_service(connection, number):
            annotate(connection, f"{SERVICES}/{target.service}", str(number))

        with repeated(come_and_go, 0.02), repeated(change_nodes, 0.02), repeated(change_service, 0.02):
            yield
        for node in nodes:
            annotate(connection, node, None)
