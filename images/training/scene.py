"""What a cluster with three nodes and many Services looks like to our programs: full-size objects, as kubectl and kubelet leave them."""

import base64
import json

SYSTEM = "openelb-system"
NODES = ("training-1", "training-2", "training-3")
GROUP = "network.kubesphere.io/v1alpha2"
REPORT = "layer2.openelb.kubesphere.io/report"
RANKING = "layer2.openelb.kubesphere.io/nodes"
EIP = "eip.openelb.kubesphere.io/v1alpha2"
TIME = "2026-01-01T00:00:00Z"


def managed(manager, fields, subresource=None):
    entry = {"manager": manager, "operation": "Update", "apiVersion": "v1", "time": TIME, "fieldsType": "FieldsV1", "fieldsV1": fields}
    return [{**entry, "subresource": subresource} if subresource else entry]


def node(number):
    name = NODES[number]
    conditions = [{"type": kind, "status": status, "lastHeartbeatTime": TIME, "lastTransitionTime": TIME, "reason": "Kubelet", "message": "kubelet"}
                  for kind, status in (("MemoryPressure", "False"), ("DiskPressure", "False"), ("PIDPressure", "False"), ("Ready", "True"))]
    return {
        "apiVersion": "v1", "kind": "Node",
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux"},
                     "annotations": {"volumes.kubernetes.io/controller-managed-attach-detach": "true"},
                     "managedFields": managed("kubelet", {"f:status": {"f:conditions": {"k:{\"type\":\"Ready\"}": {".": {}}}}}, "status")},
        "spec": {"podCIDR": f"10.244.{number}.0/24", "podCIDRs": [f"10.244.{number}.0/24"]},
        "status": {
            "capacity": {"cpu": "2", "memory": "4Gi", "pods": "110"}, "allocatable": {"cpu": "2", "memory": "4Gi", "pods": "110"},
            "conditions": conditions,
            "addresses": [{"type": "InternalIP", "address": f"192.168.0.{number + 2}"}, {"type": "InternalIP", "address": f"fd00:168::{number + 2}"},
                          {"type": "Hostname", "address": name}],
            "nodeInfo": {"kernelVersion": "6.1", "osImage": "Linux", "architecture": "amd64", "kubeletVersion": "v1.36.0"},
            "images": [{"names": [f"registry.example/image-{i}:v1"], "sizeBytes": 1 << 20} for i in range(20)],
        },
    }


def lease(number):
    """The Lease of a speaker, with its report."""
    name = NODES[number]
    report = {
        "node": name, "bootId": "1", "layer2": True, "hears": [other for other in NODES if other != name], "tookOver": [], "releasing": False,
        "conflicts": [], "problems": [],
        "interfaces": [{"name": "eth0", "mac": f"02:00:00:00:00:0{number + 2}", "up": True,
                        "addresses": [f"192.168.0.{number + 2}/16", f"fd00:168::{number + 2}/64"]}],
    }
    return {
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
        "metadata": {"name": f"openelb-speaker-{name}", "namespace": SYSTEM, "labels": {"app.kubernetes.io/component": "speaker"},
                     "annotations": {REPORT: json.dumps(report)}},
        "spec": {"holderIdentity": name, "leaseDurationSeconds": 20, "renewTime": "2026-01-01T00:00:00.000000Z"},
    }


def eip(name, address):
    return {"apiVersion": GROUP, "kind": "Eip", "metadata": {"name": name, "generation": 1},
            "spec": {"address": address, "interface": "eth0", "protocol": "layer2"}}


