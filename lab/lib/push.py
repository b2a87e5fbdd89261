#!/usr/bin/env python3
"""Puts a docker-archive into a registry, layers as they are: nothing is compressed on the way, as both ends are this machine.

usage: push.py ARCHIVE.tar HOST:PORT NAME:TAG
"""

import hashlib
import http.client
import json
import sys
import tarfile

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"


def repository(name):
    """The path in the registry of an image name: as a mirror of every registry it drops the host ("ghcr.io/a/b" is a/b)."""
    first, _, rest = name.partition("/")
    if not rest:
        return "library/" + name
    host = "." in first or ":" in first or first == "localhost"
    if not host:
        return name
    return "library/" + rest if first == "docker.io" and "/" not in rest else rest


class Registry:
    def __init__(self, host):
        self.connection = http.client.HTTPConnection(host, timeout=60)

    def call(self, method, path, body=None, want=(200, 201, 202), **headers):
        self.connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in want:
            sys.exit(f"push.py: {method} {path}: {answer.status} {answer.reason} {text[:300].decode(errors='replace')}")
        return answer

    def put_blob(self, repo, digest, content, size):
        if self.call("HEAD", f"/v2/{repo}/blobs/{digest}", want=(200, 404)).status == 200:
            return
        where = self.call("POST", f"/v2/{repo}/blobs/uploads/").headers["Location"]
        path = where.split("/", 3)[3] if where.startswith("http") else where.lstrip("/")
        path = f"/{path}{'&' if '?' in path else '?'}digest={digest}"
        self.call("PUT", path, content, Content_Type="application/octet-stream", Content_Length=str(size))


def digest_of(archive, member):
    with archive.extractfile(member) as content:
        return "sha256:" + hashlib.file_digest(content, "sha256").hexdigest()


def entry(archive, name):
    """The member with the content of `name`: some archives link equal layers."""
    member = archive.getmember(name)
    while member.issym() or member.islnk():
        folder = name.rsplit("/", 1)[0] if member.issym() and "/" in name else ""
        parts = []
        for part in f"{folder}/{member.linkname}".split("/"):
            if part == "..":
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        name = "/".join(parts)
        member = archive.getmember(name)
    return member


def push(archive, registry, repo, tag):
    image = json.load(archive.extractfile("manifest.json"))[0]

    def blob(name, kind):
        member = entry(archive, name)
        digest = digest_of(archive, member)
        registry.put_blob(repo, digest, archive.extractfile(member), member.size)
        return {"mediaType": kind, "digest": digest, "size": member.size}

    def layer(name):
        zipped = archive.extractfile(entry(archive, name)).read(2) == b"\x1f\x8b"
        return blob(name, LAYER + ("+gzip" if zipped else ""))

    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": blob(image["Config"], CONFIG),
        "layers": [layer(name) for name in image["Layers"]],
    }
    body = json.dumps(manifest).encode()
    registry.call("PUT", f"/v2/{repo}/manifests/{tag}", body, Content_Type=MANIFEST)
    return "sha256:" + hashlib.sha256(body).hexdigest()


def main(argv):
    if len(argv) != 3:
        sys.exit(__doc__.strip().splitlines()[-1])
    path, host, image = argv
    name, tag = image.rsplit(":", 1) if ":" in image.rsplit("/", 1)[-1] else (image, "latest")
    repo = repository(name)
    with tarfile.open(path) as archive:
        print(f"{image} is {repo}:{tag} {push(archive, Registry(host), repo, tag)}")


if __name__ == "__main__":
    main(sys.argv[1:])
