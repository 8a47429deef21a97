#!/usr/bin/env python3
"""verify and import: CPU and peak memory by the size of the table, beside the rendering of what they read in the same run.

SIZES in the environment as for the other benches. Ends with status 1 where an import holds more than 1.5 times the text that it reads
and the model that it writes, where ten times the projects make verify take more than fifteen times as long, where verifying an untouched
file takes more than 1.5 times its rendering, or a PDF that was packed otherwise more than 60 ms a page.
"""
import os
import re
import subprocess
import sys
import zipfile

import data
from common import DATA, OUT, PROGRAM, measure, print_row

WIDTHS = (26, 9, 16, 10, 10, 12)
GROWTH, MEMORY, BYTES, PIXELS = 15, 1.5, 1.5, 0.06


def text_of(path):
    """The bytes of text in a table: a CSV file, or the sheets of a workbook, unpacked."""
    if path.suffix == ".csv":
        return path.stat().st_size
    with zipfile.ZipFile(path) as package:
        return sum(part.file_size for part in package.infolist())


def repack(path):
    """The same PDF as qpdf writes it."""
    other = path.with_suffix(".repacked.pdf")
    subprocess.run(["qpdf", "--object-streams=disable", path, other], check=True)
    return other


def pages_of(path):
    return int(re.search(r"Pages: +(\d+)", subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout)[1])


def bench_verify(size, taken):
    """What is more than the limits, in words."""
    faults = []
    for kind in ("pdf", "xlsx"):
        ratio = taken[size, f"verify {kind}"].cpu / taken[size, f"render {kind}"].cpu
        print(f"{size} bytes of {kind}: {ratio:.2f} times its rendering")
        faults += [f"equal bytes of {kind} take {ratio:.2f} times the rendering of {size} projects"] if ratio > BYTES else []
    page = taken[size, "verify repacked pdf"].cpu / pages_of(OUT / f"read-{size}.pdf")
    print(f"{size} pixels of pdf: {page * 1000:.0f} ms a page")
    return faults + ([f"a page of {size} projects takes {page * 1000:.0f} ms to compare"] if page > PIXELS else [])


def ways(model, size):
    """What is done to a table: its name, the command, what it is compared with."""
    pdf, book, csv, again = (OUT / f"read-{size}.{kind}" for kind in ("pdf", "xlsx", "csv", "json"))
    for path in (pdf, book):  # what verify reads is there before anything is measured
        subprocess.run([PROGRAM, "render", model, "-o", path], check=True, capture_output=True)
    return [("render pdf", ["render", model, "-o", pdf], None), ("verify pdf", ["verify", pdf, "--model", model], "render pdf"),
            ("verify repacked pdf", ["verify", repack(pdf), "--model", model], "render pdf"),
            ("render xlsx", ["render", model, "-o", book], None), ("verify xlsx", ["verify", book, "--model", model], "render xlsx"),
            ("import xlsx", ["import", book, "-o", again], "render xlsx"),
            ("render csv", ["render", model, "-o", csv], None), ("import csv", ["import", csv, "-o", again], "render csv")]


def bench_size(size, taken):
    """Measures, and says whether memory is held within its limit."""
    held = True
    for name, command, beside in ways(data.table(DATA, size), size):
        cost = taken[size, name] = measure([PROGRAM, *command], 3 if size <= 1000 else 1)
        ratio = cost.cpu / taken[size, beside].cpu if beside else None
        share = ""
        if name.startswith("import"):
            text = text_of(command[1]) + command[-1].stat().st_size
            share = cost.peak * 2 ** 20 / text
            held &= size < 10000 or share <= MEMORY  # the program itself weighs more in small tables
            share = f"{share:.2f}"
        print_row(f"{size} {name}", f"{cost.cpu:.3f}", f"{cost.cpu / size * 1e6:.1f}", f"{ratio:.1f}" if ratio else "", f"{cost.peak:.1f}",
                  share, widths=WIDTHS)
    return held


def main():
    sizes = [int(s) for s in os.environ.get("SIZES", "1000 10000").split() if s.isdigit() and int(s) >= 1000]
    OUT.mkdir(parents=True, exist_ok=True)
    print_row("projects", "CPU s", "ms for 1,000", "to render", "peak MiB", "peak to text", widths=WIDTHS)
    taken, faults = {}, []
    for size in sizes:
        if not bench_size(size, taken):
            faults.append(f"an import of {size} projects holds more than {MEMORY} times its text and its model")
        faults += bench_verify(size, taken)
        for file in OUT.glob(f"read-{size}.*"):
            file.unlink()
    for small, large in zip(sizes, sizes[1:]):
        growth = taken[large, "verify repacked pdf"].cpu / taken[small, "verify repacked pdf"].cpu * 10 * small / large
        print(f"verify of a pdf, {large} projects to {small}: {growth:.1f} times as long for ten times as many")
        if growth > GROWTH:
            faults.append("the time of verify grows faster than the table")
    if faults:
        sys.exit("; ".join(faults))


if __name__ == "__main__":
    main()
