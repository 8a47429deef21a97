"""docs/limits.md held against the sources, and each limit at its edge and one past it; forms that mean harm."""
import copy
import json
import os
import random
import re
import resource
import subprocess
import zipfile

import pytest

import test_hostile_workbooks as books
from common import EXAMPLE, PROGRAM, ROOT, TARGETS, model_of, project, read_json

pytestmark = pytest.mark.slow
FORM = read_json(ROOT / "templates" / TARGETS / "form.json")
SMALL = model_of([project(1)])


def value_of(expression):
    """What a constant of the sources is: numbers, << and *."""
    expression = re.sub(r"\((off|rlim|uint64)_t\)", "", expression).strip("() ")
    assert re.fullmatch(r"[\d\s<*()]+", expression), expression
    return eval(expression)  # noqa: S307 - digits and operators only, see above


def rows_of_the_tables():
    """(limit, value, constant, code, test) of each row."""
    lines = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ") and "| value |" not in line]
    assert len(rows) >= 35 and all(len(row) == 5 for row in rows)
    return rows


def test_the_table_says_what_the_sources_say():
    checked = 0
    for _, value, constant, *_ in rows_of_the_tables():
        source = (ROOT / re.search(r"`([^`]+/[^`]+)`", constant)[1]).read_text(encoding="utf-8")
        name = re.match(r"`(\w+)` in ", constant)
        if not name:
            continue
        found = re.search(rf"(?:\b{name[1]}\s*=|#define {name[1]} )([^,;}}/\n]+)", source)[1]
        assert value_of(found) == (int(value.split()[0]) << 30 if "GiB" in value else int(value)), (name[1], found, value)
        checked += 1
    assert checked >= 32


def test_each_limit_has_a_diagnostic_and_a_test():
    catalogue = (ROOT / "src/diag/catalogue.h").read_text(encoding="utf-8")
    for limit, _, _, code, test in rows_of_the_tables():
        assert not code or f'"{code}"' in catalogue, limit
        name, path = re.fullmatch(r"`(\w+)` in `([^`]+)`", test).groups()
        source = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^(def {name}\(|static void {name}\(void \*\*state\))", source, re.M), test
        assert path.endswith(".py") or f"cmocka_unit_test({name})" in source, test
        assert code in source or path.endswith("test_trust.py"), (limit, code)


def test_no_limit_of_a_reader_is_left_out():
    """What the headers call a maximum is in the tables."""
    listed = " ".join(row[2] for row in rows_of_the_tables())
    for path in ("src/json/json.h", "src/form/form.h", "src/format/xlsx/workbook.h", "src/format/xlsx/package.h", "src/format/xlsx/xml.h",
                 "src/format/grid.h", "src/batch/job.h"):
        for name in re.findall(r"\b(BP_\w*MAX\w*)(?: =| \()", (ROOT / path).read_text(encoding="utf-8")):
            assert f"`{name}`" in listed, (path, name)


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


of_memory = pytest.mark.skipif(books.SANITIZED, reason="the sanitizers map more than a test may be given")


@of_memory
@pytest.mark.parametrize("command", [["check"], ["render", "-o", "/dev/null", "-f", "pdf"], ["diff", EXAMPLE]], ids=lambda c: c[0])
def test_a_file_of_4_gib_and_one_of_more(command, tmp_path):
    """What is allowed is read, here with less memory than it takes; one byte more is refused for its size."""
    path = tmp_path / "a.json"
    with open(path, "wb") as file:
        for size, code in ((4 << 30, "BP1001"), ((4 << 30) + 1, "BP1005")):
            file.truncate(size)
            done = subprocess.run([PROGRAM, *command, path], capture_output=True, encoding="utf-8", timeout=20,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30)))
            assert code in done.stderr and done.stderr.count("error[") == 1, done.stderr


@of_memory
def test_an_input_of_a_batch_of_4_gib_and_one_of_more(tmp_path):
    path = tmp_path / "a.json"
    with open(path, "wb") as file:
        for size, code in ((4 << 30, "BP1001"), ((4 << 30) + 1, "BP1005")):
            file.truncate(size)
            done = subprocess.run([PROGRAM, "batch", path, "--to", tmp_path / "out", "-f", "csv", "-j1", "--restart", "--memory", "3G"],
                                  capture_output=True, encoding="utf-8", timeout=60)
            assert code in done.stderr, done.stderr


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


def test_the_width_of_a_column(tmp_path):
    for width, code in ((1, None), (200, None), (200.001, "BP4001"), (201, "BP4001"), (0.999, "BP4001")):
        status, found = render(tmp_path, SMALL, with_columns(NAMED + [leaf(0, width_em=width)]), f"{width}.trace")
        wrong = [f["code"] for f in found if f.get("pointer", "").endswith("/width_em")]
        assert wrong == ([code] if code else []) and (not code or status == 1), (width, found)


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


def test_levels_of_rows(tmp_path):
    for levels, past in ((8, False), (9, True)):
        rows = {"each": "indicator", "cells": {}}
        for _ in range(levels - 1):
            rows = {"each": "project", "cells": {}, "rows": [rows]}
        status, found = render(tmp_path, SMALL, changed(rows=[rows]), f"{levels}.trace")
        assert ("BP4003" in [f["code"] for f in found]) == past, found


