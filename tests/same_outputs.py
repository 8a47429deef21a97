"""What outputs hold, as short digests: of the examples and of 500 models made from seeds, in every format.

A change of the sources that is to change no output is held against tests/data/outputs.json (test_same_outputs.py). Where outputs are
to change, `python3 tests/same_outputs.py` writes that file anew, and the commit says what changed and why.

A digest covers: of a PDF its page contents and font programs in the order of the file; of a workbook each sheet's cells with kind,
value, formula and resolved style, merged cells, rows, columns, rules, comments and print setup, and its defined names; of CSV and
trace the bytes. It belongs to the libraries and fonts of Debian 12: with others, fonts are subset otherwise.
"""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib

import awkward
import budgets
from common import PROGRAM, ROOT

GOLDEN = ROOT / "tests" / "data" / "outputs.json"
MODELS = 500
JOBS = (("pdf", ()), ("xlsx", ()), ("csv", ()), ("trace", ()), ("working", ("--option", "xlsx.profile=working")))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def models():
    """(name, model) of the examples and of 500 models: half with awkward texts, half like real ones."""
    made = [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in sorted((ROOT / "examples").glob("*.json"))]
    for seed in range(MODELS // 2):
        made.append((f"awkward-{seed:03}", awkward.model(seed)))
        made.append((f"budget-{seed:03}", budgets.clean(seed)))
    return [(name, model) for name, model in made if str(model.get("schema", "")).startswith("budgetpress/")]


def pdf_digest(path):
    """Page contents, font programs and what their glyphs read as; every other object may change its form without changing a page."""
    digest = hashlib.sha256()
    data = path.read_bytes()
    for match in re.finditer(rb"\d+ 0 obj\s*<<((?:(?!endobj).)*?)>>\s*stream\r?\n", data, re.S):
        head, start = match[1], match.end()
        if re.search(rb"/Type\s*/(ObjStm|XRef|Metadata)\b", head):
            continue
        body = data[start:start + int(re.search(rb"/Length (\d+)", head)[1])]
        digest.update(zlib.decompress(body) if b"/FlateDecode" in head else body)
    return digest.hexdigest()[:12]


def flat(element, skip=()):
    """An element and what is in it, whatever its prefixes and the order of its attributes are."""
    attributes = sorted((k, v) for k, v in element.items() if k not in skip and not k.endswith("}space"))
    return (element.tag.rpartition("}")[2], attributes, element.text or "", [flat(child) for child in element])


class Shown:
    """What many cells have alike, written out once."""

    def __init__(self, value):
        self.text = repr(value)

    def __repr__(self):
        return self.text


class Book:
    """A workbook's parts, with everything that is named by a number put in its place."""

    def __init__(self, package):
        self.package = package
        names = package.namelist()
        self.sheets = sorted(n for n in names if n.startswith("xl/worksheets/sheet"))
        self.comments = sorted(n for n in names if n.startswith("xl/comments"))
        shared = self.part("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in names else ()
        self.texts = [Shown(flat(item)[3]) for item in shared]
        styles = self.part("xl/styles.xml")
        formats = {e.get("numFmtId"): e.get("formatCode") for e in styles.find(SHEET + "numFmts") or ()}
        tables = {f"{name[:-1]}Id": [flat(e) for e in styles.find(SHEET + name)] for name in ("fonts", "fills", "borders")}
        self.looks = [Shown([formats.get(xf.get("numFmtId"), xf.get("numFmtId")), flat(xf, ("numFmtId", "xfId", *tables)),
                             *(table[int(xf.get(key))] for key, table in tables.items())]) for xf in styles.find(SHEET + "cellXfs")]
        dxfs = styles.find(SHEET + "dxfs")
        self.changes = [flat(e) for e in dxfs] if dxfs is not None else []

    def part(self, name):
        return ElementTree.fromstring(self.package.read(name))

    def cell(self, cell):
        """A cell's place, kind, value, formula and look; whether a text is shared or stands in the cell does not matter."""
        kind, value, formula = cell.get("t", "n"), cell.find(SHEET + "v"), cell.find(SHEET + "f")
        shown = value.text if value is not None else None
        if kind == "s":
            kind, shown = "inlineStr", self.texts[int(shown)]
        elif kind == "inlineStr":
            shown = flat(cell.find(SHEET + "is"))[3]
        return cell.get("r"), kind, shown, formula is not None and flat(formula), self.looks[int(cell.get("s", 0))]

    def sheet(self, name):
        """All of a sheet but the sizes that a reader counts for himself."""
        root = self.part(name)
        for row in root.find(SHEET + "sheetData"):
            yield sorted((k, v) for k, v in row.items() if k not in ("spans", "s")), self.looks[int(row.get("s", 0))]
            yield from map(self.cell, row)
        for column in root.iter(SHEET + "col"):
            yield self.looks[int(column.get("style", 0))]
        for rule in root.iter(SHEET + "cfRule"):
            yield rule.get("dxfId") and self.changes[int(rule.get("dxfId"))]
        for element in root.iter():
            if element.tag.rpartition("}")[2] not in ("worksheet", "sheetData", "dimension", "row", "c", "v", "f", "is", "t"):
                yield element.tag, sorted((k, v) for k, v in element.items() if k not in ("style", "dxfId")), element.text or ""

    def everything(self):
        for name in self.sheets:
            yield from self.sheet(name)
        for name in self.comments:
            yield flat(self.part(name))
        for element in self.part("xl/workbook.xml").iter():
            if element.tag in (SHEET + "sheet", SHEET + "definedName"):
                yield flat(element)


def xlsx_digest(path):
    digest = hashlib.sha256()
    with zipfile.ZipFile(path) as package:
        for item in Book(package).everything():
            digest.update(repr(item).encode())
    return digest.hexdigest()[:12]


def bytes_digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


DIGESTS = {"pdf": pdf_digest, "xlsx": xlsx_digest, "csv": bytes_digest, "trace": bytes_digest}


def digests(folder):
    """{model: {format: digest}} of what the program makes now."""
    source = folder / "models"
    source.mkdir()
    names = []
    for name, model in models():
        names.append(name)
        (source / f"{name}.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    made = {name: {} for name in names}
    for job, options in JOBS:
        kind = "xlsx" if job == "working" else job
        target = folder / job
        done = subprocess.run([PROGRAM, "batch", source, "--to", target, "-f", kind, "-q", *options], capture_output=True,
                              encoding="utf-8", env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
        assert done.returncode == 0, done.stderr[-3000:]
        for name in names:
            made[name][job] = DIGESTS[kind](target / f"{name}.{kind}")
    return made


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        found = digests(pathlib.Path(place))
    GOLDEN.write_text("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in found.items()) + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"{len(found)} models\n")
