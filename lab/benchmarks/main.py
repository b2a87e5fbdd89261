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
    parser.add_argument("--present", type=int, default=0, help="Services of ours that are there when `allocation` creates single ones")
    asked = parser.parse_args()
    # A run that is told to end still puts cables and processes back, and deletes what it made.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for name in BENCHMARKS if asked.benchmark == "all" else [asked.benchmark]:
        benchmark = BENCHMARKS[name]
        asked.benchmark, asked.more = name, ""
        if name == "allocation":
            asked.more = f" --services {asked.services} --present {asked.present}"
        benchmark.measure(argparse.Namespace(**{**vars(asked), "runs": asked.runs or benchmark.RUNS}))


if __name__ == "__main__":
    main()
