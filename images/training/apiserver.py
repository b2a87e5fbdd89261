"""As much of a Kubernetes API server as our programs ask for: lists, watches and writes, all in memory.

Nothing is checked and nobody is refused, but for a write to an object that has changed meanwhile.
"""

import copy
import itertools
import json
import re
import threading

PATH = re.compile(
    r"/(?:api|apis/[^/]+)/[^/]+(?:/namespaces/(?P<namespace>[^/]+)(?=/[^/]))?"
    r"/(?P<resource>[^/]+)(?:/(?P<name>[^/]+))?(?:/(?P<subresource>[^/]+))?$")

QUIET = 15  # seconds


class Refused(Exception):
    """An answer that is no object: its code and reason."""


class ApiServer:
    def __init__(self):
        self.collections, self.versions, self.lock = {}, itertools.count(1), threading.Lock()

    def collection(self, resource):
        with self.lock:
            return self.collections.setdefault(resource, Collection(self.versions))

    def answer(self, method, path, selectors, body):
        """The object or list that a request is answered with."""
        found = PATH.match(path)
        if not found:
            raise Refused(404, "NotFound")
        collection, key = self.collection(found["resource"]), (found["namespace"] or "", found["name"])
        if method == "GET" and not found["name"]:
            return collection.list(selects(found["namespace"], selectors))
        if method == "GET":
            return collection.read(key)
        if method == "DELETE":
            return collection.delete(key)
        if method == "POST":
            body["metadata"].setdefault("namespace", key[0])
            return collection.create(body)
        if method == "PUT":
            return collection.change(key, lambda _: body, body)
        if isinstance(body, list):
            return collection.change(key, lambda before: patched(before, body))
        return collection.change(key, lambda before: merged(before, body), body)


class Collection:
    """The objects of one kind, and everything that ever happened to them."""

    def __init__(self, versions):
        self.versions, self.objects, self.history = versions, {}, []
        self.changed, self.watchers = threading.Condition(), 0

    def create(self, created):
        metadata = created["metadata"]
        metadata.setdefault("name", metadata.get("generateName", ""))
        metadata["uid"] = f"00000000-0000-4000-8000-{next(self.versions):012}"
        metadata.setdefault("creationTimestamp", "2026-01-01T00:00:00Z")
        with self.changed:
            if key_of(created) in self.objects:
                raise Refused(409, "AlreadyExists")
            return self.tell("ADDED", created)

    def read(self, key):
        try:
            return self.objects[key]
        except KeyError:
            raise Refused(404, "NotFound") from None

    def list(self, selected=lambda _: True):
        with self.changed:
            items = [item for item in self.objects.values() if selected(item)]
            return {"kind": "List", "apiVersion": "v1", "metadata": {"resourceVersion": str(self.version())}, "items": items}

    def change(self, key, change, claim=None):
        """Changes an object; a resourceVersion that the writer claims must be the object's."""
        with self.changed:
            before = self.read(key)
            claimed = (claim or {}).get("metadata", {}).get("resourceVersion")
            if claimed and claimed != before["metadata"]["resourceVersion"]:
                raise Refused(409, "Conflict")
            after = change(before)
            after["metadata"]["uid"] = before["metadata"]["uid"]
            return self.tell("MODIFIED", after)

    def delete(self, key):
        with self.changed:
            return self.tell("DELETED", copy.deepcopy(self.read(key)))

    def tell(self, kind, item):
        version = next(self.versions)
        item["metadata"]["resourceVersion"] = str(version)
        if kind == "DELETED":
            del self.objects[key_of(item)]
        else:
            self.objects[key_of(item)] = item
        self.history.append((version, item, json.dumps({"type": kind, "object": item}).encode()))
        self.changed.notify_all()
        return item

    def version(self):
        return self.history[-1][0] if self.history else 0

    def watch(self, after, selected):
        """All changes after a version, forever; None when there was none for as long as QUIET."""
        with self.changed:
            self.watchers += 1
        position = 0
        while True:
            with self.changed:
                if position == len(self.history) and not self.changed.wait(QUIET):
                    news = [None]
                else:
                    news, position = self.history[position:], len(self.history)
            for change in news:
                if change is None:
                    yield None
                elif change[0] > after and selected(change[1]):
                    yield change[2]


def key_of(item):
    return item["metadata"].get("namespace", ""), item["metadata"]["name"]


def selects(namespace, selectors):
    """Whether an object is meant by a namespace, and by selectors such as metadata.name=x or a label's."""
    wanted = [term.split("=", 1) for term in ",".join(selectors).split(",") if "=" in term]

    def value(item, field):
        if field.startswith(("metadata.", "spec.")):
            part, name = field.split(".")
            return item.get(part, {}).get(name)
        return item["metadata"].get("labels", {}).get(field)

    return lambda item: (not namespace or item["metadata"].get("namespace") == namespace) and all(
        value(item, field) == wish for field, wish in wanted)


def merged(target, patch):
    """RFC 7386. The target stays as it is."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def patched(target, operations):
    """Of RFC 6902 what adds a field."""
    result = copy.deepcopy(target)
    for operation in operations:
        if operation["op"] == "add":
            *parents, field = (part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:])
            place = result
            for parent in parents:
                place = place[int(parent) if isinstance(place, list) else parent]
            place[field] = operation["value"]
    return result
