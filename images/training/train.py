#!/usr/bin/env python3
"""Lets a program do its real work once, against an API server of ours: this trains its AOT cache, and measures it.

Run as root in network and mount namespaces of its own. Prints one line of JSON: seconds, MiB, and seconds of CPU.
"""

import argparse
import importlib
import json
import pathlib
import subprocess
import time

import apiserver
import http1
import program
import scene

AFTERMATH = 3  # seconds


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", choices=("operator", "webhook", "speaker"))
    parser.add_argument("root", type=pathlib.Path, help="the image's root file system")
    parser.add_argument("--alone", action="store_true", help="only start it, without an API server")
    parser.add_argument("--services", type=int, default=1000, help="how many are created (default: %(default)s)")
    parser.add_argument("--rate", type=int, default=400, help="Services a second (default: %(default)s)")
    parser.add_argument("--rest", type=int, default=0, help="seconds to watch it at rest at the end (default: %(default)s)")
    parser.add_argument("--environment", nargs="*", default=[], metavar="NAME=VALUE")
    return parser.parse_args()


def certificate(root):
    """A certificate for the API server, which the program is told to trust."""
    made, key = root / "tmp/training.crt", root / "tmp/training.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2",
                    "-subj", "/CN=training", "-addext", "subjectAltName=IP:127.0.0.1", "-out", made, "-keyout", key], check=True, capture_output=True)
    key.write_text(key.read_text() + made.read_text())
    made.chmod(0o644)
    return key


def main():
    options = arguments()
    work = importlib.import_module(f"{options.program}_work")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    environment = dict(pair.split("=", 1) for pair in options.environment)
    key = certificate(options.root)
    if options.alone:
        alone = program.Program(options.root, f"openelb-{options.program}", work.HEALTH, environment)
        alone.await_that("it is healthy", lambda: alone.says_yes("healthz"))
        alone.stop()
        return
    # The interfaces of this network namespace, as the speaker reads them.
    (options.root / "sys").mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "sysfs", "sysfs", options.root / "sys"], check=True)
    api = apiserver.ApiServer()
    scene.set_up(api)
    work.set_up(api)
    http1.Server(api, program.API_PORT, key)
    trained = program.Program(options.root, f"openelb-{options.program}", work.HEALTH, environment)
    figures = {"start": work.await_start(trained, api)}
    figures["cpu of the start"], figures["resident after it"] = trained.cpu(), trained.resident()
    before, began = trained.cpu(), time.monotonic()
    work.burst(trained, api, options)
    figures["burst"] = time.monotonic() - began
    time.sleep(AFTERMATH)  # Events are written later, a few at a time
    figures["compilers in all"] = trained.compiling()
    figures["cpu of the burst"], figures["resident after the burst"] = trained.cpu() - before, trained.resident()
    if options.rest:
        before = trained.cpu()
        time.sleep(options.rest)
        figures["percent of a core at rest"] = 100 * (trained.cpu() - before) / options.rest
    figures["resident at most"] = trained.resident("VmHWM")
    scene.finish(api)
    time.sleep(1)
    trained.stop()
    print(json.dumps({name: round(figure, 2) for name, figure in figures.items()}))


if __name__ == "__main__":
    main()
