"""The parts of our workbooks: what validators miss, and what a second reader sees."""
import json
import os
import re
import subprocess
import sys
import zipfile
import xml.etree.ElementTree as ElementTree

import openpyxl
import pytest

from common import EXAMPLE, INDICATORS, PROGRAM, ROOT, TARGETS, render

sys.path.insert(0, str(ROOT / "tests" / "conformance"))
from workbooks import models  # noqa: E402

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NODE = ROOT / "build" / "node" / "node_modules"


class Package:
    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            self.names = archive.namelist()
            self.parts = {name: archive.read(name) for name in self.names}
        self.book = self.xml("xl/workbook.xml")
        self.sheet_names = [sheet.get("name") for sheet in self.book.iter(f"{MAIN}sheet")]
        self.sheets = [self.xml(f"xl/worksheets/sheet{i}.xml") for i in range(1, len(self.sheet_names) + 1)]
        self.styles = self.xml("xl/styles.xml")

    def xml(self, name):
        return ElementTree.fromstring(self.parts[name])


def column_of(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def place(reference):
    match = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]*)", reference)
    assert match, reference
    column, row = column_of(match[1]), int(match[2])
    assert column <= 16384 and row <= 1048576, reference
    return row, column


def area(reference):
    first, _, last = reference.partition(":")
    return (*place(first), *place(last or first))


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """All of the conformance run's models in both forms and profiles, and a diff."""
    found = []
    for name, model in models():
        for form in (TARGETS, INDICATORS):
            for profile in ("official", "working"):
                folder = tmp_path_factory.mktemp("parts")
                path, = render(folder, model, f"{name}-{profile}.xlsx", form=form, options=("--option", f"xlsx.profile={profile}"))
                found.append(path)
    changes = tmp_path_factory.mktemp("parts") / "changes.xlsx"
    subprocess.run([PROGRAM, "diff", EXAMPLE, ROOT / "examples" / "two-agencies-2025.json", "-o", changes], check=False)
    return [(path.name, Package(path)) for path in found + [changes]]


def test_cells_and_rows_are_in_order_with_formats_that_exist(packages):
    seen = 0
    for name, package in packages:
        formats = len(package.styles.find(f"{MAIN}cellXfs"))
        for sheet in package.sheets:
            last_row = 0
            for row in sheet.iter(f"{MAIN}row"):
                number, last_column = int(row.get("r")), 0
                assert number > last_row, name
                assert row.get("ht") is None or 0 < float(row.get("ht")) <= 409.5, name
                last_row = number
                for cell in row:
                    at = place(cell.get("r"))
                    assert at[0] == number and at[1] > last_column, (name, cell.get("r"))
                    assert int(cell.get("s", 0)) < formats
                    last_column = at[1]
                    seen += 1
            dimension = area(sheet.find(f"{MAIN}dimension").get("ref"))
            assert dimension[2] >= last_row
    assert seen > 10000


