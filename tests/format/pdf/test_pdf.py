"""The PDF, read back by poppler, mupdf and qpdf: every line of the published table, every glyph, every rule."""
import io
import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from decimal import Decimal

import freetype
import numpy
import pytest
from fontTools import cffLib
from PIL import Image, ImageChops, ImageStat

from common import EXAMPLE, INDICATORS, PROGRAM, ROOT, model_of, pdf_rules, pdf_words, project, read_json, read_trace, render, stext

NAME, TOTAL, GOAL, LIST = 0, 1, 5, 6
FONTS = {"NotoSerifCJKsc-Regular": "NotoSerifCJK-Regular.ttc", "NotoSansCJKsc-Regular": "NotoSansCJK-Regular.ttc",
         "NotoSerifCJKsc-Bold": "NotoSerifCJK-Bold.ttc"}


@pytest.fixture(scope="module")
def official(tmp_path_factory):
    return render(tmp_path_factory.mktemp("official"), EXAMPLE, "a.pdf", "a.trace")


def near(values):
    """The different values of a list, those within half a point taken together."""
    kept = []
    for value in sorted(values):
        if not kept or value - kept[-1] > 0.5:
            kept.append(value)
    return kept


def table_cells(path):
    """The body of the table as poppler sees it: rows of columns of lines, what goes on over a page joined."""
    rules, rows = pdf_rules(path), []
    for page in sorted({rule[0] for rule in rules}):
        edges = near([x0 for p, x0, _, x1, _ in rules if p == page and x0 == x1])
        whole = [y0 for p, x0, y0, x1, y1 in rules if p == page and y0 == y1 and x1 - x0 > edges[-1] - edges[0] - 2]
        tops = near(whole)
        words = [w for w in pdf_words(path) if w[0] == page]
        for k, (top, bottom) in enumerate(zip(tops, tops[1:])):
            row = []
            for left, right in zip(edges, edges[1:]):
                inside = [w for w in words if left - 1 < w[1] and w[3] < right + 6 and w[1] < right and top < (w[2] + w[4]) / 2 < bottom]
                lines = {}
                for _, x0, y0, _, y1, text in inside:
                    lines.setdefault(round((y0 + y1) / 2), []).append((x0, text))
                row.append(["".join(t for _, t in sorted(lines[y])) for y in sorted(lines)])
            if k == 0:
                continue  # the header
            if page > 1 and k == 1 and not row[TOTAL]:
                rows[-1] = [a + b for a, b in zip(rows[-1], row)]
            else:
                rows.append(row)
    return rows


def test_all_146_published_lines_stand_in_their_cells(official):
    rows = table_cells(official[0])
    published = read_json(ROOT / "tests" / "data" / "official-lines.json")["rows"]
    assert len(rows) == 2 + len(published) == 12
    count = 0
    for row, expected in zip(rows[2:], published):
        for column, key in ((NAME, "name"), (GOAL, "goal"), (LIST, "indicators")):
            lines = [line.replace(" ", "") for line in expected[key]["lines"]]
            assert row[column] == lines, (expected["row"], key)
            count += len(lines)
    assert count == 146


def test_amounts_stand_in_their_rows(official):
    rows, model = table_cells(official[0]), read_json(EXAMPLE)
    kinds = ["fiscal_appropriation", "fiscal_special_account", "other"]
    sums = [sum(Decimal(p["funding"].get(k) or 0) for p in model["projects"]) for k in kinds]

    def shown(amounts):
        present = [a for a in amounts if a is not None]
        return [[f"{a:,.2f}"] if a is not None else [] for a in [sum(present), *amounts]]

    for row, p in zip(rows[2:], model["projects"]):
        amounts = [Decimal(p["funding"][k]) if p["funding"].get(k) is not None else None for k in kinds]
        assert row[TOTAL:GOAL] == shown(amounts), p["name"]
    for row in rows[:2]:
        assert row[TOTAL:GOAL] == shown([s or None for s in sums])
    assert rows[0][NAME] == ["合计"] and rows[0][TOTAL] == ["3,285.71"]


def test_names_are_indented_by_four_spaces(official):
    _, runs, _ = read_trace(official[1])
    words = pdf_words(official[0])
    for run in runs:
        if run.part == "body" and run.column == NAME and run.row >= 2 and run.line == 0:
            assert run.text.startswith("    ")
            first = [w for w in words if w[0] == run.page and abs(w[1] - run.x - 2 * run.size) < 1 and w[2] < run.y < w[4] + 1]
            assert first, run.text


def draw_with_poppler(path, folder, dpi):
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", path, folder / "poppler"], check=True)
    return sorted(folder.glob("poppler*.pgm"))


