"""What the operator does all day: it gives addresses to Services, ranks nodes, writes Events, and follows what changes."""

import scene
from apiserver import merged
from program import paced

HEALTH = 8080


def set_up(_):
    """The scene is all that it needs."""


def await_start(operator, api):
    """It leads and has read everything when it watches Services and decides."""
    operator.await_that("it watches Services", lambda: api.collection("services").watchers > 0)
    return operator.await_ready()


def burst(operator, api, options):
    services, slices = api.collection("services"), api.collection("endpointslices")
    for number in paced(options.services, options.rate):
        created = scene.service(number)
        slices.create(scene.slice_of(created))
        services.create(created)
        if number % options.rate == 0:
            renew_leases(api)
    operator.await_that("every Service has its address", lambda: all(has_address(each) for each in ours(services)))


def ours(services):
    return services.list(lambda each: each["spec"]["type"] == "LoadBalancer")["items"]


def has_address(service):
    return bool(service["status"]["loadBalancer"].get("ingress"))


def renew_leases(api):
    leases = api.collection("leases")
    for number in range(len(scene.NODES)):
        key = scene.SYSTEM, f"openelb-speaker-{scene.NODES[number]}"
        leases.change(key, lambda lease: merged(lease, {"spec": {"renewTime": f"2026-01-01T00:00:{leases.version() % 60:02}.000000Z"}}))
