"""lab/bench: reads the command line and runs what it names."""

import argparse
import signal
import sys

import allocation
import failover
import wire

BENCHMARKS = {"failover": failover, "wire": wire, "allocation": allocation}


def main():
    parser = argparse.ArgumentParser(prog="lab/bench", description="Measures on the lab's cluster what is a goal and not a test.")
    parser.add_argument("benchmark", choices=[*BENCHMARKS, "all"])
    parser.add_argument("--runs", type=int, help="of each fault (10), rounds on the wire (10), bursts of Services (3)")
    parser.add_argument("--seed", type=int, default=1, help="of what is random: victims and orders")
    parser.add_argument("--services", type=int, default=300, help="in one burst of `allocation`")
    asked = parser.parse_args()
    # A run that is told to end still puts cables and processes back, and deletes what it made.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for name in BENCHMARKS if asked.benchmark == "all" else [asked.benchmark]:
        benchmark = BENCHMARKS[name]
        more = f" --services {asked.services}" if name == "allocation" else ""
        runs = asked.runs or benchmark.RUNS
        benchmark.measure(argparse.Namespace(benchmark=name, runs=runs, seed=asked.seed, services=asked.services, more=more))


if __name__ == "__main__":
    main()
