#!/usr/bin/env python3
"""Fails every call that can fail, one at a time, and prints the matrix: points failed, and how each run ended.

usage: matrix.py [--sample N] [--scenario NAME]... [--kind KIND]... [--verbose]

After each run one of these holds, or the point counts as wrong:
  refused   status 3 and a diagnostic; no output is new, no temporary file is left, files that were there before are as they were
  survived  the status and the same outputs as without the fault (a close that fails after reading, memory that was not needed)
What is printed is the same as without the fault, or a beginning of it and the run is refused.
And it never crashes, hangs, or holds more memory at its end than the run without a fault.

Libraries are not ours: where one of them was refused memory and crashed, went on without it or lost track of its blocks, the point is
counted under its name, not as wrong; but files stay whole there too.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from common import EXAMPLE, PROGRAM, model_of, project  # noqa: E402

LIBRARY = PROGRAM.parent / "inject.so"
KINDS = ["alloc", "map", "open", "read", "write", "sync", "close", "rename", "fork"]
LASTING = ["alloc", "write", "open"]  # also: from the N-th call on, everything fails
LIBRARY_HOLDS = 32    # blocks that libxlsxwriter loses where writing a package fails, which it says
OLD = b"as it was\n"


class Scenario:
    """A command, run in a folder of its own; old outputs stand there before."""

    def __init__(self, name, arguments, outputs, prepare=None, allowed=(), failures=(3,), fresh=False, check=None, input=None):
        self.name, self.arguments, self.outputs, self.prepare = name, arguments, outputs, prepare
        self.fresh = fresh        # no outputs stand there before: each may be missing after a fault
        self.check = check        # what is false of what was left in a folder, None
        self.failures = failures  # exit statuses that a fault may lead to
        self.allowed = allowed    # names that may be new besides
        self.input = input        # what stands on standard input; then what is printed is not compared: receipts tell the time


def prepare_import(folder):
    subprocess.run([PROGRAM, "render", EXAMPLE, "-o", folder / "in.xlsx"], check=True, capture_output=True)


def prepare_verify(folder):
    subprocess.run([PROGRAM, "render", EXAMPLE, "-o", folder / "in.pdf", "-o", folder / "in.xlsx"], check=True, capture_output=True)
    subprocess.run(["qpdf", folder / "in.pdf", folder / "again.pdf"], check=True)


def prepare_csv(folder):
    subprocess.run([PROGRAM, "render", EXAMPLE, "-o", folder / "in.csv"], check=True, capture_output=True)


def prepare_link(folder):
    (folder / "a.csv").symlink_to("there.csv")


def check_link(folder):
    return None if (folder / "a.csv").is_symlink() else "the link is a file now"


def prepare_diff(folder):
    """Another year's table: an amount, a goal, a project that is gone, one that is new."""
    model = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    model["projects"][1]["funding"]["other"] = "7.00"
    model["projects"][2]["goal"] = ["另一个目标。"]
    model["projects"][3:5] = [project(99)]
    model["projects"][3]["agency"] = model["agencies"][0]["id"]
    model.pop("reported", None)
    (folder / "other.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    prepare_import(folder)


def prepare_merge(folder):
    prepare_batch(folder)
    for k in (1, 2):
        subprocess.run([PROGRAM, "batch", "jobs.ndjson", "--to", f"s{k}", "--shard", f"{k}/2", "-q"], cwd=folder, check=True,
                       capture_output=True)


def prepare_batch(folder):
    for i in range(3):
        (folder / f"{i}.json").write_text(json.dumps(model_of([project(i)]), ensure_ascii=False), encoding="utf-8")
    jobs = [{"input": f"{i}.json", "formats": ["trace"]} for i in range(3)]
    (folder / "jobs.ndjson").write_text("".join(json.dumps(j) + "\n" for j in jobs))


def check_receipts(folder):
    """A receipt that says done stands for outputs that are there, whole."""
    path = folder / "out" / "receipts.ndjson"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    for receipt in (json.loads(line) for line in lines if line.endswith("\n")):
        if receipt.get("status") == "done":
            if not receipt.get("outputs"):
                return f"a receipt without outputs: {receipt}"
            for output in receipt["outputs"]:
                if digest(folder / "out" / output["path"]) != output["sha256"]:
                    return f"a receipt for what is not there: {output}"
    return None


SCENARIOS = [
    Scenario("render", ["render", EXAMPLE, "-o", "a.pdf", "-o", "a.xlsx", "-o", "a.trace"], ["a.pdf", "a.xlsx", "a.trace"]),
    Scenario("working", ["render", EXAMPLE, "--option", "xlsx.profile=working", "-o", "a.xlsx"], ["a.xlsx"]),
    Scenario("import", ["import", "in.xlsx", "-o", "a.json"], ["a.json"], prepare_import),
    Scenario("check", ["check", EXAMPLE], []),
    # one job that fails is told in the receipts, and by status 1; the others are done
    Scenario("batch", ["batch", "jobs.ndjson", "--to", "out", "-j", "2", "-q"], [f"out/{i}.trace" for i in range(3)], prepare_batch,
             allowed=("out",), failures=(1, 3), fresh=True, check=check_receipts),
    Scenario("stream", ["batch", "-", "--to", "out", "-j", "1", "-q"], ["out/0.trace"], prepare_batch, allowed=("out",), failures=(1, 3),
             fresh=True, check=check_receipts, input='{"input":"0.json","formats":["trace"]}\n{"input":"0.json"}\n'),
    Scenario("merge", ["batch-merge", "s1", "s2", "-o", "all.ndjson", "--summary", "sum.xlsx"], ["all.ndjson", "sum.xlsx"], prepare_merge,
             failures=(1, 3)),  # an output that cannot be read is not what its receipt says
    Scenario("stdout", ["render", EXAMPLE, "-f", "pdf", "-o", "-"], []),
    Scenario("plain", ["render", EXAMPLE, "--option", "pdf.profile=plain", "--option", "pdf.compact=0", "-o", "a.pdf"], ["a.pdf"]),
    Scenario("linear", ["render", EXAMPLE, "--option", "pdf.linearize=1", "-o", "a.pdf"], ["a.pdf"]),
    Scenario("csv", ["render", EXAMPLE, "-o", "a.csv"], ["a.csv"]),
    Scenario("link", ["render", EXAMPLE, "-o", "a.csv"], ["a.csv", "there.csv"], prepare_link, check=check_link),
    Scenario("table", ["import", "in.csv", "-o", "a.json"], ["a.json"], prepare_csv),
    Scenario("fix", ["check", EXAMPLE, "--fix", "a.json"], ["a.json"]),
    Scenario("report", ["check", EXAMPLE, "-o", "a.pdf", "-o", "a.xlsx"], ["a.pdf", "a.xlsx"]),
    Scenario("diff", ["diff", "in.xlsx", "other.json"], [], prepare_diff),
    Scenario("diffbook", ["diff", EXAMPLE, "other.json", "-o", "a.xlsx"], ["a.xlsx"], prepare_diff),
    Scenario("verify", ["verify", "--model", EXAMPLE, "in.xlsx", "in.pdf", "again.pdf"], [], prepare_verify),
]


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def run(scenario, template, fault, report):
    """(exit status or "hang", standard error, outputs, names that are new, calls)"""
    with tempfile.TemporaryDirectory(prefix="faults-", dir=template.parent) as name:
        folder = pathlib.Path(name)
        shutil.copytree(template, folder, symlinks=True, dirs_exist_ok=True)
        for output in () if scenario.fresh else scenario.outputs:
            (folder / output).write_bytes(OLD)
        before = {p.name for p in folder.iterdir()}
        environment = {**os.environ, "LD_PRELOAD": str(LIBRARY), "BP_FAULT": fault, "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"}
        if report:
            environment["BP_FAULT_REPORT"] = str(folder / "report")  # a confined command can write nowhere else
        try:
            done = subprocess.run([PROGRAM, *scenario.arguments], cwd=folder, env=environment, capture_output=True, timeout=60,
                                  input=(scenario.input or "").encode())
            status, error = done.returncode, done.stderr.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            status, error = "hang", ""
        printed = b"" if scenario.input or status == "hang" else done.stdout
        outputs = {o: digest(folder / o) for o in scenario.outputs}
        new = {p.name for p in folder.iterdir()} - before - {"report", "report.by"}
        new |= {p.name for p in folder.rglob(".budgetpress-*")}
        calls, path = {}, folder / "report"
        false = scenario.check(folder) if scenario.check else None
        by = path.with_name(path.name + ".by")
        if by.exists():
            calls["by"] = by.read_text()
            by.unlink()
        if path.exists():
            calls |= {k: int(v) for k, v in (line.split() for line in path.read_text().splitlines())}
            path.unlink()
        calls["printed"] = printed
        if false:
            calls["false"] = false
        return status, error, outputs, new, calls


def judge(scenario, result, baseline):
    """None where the fault was handled, else what was wrong; and how the run ended."""
    what, end = judge_own(scenario, result, baseline)
    # a crash adds its own to the one that was refused memory; libqpdf is the only one in C++, and the only one that needs GnuTLS
    library = re.search(r"lib(harfbuzz|xlsxwriter|minizip|hpdf|zip|crypto|expat|deflate|utf8proc|qpdf|stdc\+\+|gnutls|tasn1)[^.]*",
                        result[4].get("by", ""))
    untouched = all(d in (hashlib.sha256(OLD).hexdigest(), baseline[2][o]) for o, d in result[2].items())
    if what and library and untouched and result[0] != baseline[0]:
        return None, library[0]
    if what and untouched and result[0] == 127 and result[1].startswith("cannot allocate memory for thread-local data"):
        return None, "libc"  # which ends the process at the first use of a variable of a thread in a library that was loaded late
    return what, end


def judge_own(scenario, result, baseline):
    status, error, outputs, new, calls = result
    old = hashlib.sha256(OLD).hexdigest()
    if status == "hang" or not isinstance(status, int) or status < 0:
        return f"ended by {status}", None
    if "false" in calls:
        return f"status {status}, {calls['false']}", None
    if new - set(scenario.allowed):
        return f"status {status}, left behind: {sorted(new)}", None
    more = calls.get("held", 0) - baseline[4]["held"]
    if 0 < more <= LIBRARY_HOLDS and status == 3 and "[ERROR] workbook_" in error:
        return None, "libxlsxwriter"
    if more > 0:
        return f"status {status}, {more} blocks more held at the end", None
    # of several files one may have failed, and the counts that check ends with may count the fault itself
    lines = set(baseline[4]["printed"].splitlines())
    if not baseline[4]["printed"].startswith(calls["printed"]) and not set(calls["printed"].splitlines()) <= lines and \
            not re.fullmatch(rb"\d+ errors?, \d+ warnings?\n", calls["printed"]):
        return f"status {status}, printed: {calls['printed'][:200]}", None
    if status == baseline[0] and (not status or calls["printed"] == baseline[4]["printed"] and outputs == baseline[2]):
        return (None, "survived") if outputs == baseline[2] and calls["printed"] == baseline[4]["printed"] else \
            (f"status {status}, other outputs: {outputs}", None)
    if status not in scenario.failures:
        return f"status {status}: {error.strip()[:200]}", None
    if "BP" not in error and "out of memory" not in error:
        return f"status {status} without a diagnostic: {error[:200]!r}", None
    if scenario.fresh:
        halves = {o for o, d in outputs.items() if d not in (None, baseline[2][o])}
        return (f"cut short: {halves}", None) if halves else (None, "refused")
    if any(d != old for d in outputs.values()):
        # with several outputs a rename may fail after another one was done: each file is then old or new as a whole
        if any(d not in (old, baseline[2][o]) for o, d in outputs.items()):
            return "an output is neither the old nor the new one", None
    return None, "refused"


def points_of(calls, kind, sample, rng):
    count = calls.get(kind, 0)
    every = range(1, count + 1)
    return list(every) if not sample or count <= sample else sorted(rng.sample(every, sample))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=0, help="at most so many points of a kind, 0: all")
    parser.add_argument("--scenario", action="append")
    parser.add_argument("--kind", action="append")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, wrong, total = random.Random(options.seed), [], 0
    print(f"{'scenario':<10}{'kind':<9}{'calls':>7}{'failed':>8}{'refused':>9}{'survived':>10}{'wrong':>7}")
    with tempfile.TemporaryDirectory(prefix="matrix-") as name, concurrent.futures.ThreadPoolExecutor(2) as pool:
        for scenario in SCENARIOS:
            if options.scenario and scenario.name not in options.scenario:
                continue
            template = pathlib.Path(name) / scenario.name / "template"
            template.mkdir(parents=True)
            if scenario.prepare:
                scenario.prepare(template)
            baseline = run(scenario, template, "", True)
            assert baseline[4].get("alloc"), f"{LIBRARY} counts nothing: is it built?"
            assert baseline[0] == (1 if scenario.name in ("diff", "diffbook", "stream") else 0), baseline[1]
            for kind in options.kind or KINDS:
                points = points_of(baseline[4], kind, options.sample, rng)
                faults = [f"{kind}:{n}" for n in points] + ([f"{kind}:{n}+" for n in points] if kind in LASTING else [])
                results = pool.map(lambda fault: run(scenario, template, fault, True), faults)
                ends = collections.Counter()
                bad = 0
                for fault, result in zip(faults, results):
                    what, end = judge(scenario, result, baseline)
                    if what:
                        wrong.append(f"{scenario.name} {fault}: {what}")
                        bad += 1
                    else:
                        ends[end] += 1
                total += len(faults)
                if faults:
                    print(f"{scenario.name:<10}{kind:<9}{baseline[4][kind]:>7}{len(faults):>8}{ends['refused']:>9}{ends['survived']:>10}{bad:>7}  "
                          + ", ".join(f"{n} {k}" for k, n in sorted(ends.items()) if k.startswith("lib")), flush=True)
    for line in wrong:
        print(line)
    print(f"{total - len(wrong)} handled, {len(wrong)} wrong")
    return 1 if wrong else 0


sys.exit(main())