def test_strings_stand_where_the_cell_says(packages):
    for name, package in packages:
        strings = len(package.xml("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in package.names else 0
        for sheet in package.sheets:
            for cell in sheet.iter(f"{MAIN}c"):
                kind, value = cell.get("t", "n"), cell.find(f"{MAIN}v")
                if kind == "s":
                    assert int(value.text) < strings, (name, cell.get("r"))
                elif kind == "inlineStr":
                    text = "".join(t.text or "" for t in cell.iter(f"{MAIN}t"))
                    assert 0 < len(text.encode("utf-16-le")) // 2 <= 32767 and value is None, (name, cell.get("r"))
                elif kind == "n" and value is not None:
                    float(value.text)
                assert kind in ("n", "s", "str", "inlineStr"), (name, kind)


def test_merged_cells_do_not_overlap_and_are_blank_but_for_the_first(packages):
    merges = 0
    for name, package in packages:
        for sheet in package.sheets:
            taken = {}
            for merge in sheet.iter(f"{MAIN}mergeCell"):
                row0, column0, row1, column1 = area(merge.get("ref"))
                assert (row0, column0) < (row1, column1)
                for row in range(row0, row1 + 1):
                    for column in range(column0, column1 + 1):
                        assert (row, column) not in taken, (name, merge.get("ref"))
                        taken[row, column] = (row, column) == (row0, column0)
                merges += 1
            for cell in sheet.iter(f"{MAIN}c"):
                if taken.get(place(cell.get("r"))) is False:
                    assert len(cell) == 0, (name, cell.get("r"))
    assert merges > 100


def test_names_of_sheets(packages):
    for name, package in packages:
        names = package.sheet_names
        assert len({n.casefold() for n in names}) == len(names)
        for sheet in names:
            assert 0 < len(sheet.encode("utf-16-le")) // 2 <= 31 and not re.search(r"[\[\]:*?/\\]", sheet) and sheet.strip("'") == sheet, name


def test_defined_names(packages):
    chinese = 0
    for name, package in packages:
        keys = set()
        for entry in package.book.iter(f"{MAIN}definedName"):
            scope = entry.get("localSheetId")
            assert scope is None or int(scope) < len(package.sheets), name
            key = (entry.get("name").casefold(), scope)
            assert key not in keys, (name, key)
            keys.add(key)
            assert re.fullmatch(r"[\w\\_][\w.\\?]*", entry.get("name")) and not re.fullmatch(r"[A-Za-z]{1,3}[0-9]+", entry.get("name"))
            for sheet, reference in re.findall(r"(?:'([^']+)'|(?<=^)[\w]+)!(\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?)", entry.text):
                area(reference.replace("$", ""))
                assert not sheet or sheet in package.sheet_names
            chinese += bool(re.search(r"[\u4e00-\u9fff]", entry.get("name")))
    assert chinese > 50


def test_formulas_keep_to_the_limits_of_excel_2010(packages):
    known = {"IF", "SUM", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "SUMIFS", "COUNTBLANK", "SUMPRODUCT", "EXACT", "LOOKUP", "INDEX", "MATCH", "ROW",
             "IFERROR", "MID", "CHAR", "AND", "OR", "ROUND", "ISNUMBER", "ROWS", "SEARCH", "SUBSTITUTE", "LEFT", "LEN", "NOT", "OFFSET", "MAX", "TRIM"}
    seen, used = 0, set()
    for name, package in packages:
        for sheet in package.sheets:
            formulas = [f.text for f in sheet.iter(f"{MAIN}f")] + [f.text for f in sheet.iter(f"{MAIN}formula")] + \
                [f.text for f in sheet.iter(f"{MAIN}formula1")]
            for formula in formulas:
                bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
                assert len(formula) <= 8192 and not formula.startswith("="), name
                assert all(len(text) - 2 <= 255 for text in re.findall(r'"(?:[^"]|"")*"', formula)), name
                assert bare.count("(") == bare.count(")"), formula
                used |= set(re.findall(r"\b([A-Z][A-Z0-9.]*)\(", bare))
                for quoted, sheet_name in re.findall(r"(?:'([^']+)'|([\u4e00-\u9fff]+))!", bare):
                    assert (quoted or sheet_name) in package.sheet_names, formula
                seen += 1
    assert seen > 5000 and used <= known, used - known


def test_content_types_and_relationships_name_every_part(packages):
    for name, package in packages:
        types = package.parts["[Content_Types].xml"].decode()
        for part in package.names:
            if part.endswith(".rels") or part == "[Content_Types].xml":
                continue
            assert f'PartName="/{part}"' in types, (name, part)
        assert len(set(package.names)) == len(package.names)


def test_exceljs_reads_what_openpyxl_reads(tmp_path):
    if not (NODE / "exceljs").is_dir():
        pytest.skip("exceljs could not be fetched: scripts/fetch-node-tools.sh")
    paths = [render(tmp_path, EXAMPLE, f"{profile}.xlsx", options=("--option", f"xlsx.profile={profile}"))[0] for profile in ("official", "working")]
    subprocess.run([PROGRAM, "diff", EXAMPLE, ROOT / "examples" / "two-agencies-2025.json", "-o", tmp_path / "changes.xlsx"], check=False)
    for path in paths + [tmp_path / "changes.xlsx"]:
        done = subprocess.run(["node", ROOT / "tests" / "node" / "read.js", path], check=True, capture_output=True, encoding="utf-8",
                              env={**os.environ, "NODE_PATH": str(NODE)})
        other = json.loads(done.stdout)
        book = openpyxl.load_workbook(path, data_only=True)
        assert list(other) == book.sheetnames
        for sheet in book:
            # exceljs drops the result of a formula where it is 0
            ours = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value not in (None, "", 0)}
            theirs = {at: value for at, value in other[sheet.title].items() if value not in ("", 0)}
            assert ours == theirs, [(at, ours.get(at), theirs.get(at)) for at in ours.keys() ^ theirs.keys()][:5]
