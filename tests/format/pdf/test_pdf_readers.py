"""The text of our PDFs as the libraries and viewers in use have it: of every cell, and by their search."""
import collections
import json
import os
import subprocess
import sys

import pytest

import fontmaker
from common import EXAMPLE, ROOT, font_set, model_of, project, read_trace, render

pytestmark = pytest.mark.slow
PYTHON, NODE = ROOT / "build" / "python", ROOT / "build" / "node" / "node_modules"
PROFILES = ["profile=archive", "profile=print", "profile=plain"]
NOTO = {"family": "Noto Serif CJK SC", "file": "opentype/noto/NotoSerifCJK-Regular.ttc", "index": 2}
# Kangxi radicals, which share their glyphs with Han characters, beside these; characters beyond the BMP
TEXTS = model_of([
    project(1, name="水文监测工程", goal=["水文监测能力提升，国家项目口径一致。", "𠮷野家𬱖项目建设；永丰器材采购。"]),
    project(2, name="⽔⽂设备购置", goal=["购置⽔⽂设备12台（套），单价≤3.5万元，⼝径100mm，⽬标达成率≥90%。"]),
    project(3, name="國家項目水⽔口⼝目⽬", goal=["龘龘永丰国国"])])
SHARED = {"⼝": "u53E3", "⽬": "u76EE", "國": "u56FD", "𠮷": "u5668", "𬱖": "u9F98"}
FONTS = {  # kinds of font files, by what makes the font set
    "CFF in a collection": lambda folder: "noto",
    "TrueType in a collection": lambda folder: "uming",
    "TrueType": lambda folder: made(folder, fontmaker.truetype(cmap=SHARED)),
    "CFF": lambda folder: made(folder, fontmaker.cff(cmap=SHARED)),
    "CFF of 2048 units": lambda folder: made(folder, fontmaker.cff(units=2048, cmap=SHARED)),
    "CFF2": lambda folder: made(folder, fontmaker.cff(version=2, cmap=SHARED)),
    "variable TrueType": lambda folder: made(folder, fontmaker.variable_truetype()),
}


def made(folder, font):
    return font_set(folder, {"family": "Made", "file": str(fontmaker.save(font, folder))}, NOTO)


def bare(text):
    return "".join(text.split())


def sought(run):
    """A line without a hyphen at its end: MuPDF and pdf.js look for words put together again."""
    return run.text.strip().rstrip("-")


class Document:
    def __init__(self, folder, model, fonts, *options):
        given = [word for option in options for word in ("--option", f"pdf.{option}")]
        self.path, trace = render(folder, model, "a.pdf", "a.trace", options=[*given, "--font-set", fonts])
        count, runs, _ = read_trace(trace)
        self.pages = [[run for run in runs if run.page == page + 1] for page in range(count)]
        self.needles = [sorted({sought(run) for run in page} - {""}) for page in self.pages]

    def cells(self, page):
        """How many cells of the table, its header with them, have a text."""
        texts = {}
        for run in self.pages[page]:
            if run.part in ("header", "body"):
                place = run.part, run.row, run.column
                texts[place] = texts.get(place, "") + run.text
        return collections.Counter(bare(text) for text in texts.values())


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    all_of_them = {}
    for kind, fonts in FONTS.items():
        for profile in PROFILES:
            folder = tmp_path_factory.mktemp("texts")
            all_of_them[kind, profile] = Document(folder, TEXTS, fonts(folder), profile)
    for option in [*PROFILES, "compact=0", "linearize=1"]:
        all_of_them["the example", option] = Document(tmp_path_factory.mktemp("example"), EXAMPLE, "noto", option)
    return all_of_them


def test_the_fonts_made_for_this_are_used(documents):
    used = {kind: subprocess.run(["pdffonts", d.path], check=True, capture_output=True, encoding="utf-8").stdout
            for (kind, _), d in documents.items()}
    assert all(kind in ("the example", *list(FONTS)[:2]) or "+Made" in fonts for kind, fonts in used.items())
    assert {kind for kind, fonts in used.items() if "CID TrueType" in fonts} == {"TrueType", "TrueType in a collection"}


def ask(reader, asked):
    """What a reader says of {path: needles}."""
    if reader == "pdf.js":
        command, environment = ["node", ROOT / "tests" / "node" / "pdf_text.mjs"], {"NODE_PATH": str(NODE)}
        there, script = (NODE / "pdfjs-dist").exists(), "scripts/fetch-node-tools.sh"
    else:
        command, environment = [sys.executable, "-B", ROOT / "tests" / "pdf_readers.py", reader], {"PYTHONPATH": str(PYTHON)}
        there, script = reader == "poppler" or (PYTHON / "fetched").exists(), "scripts/fetch-python-tools.sh"
    if not there:
        pytest.skip(f"{reader} could not be fetched: {script}")
    done = subprocess.run(command, input=json.dumps({str(path): needles for path, needles in asked.items()}), capture_output=True,
                          encoding="utf-8", env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


READERS = ["poppler", "mupdf", "pdf.js", "pdfium", "pdfminer", "pdfplumber", "pypdf"]
SEARCHERS = ["poppler", "mupdf", "pdf.js", "pdfium", "pdfplumber"]
said = {}


@pytest.fixture
def answers(request, documents):
    """What a reader says of all documents; asked once."""
    reader = request.param
    if reader not in said:
        said[reader] = ask(reader, {d.path: d.needles for d in documents.values()})
    return said[reader]


@pytest.mark.parametrize("answers", READERS, indirect=True)
def test_every_reader_gives_the_text_of_every_cell(answers, documents):
    for name, document in documents.items():
        pages = answers[str(document.path)]["pages"]
        assert [bare(page) for page in pages] == [bare("".join(run.text for run in page)) for page in document.pages], name


@pytest.mark.parametrize("answers", SEARCHERS, indirect=True)
def test_every_search_finds_every_printed_line(answers, documents):
    looked_for = 0
    for name, document in documents.items():
        for page, needles, counts in zip(document.pages, document.needles, answers[str(document.path)]["found"], strict=True):
            printed = collections.Counter(sought(run) for run in page)
            missed = {n: count for n, count in zip(needles, counts, strict=True) if count < printed[n]}
            assert missed == {}, name
            looked_for += len(needles)
    assert looked_for > 500


@pytest.mark.parametrize("answers", ["pdfplumber"], indirect=True)
def test_pdfplumber_gives_the_table(answers, documents):
    for name, document in documents.items():
        for page, cells in enumerate(answers[str(document.path)]["tables"]):
            given = collections.Counter(bare(cell) for cell in cells if bare(cell))
            assert given == document.cells(page) and given, name


@pytest.mark.parametrize("reader", ["mupdf", "pdfium", "pdfplumber"])
def test_a_search_for_a_character_finds_no_radical_of_the_same_glyph(reader, documents):
    """poppler and pdf.js take the two for one by intent."""
    asked = {d.path: [["水文", "⽔⽂", "口", "⼝"]] for (kind, _), d in documents.items() if kind != "the example"}
    for path, answer in ask(reader, asked).items():
        assert answer["found"] == [[2, 2, 2, 2]], path
