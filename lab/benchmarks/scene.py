"""A namespace with Eips, Services and Pods for one benchmark; all of it goes when the benchmark ends."""

import contextlib
import json

from cluster import RANKING, await_that, kubectl

NAMESPACE = "bench"
SERVICES = f"/api/v1/namespaces/{NAMESPACE}/services"
OURS = {"lb.kubesphere.io/v1alpha1": "openelb"}
NAMED_EIP = "eip.openelb.kubesphere.io/v1alpha2"


def eip(name, address, **spec):
    return {
        "apiVersion": "network.kubesphere.io/v1alpha2",
        "kind": "Eip",
        "metadata": {"name": name},
        "spec": {"address": address, "interface": "eth0", "protocol": "layer2", **spec},
    }


def service(name, of_eip, selector, **spec):
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": NAMESPACE, "annotations": {**OURS, NAMED_EIP: of_eip}},
        "spec": {
            "type": "LoadBalancer",
            "allocateLoadBalancerNodePorts": False,
            "selector": selector,
            "ports": [{"port": 80, "targetPort": 8080}],
            **spec,
        },
    }


def pod(name, node, labels):
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": NAMESPACE, "labels": labels},
        "spec": {
            "nodeSelector": {"kubernetes.io/hostname": node},
            "terminationGracePeriodSeconds": 0,
            "containers": [{"name": "kubia", "image": "luksa/kubia", "ports": [{"containerPort": 8080}]}],
        },
    }


@contextlib.contextmanager
def present(thing):
    """Something in the scene that goes before the scene does."""
    kubectl("apply", "-f", "-", text=json.dumps(thing))
    try:
        yield
    finally:
        kubectl("-n", NAMESPACE, "delete", thing["kind"], thing["metadata"]["name"], "--wait=false")


class Scene:
    """patience: seconds that it may take to delete what is in it"""

    def __init__(self, *objects, patience=300):
        self.patience = patience
        self.eips = [each["metadata"]["name"] for each in objects if each["kind"] == "Eip"]
        self.manifest = json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})

    def __enter__(self):
        try:
            kubectl("create", "namespace", NAMESPACE)
            # Pods want it, and its controller may just have got its API server back.
            kubectl("-n", NAMESPACE, "wait", "serviceaccount/default", "--for", "create", "--timeout", "60s")
            kubectl("apply", "-f", "-", text=self.manifest)
            kubectl("wait", "eip", *self.eips, "--for", "jsonpath={.status.ready}=true", "--timeout", "60s")
        except BaseException:
            self.strike()
            raise
        return self

    def __exit__(self, *_):
        self.strike()

    def strike(self):
        kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout", f"{self.patience}s")
        await_that(f"Eips {self.eips} are deleted", self.eips_deleted)

    def eips_deleted(self):
        """Deletes the Eips; the webhook refuses for as long as it has not heard that the last Service is gone, and
        can't be called just after the API server was away."""
        try:
            kubectl("delete", "eip", *self.eips, "--ignore-not-found", "--timeout", "60s")
        except RuntimeError as refused:
            if not any(words in str(refused) for words in ("can't be deleted", "failed calling webhook")):
                raise
            return False
        return True

    @staticmethod
    def address(name):
        """The address in a Service's status, as soon as it is there."""
        def given():
            ingress = read(name)["status"]["loadBalancer"].get("ingress")
            return ingress and ingress[0]["ip"]

        return await_that(f"address of {name}", given)

    @staticmethod
    def ranking(name):
        """The nodes that the Service's annotation ranks."""
        return read(name)["metadata"]["annotations"].get(RANKING, "").split(",")


def read(name):
    return json.loads(kubectl("-n", NAMESPACE, "get", "service", name, "-o", "json"))
