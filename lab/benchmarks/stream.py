"""Keeps one TCP connection to ADDR:PORT open, with an HTTP request and its answer on it every 100 ms, until it is told to end.

It says how the connection broke, if it did.
"""

import signal
import sys
import time
from http.client import HTTPConnection, HTTPException

EVERY, PATIENCE = 0.1, 5


def main(address, port):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    connection = HTTPConnection(address, int(port), timeout=PATIENCE)
    connection.connect()
    connection.auto_open = False  # a broken one must not be replaced
    start = time.monotonic()
    while True:
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, HTTPException) as broken:
            sys.exit(print(f"the open connection broke after {time.monotonic() - start:.1f} s: {broken!r}"))
        time.sleep(EVERY)


if __name__ == "__main__":
    main(*sys.argv[1:])
