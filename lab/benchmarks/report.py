"""What a benchmark says: tables in Markdown, on the screen and in docs/benchmarks, under the circumstances that they were measured in."""

import datetime
import math
import os
import platform
import shlex
import statistics
import sys

from cluster import LAB, run

DOCS = LAB.parent / "docs" / "benchmarks"


def quantile(values, share):
    """The value that this share of the values does not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def spread(values, digits=0, last=None):
    """Cells: the least, median, 90th (or another) percentile, and the most of some values; dashes for none."""
    if not values:
        return ["-"] * (4 + bool(last))
    found = [min(values), statistics.median(values), quantile(values, 0.9)]
    found += [quantile(values, last)] if last else []
    return [f"{value:.{digits}f}" for value in (*found, max(values))]


def ratio(value, base):
    return f"{value / base:.2f}"


class Report:
    def __init__(self, name, title, options):
        self.name = name
        self.load = os.getloadavg()
        self.lines = [f"# {title}", "", *self.circumstances(options), ""]
        print("\n".join(self.lines))

    def circumstances(self, options):
        cores = os.cpu_count()
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        commit = run("git", "-C", LAB, "rev-parse", "--short=12", "HEAD")
        changed = run("git", "-C", LAB, "status", "--porcelain", "--untracked-files=no")
        loads = ", ".join(f"{load:.1f}" for load in self.load)
        yield f"- command: `lab/bench {shlex.join(sys.argv[1:])}`"
        yield f"- runs: {options.runs}, with seed {options.seed}"
        yield f"- commit: {commit}{' with uncommitted changes' if changed else ''}"
        yield f"- date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC"
        yield f"- machine: {cores} cores, {memory:.0f} GiB, Linux {platform.release()}; the whole cluster runs on it"
        yield f"- load average at start: {loads}"
        if self.load[0] > cores:
            yield ""
            yield f"**Other work kept the machine busy** (load {self.load[0]:.1f} on {cores} cores): these figures are noisy and too high."

    def say(self, *lines):
        self.lines += lines
        print(*lines, sep="\n", flush=True)

    def table(self, title, heads, rows):
        """The first column is text, the others are figures."""
        rule = [":--"] + ["--:"] * (len(heads) - 1)
        self.say(f"## {title}", "", *(f"| {' | '.join(str(cell) for cell in row)} |" for row in (heads, rule, *rows)), "")

    def write(self):
        DOCS.mkdir(parents=True, exist_ok=True)
        (DOCS / f"{self.name}.md").write_text("\n".join(self.lines).rstrip() + "\n")
        print(f"written: docs/benchmarks/{self.name}.md")