def draw_with_mupdf(path, folder, dpi):
    subprocess.run(["mutool", "draw", "-q", "-r", str(dpi), "-c", "gray", "-o", folder / "mupdf%d.png", path], check=True,
                   stderr=subprocess.DEVNULL)
    return sorted(folder.glob("mupdf*.png"))


def freetype_glyph(faces, font, cp, pixels):
    if (font, pixels) not in faces:
        face = freetype.Face(f"/usr/share/fonts/opentype/noto/{FONTS[font]}", 2)
        face.set_char_size(int(pixels * 64), 0, 72, 72)
        faces[font, pixels] = face
    face = faces[font, pixels]
    face.load_char(cp, freetype.FT_LOAD_RENDER | freetype.FT_LOAD_NO_HINTING)
    bitmap = face.glyph.bitmap
    return numpy.array(bitmap.buffer, dtype=float).reshape(bitmap.rows, bitmap.width), face.glyph.bitmap_left, face.glyph.bitmap_top


def likeness(page, glyph, x, y):
    """The best correlation of a glyph with the page about a place."""
    best = 0.0
    rows, columns = glyph.shape
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            crop = page[y + dy:y + dy + rows, x + dx:x + dx + columns]
            if crop.shape == glyph.shape and crop.std() > 0:
                best = max(best, numpy.corrcoef(crop.ravel(), glyph.ravel())[0, 1])
    return best


@pytest.mark.parametrize("draw", [draw_with_poppler, draw_with_mupdf])
@pytest.mark.slow
def test_every_glyph_is_drawn_as_freetype_draws_it(official, tmp_path, draw):
    dpi, faces, seen = 300, {}, {}
    pages = [255 - numpy.asarray(Image.open(f).convert("L"), dtype=float) for f in draw(official[0], tmp_path, dpi)]
    compared = 0
    for number, font, size, x, y, char in stext(official[0]):
        font = font.split("+")[-1]
        if char.isspace() or seen.get((font, char), 0) >= 2:
            continue
        seen[font, char] = seen.get((font, char), 0) + 1
        px, py, pixels = x * dpi / 72, y * dpi / 72, size * dpi / 72
        if ord(char) < 0x7F:  # half-width forms: there must be ink
            crop = pages[number - 1][int(py - pixels * 0.9):int(py + pixels * 0.2), int(px):int(px + pixels * 0.5)]
            assert crop.sum() > 255, (char, x, y)
            continue
        glyph, left, top = freetype_glyph(faces, font, char, pixels)
        score = likeness(pages[number - 1], glyph, round(px) + left, round(py) - top)
        assert score > 0.75, (char, font, number, x, y, score)
        compared += 1
    assert compared > 350


def embedded(path):
    """Of each font of a PDF: its dictionary, its descendant's, the characters of its codes from 1 on, its CFF program or None."""
    objects = json.loads(subprocess.run(["qpdf", "--json=1", path], check=True, capture_output=True).stdout)["objects"]

    def stream(reference):
        return subprocess.run(["qpdf", f"--show-object={reference.split()[0]}", "--filtered-stream-data", path], check=True,
                              capture_output=True).stdout
    for font in objects.values():
        if isinstance(font, dict) and font.get("/Subtype") == "/Type0":
            descendant = objects[font["/DescendantFonts"][0]]
            descriptor = objects[descendant["/FontDescriptor"]]
            ranges = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4})> \[([^]]*)\]", stream(font["/ToUnicode"]))
            assert all(int(first, 16) == (0 if i else 1) + i * 256 and first[:2] == last[:2] for i, (first, last, _) in enumerate(ranges))
            chars = [bytes.fromhex(c.decode()).decode("utf-16-be") for _, _, listed in ranges for c in re.findall(rb"<(\w+)>", listed)]
            program = cffLib.CFFFontSet()
            if "/FontFile3" in descriptor:
                program.decompile(io.BytesIO(stream(descriptor["/FontFile3"])), None)
            yield font, descendant, chars, program[0] if "/FontFile3" in descriptor else None


def test_every_code_is_the_cid_of_a_glyph_of_its_own(official):
    fonts = list(embedded(official[0]))
    assert len(fonts) >= 2 and sum(len(chars) for _, _, chars, _ in fonts) > 400
    for font, _, chars, program in fonts:
        assert font["/Encoding"] == "/Identity-H"
        assert program.charset[0] == ".notdef" and sorted(program.charset[1:]) == [f"cid{i + 1:05}" for i in range(len(chars))]