def test_standard_output_that_is_closed(tmp_path):
    """| head: the status says that not all was written."""
    command = f"{PROGRAM} render {EXAMPLE} -f pdf -o - 2>/dev/null | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", cwd=tmp_path)
    assert done.stdout.strip() in ("3", "141") and list(tmp_path.iterdir()) == []


# ---- workbooks ----

def import_codes(path, seconds=60):
    """The errors of an import, which has so many seconds of the processor."""
    done = subprocess.run(["prlimit", f"--cpu={seconds}", PROGRAM, "import", path, "--diagnostics=json", "--department", "某局", "--unit",
                           "元"], capture_output=True, encoding="utf-8")
    codes = [f["code"] for f in map(json.loads, done.stderr.splitlines()) if f["severity"] == "error"]
    assert (done.returncode == 0) == (not codes) and done.returncode <= 1, done.stderr
    return codes


def book_codes(tmp_path, book):
    return import_codes(books.pack(tmp_path / "a.xlsx", book))


ROW = '<row r="3"><c r="A3" t="inlineStr"><is><t>甲</t></is></c><c r="B3"><v>1</v></c></row>'


def with_sheet(rows="", after=""):
    book = books.parts()
    book["xl/worksheets/sheet1.xml"] = books.sheet(ROW + rows, after=after)
    return book


def test_the_last_row_and_column(tmp_path):
    assert book_codes(tmp_path, with_sheet('<row r="1048576"><c r="Z1048576"/></row>')) == []
    assert book_codes(tmp_path, with_sheet('<row r="1048577"><c r="Z1048577"/></row>')) == ["BP6119"]
    assert book_codes(tmp_path, with_sheet('<row r="4"><c r="XFD4"/></row>')) == []
    assert book_codes(tmp_path, with_sheet('<row r="4"><c r="XFE4"/></row>')) == ["BP6120"]


