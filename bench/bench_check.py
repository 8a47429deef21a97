#!/usr/bin/env python3
"""check: CPU seconds of all rules by the size of the table, and how they grow. SIZES in the environment as for the other benches.

Ends with status 1 where ten times the projects take more than twelve times as long.
"""
import os
import sys

import data
from common import DATA, PROGRAM, once, print_row

WIDTHS = (16, 10, 14, 12, 8)
GROWTH = 12


def check(path):
    """All findings are wanted as a document: places and texts are part of what is measured."""
    return once([PROGRAM, "check", "-f", "json", path])


def main():
    sizes = [int(s) for s in os.environ.get("SIZES", "1000 10000").split() if s.isdigit() and int(s) >= 1000]
    print_row("check", "CPU s", "µs a project", "peak MiB", "growth", widths=WIDTHS)
    before, failed = None, False
    for size in sizes:
        path = data.table(DATA, size)
        taken = min((check(path) for _ in range(3 if size <= 10000 else 1)), key=lambda t: t.cpu)
        growth = taken.cpu / before[1] * before[0] * 10 / size if before else None
        print_row(size, f"{taken.cpu:.2f}", f"{taken.cpu / size * 1e6:.0f}", f"{taken.peak:.0f}", f"{growth:.1f}" if growth else "",
                  widths=WIDTHS)
        failed |= growth is not None and growth > GROWTH
        before = size, taken.cpu
    if failed:
        sys.exit("the time of check grows faster than the table")


if __name__ == "__main__":
    main()
