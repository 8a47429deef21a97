#!/usr/bin/env python3
"""batch: the rate of 10,000 real-size jobs, the memory of its workers over them, and two ratios: to one process a document, and of
two workers to one.

JOBS in the environment: how many jobs instead of 10,000. Ratios are of runs in turns, the best of each, and where that is permitted
ahead of other work on the machine; the long run goes beside it. Ends with status 1 where the memory of a worker grows.
"""
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

import data
from common import DATA, OUT, PROGRAM, print_row

JOBS = int(os.environ.get("JOBS", "10000"))
PART = 300       # jobs of a run in turns
TURNS = 7
SINGLE = 30      # documents one at a time
WIDTHS = (32, 12, 7, 10, 7)


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Taken:
    """Wall and CPU seconds of the best run so far."""

    def __init__(self, count):
        self.count, self.wall, self.cpu = count, float("inf"), float("inf")

    def take(self, work, *arguments):
        before = cpu()
        wall = work(*arguments)
        self.wall, self.cpu = min(self.wall, wall), min(self.cpu, cpu() - before)

    def each(self):
        return self.wall / self.count, self.cpu / self.count


def batch(source, workers, watch=None, target=OUT / "batch"):
    """Seconds of a batch that begins anew."""
    shutil.rmtree(target, ignore_errors=True)
    began = time.monotonic()
    run = subprocess.Popen([PROGRAM, "batch", source, "--to", target, "-f", "pdf", "-q", "-j", str(workers)])
    while run.poll() is None:
        if watch:
            watch(run.pid, target)
        time.sleep(0.05 if watch else 0.005)
    seconds = time.monotonic() - began
    if run.returncode:
        sys.exit(f"batch: status {run.returncode}")
    return seconds


def single(paths):
    began = time.monotonic()
    for path in paths:
        subprocess.run([PROGRAM, "render", path, "-o", OUT / "single.pdf"], check=True)
    return time.monotonic() - began


def go_ahead(ahead):
    """Short runs before all other processes, so that two workers have two processors."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR if ahead else os.SCHED_OTHER, os.sched_param(1 if ahead else 0))
    except OSError:
        print("not permitted to run ahead of other work: it weighs on the ratios" if ahead else "")


class Memory:
    """What a worker holds for itself, by how much is done: the largest of each tenth."""

    def __init__(self, jobs):
        self.jobs, self.tenths, self.last = jobs, [0] * 10, 0

    def __call__(self, pid, target):
        if time.monotonic() - self.last < 0.2:
            return
        self.last = time.monotonic()
        try:
            with open(target / "receipts.ndjson", "rb") as file:
                done = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1
            children = open(f"/proc/{pid}/task/{pid}/children", encoding="ascii").read().split()
            held = max(int(line.split()[1]) for child in children for line in open(f"/proc/{child}/status", encoding="ascii")
                       if line.startswith("RssAnon"))
        except (OSError, ValueError):
            return
        tenth = min(9, max(0, done * 10 // self.jobs))
        self.tenths[tenth] = max(self.tenths[tenth], held)


def main():
    paths = data.documents(DATA, JOBS)
    folder = paths[0].parent
    OUT.mkdir(parents=True, exist_ok=True)
    part = OUT / "part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    for path in paths[:PART]:
        (part / path.name).symlink_to(path)
    count = min(PART, JOBS)
    one, two, alone = Taken(count), Taken(count), Taken(SINGLE)
    memory = pathlib.Path("/dev/shm")  # flushing a disk brings the writes of others to it too: not what these turns are to tell
    target = (memory if os.access(memory, os.W_OK) else OUT) / f"budgetpress-bench-{os.getpid()}"
    speedups = []
    go_ahead(True)
    for _ in range(TURNS):
        seconds = []
        for taken, workers in ((one, 1), (two, 2)):
            taken.take(lambda n=workers: seconds.append(batch(part, n, target=target)) or seconds[-1])
        speedups.append(seconds[0] / seconds[1])
        alone.take(single, paths[:SINGLE])
    print_row("", "documents/s", "ratio", "CPU ms", "ratio", widths=WIDTHS)
    for name, taken in (("render, a process a document", alone), ("batch -j 1", one), ("batch -j 2", two)):
        (wall, used), (wall0, used0) = taken.each(), alone.each()
        print_row(name, f"{1 / wall:.0f}", f"{wall0 / wall:.2f}", f"{used * 1000:.1f}", f"{used0 / used:.2f}", widths=WIDTHS)
    go_ahead(False)
    shutil.rmtree(target, ignore_errors=True)
    print(f"2 workers over 1: {one.wall / two.wall:.2f}; in turns {' '.join(f'{s:.2f}' for s in sorted(speedups))}")
    memory = Memory(JOBS)
    seconds = batch(folder, 2, memory)
    print(f"{JOBS} jobs by 2 workers: {seconds:.1f} s, {JOBS / seconds:.0f} a second")
    tenths = [t for t in memory.tenths if t]
    print("memory of a worker by tenths of the jobs, MiB:", " ".join(f"{t / 1024:.1f}" for t in memory.tenths))
    shutil.rmtree(OUT / "batch", ignore_errors=True)
    if len(tenths) > 2 and tenths[-1] > tenths[1] * 1.25 + 1024:
        sys.exit("the memory of a worker grows")


if __name__ == "__main__":
    main()
