"""What our programs wrote, as the API server's audit log has it."""

import collections
import json
import os
import pathlib

LOG = pathlib.Path(os.environ.get("OPENELB_LAB_STATE", "/var/lib/openelb-lab"), "log", "audit.log")
OURS = "system:serviceaccount:openelb-system:"
READING = {"get", "list", "watch"}


class Audit:
    """The part of the log that is written from now on."""

    def __init__(self):
        if not LOG.exists():
            raise RuntimeError(f"there is no {LOG}: lab/lab down, and OPENELB_LAB_AUDIT=1 lab/lab up")
        self.start = LOG.stat().st_size

    def writes(self):
        """How often each of our programs wrote what: (program, verb, kind, HTTP status) -> count."""
        with LOG.open() as log:
            log.seek(self.start)
            entries = [json.loads(line) for line in log]
        return collections.Counter(
            (entry["user"]["username"].removeprefix(OURS), entry["verb"], kind(entry["objectRef"]), entry["responseStatus"]["code"])
            for entry in entries
            if entry["user"]["username"].startswith(OURS) and entry["verb"] not in READING
        )


def kind(reference):
    return "/".join(part for part in (reference["resource"], reference.get("subresource")) if part)
