"""What people give by mistake: each message says what the file is, what there is instead, or what to do; nothing is written over."""
import json
import re
import subprocess

import pytest

from common import PROGRAM, ROOT, read_json

WATER = (ROOT / "examples" / "water-bureau-2025.json").read_text(encoding="utf-8")
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """One table as PDF, workbook and CSV."""
    folder = tmp_path_factory.mktemp("outputs")
    (folder / "t.json").write_text(WATER, encoding="utf-8")
    subprocess.run([PROGRAM, "render", "t.json", "-o", "t.pdf", "-o", "t.xlsx", "-o", "t.csv"], cwd=folder, check=True)
    return folder


def run(folder, *args, lang="en"):
    return subprocess.run([PROGRAM, args[0], "--lang", lang, *args[1:]], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                          encoding="utf-8", timeout=60)


def refused(folder, status, words, *args):
    """The one error in English, and that the Chinese one is Chinese."""
    done = run(folder, *args)
    assert done.returncode == status, done.stderr
    first = next(line for line in done.stderr.splitlines() if "error[" in line)
    assert words in first, first
    chinese = next(line for line in run(folder, *args, lang="zh").stderr.splitlines() if "错误[" in line)
    assert HAN.search(chinese.split("]: ", 1)[1]), chinese


# ---- files of another kind ----

@pytest.mark.parametrize("content, words", [
    (b"", "the file is empty"),
    (b" \r\n\t", "the file is empty"),
    (b"\xef\xbb\xbf", "the file is empty"),
    (WATER.encode("utf-16"), "the file is in UTF-16; save it as UTF-8"),
    (WATER.encode("utf-16-le"), "the file is in UTF-16; save it as UTF-8"),
    (WATER.encode("utf-16-be"), "the file is in UTF-16; save it as UTF-8"),
    ("{\r\n".encode("utf-16-le"), "the file is in UTF-16; save it as UTF-8"),
    (WATER.encode("utf-32"), "the file is in UTF-32; save it as UTF-8"),
    (WATER.encode("utf-32-be"), "the file is in UTF-32; save it as UTF-8"),
    (WATER.encode("gb18030"), "a file in GBK or ANSI must be saved as UTF-8"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .xlsx without a password"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF, not a JSON file"),
    (b"<html><table></table></html>", "HTML or XML, not a JSON file"),
    (b"\0\1\2\3\4\5", "expected a value, found U+0000"),
    (WATER[:500].encode(), "found the end of the file"),
    (b'{"schema": "budgetpress/1",}', "found '}' (the comma before it is one too many)"),
    ('{"schema"：1}'.encode(), "expected ':', found the full-width ："),
    ('{"schema":1，"a":2}'.encode(), "found the full-width ，"),
    ("{“schema”:1}".encode(), "found the full-width “"),
    (b"{'schema':1}", "expected a member name in quotes, found '''"),
    ("{款:1}".encode(), "found '款'"),
])
def test_what_is_no_model_is_told_what_it_is(tmp_path, content, words):
    (tmp_path / "m.json").write_bytes(content)
    for args in (("render", "m.json", "-o", "a.pdf"), ("check", "m.json"), ("verify", "--model", "m.json", "m.json")):
        refused(tmp_path, 1, words, *args)
    refused(tmp_path, 2, words, "diff", "m.json", "m.json")
    assert [p.name for p in tmp_path.iterdir()] == ["m.json"]


def test_a_byte_order_mark_is_no_fault(tmp_path):
    (tmp_path / "m.json").write_bytes(WATER.encode("utf-8-sig"))
    assert run(tmp_path, "check", "m.json").stdout == "0 errors, 0 warnings\n"


def test_tables_must_be_imported_before_they_are_rendered(tmp_path, outputs):
    for name, what in (("t.xlsx", "a workbook"), ("t.csv", "a CSV file")):
        words = f"{what}, not a JSON file; budgetpress import makes a model of it"
        refused(tmp_path, 1, words, "render", outputs / name, "-o", "a.pdf")
        refused(tmp_path, 1, words, "verify", "--model", outputs / name, outputs / "t.pdf")


def test_check_and_diff_know_a_workbook_by_any_name(tmp_path, outputs):
    (tmp_path / "table.et").write_bytes((outputs / "t.xlsx").read_bytes())
    assert run(tmp_path, "check", "table.et").stdout == "0 errors, 0 warnings\n"
    assert run(tmp_path, "diff", "table.et", outputs / "t.xlsx").returncode == 0
    (tmp_path / "t.xls").write_bytes(b"<html><table></table></html>")
    refused(tmp_path, 1, "open it in a spreadsheet and save it as .xlsx", "check", "t.xls")


@pytest.mark.parametrize("name, words", [
    ("t.pdf", "a PDF: only workbooks (.xlsx) and CSV files can be imported"),
    ("t.json", "a JSON file: only workbooks (.xlsx) and CSV files can be imported"),
    ("empty.xlsx", "the file is empty"),
    ("list.txt", "no row has headers such as 项目名称"),
])
def test_what_cannot_be_imported_is_told_what_it_is(tmp_path, outputs, name, words):
    (tmp_path / "empty.xlsx").touch()
    (tmp_path / "list.txt").write_text("hello\n")
    place = outputs if (outputs / name).exists() else tmp_path
    refused(tmp_path, 1, words, "import", place / name)


# ---- names that there are not ----

