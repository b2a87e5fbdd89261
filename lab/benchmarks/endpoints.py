"""What the API server says of the endpoints of the scene's Services."""

import collections
import contextlib
import http.client
import itertools
import math
import threading
import time

from cluster import NODES
from kubeapi import Api, call
from scene import NAMESPACE

SLICES = f"/apis/discovery.k8s.io/v1/namespaces/{NAMESPACE}/endpointslices"
PAUSE, TIMEOUT = 0.5, 2  # seconds: between two looks, and for one


class ReadyEndpoints:
    """Which nodes have ready endpoints, as the API server says. Kubernetes takes all nodes for not ready where it couldn't
    read for long enough that they live: its clients may need half a minute to come back to an API server that was away."""

    def __init__(self):
        self.looks = []  # (time, {Service: nodes})
        self.closed = threading.Event()
        self.looker = threading.Thread(target=self._look, daemon=True)
        self.looker.start()

    def _look(self):
        api = Api()
        while not self.closed.wait(PAUSE):
            with contextlib.suppress(OSError, http.client.HTTPException, RuntimeError):  # the API server is away
                with contextlib.closing(api.connect()) as connection:
                    connection.timeout = TIMEOUT
                    slices = call(connection, "GET", SLICES)["items"]
                nodes = collections.defaultdict(set)
                for each in slices:
                    ready = {endpoint["nodeName"] for endpoint in each["endpoints"] or () if endpoint["conditions"].get("ready")}
                    nodes[each["metadata"]["labels"]["kubernetes.io/service-name"]] |= ready
                self.looks.append((time.monotonic(), nodes))

    def now(self, service):
        """The nodes that have one for that Service, as was seen last."""
        return self.looks[-1][1].get(service, set()) if self.looks else set()

    def without(self, service):
        """When nodes had none for that Service, as (start, end, node)."""
        looks = [*self.looks, (math.inf, {})]
        return [(at, until, node) for (at, nodes), (until, _) in itertools.pairwise(looks) for node in set(NODES) - nodes.get(service, set())]

    def close(self):
        self.closed.set()
        self.looker.join()
