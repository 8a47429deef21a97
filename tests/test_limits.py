"""docs/limits.md held against the sources, and each limit at its edge and one past it; forms that mean harm."""
import copy
import json
import re
import subprocess

import pytest

from common import EXAMPLE, PROGRAM, ROOT, TARGETS, model_of, project, read_json

FORM = read_json(ROOT / "templates" / TARGETS / "form.json")
SMALL = model_of([project(1)])


def value_of(expression):
    """What a constant of the sources is: numbers, << and *."""
    assert re.fullmatch(r"[\d\s<*()]+", expression), expression
    return eval(expression)  # noqa: S307 - digits and operators only, see above


def test_the_table_says_what_the_sources_say():
    checked = 0
    for line in (ROOT / "docs" / "limits.md").read_text(encoding="utf-8").splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if not line.startswith("| ") or len(cells) < 3 or " in `" not in cells[2]:
            continue
        names = re.findall(r"`(\w+)`", cells[2].split(" in ")[0])
        source = (ROOT / re.search(r" in `([^`]+)`", cells[2])[1]).read_text(encoding="utf-8")
        values = re.findall(r"\d+", cells[1])
        for name, value in zip(names, values):
            found = re.search(rf"\b{name}\s*=\s*(?:\(off_t\))?([^,;}}/]+)", source)[1].strip()
            wanted = int(value) << 30 if "GiB" in cells[1] else int(value)
            assert value_of(found) == wanted, (name, found, value)
            checked += 1
    assert checked >= 18


def findings(command, text, tmp_path, *options):
    path = tmp_path / "in.json"
    path.write_text(text if isinstance(text, str) else json.dumps(text, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, command, "--diagnostics=json", path, *options], capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, [json.loads(line)["code"] for line in done.stderr.splitlines()]


def amount(text):
    return model_of([project(1, funding={"other": text})])


def padded(size):
    """A model with a goal of so many bytes as written."""
    return model_of([project(1, goal=["a" * size])])


@pytest.mark.parametrize("code,at,past", [
    ("BP2003", "[" * 64 + "]" * 64, "[" * 65 + "]" * 65),
    ("BP2004", padded(1 << 20), padded((1 << 20) + 1)),
    ("BP2008", f"[{'1' * 60}]", f"[{'1' * 61}]"),
    ("BP3002", amount("9" * 12), amount("9" * 13)),
    ("BP3003", amount("0.123456"), amount("0.1234567")),
], ids=lambda v: v if isinstance(v, str) and v.startswith("BP") else "")
def test_limits_of_a_model(tmp_path, code, at, past):
    assert code not in findings("check", at, tmp_path)[1]
    status, codes = findings("check", past, tmp_path)
    assert status == 1 and codes.count(code) == 1


def test_a_file_over_4_gib_is_refused_at_once(tmp_path):
    path = tmp_path / "a.json"
    with open(path, "wb") as file:
        file.truncate((4 << 30) + 1)
    done = subprocess.run([PROGRAM, "check", path], capture_output=True, encoding="utf-8", timeout=10)
    assert done.returncode == 1 and "BP1005" in done.stderr


def test_1000_findings_are_shown_and_all_are_counted(tmp_path):
    for count in (1000, 1001):
        model = model_of([project(i, agency="none") for i in range(count)])
        (tmp_path / "a.json").write_text(json.dumps(model), encoding="utf-8")
        done = subprocess.run([PROGRAM, "check", tmp_path / "a.json"], capture_output=True, encoding="utf-8")
        assert done.stderr.count("BP3006") == 1000 and (count == 1000 or "(1 more are not shown)" in done.stderr)


def render(tmp_path, model, form, output="a.trace"):
    folder = tmp_path / "form"
    folder.mkdir(exist_ok=True)
    (folder / "form.json").write_text(form if isinstance(form, str) else json.dumps(form), encoding="utf-8")
    (tmp_path / "m.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "render", "--diagnostics=json", tmp_path / "m.json", "--form", f"{folder}/", "-o", tmp_path / output],
                          capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode in (0, 1) and (done.returncode == 0) == (tmp_path / output).exists(), done.stderr
    return done.returncode, [json.loads(line) for line in done.stderr.splitlines()]


def with_columns(columns):
    return {**FORM, "columns": columns}


def leaf(i, **more):
    return {"id": f"c{i}", "header": "h", "width_em": 1, **more}


def nested(levels):
    column = leaf(0)
    for _ in range(levels - 1):
        column = {"header": "h", "columns": [column]}
    return column


NAMED = [c for c in FORM["columns"]]


@pytest.mark.parametrize("at,past", [
    (NAMED + [leaf(i) for i in range(25)], NAMED + [leaf(i) for i in range(26)]),
    (NAMED + [nested(8)], NAMED + [nested(9)]),
], ids=["columns", "levels"])
def test_limits_of_a_form(tmp_path, at, past):
    assert render(tmp_path, SMALL, with_columns(at)) == (0, [])
    status, found = render(tmp_path, SMALL, with_columns(past), "b.trace")
    assert status == 1 and ("BP4003", "the form passes a limit: header") in [(f["code"], f["message"]) for f in found]


def test_a_cell_of_a_workbook(tmp_path):
    assert render(tmp_path, model_of([project(1, goal=["字" * 32767])]), FORM, "a.xlsx")[0] == 0
    for goal in ("字" * 32768, "字" + "\U00020000" * 16384):  # Excel counts units of UTF-16
        status, found = render(tmp_path, model_of([project(1, goal=[goal])]), FORM, "b.xlsx")
        assert status == 1 and "BP5005" in [f["code"] for f in found]


def changed(**members):
    return {**copy.deepcopy(FORM), **members}


def page(**members):
    return changed(page={**FORM["page"], **members})


@pytest.mark.parametrize("form", [
    with_columns([leaf(i) for i in range(100000)]),
    with_columns([{"header": "a", "columns": []} for _ in range(40000)]),
    with_columns([leaf(0, width_em=1e9)]),
    with_columns([leaf(0, width_em=-1)]),
    with_columns([leaf(0, digits=10**9)]),
    with_columns([]),
    page(width_mm=-297), page(width_mm=1e300), page(body_pt=0), page(margins_mm=[200, 200, 200, 200]), page(margins_mm=[-1, 0, 0, 0]),
    page(leading_em=0), page(rule_pt=-1),
    changed(dictionary="../../../etc/passwd"), changed(dictionary="/etc/passwd"), changed(dictionary="../forms"),
    changed(rows=[{"each": "document", "cells": {}, "rows": [{"each": "document", "cells": {}}]}]),
    changed(title="{" * 100000), changed(wrap="none"),
    "[" * 100000, "", "null", "{}",
], ids=range(23))
def test_a_form_that_means_harm_is_refused(tmp_path, form):
    status, found = render(tmp_path, SMALL, form)
    assert status == 1 and found and not (tmp_path / "a.trace").exists()
    assert not [f for f in found if "root:" in f["message"]]


def test_a_table_inside_of_itself_is_refused(tmp_path):
    rows = {"each": "project", "cells": {"name": "x"}}
    for _ in range(40):
        rows = {"each": "project", "cells": {"name": "x"}, "rows": [rows]}
    assert render(tmp_path, SMALL, changed(rows=[rows]))[0] == 1


def test_standard_output_that_is_closed(tmp_path):
    """| head: the status says that not all was written."""
    command = f"{PROGRAM} render {EXAMPLE} -f pdf -o - 2>/dev/null | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", cwd=tmp_path)
    assert done.stdout.strip() in ("3", "141") and list(tmp_path.iterdir()) == []