def test_a_subset_holds_a_glyph_for_each_character_that_shares_it(tmp_path):
    path, = render(tmp_path, model_of([project(1, name="水文⽔⽂")]), "a.pdf")
    chars, program = next((chars, program) for _, _, chars, program in embedded(path) if "⽔" in chars)
    for pair in "水⽔", "文⽂":
        first, second = (program.CharStrings[f"cid{chars.index(c) + 1:05}"] for c in pair)
        assert first.bytecode == second.bytecode and len(first.bytecode) > 20


def test_the_size_of_a_page_is_written_exactly(tmp_path):
    path, = render(tmp_path, EXAMPLE, "a.pdf", options=["--option", "pdf.compact=0"])
    assert set(re.findall(rb"/MediaBox *\[([^]]*)\]", path.read_bytes())) == {b"0 0 841.89 595.276"}


def test_qpdf_finds_no_fault(official):
    done = subprocess.run(["qpdf", "--check", official[0]], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_same_command_twice_gives_the_same_bytes(tmp_path):
    names = ["1.pdf", "1.xlsx", "1.trace"]
    first = [p.read_bytes() for p in render(tmp_path, EXAMPLE, *names)]
    subprocess.run(["sleep", "2.1"], check=True)
    assert [p.read_bytes() for p in render(tmp_path, EXAMPLE, *names)] == first


def test_characters_beyond_the_bmp_come_back(tmp_path):
    path, = render(tmp_path, model_of([project(1, name="𠮷野家𬱖项目")]), "a.pdf")
    text = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, encoding="utf-8").stdout
    assert "𠮷野家𬱖项目" in text


def test_truetype_collection_with_composites(tmp_path):
    path, = render(tmp_path, EXAMPLE, "a.pdf", options=["--font-set", "uming"])
    rows = table_cells(path)
    published = read_json(ROOT / "tests" / "data" / "official-lines.json")["rows"]
    assert [r[LIST] for r in rows[2:]] == [[t.replace(" ", "") for t in p["indicators"]["lines"]] for p in published]
    kinds = subprocess.run(["pdffonts", path], check=True, capture_output=True, encoding="utf-8").stdout
    assert "CID TrueType" in kinds


def test_page_numbers(official):
    pages = max(w[0] for w in pdf_words(official[0]))
    for page in range(1, pages + 1):
        text = subprocess.run(["pdftotext", "-f", str(page), "-l", str(page), official[0], "-"], check=True,
                              capture_output=True, encoding="utf-8").stdout
        assert f"第{page}页共{pages}页" in text.replace(" ", "")


def test_flat_form_repeats_spans_with_their_mark(tmp_path):
    many = [{"level1": "1", "level2": "11", "name": f"指标{i}", "period_value": "1", "annual_value": "1"} for i in range(60)]
    _, trace = render(tmp_path, model_of([project(1, indicators=many)]), "a.pdf", "a.trace", form=INDICATORS)
    pages, runs, _ = read_trace(trace)
    names = [(r.page, "".join(q.text for q in runs if q.page == r.page and q.part == "body" and q.column == 0 and q.row == r.row))
             for r in runs if r.part == "body" and r.column == 0 and r.row >= 2 and r.line == 0]
    assert pages >= 2 and names[0] == (1, "    项目1")
    assert names[1:] == [(p, "    项目1（续）") for p in range(2, pages + 1)]


def test_amounts_of_a_column_end_at_one_place(tmp_path):
    """Under the total in another font, too, and in the form that does not set everything half an em wide."""
    path, = render(tmp_path, EXAMPLE, "a.pdf", form=INDICATORS)
    ends = {}
    for _, _, _, x1, _, text in pdf_words(path):
        if re.fullmatch(r"[\d,]+\.\d\d", text):
            ends.setdefault(round(x1 / 20), []).append(x1)
    assert sum(len(places) for places in ends.values()) > 20
    assert all(max(places) - min(places) < 0.05 for places in ends.values()), ends


@pytest.mark.parametrize("name, resolution, command", [
    ("page.png", 110, ["render", "examples/guangzhou-internet-court-2024.json"]),
    ("report.png", 80, ["check", "--lang", "zh", "examples/guangzhou-internet-court-2024.json"]),
])
def test_pictures_of_the_readmes_are_what_is_made_now(tmp_path, name, resolution, command):
    """First pages, as pdftoppm draws them at this resolution, in a palette of 16 greys."""
    subprocess.run([PROGRAM, *command, "-o", tmp_path / "a.pdf"], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["pdftoppm", "-r", str(resolution), "-l", "1", "-singlefile", "-png", tmp_path / "a.pdf", tmp_path / "a"], check=True)
    now, shown = (Image.open(path).convert("L") for path in (tmp_path / "a.png", ROOT / "docs" / "images" / name))
    assert now.size == shown.size
    assert ImageStat.Stat(ImageChops.difference(now, shown)).mean[0] < 1, "make the picture anew"
