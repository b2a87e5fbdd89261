"""What the webhook does all day: it is asked about Services and Eips before they are written."""

import base64
import copy
import json
import pathlib
import subprocess
import tempfile

import scene
from apiserver import patched
from program import paced

HEALTH = 8080
BATCH = 100
PREFILLED = "layer2.openelb.kubesphere.io/prefilled"


def set_up(_):
    """The scene is all that it needs."""


def await_start(webhook, _):
    return webhook.await_ready()


def burst(_, api, options):
    services = api.collection("services")
    for batch in paced(options.services // BATCH, options.rate / BATCH):
        created = [scene.service(number) for number in range(batch * BATCH, (batch + 1) * BATCH)]
        created = [changed(service, answer) for service, answer in zip(created, ask("/mutate/services", [("CREATE", each) for each in created]))]
        ask("/validate/services", [("CREATE", each) for each in created])
        for each in created:
            services.create(each)
        served = [services.change(key(each), serve) for each in created]
        updates = [("UPDATE", labelled(each), each) for each in served]
        ask("/mutate/services", updates)
        ask("/validate/services", updates)
        ask("/validate/eips", [("UPDATE", *two) for two in zip(*[api.collection("eips").list()["items"]] * 2)])


def key(service):
    return service["metadata"]["namespace"], service["metadata"]["name"]


def changed(service, review):
    patch = json.loads(base64.b64decode(review["response"].get("patch", "W10=")))
    return patched(service, patch)


def serve(service):
    """As the operator does: the address that was proposed becomes the Service's."""
    proposed = service["metadata"]["annotations"].get(PREFILLED, "")
    return {**service, "status": {"loadBalancer": {"ingress": [{"ip": ip} for ip in proposed.split(",") if ip]}}}


def labelled(service):
    after = copy.deepcopy(service)
    after["metadata"]["labels"]["changed"] = "true"
    return after


def ask(path, requests):
    """Asks as the API server does, many at a time on one connection of HTTP/2; the answers in their order."""
    with tempfile.TemporaryDirectory() as folder:
        folder, orders = pathlib.Path(folder), []
        for number, (operation, *objects) in enumerate(requests):
            request = {"uid": str(number), "operation": operation, "dryRun": False, "userInfo": {"username": "kubernetes-admin"},
                       **dict(zip(("object", "oldObject"), objects))}
            review = folder / f"{number}.json"
            review.write_text(json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}))
            orders.append(f"url = https://127.0.0.1:8443{path}\ndata-binary = @{review}\noutput = {folder}/{number}.answer\n"
                          "header = Content-Type: application/json\ninsecure\nhttp2\nfail\n")
        subprocess.run(["curl", "--no-progress-meter", "--parallel", "--parallel-max", "16", "--config", "-"], input="next\n".join(orders), text=True, check=True)
        return [json.loads((folder / f"{number}.answer").read_text()) for number in range(len(requests))]