@pytest.mark.parametrize("args, status, words", [
    (["render", "t.json", "-o", "a.doc"], 2, "there is no format doc (there are: pdf, xlsx, csv, trace"),
    (["render", "t.json", "-o", "a.xls"], 2, "there is no format xls (did you mean xlsx?)"),
    (["check", "t.json", "-o", "a.doc"], 2, "there is no format doc (there are: pdf, "),
    (["check", "t.json", "-o", "a"], 2, "output a has no extension: give it one, such as .pdf"),
    (["diff", "t.json", "t.json", "-o", "a.pdf"], 2, "there is no format pdf (there are: text, json, xlsx)"),
    (["diff", "t.json"], 2, "diff compares two files, BEFORE and AFTER; given: 1"),
    (["render", "t.json", "-o", "folder"], 3, "folder is a folder"),
    (["render", "t.json", "-o", "none/a.pdf"], 3, "cannot write none/a.pdf: there is no folder none"),
    (["import", "t.xlsx", "-o", "none/a.json"], 3, "there is no folder none"),
    (["render", "t.json", "-o", "a.pdf", "--font-set", "nto"], 2, "there is no font set nto (there are: noto, uming, windows)"),
    (["render", "t.json", "-o", "a.pdf", "--form", "./folder"], 2, "there is no form ./folder: no form.json is in that folder"),
    (["render", "t.json", "-o", "a.pdf", "--form", "./t.json"], 2, "give the folder that form.json stands in"),
    (["import", "t.xlsx", "--form", "project-performance-target"], 2, "(did you mean project-performance-targets?)"),
    (["import", "t.xlsx", "--sheet", "目标"], 1, "there is no sheet 目标 (there are: 项目支出绩效目标表)"),
    (["render", "t.json", "-o", "a.pdf", "--option", "pdf.profil=print"], 2, "(there are: pdf.profile, pdf.compact, pdf.linearize)"),
    (["render", "t.json", "-o", "a.pdf", "--option", "profile=print"], 2, "xlsx.profile"),
    (["render", "t.json", "-o", "a.pdf", "--option", "pdf.profile=prnt"], 2, "the value must be archive, print, plain"),
    (["render", "t.json", "-o", "a.pdf", "--option", "pdf.profile"], 2, "the value must be archive, print, plain"),
    (["render", "t.json", "-o", "a.pdf", "--option", "pdf.compact=yes"], 2, "the value must be 0, 1"),
    (["batch", "folder", "--to", "out", "-f", "pdf"], 1, "folder: no model (.json) is there"),
])
def test_what_there_is_not_is_told_with_what_there_is(tmp_path, outputs, args, status, words):
    for name in ("t.json", "t.xlsx"):
        (tmp_path / name).write_bytes((outputs / name).read_bytes())
    (tmp_path / "folder").mkdir()
    refused(tmp_path, status, words, *args)
    assert not [p for p in tmp_path.rglob("a*")]


# ---- what is read is not written over ----

@pytest.mark.parametrize("args", [
    ["render", "t.json", "-o", "t.json", "-f", "pdf"], ["check", "t.json", "--fix", "t.json"], ["check", "t.json", "--fix", "./t.json"],
    ["check", "t.xlsx", "-o", "t.xlsx"], ["check", "t.json", "-o", "link.pdf"], ["import", "t.xlsx", "-o", "t.xlsx"],
    ["import", "t.xlsx", "t.csv", "-o", "a.json", "-o", "t.xlsx"], ["diff", "t.json", "t.xlsx", "-o", "./t.xlsx"],
])
def test_no_command_writes_over_its_input(tmp_path, outputs, args):
    names = ("t.json", "t.xlsx", "t.csv")
    for name in names:
        (tmp_path / name).write_bytes((outputs / name).read_bytes())
    (tmp_path / "link.pdf").symlink_to("t.json")
    refused(tmp_path, 2, "is the input itself: give another path", *args)
    for name in names:
        assert (tmp_path / name).read_bytes() == (outputs / name).read_bytes()


def test_a_fixed_model_goes_beside_the_old_one(tmp_path):
    model = read_json(ROOT / "examples" / "water-bureau-2025.json")
    model["projects"][0]["goal"] = ["保障运行"]
    text = json.dumps(model, ensure_ascii=False)
    (tmp_path / "m.json").write_text(text, encoding="utf-8")
    assert run(tmp_path, "check", "m.json", "--fix", "new.json").returncode == 0
    assert (tmp_path / "m.json").read_text(encoding="utf-8") == text
    assert read_json(tmp_path / "new.json")["projects"][0]["goal"] == ["保障运行。"]


# ---- sentences ----

@pytest.mark.parametrize("change, place, sentence", [
    ({"form": "nosuch"}, "t.json:3:11", "没有名为 nosuch 的表样（可用："),
    ({"form": "project-performance-target"}, "t.json:3:11", "没有名为 project-performance-target 的表样（是否应为 project-performance-targets？）"),
    ({"notes": "无"}, None, "此处应为数组，实际为字符串"),
])
def test_chinese_sentences_read_as_such(tmp_path, change, place, sentence):
    """What there is stood inside the sentence, between a name and its noun; an unknown form had no line."""
    (tmp_path / "t.json").write_text(json.dumps({**json.loads(WATER), **change}, ensure_ascii=False, indent=2), encoding="utf-8")
    line, = (line for line in run(tmp_path, "check", "t.json", lang="zh").stderr.splitlines())
    assert sentence in line and (not place or line.startswith(place + ": ")), line
