"""The API server over HTTP, on connections that stay open: what kubectl costs would hide what is measured."""

import base64
import contextlib
import http.client
import json
import socket
import ssl
import tempfile
import threading
import time
import urllib.parse

from cluster import kubectl, lab


class Api:
    """The API server as the lab's kubeconfig for this machine names it."""

    def __init__(self):
        config = json.loads(kubectl("--kubeconfig", lab("kubeconfig"), "config", "view", "--raw", "-o", "json"))
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self.server = urllib.parse.urlsplit(cluster["server"]).netloc
        authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
        self.tls = ssl.create_default_context(cadata=authority)
        with tempfile.NamedTemporaryFile() as pair:  # ssl reads certificates from files only
            for part in ("client-certificate-data", "client-key-data"):
                pair.write(base64.b64decode(user[part]) + b"\n")
            pair.flush()
            self.tls.load_cert_chain(pair.name)

    def connect(self):
        return http.client.HTTPSConnection(self.server, context=self.tls, timeout=300)


def call(connection, method, path, body=None):
    """The object that the API server answers with; a refusal is an error with its words."""
    kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
    connection.request(method, path, body and json.dumps(body), {"Content-Type": kind})
    response = connection.getresponse()
    said = json.loads(response.read())
    if response.status >= 300:
        raise RuntimeError(f"{method} {path}: {response.status} {said.get('message')}")
    return said


def call_text(connection, path):
    """What the API server answers to GET."""
    connection.request("GET", path)
    return connection.getresponse().read().decode()


class Watch:
    """Every change of the objects at a path from now on, with the time at which it was told."""

    def __init__(self, api, path):
        self.api, self.path, self.closed = api, path, False
        self.version = call(api.connect(), "GET", f"{path}?limit=1")["metadata"]["resourceVersion"]
        self.changes = []  # (time of the monotonic clock, type, object)
        self._open()
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _open(self):
        self.connection = self.api.connect()
        self.connection.connect()
        self.socket = self.connection.sock
        self.connection.request("GET", f"{self.path}?watch=1&resourceVersion={self.version}")
        self.response = self.connection.getresponse()

    def _listen(self):
        try:
            while not self.closed:
                while line := self.response.readline():
                    change = json.loads(line)
                    self.version = change["object"]["metadata"]["resourceVersion"]
                    self.changes.append((time.monotonic(), change["type"], change["object"]))
                if not self.closed:
                    self._open()  # the API server ends the watch of who reads too slowly
        except (OSError, http.client.HTTPException):  # closed: the benchmark has seen enough
            pass

    def quiet_for(self, seconds):
        return bool(self.changes) and time.monotonic() - self.changes[-1][0] > seconds

    def close(self):
        self.closed = True
        # close() alone would wait for the thread that reads: the next line may be long in coming.
        with contextlib.suppress(OSError):  # the server may have gone before
            self.socket.shutdown(socket.SHUT_RDWR)
        self.listener.join()
        self.connection.close()
