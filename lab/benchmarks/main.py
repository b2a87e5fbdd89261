"""lab/bench: reads the command line and runs what it names."""

import argparse
import signal
import sys

import allocation
import failover
import load
import many
import random_faults
import wire
from audit import Audit
from cluster import SPEAKERS, kubectl
from rows import ROWS

BENCHMARKS = {"failover": failover, "wire": wire, "allocation": allocation, "faults": random_faults, "many": many, "load": load}


def main():
    parser = argparse.ArgumentParser(prog="lab/bench", description="Measures on the lab's cluster what is a goal and not a test.")
    parser.add_argument("benchmark", choices=[*BENCHMARKS, "all"])
    parser.add_argument("--runs", type=int, help="of each fault (30), rounds on the wire (10), bursts of Services (3; 0 for none), owners of `many` (3), of each `load` (1)")
    parser.add_argument("--seed", type=int, default=1, help="of what is random: victims and orders")
    parser.add_argument("--services", type=int, default=300, help="in one burst of `allocation`, and of `load`")
    parser.add_argument("--present", type=int, default=0, help="Services of ours that are there when `allocation` creates single ones")
    parser.add_argument("--fault", action="append", choices=ROWS, help="of `failover`, only this one; may be given several times")
    parser.add_argument("--count", type=int, default=1000, help="of random `faults`")
    parser.add_argument("--addresses", type=int, default=3000, help="that one node owns, of `many`")
    parser.add_argument("--away", type=int, default=300, help="seconds for which `failover` takes the API server away")
    parser.add_argument("--check", action="store_true", help="writes no report; a broken safety rule is an error in any case")
    asked = parser.parse_args()
    if asked.runs is not None and asked.runs < (0 if asked.benchmark == "allocation" else 1):
        parser.error(f"--runs {asked.runs}: {asked.benchmark} has nothing to measure; give more, or leave it out")
    asked.faults = asked.fault or list(ROWS)
    try:
        kubectl("-n", "openelb-system", "rollout", "status", SPEAKERS, "--timeout", "60s")
    except RuntimeError as error:
        sys.exit(f"{error}\nlab/bench: the speakers are not ready: lab/lab up, and lab/install")
    # A run that is told to end still puts cables and processes back, and deletes what it made.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    names = list(BENCHMARKS) if asked.benchmark == "all" else [asked.benchmark]
    if "allocation" in names:
        Audit()  # without its log the hours before it would be in vain
    sys.exit("\n".join(rule for name in names for rule in measured(name, asked)) or None)


def measured(name, asked):
    """The safety rules that were seen broken."""
    benchmark = BENCHMARKS[name]
    options = argparse.Namespace(**vars(asked))
    options.runs = benchmark.RUNS if asked.runs is None else asked.runs
    return benchmark.measure(options) or []


if __name__ == "__main__":
    main()
