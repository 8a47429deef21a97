#!/usr/bin/env python3
"""render, by sizes: CPU, memory, bytes and pages of every profile, beside the limits of the libraries in the same run.

SIZES in the environment, or arguments: projects of one table, or DOCUMENTSxPROJECTS.
"""
import os
import re
import struct
import subprocess
import sys
import zipfile
from xml.etree import ElementTree

import data
from common import DATA, OUT, PROGRAM, TOOLS, Taken, measure, offers, print_row

PROFILES = [("pdf", "plain"), ("pdf", "print"), ("pdf", "archive"), ("xlsx", "official"), ("xlsx", "working")]
WIDTHS = (22, 9, 9, 12, 7, 9, 7)
ZLIB_AT = 50.0  # MB/s that the absolute goal is stated for
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def runs_of(projects):
    return 15 if projects <= 10 else 5 if projects <= 1000 else 3 if projects <= 10000 else 1


def render(paths, kind, profile, known, runs):
    """Renders one model, or many as a batch with one worker. The files, and what it took."""
    options = ["--option", f"{kind}.profile={profile}"] if known else []
    if len(paths) == 1:
        file = OUT / f"{paths[0].stem}.{kind}"
        return [file], measure([PROGRAM, "render", paths[0], "-o", file, *options], runs)
    taken = measure([PROGRAM, "batch", "--quiet", "--restart", "--workers", "1", paths[0].parent, "--to", OUT, "-f", kind, *options],
                    runs)
    return sorted(OUT.rglob(f"*.{kind}")), taken


def body_font():
    lines = subprocess.run([PROGRAM, "fonts"], stdout=subprocess.PIPE, encoding="utf-8").stdout.splitlines()
    return next(re.search(r"/\S+#\d+", line)[0] for line in lines if line.startswith("body"))


def pdf_limit(files, runs):
    """zlib over the contents and a subset a document: what it took; zlib's MB/s; pages."""
    best = None
    for _ in range(min(runs, 3)):
        done = subprocess.run([TOOLS / "pdf_limit", body_font(), *files], check=True, stdout=subprocess.PIPE, encoding="utf-8")
        deflate, subset, raw, _, pages = map(float, done.stdout.split())
        if not best or deflate + subset < best[0]:
            best = (deflate + subset, raw / 1e3 / deflate, int(pages))
    return Taken(best[0] / 1e3, 0), best[1], best[2]


def shared_strings(book):
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    strings = []
    with book.open("xl/sharedStrings.xml") as part:
        for _, item in ElementTree.iterparse(part):
            if item.tag == MAIN + "si":
                strings.append("".join(t.text or "" for t in item.iter(MAIN + "t")))
                item.clear()
    return strings


def column_of(reference):
    index = 0
    for letter in re.match("[A-Z]+", reference)[0]:
        index = index * 26 + ord(letter) - 64
    return index - 1


def flat_cell(cell, strings):
    """Kind, number and text of a cell."""
    formula, value, inline = cell.find(MAIN + "f"), cell.find(MAIN + "v"), cell.find(MAIN + "is")
    text = value.text if value is not None and value.text else ""
    kind = cell.get("t", "n")
    if formula is not None:
        return "f", float(text) if kind == "n" and text else 0.0, "=" + formula.text
    if kind == "s":
        return "s", 0.0, strings[int(text)]
    if inline is not None:
        return "s", 0.0, "".join(t.text or "" for t in inline.iter(MAIN + "t"))
    return ("n", float(text), "") if text else ("b", 0.0, "")


def flatten(workbook, path):
    """The cells of a workbook's first sheet as records of xlsx_limit.c."""
    with zipfile.ZipFile(workbook) as book, path.open("wb") as out, book.open("xl/worksheets/sheet1.xml") as part:
        strings = shared_strings(book)

        def put(kind, row, column=0, style=0, value=0.0, text=""):
            data_ = text.encode()
            out.write(struct.pack("<cBHIdI", kind.encode(), column, style, row, value, len(data_)) + data_ + b"\0")
        for _, element in ElementTree.iterparse(part):
            if element.tag == MAIN + "col":
                put("w", 0, int(element.get("min")) - 1, value=float(element.get("width")))
            if element.tag != MAIN + "row":
                continue
            row = int(element.get("r")) - 1
            if element.get("ht"):
                put("h", row, value=float(element.get("ht")))
            for cell in element:
                kind, value, text = flat_cell(cell, strings)
                put(kind, row, column_of(cell.get("r")), int(cell.get("s", 0)), value, text)
            element.clear()