def test_bytes_of_a_text(tmp_path):
    for size, codes in ((1 << 20, []), ((1 << 20) + 1, ["BP6116"])):
        text = "".join(f"{i:07x}" for i in range(size // 7 + 1))[:size]
        book = books.parts()
        book["xl/sharedStrings.xml"] = f"<sst {books.MAIN}><si><t>甲</t></si><si><t>{text}</t></si></sst>"
        assert book_codes(tmp_path, book) == codes
        cell = f'<row r="4"><c r="A4" t="inlineStr"><is><t>{text}</t></is></c></row>'
        found = book_codes(tmp_path, with_sheet(cell))
        assert ("BP6116" in found) == bool(codes), found


MANY = 65536


@pytest.mark.parametrize("kind", ["sheets", "merges", "names", "formats", "codes", "fonts", "properties"])
def test_lists_of_a_workbook(kind, tmp_path):
    for count, codes in ((MANY, []), (MANY + 1, ["BP6125"])):
        assert book_codes(tmp_path, long_list(kind, count)) == codes, count


def long_list(kind, count):
    book = with_sheet(after="<mergeCells>" + "".join(f'<mergeCell ref="E{i}:F{i}"/>' for i in range(5, count + 5)) + "</mergeCells>") \
        if kind == "merges" else books.parts()
    main = books.MAIN
    if kind == "sheets":
        book["xl/workbook.xml"] = f'<workbook {main} xmlns:r="{books.REL}"><sheets><sheet name="表" sheetId="1" r:id="r1"/>' + "".join(
            f'<sheet name="{i}" sheetId="{i}" state="hidden" r:id="none{i}"/>' for i in range(2, count + 1)) + "</sheets></workbook>"
    elif kind == "names":
        book["xl/workbook.xml"] = book["xl/workbook.xml"].replace("</sheets>", "</sheets><definedNames>" + "".join(
            f'<definedName name="n{i}">1</definedName>' for i in range(count)) + "</definedNames>")
    elif kind in ("formats", "codes", "fonts"):
        inner = {"formats": "<cellXfs>" + '<xf numFmtId="0"/>' * count + "</cellXfs>", "fonts": "<fonts>" + "<font/>" * count + "</fonts>",
                 "codes": "<numFmts>" + "".join(f'<numFmt numFmtId="{200 + i}" formatCode="0"/>' for i in range(count)) + "</numFmts>"}[kind]
        book["xl/styles.xml"] = f"<styleSheet {main}>{inner}</styleSheet>"
        add_relation(book, "xl/_rels/workbook.xml.rels", "styles", "styles.xml")
    elif kind == "properties":
        kinds = "http://schemas.openxmlformats.org/officeDocument/2006"
        book["docProps/custom.xml"] = f'<Properties xmlns="{kinds}/custom-properties" xmlns:vt="{kinds}/docPropsVTypes">' + "".join(
            f'<property name="p{i}" pid="{i + 2}"><vt:lpwstr>x</vt:lpwstr></property>' for i in range(count)) + "</Properties>"
        add_relation(book, "_rels/.rels", "custom-properties", "docProps/custom.xml")
    return book


def add_relation(book, part, kind, target):
    relation = f'<Relationship Id="more" Type="{books.REL}/{kind}" Target="{target}"/></Relationships>'
    book[part] = book[part].replace("</Relationships>", relation)


def test_codes_and_formats_that_are_many_take_no_time(tmp_path):
    """As many formats as there may be, each of the last of as many codes."""
    book = long_list("codes", MANY)
    book["xl/styles.xml"] = book["xl/styles.xml"].replace("</styleSheet>", "<cellXfs>" + f'<xf numFmtId="{199 + MANY}"/>' * MANY
                                                          + "</cellXfs></styleSheet>")
    assert import_codes(books.pack(tmp_path / "a.xlsx", book), seconds=20 if books.SANITIZED else 4) == []


def test_entries_of_a_package(tmp_path):
    for count, codes in ((10000, []), (10001, ["BP6105"])):
        book = books.parts()
        book.update({f"xl/media/{i}.bin": b"" for i in range(count - len(book))})
        assert book_codes(tmp_path, book) == codes


def test_the_name_of_an_entry(tmp_path):
    for size, codes in ((1023, []), (1024, ["BP6106"])):
        assert book_codes(tmp_path, {**books.parts(), "x" * size: b""}) == codes


def test_bytes_unpacked_for_each_packed(tmp_path):
    """A sheet with a comment of which a piece is noise, as long as makes it pack to just over, or just under, a 200th."""
    size, noise = 17 << 20, random.Random(1).randbytes(1 << 18).hex()
    head, tail = books.sheet(ROW + "\0").split("\0")

    def pack(share):
        blanks = (" " * 60000 + "<a/>") * ((size - share) // 60004)
        book = books.parts()
        book["xl/worksheets/sheet1.xml"] = head + "".join(f"<!--{noise[i:min(i + 60000, share)]}-->" for i in range(0, share, 60000)) + blanks + tail
        path = books.pack(tmp_path / "a.xlsx", book)
        with zipfile.ZipFile(path) as archive:
            part = archive.getinfo("xl/worksheets/sheet1.xml")
            return path, part.file_size / part.compress_size
    low, high = 0, len(noise)
    while high - low > 500:                 # the ratio falls with the share of noise
        share = (low + high) // 2
        low, high = (share, high) if pack(share)[1] > 200 else (low, share)
    path, ratio = pack(low)
    assert 200 < ratio < 202 and import_codes(path) == ["BP6109"]
    path, ratio = pack(high)
    assert 198 < ratio <= 200 and import_codes(path) == []


def test_nesting_of_xml(tmp_path):
    outer = 2  # worksheet, sheetData
    for depth, codes in ((64, []), (65, ["BP6114"])):
        assert book_codes(tmp_path, with_sheet("<a>" * (depth - outer) + "</a>" * (depth - outer))) == codes


def test_a_tag_without_end_by_its_bytes(tmp_path):
    """Held against the limit whenever a piece of 16 KiB has been parsed."""
    for size, codes in (((1 << 20) - (1 << 14), []), ((1 << 20) + (1 << 15), ["BP6115"])):
        text = "".join(f"{i:07x}" for i in range(size // 7))
        assert book_codes(tmp_path, with_sheet(f"<row r='4' x='{text}'/>")) == codes


# ---- batches ----

def batch(tmp_path, line, *options):
    """A list of that line, in which MODEL is a model."""
    (tmp_path / "m.json").write_text(json.dumps(SMALL), encoding="utf-8")
    (tmp_path / "jobs.ndjson").write_text(line.replace("MODEL", str(tmp_path / "m.json")) + "\n", encoding="utf-8")
    done = subprocess.run([PROGRAM, "batch", tmp_path / "jobs.ndjson", "--to", tmp_path / "out", "--restart", "-q", "--diagnostics=json",
                           *options], capture_output=True, encoding="utf-8", timeout=60)
    return done.returncode, [json.loads(text)["code"] for text in done.stderr.splitlines()]


def test_a_line_of_a_job_list(tmp_path):
    for size, expected in ((1 << 20, (0, [])), ((1 << 20) + 1, (1, ["BP6304"]))):
        line = f'{{"input":"{tmp_path / "m.json"}","formats":["trace"]}}'
        assert batch(tmp_path, line[:-1] + " " * (size - len(line)) + "}") == expected


def test_shards_of_a_batch(tmp_path):
    line = '{"input":"MODEL","formats":["trace"]}'
    for shards, expected in (("1/1000000", (0, [])), ("1000000/1000000", (0, [])), ("1/1000001", (2, ["BP1106"]))):
        assert batch(tmp_path, line, "--shard", shards) == expected


def test_formats_of_a_job(tmp_path):
    """There are fewer formats than that: the same one again is one output, and refused for that."""
    for count, past in ((16, False), (17, True)):
        status, codes = batch(tmp_path, json.dumps({"input": "MODEL", "formats": ["trace"] * count}))
        assert status == 1 and ("BP2106" in codes) == past, codes