def service(number, namespace="default"):
    """Each fifth has both families, each fifth wants its pods' nodes."""
    name, both, local = f"service-{number}", number % 5 == 1, number % 5 == 2
    families = ["IPv4", "IPv6"] if both else ["IPv4"]
    addresses = [f"10.{96 + number // 65536}.{number // 256 % 256}.{number % 256}", f"fd00:10::{number:x}"][:len(families)]
    annotations = {"lb.kubesphere.io/v1alpha1": "openelb"}
    if not both:
        annotations[EIP] = "training-4"
    return {
        "apiVersion": "v1", "kind": "Service",
        "metadata": {
            "name": name, "namespace": namespace, "labels": {"app": name, "app.kubernetes.io/part-of": "training"},
            "annotations": {**annotations, "kubectl.kubernetes.io/last-applied-configuration": json.dumps(
                {"apiVersion": "v1", "kind": "Service", "metadata": {"annotations": annotations, "name": name, "namespace": namespace},
                 "spec": {"ports": [{"port": 80, "targetPort": 8080}], "selector": {"app": name}, "type": "LoadBalancer"}})},
            "managedFields": managed("kubectl-client-side-apply", {
                "f:metadata": {"f:annotations": {".": {}, "f:lb.kubesphere.io/v1alpha1": {}}, "f:labels": {".": {}, "f:app": {}}},
                "f:spec": {"f:allocateLoadBalancerNodePorts": {}, "f:externalTrafficPolicy": {}, "f:internalTrafficPolicy": {},
                           "f:ports": {".": {}, "k:{\"port\":80,\"protocol\":\"TCP\"}": {".": {}, "f:port": {}, "f:protocol": {}}},
                           "f:selector": {}, "f:sessionAffinity": {}, "f:type": {}}}),
        },
        "spec": {
            "type": "LoadBalancer", "clusterIP": addresses[0], "clusterIPs": addresses, "ipFamilies": families,
            "ipFamilyPolicy": "RequireDualStack" if both else "SingleStack", "internalTrafficPolicy": "Cluster",
            "externalTrafficPolicy": "Local" if local else "Cluster", "allocateLoadBalancerNodePorts": True, "sessionAffinity": "None",
            "selector": {"app": name}, "ports": [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080, "nodePort": 30000 + number % 2768}],
        },
        "status": {"loadBalancer": {}},
    }


def slice_of(service):
    """The EndpointSlice that stands beside a Service."""
    name = service["metadata"]["name"]
    return {
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
        "metadata": {"name": f"{name}-x", "namespace": service["metadata"]["namespace"], "labels": {"kubernetes.io/service-name": name}},
        "endpoints": [{"addresses": ["10.244.1.9"], "conditions": {"ready": True, "serving": True, "terminating": False}, "nodeName": node}
                      for node in NODES[1:]],
        "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
    }


def set_up(api):
    for number in range(len(NODES)):
        api.collection("nodes").create(node(number))
        api.collection("leases").create(lease(number))
    for name in ("default", SYSTEM):
        api.collection("namespaces").create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name}}})
    api.collection("services").create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "kubernetes", "namespace": "default"},
                                       "spec": {"type": "ClusterIP", "clusterIP": "10.96.0.1", "ipFamilies": ["IPv4"], "ports": [{"port": 443}]}})
    api.collection("eips").create(eip("training-4", "192.168.16.0/20"))
    api.collection("eips").create(eip("training-6", "fd00:168::1:0/112"))
    api.collection("secrets").create({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "openelb-speaker-key", "namespace": SYSTEM},
                                      "type": "Opaque", "data": {"current": base64.b64encode(bytes(32)).decode()}})
    for kind in ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"):
        api.collection(f"{kind.lower()}s").create({
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": kind, "metadata": {"name": "openelb-webhook"},
            "webhooks": [{"name": "services.openelb.io", "clientConfig": {"service": {"name": "openelb-webhook", "namespace": SYSTEM}}}]})


def finish(api):
    """A part of the Services goes, and nobody asks any more."""
    services = api.collection("services")
    for each in services.list(lambda each: each["spec"]["type"] == "LoadBalancer")["items"][::3]:
        services.delete((each["metadata"]["namespace"], each["metadata"]["name"]))