def xlsx_limit(files, runs):
    taken = Taken(0, 0)
    for file in files:
        cells = file.with_suffix(".cells")
        flatten(file, cells)
        taken += measure([TOOLS / "xlsx_limit", cells, OUT / "limit.xlsx"], runs)
        cells.unlink()
    return taken


def bench_size(size, results):
    many, _, projects = size.rpartition("x")
    projects = int(projects)
    paths = data.documents(DATA, int(many), projects) if many else [data.table(DATA, projects)]
    runs = 1 if many else runs_of(projects)
    pages = limit = None
    for kind, profile in PROFILES:
        known = offers("-o", OUT / f"offers.{kind}", "--option", f"{kind}.profile={profile}")
        if not known and profile not in ("plain", "official"):
            print_row(f"{size} {kind} {profile}", "not offered by this build", widths=WIDTHS)
            continue
        files, taken = render(paths, kind, profile, known, runs)
        if profile == "plain":
            limit, speed, pages = pdf_limit(files, runs)
            results[size, "zlib"] = speed
        elif profile == "official":
            limit = xlsx_limit(files, runs)
        results[size, profile], results[size, kind, "limit"] = taken, limit
        print_row(f"{size} {kind} {profile}", f"{taken.cpu:.4f}", f"{taken.peak:.1f}", sum(f.stat().st_size for f in files),
                  pages if kind == "pdf" else "", f"{limit.cpu:.4f}", f"{taken.cpu / limit.cpu:.2f}", widths=WIDTHS)
        results[size, profile, "bytes"] = (sum(p.stat().st_size for p in paths), sum(f.stat().st_size for f in files))
        for file in files:
            file.unlink()


def goal(text, value, most):
    print(f"  {'reached    ' if value <= most else 'NOT REACHED'}  {text}: {value:.2f}, at most {most}")


def print_goals(results):
    """The ratios that are promised, as far as the sizes that were run show them."""
    sizes = [s for s in ("10", "1000", "10000", "100000", "200x10", "10000x10") if (s, "plain") in results]
    for size in sizes:
        plain, official = results[size, "plain"], results[size, "official"]
        if size in ("1000", "10000", "100000"):
            goal(f"pdf plain to its limit, {size} projects", plain.cpu / results[size, "pdf", "limit"].cpu, 1.6)
            goal(f"xlsx official to raw libxlsxwriter, {size} projects", official.cpu / results[size, "xlsx", "limit"].cpu, 1.3)
        if (size, "archive") in results:
            goal(f"pdf archive to plain, {size}", results[size, "archive"].cpu / plain.cpu, 2.0)
        if size == "10000":
            speed = results[size, "zlib"]
            print(f"  zlib compresses these contents with {speed:.0f} MB/s")
            goal("pdf plain in CPU milliseconds as at 50 MB/s, 10000 projects", plain.cpu * 1e3 * speed / ZLIB_AT, 1200)
        if size == "100000":
            given, made = results[size, "plain", "bytes"]
            goal("pdf plain, peak memory to input and output", plain.peak * 2 ** 20 / (given + made), 1.5)
            goal("xlsx official, peak memory to 1.5 times the input and 60 MB", official.peak * 2 ** 20 / (1.5 * given + 60e6), 1.0)
            for profile in ("plain", "official"):
                if ("1000", profile) in results:
                    goal(f"{profile}, CPU a project at 100000 to 1000",
                         results[size, profile].cpu / results["1000", profile].cpu / 100, 1.15)


def main():
    sizes = sys.argv[1:] or os.environ.get("SIZES", "10 1000").split()
    results = {}
    OUT.mkdir(parents=True, exist_ok=True)
    print_row("projects, output", "CPU s", "peak MiB", "bytes", "pages", "limit s", "ratio", widths=WIDTHS)
    for size in sizes:
        bench_size(size, results)
    print_goals(results)


main()
