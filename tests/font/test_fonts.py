"""Fonts of every kind, damaged ones and lying ones; falling back from one to the next; what the user is told to install."""
import json
import os
import random
import shutil
import subprocess
import sys
import unicodedata

import pytest
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

import fontmaker
from common import PROGRAM, ROOT, font_set, model_of, project, read_json, render, stext
from ink import Judge, compare

pytestmark = pytest.mark.slow
NOTO = {"family": "Noto Serif CJK SC", "file": "opentype/noto/NotoSerifCJK-Regular.ttc", "index": 2}
DATA, SYSTEM = 1, 3


def run(folder, fonts, name=fontmaker.TEXT, environment=None):
    """(exit status, codes, standard error) of rendering one project with this name to a.pdf."""
    (folder / "m.json").write_text(json.dumps(model_of([project(1, name=name)]), ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "render", folder / "m.json", "-o", folder / "a.pdf", "--font-set", fonts, "--lang", "en",
                           "--diagnostics=json", "--option", "pdf.profile=plain"], capture_output=True, encoding="utf-8",
                          env={**os.environ, **(environment or {})})
    findings = [json.loads(line) for line in done.stderr.splitlines()]
    return done.returncode, [f["code"] for f in findings], " ".join(f["message"] for f in findings)


def made(path, **members):
    return {"family": "Made", "file": str(path), **members}


def check_ink(folder, path, chars=fontmaker.TEXT, name="Made", weight=None, glyphs=None, candidate=None, file=None):
    """Renders the characters with a font and compares their ink; gives back the PDF."""
    fonts = font_set(folder, candidate or made(path), NOTO)
    pdf, = render(folder, model_of([project(1, name=chars)]), "a.pdf", options=["--font-set", fonts])
    judge = Judge(file or path, (candidate or {}).get("index", 0), weight)
    scores = compare(pdf, folder, judge, name, glyphs or {c: judge.face.get_char_index(c) for c in chars})
    assert scores[0][0] < 0.06, scores
    checked = subprocess.run(["qpdf", "--check", pdf], capture_output=True, encoding="utf-8")
    assert checked.returncode == 0, checked.stdout
    return pdf


KINDS = {
    "glyf": fontmaker.truetype,
    "CFF with names": fontmaker.cff,
    "CFF of 2048 units": lambda: fontmaker.cff(units=2048),
    "CFF2": lambda: fontmaker.cff(version=2),
    "CFF2 of 2048 units": lambda: fontmaker.cff(units=2048, version=2),
}


@pytest.mark.parametrize("kind", KINDS)
def test_ink_of_each_kind_of_outline(tmp_path, kind):
    check_ink(tmp_path, fontmaker.save(KINDS[kind](), tmp_path))


@pytest.mark.parametrize("make", [fontmaker.variable_truetype, fontmaker.variable_cff2])
@pytest.mark.parametrize("weight", [None, 700])
def test_variable_fonts_give_the_instance_of_the_weight(tmp_path, make, weight):
    path = fontmaker.save(make(), tmp_path)
    check_ink(tmp_path, path, weight=weight or 400, candidate=made(path, **({"weight": weight} if weight else {})))


def test_two_weights_of_one_file_are_two_fonts(tmp_path):
    path = fontmaker.save(fontmaker.variable_truetype(), tmp_path)
    fonts = font_set(tmp_path, made(path, weight=100), NOTO)
    tree = read_json(fonts)
    tree["roles"]["heading"].insert(0, made(path, weight=900))
    fonts.write_text(json.dumps(tree))
    model = model_of([project(1, name="国")], agencies=[{"id": "a1", "name": "国"}])
    pdf, = render(tmp_path, model, "a.pdf", options=["--font-set", fonts])
    assert subprocess.run(["pdffonts", pdf], capture_output=True, encoding="utf-8").stdout.count("+Made ") == 2


def test_components_of_components(tmp_path):
    check_ink(tmp_path, fontmaker.save(fontmaker.nested(), tmp_path), "国國", name="Nested")


def test_a_collection_gives_the_face_of_the_family(tmp_path):
    path = fontmaker.collection([fontmaker.truetype("Other", scale=0.5), fontmaker.truetype("Made")], tmp_path)
    check_ink(tmp_path, path, candidate=made(path, index=1))
    fonts = font_set(tmp_path, made(path, index=0), NOTO)  # the number is that of another maker's packing
    pdf, = render(tmp_path, model_of([project(1, name="国")]), "a.pdf", options=["--font-set", fonts])
    assert {font.split("+")[-1] for _, font, *_, char in stext(pdf) if char == "国"} == {"Made"}


def test_a_signature_that_does_not_fit_the_outlines_does_no_harm(tmp_path):
    path = fontmaker.save(fontmaker.truetype(), tmp_path)
    lying = tmp_path / "lying.otf"
    lying.write_bytes(b"OTTO" + path.read_bytes()[4:])
    check_ink(tmp_path, lying, file=path)


@pytest.mark.parametrize("rights, refused", [(0, None), (4, None), (8, None), (0x0C, None), (6, None), (2, "restricted"),
                                             (0x200, "bitmaps only"), (0x100, "whole only"), (0x302, "restricted")])
def test_embedding_rights(tmp_path, rights, refused):
    path = fontmaker.save(fontmaker.truetype(fs_type=rights), tmp_path)
    status, codes, text = run(tmp_path, font_set(tmp_path, made(path)), "国")
    if not refused:
        assert "BP5003" not in codes
        return
    assert status == SYSTEM and set(codes) == {"BP5003"} and refused in text and str(path) in text
    status, codes, text = run(tmp_path, font_set(tmp_path, made(path), NOTO), "国")
    assert status == 0 and codes == ["BP5202"] and refused in text, "passed over, once, with a warning"


def patched(table, at, value):
    """Writes bytes into a table."""
    def patch(data):
        count = int.from_bytes(data[4:6], "big")
        for i in range(count):
            record = data[12 + 16 * i:28 + 16 * i]
            if record[:4] == table:
                start = int.from_bytes(record[8:12], "big") + at
                return data[:start] + value + data[start + len(value):]
        raise KeyError(table)
    return patch


def without(*tags):
    def patch(font):
        for tag in tags:
            del font[tag]
    return patch


def with_symbols_only(font):
    font["cmap"].tables = font["cmap"].tables[:1]
    font["cmap"].tables[0].platformID, font["cmap"].tables[0].platEncID = 3, 0


BYTES = {
    "half a file": (lambda data: data[:len(data) // 2], "cut short"),
    "a header alone": (lambda data: data[:40], "cut short"),
    "one byte short": (lambda data: data[:-300], "cut short"),
    "text": (lambda data: b"This is no font.\n" * 50, "neither TrueType nor OpenType"),
    "empty": (lambda data: b"", ""),
    "for the web": (lambda data: b"wOFF" + data[4:], "packed for the web"),
    "no tables": (lambda data: data[:4] + b"\0\0" + data[6:], "list of tables"),
    "an em of 0 units": (patched(b"head", 18, b"\0\0"), "size of the em"),
    "an em of 15 units": (patched(b"head", 18, b"\0\x0f"), "size of the em"),
    "no glyphs": (patched(b"maxp", 4, b"\0\0"), "no glyphs"),
    "a head of another version": (patched(b"head", 0, b"\0\0"), "heads of its tables"),
    "a head without its mark": (patched(b"head", 12, b"\0"), "heads of its tables"),
    "places of a third kind": (patched(b"head", 50, b"\0\2"), "heads of its tables"),
    "lines of another version": (patched(b"hhea", 0, b"\0\0"), "heads of its tables"),
    "widths of no glyph": (patched(b"hhea", 34, b"\0\0"), "heads of its tables"),
    "widths of more glyphs than there are": (patched(b"hhea", 34, b"\xff\0"), "heads of its tables"),
    "a profile of another version": (patched(b"maxp", 0, b"\0\7"), "heads of its tables"),
    "more glyphs than have places": (patched(b"maxp", 4, b"\xff\0"), "heads of its tables"),
    "a collection without faces": (lambda data: b"ttcf\0\1\0\0\0\0\0\0" + data, "no face of this number"),
    "a collection whose face is outside": (lambda data: b"ttcf\0\1\0\0\0\0\0\1\xff\xff\xff\0" + data, "collection"),
}
TABLES = {
    "no outlines": (without("glyf", "loca"), "no outlines"),
    "no widths": (without("hmtx"), "a table that every font has is missing"),
    "no characters": (without("cmap"), "a table that every font has is missing"),
    "symbols only": (with_symbols_only, "no character map for Unicode"),
}


def check_refused(folder, path, reason):
    status, codes, text = run(folder, font_set(folder, made(path)), "国")
    assert status == SYSTEM and set(codes) == {"BP5002"} and reason in text and str(path) in text, text
    status, codes, text = run(folder, font_set(folder, made(path), NOTO), "国")
    assert status == 0 and codes == ["BP5202"] and reason in text


@pytest.mark.parametrize("fault", BYTES)
def test_a_damaged_file_is_refused_with_the_reason(tmp_path, fault):
    change, reason = BYTES[fault]
    path = fontmaker.save(fontmaker.truetype(), tmp_path)
    path.write_bytes(change(path.read_bytes()))
    check_refused(tmp_path, path, reason)


@pytest.mark.parametrize("fault", TABLES)
def test_a_font_without_what_is_needed_is_refused_with_the_reason(tmp_path, fault):
    change, reason = TABLES[fault]
    font = fontmaker.reload(fontmaker.truetype())
    change(font)
    check_refused(tmp_path, fontmaker.save(font, tmp_path), reason)


def test_a_font_whose_glyphs_are_all_blank_is_refused(tmp_path):
    font = fontmaker.truetype(blank=fontmaker.TEXT)
    check_refused(tmp_path, fontmaker.save(font, tmp_path), "none of its glyphs has an outline")


def test_a_face_that_the_collection_does_not_have(tmp_path):
    path = fontmaker.collection([fontmaker.truetype()], tmp_path)
    status, codes, text = run(tmp_path, font_set(tmp_path, made(path, index=7)), "国")
    assert status == SYSTEM and "no face of this number" in text


def fonts_of(folder, font, chars, **members):
    """Which font each of the characters is set in, where Noto stands behind a font."""
    fonts = font_set(folder, made(fontmaker.save(font, folder)), NOTO, **members)
    pdf, = render(folder, model_of([project(1, name=chars)]), "a.pdf", options=["--font-set", fonts])
    return {char: name.split("+")[-1] for _, name, *_, char in stext(pdf) if char in chars}


def test_a_han_character_without_ink_is_taken_from_the_next_font(tmp_path):
    assert fonts_of(tmp_path, fontmaker.truetype(blank="国"), "国项") == {"国": "NotoSerifCJKsc-Regular", "项": "Made"}


def test_a_character_map_that_points_past_the_glyphs(tmp_path):
    font = fontmaker.reload(fontmaker.truetype())
    group = b"".join(n.to_bytes(4, "big") for n in (ord("国"), ord("国"), 60000))
    head = b"\0\x0c\0\0" + (16 + 12).to_bytes(4, "big") + b"\0\0\0\0" + (1).to_bytes(4, "big")
    font["cmap"] = newTable("cmap")
    font["cmap"] = raw("cmap", b"\0\0\0\1" + b"\0\3\0\x0a" + (12).to_bytes(4, "big") + head + group)
    assert fonts_of(tmp_path, font, "国") == {"国": "NotoSerifCJKsc-Regular"}


def raw(tag, data):
    from fontTools.ttLib.tables.DefaultTable import DefaultTable
    table = DefaultTable(tag)
    table.data = data
    return table


@pytest.mark.parametrize("make", [fontmaker.truetype, fontmaker.cff, fontmaker.variable_truetype, fontmaker.variable_cff2])
def test_no_damage_to_a_byte_does_harm(tmp_path, make):
    """Written or refused, never a crash: each of these files has some bytes changed."""
    chance = random.Random(20240101)
    whole = fontmaker.save(make(), tmp_path).read_bytes()
    fonts = font_set(tmp_path, made(tmp_path / "made.ttf"), NOTO)
    for _ in range(30):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 4, 40])):
            data[chance.randrange(len(data))] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])
        (tmp_path / "made.ttf").write_bytes(data)
        status, codes, _ = run(tmp_path, fonts)
        assert status in (0, SYSTEM) and set(codes) <= {"BP5002", "BP5003", "BP5202"}, (status, codes)
        if status == 0:
            done = subprocess.run(["qpdf", "--check", tmp_path / "a.pdf"], capture_output=True)
            assert done.returncode == 0
            shown = subprocess.run(["pdftoppm", "-r", "20", tmp_path / "a.pdf"], capture_output=True)
            assert b"Couldn't create a font" not in shown.stderr


def test_glyphs_wider_than_any_are_not_used(tmp_path):
    """Composites that enlarge composites, and widths of a small em: what no cell can hold is taken from the next font."""
    from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
    def grown(of):
        part, glyph = GlyphComponent(), Glyph()
        part.glyphName, part.x, part.y, part.flags, part.transform = of, 0, 0, 0x0204, ((1.99, 0), (0, 1.99))
        glyph.numberOfContours, glyph.components = -1, [part]
        return glyph
    glyphs = {f"g{k}": grown(f"g{k - 1}" if k else "u56FD") for k in range(5)}
    font = fontmaker.reload(fontmaker.truetype(glyphs=glyphs, cmap={"A": "g4"}))
    font["hmtx"]["g4"] = (0, 0)
    font["hmtx"]["u9879"] = (65535, 0)
    font["head"].unitsPerEm = 16
    path = fontmaker.save(font, tmp_path)
    status, codes, text = run(tmp_path, font_set(tmp_path, made(path), NOTO), "国项A")
    assert status == 0 and "BP5201" not in codes, text
    for _, _, _, x, y, char in stext(tmp_path / "a.pdf"):
        assert 0 <= x < 2000 and 0 <= y < 2000, char


# ---- falling back ----

SAMPLE = "".join(chr(0x4E00 + (0x9FA5 - 0x4E00) // 48 * i) for i in range(48))


def mean_box(judge, chars):
    """Bottom and top of the ink in the mean, of an em of 1."""
    boxes = []
    for char in chars:
        index = judge.face.get_char_index(char)
        if index:
            judge.face.load_glyph(index, 1)  # FT_LOAD_NO_SCALE
            box = judge.face.glyph.outline.get_bbox()
            boxes.append((box.yMin, box.yMax))
    units = judge.face.units_per_EM
    return sum(b[0] for b in boxes) / len(boxes) / units, sum(b[1] for b in boxes) / len(boxes) / units


@pytest.mark.parametrize("scale, rise", [(1.0, 0), (0.8, 0), (0.8, 150), (1.2, -100)])
def test_a_fallback_font_is_matched_in_size_and_base_line(tmp_path, scale, rise):
    chars = "".join(c for c in SAMPLE if ord(c) in fontmaker.source().getBestCmap())
    font = fontmaker.truetype(chars=chars + "国", scale=scale, rise=rise, cmap={"\U000F0000": "u56FD"})
    path = fontmaker.save(font, tmp_path)
    fonts = font_set(tmp_path, NOTO, made(path))
    pdf, = render(tmp_path, model_of([project(1, name="国\U000F0000国")]), "a.pdf", options=["--font-set", fonts])
    places = [(name.split("+")[-1], size, x, y) for _, name, size, x, y, char in stext(pdf) if char in "国\U000F0000"]
    (_, size, x0, y0), (other, grown, x1, y1), (_, _, x2, _) = places
    wanted, given = mean_box(Judge("/usr/share/fonts/" + NOTO["file"], 2), SAMPLE), mean_box(Judge(path), SAMPLE)
    ratio = (wanted[1] - wanted[0]) / (given[1] - given[0])
    ratio = 1 if abs(ratio - 1) < 0.03 else ratio
    lift = (wanted[1] + wanted[0]) / 2 - (given[1] + given[0]) / 2 * ratio
    lift = 0 if abs(lift) < 0.015 else lift
    assert other == "Made"
    assert abs(grown / size - ratio) < 0.01, (grown / size, ratio)
    assert abs((y0 - y1) / size - lift) < 0.01, ((y0 - y1) / size, lift)
    assert abs((x2 - x0) / size - 2) < 0.01, "the cell of a Han character stays an em wide"
    assert abs((x1 - x0) / size - 1 - (1 - ratio) / 2) < 0.01, "and the glyph stands in its middle"


def test_invisible_characters_need_no_glyph(tmp_path):
    path = fontmaker.save(fontmaker.truetype(chars=" " + fontmaker.TEXT, blank=" "), tmp_path)
    name = "国\u200b\ufe0f\ufeff\U000E0100项"
    assert run(tmp_path, font_set(tmp_path, made(path), NOTO), name)[:2] == (0, [])
    text = [(char, x, size) for _, _, size, x, _, char in stext(tmp_path / "a.pdf")]
    first = next(i for i, t in enumerate(text) if t[0] == "国")
    second = next(t for t in text[first:] if t[0] == "项")
    assert abs((second[1] - text[first][1]) / text[first][2] - 1) < 0.01, "they take no room"


def data_folder(folder, file, there):
    """A data folder whose only last resort is one font, installed or as if it were not."""
    data = folder / ("there" if there else "absent")
    for name in ("templates", "fonts", "schema"):
        shutil.copytree(ROOT / name, data / name)
    resorts = read_json(data / "fonts" / "fallback.json")
    resorts["fonts"] = [f for f in resorts["fonts"] if f["file"] == file]
    (data / "fonts" / "fallback.json").write_text(json.dumps(resorts), encoding="utf-8")
    for name in () if there else ("fallback.json", "coverage.json"):
        path = data / "fonts" / name
        path.write_text(path.read_text(encoding="utf-8").replace(f'"{file}"', f'"absent/{file}"'), encoding="utf-8")
    return {"BUDGETPRESS_DATA": str(data)}


def fonts_behind_noto():
    covered = {f["file"]: " ".join(f["covers"]).split() for f in read_json(ROOT / "fonts" / "coverage.json")["fonts"]}
    return [(f["file"], f["package"], covered[f["file"]]) for f in read_json(ROOT / "fonts" / "fallback.json")["fonts"][2:]]


@pytest.mark.parametrize("file, package, ranges", fonts_behind_noto(), ids=lambda v: v if isinstance(v, str) and "/" in v else "")
def test_the_package_that_a_missing_character_is_answered_with_brings_it(tmp_path, file, package, ranges):
    noto = [TTFont(f"/usr/share/fonts/{f}", fontNumber=2, lazy=True).getBestCmap()
            for f in (NOTO["file"], NOTO["file"].replace("Serif", "Sans"))]
    chars = [c for c in (chr(int(r.split("-")[0], 16)) for r in ranges)
             if unicodedata.category(c)[0] in "LNPS" and not any(ord(c) in cmap for cmap in noto)]
    absent, there = data_folder(tmp_path, file, False), data_folder(tmp_path, file, True)
    for char in chars[::len(chars) // 4 + 1]:
        status, codes, text = run(tmp_path, "noto", "项" + char, absent)
        assert status == DATA and codes == ["BP5004"], (char, text)
        assert package in text and f"U+{ord(char):04X}" in text and char in text and "row 3" in text
        status, _, text = run(tmp_path, "noto", "项" + char, there)
        assert status == 0, (char, text)
    assert chars


def test_coverage_is_as_measured(tmp_path):
    subprocess.run([sys.executable, ROOT / "scripts" / "font-coverage.py", tmp_path / "c.json"], check=True)
    assert (tmp_path / "c.json").read_bytes() == (ROOT / "fonts" / "coverage.json").read_bytes()


def test_a_character_that_no_package_has_names_its_cell(tmp_path):
    status, codes, text = run(tmp_path, "noto", "甲\U000F1234乙")
    assert status == DATA and codes == ["BP5201"]
    assert "U+F1234" in text and 'column "项目名称（资金使用单位）", row 3: "甲\U000F1234乙"' in text and "font set" in text


def test_private_use_is_no_han_character_of_a_last_resort(tmp_path):
    """U+E000 came out as a Han character of BabelStone Han, U+F137 as one of HanaMinA: a font that nobody meant."""
    for char in "\ue000\uf137\ue123":
        status, codes, text = run(tmp_path, "noto", f"甲{char}乙")
        assert status == DATA and codes == ["BP5201"] and f"U+{ord(char):04X}" in text


def test_private_use_of_a_font_that_the_set_names_is_drawn(tmp_path):
    file = "truetype/babelstone/BabelStoneHan.ttf"
    fonts = font_set(tmp_path, NOTO, {"family": "BabelStone Han", "file": file})
    assert run(tmp_path, fonts, "甲\ue000乙")[:2] == (0, [])
    assert "BabelStoneHan" in {name.split("+")[-1] for _, name, *_ in stext(tmp_path / "a.pdf")}


def test_blank_braille_is_no_grey_block(tmp_path):
    """The blank pattern takes the room that it took, and shows nothing."""
    places = []
    for text in ("甲\u2800乙", "甲\u2801乙"):
        assert run(tmp_path, "noto", text)[0] == 0
        chars = [(c, name, x) for _, name, _, x, _, c in stext(tmp_path / "a.pdf") if c in text]
        places.append(chars)
    assert [c for c, *_ in places[0]] == list("甲\u2800乙") and places[0][1][1] == places[0][0][1]
    assert [x for *_, x in places[0]] == pytest.approx([x for *_, x in places[1]])


@pytest.mark.parametrize("text, warned", [
    ("Cafe\u0301 培训", ["BP5205"]), ("か\u3099", ["BP5205"]), ("甲\u302a乙", ["BP5205"]), ("①\u20dd", ["BP5205"]), ("Café が", []),
])
def test_marks_that_stand_beside_their_letter_are_warned_of(tmp_path, text, warned):
    status, codes, message = run(tmp_path, "noto", text)
    assert status == 0 and codes == warned
    assert not warned or "belongs upon" in message and "row 3" in message and any(f"U+{ord(c):04X}" in message for c in text)


def test_each_script_is_warned_of_once(tmp_path):
    """Only the first was, whatever followed in other rows."""
    status, codes, message = run(tmp_path, "noto", "ཀཁ مر a\u0301 e\u0300 ᠠᠡ مر ཀ")
    assert status == 0 and codes == ["BP5204", "BP5204", "BP5205", "BP5204"]
    for code in ("U+0F40", "U+0645", "U+0301", "U+1820"):
        assert code in message


@pytest.mark.parametrize("text, warned", [("项目ཀ", ["BP5204"]), ("ﷲ项目مرحبا", ["BP5204"]), ("項目ꀀあА①", [])])
def test_scripts_that_would_have_to_be_shaped_are_warned_of_once(tmp_path, text, warned):
    status, codes, message = run(tmp_path, "noto", text)
    assert status == 0 and codes == warned
    assert not warned or "letters join" in message and "row 3" in message


def test_a_set_may_do_without_last_resorts(tmp_path):
    assert run(tmp_path, font_set(tmp_path, NOTO), "𠀋")[0] == 0
    status, codes, _ = run(tmp_path, font_set(tmp_path, NOTO, fallback=False), "𠀋\U00020001")
    assert status == DATA and codes == ["BP5201"]


def test_fonts_are_found_beside_the_set(tmp_path):
    fontmaker.save(fontmaker.truetype(), tmp_path)
    status, codes, _ = run(tmp_path, font_set(tmp_path, {"family": "Made", "file": "made.ttf"}, NOTO))
    assert (status, codes) == (0, [])
    assert "Made" in {name.split("+")[-1] for _, name, *_ in stext(tmp_path / "a.pdf")}


@pytest.mark.parametrize("tree, code", [
    ({"schema": "budgetpress-fallback/1", "roles": {}}, "BP5203"),
    ({"schema": "budgetpress-fonts/1"}, "BP2105"),
    ({"schema": "budgetpress-fonts/1", "roles": {"body": []}}, "BP2105"),
    ({"schema": "budgetpress-fonts/1", "roles": {}, "fonts": []}, "BP2102"),
])
def test_faults_of_a_set(tmp_path, tree, code):
    (tmp_path / "set.json").write_text(json.dumps(tree))
    status, codes, _ = run(tmp_path, tmp_path / "set.json")
    assert status == DATA and code in codes


def listing(fonts):
    done = subprocess.run([PROGRAM, "fonts", "--font-set", fonts, "--lang", "en"], capture_output=True, encoding="utf-8")
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_the_listing_tells_what_is_refused_and_which_face_is_taken(tmp_path):
    forbidden = fontmaker.save(fontmaker.truetype(fs_type=2), tmp_path, "forbidden.ttf")
    packed = fontmaker.collection([fontmaker.truetype("Other"), fontmaker.truetype("Made")], tmp_path)
    status, lines, error = listing(font_set(tmp_path, made(forbidden), made(packed, index=0)))
    assert status == 0 and error.count("BP5202") == 1
    assert f"{forbidden}#0 not used: its embedding is restricted (fsType)" in lines[0] and lines[1].endswith(f"{packed}#1")
    status, lines, error = listing(font_set(tmp_path, made(forbidden)))
    assert status == SYSTEM and error.count("BP5003") == 3, "each role but latin, which falls back to the body"


# ---- half-width forms ----

def test_amounts_are_set_in_half_width_forms(tmp_path):
    """By the font's own hwid feature, as fontTools reads it, half an em each, flush right."""
    amounts = ["1234567.89", "9.05", "620.34"]
    projects = [project(i, funding={"fiscal_appropriation": a}) for i, a in enumerate(amounts)]
    path, = render(tmp_path, model_of(projects), "a.pdf", options=["--option", "pdf.profile=plain"])
    file = "/usr/share/fonts/" + NOTO["file"]
    font = TTFont(file, fontNumber=2, lazy=True)
    lookups = {i for f in font["GSUB"].table.FeatureList.FeatureRecord if f.FeatureTag == "hwid" for i in f.Feature.LookupListIndex}
    forms = {}
    for i in lookups:
        for table in font["GSUB"].table.LookupList.Lookup[i].SubTable:
            forms.update(getattr(table, "ExtSubTable", table).mapping)
    cmap = font.getBestCmap()
    glyphs = {c: font.getGlyphID(forms[cmap[ord(c)]]) for c in "0123456789.,"}
    digits = [(page, size, x, y, char) for page, name, size, x, y, char in stext(path)
              if char in "0123456789.," and name.endswith("NotoSerifCJKsc-Regular") and size < 10]
    rows = {}
    for page, size, x, y, char in digits:
        rows.setdefault((page, round(y)), []).append((x, char, size))
    ends = set()
    for row in rows.values():
        row.sort()
        for (x0, _, size), (x1, *_) in zip(row, row[1:]):
            if x1 - x0 < size:
                assert abs((x1 - x0) / size - 0.5) < 0.01
    texts = ["".join(c for _, c, _ in row) for row in rows.values()]
    assert any("1,234,567.89" in t for t in texts), texts
    last = {"".join(c for _, c, _ in row): row[-1][0] for row in rows.values() if "." in "".join(c for _, c, _ in row)}
    assert len({round(x, 1) for x in last.values()}) == 1, last
    scores = compare(path, tmp_path, Judge(file, 2), "NotoSerifCJKsc-Regular", {c: glyphs[c] for c in "123456789.,"})
    assert scores[0][0] < 0.08, scores


@pytest.mark.parametrize("make", [fontmaker.truetype, fontmaker.cff])
def test_more_characters_of_one_font_than_it_has_codes(tmp_path, make):
    """65,534 at most: the others are shown in a second font of the same face. Most of them share a glyph."""
    blocks = (0x4E00, 0x6000), (0x20000, 0x2A6E0), (0x2A700, 0x2B73A), (0x2B820, 0x2CEA2), (0x2CEB0, 0x2EBE1), (0x30000, 0x3134B)
    chars = "".join(chr(c) for first, end in blocks for c in range(first, end))
    path = fontmaker.save(make(chars="国口", cmap={c: "u53E3" for c in chars if c != "国"}), tmp_path)
    goal = [chars[i:i + 1000] for i in range(0, len(chars), 1000)]
    pdf, = render(tmp_path, model_of([project(1, goal=goal)]), "a.pdf", options=["--font-set", font_set(tmp_path, made(path), NOTO)])
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], check=True, capture_output=True, encoding="utf-8").stdout
    assert len(chars) > 65534 and set(chars) <= set(text)
    names = [line.split()[0] for line in subprocess.run(["pdffonts", pdf], check=True, capture_output=True,
                                                        encoding="utf-8").stdout.splitlines() if "+Made" in line]
    assert len(names) == len(set(names)) == 2


# ---- forms that selectors choose ----

def with_forms(forms, **members):
    """A font whose cmap has a table of format 14: forms[(character, selector)] is a glyph name, None for the usual form."""
    font = fontmaker.truetype(**members)
    table = CmapSubtable.newSubtable(14)
    table.platformID, table.platEncID, table.language, table.cmap = 0, 5, 0, {}
    table.uvsDict = {}
    for (character, selector), glyph in forms.items():
        table.uvsDict.setdefault(selector, []).append((ord(character), glyph))
    font["cmap"].tables.append(table)
    return font


def picture(path):
    return subprocess.run(["pdftoppm", "-r", "100", "-f", "1", "-l", "1", path], capture_output=True, check=True).stdout


def test_the_form_that_a_selector_chooses_is_shown_and_copied(tmp_path):
    path = fontmaker.save(with_forms({("国", 0xE0100): "u53E3", ("国", 0xE0101): None}, chars=" " + fontmaker.TEXT, blank=" "), tmp_path)
    fonts = font_set(tmp_path, made(path), NOTO)
    pictures = {}
    for name in ("国项", "口项", "国\U000E0100项", "国\U000E0101项"):
        assert run(tmp_path, fonts, name)[:2] == (0, [])
        pictures[name] = picture(tmp_path / "a.pdf")
        if len(name) == 3:
            copied = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, encoding="utf-8").stdout
            assert name in "".join(copied.split()) and name in "".join(char for *_, char in stext(tmp_path / "a.pdf"))
    assert pictures["国项"] != pictures["口项"]
    assert pictures["国\U000E0100项"] == pictures["口项"] and pictures["国\U000E0101项"] == pictures["国项"]


def test_the_form_is_taken_from_the_next_font_of_the_role_that_has_it(tmp_path):
    (tmp_path / "second").mkdir()
    plain = fontmaker.save(fontmaker.truetype(name="Plain", chars=" " + fontmaker.TEXT, blank=" "), tmp_path, "plain.ttf")
    second = fontmaker.save(with_forms({("国", 0xE0100): "u53E3"}, name="Second"), tmp_path / "second", "second.ttf")
    fonts = font_set(tmp_path, made(plain), {**made(second), "family": "Second"}, NOTO)
    assert run(tmp_path, fonts, "国\U000E0100项")[:2] == (0, [])
    chosen = picture(tmp_path / "a.pdf")
    assert run(tmp_path, fonts, "口项")[:2] == (0, [])
    assert picture(tmp_path / "a.pdf") == chosen


def test_a_form_that_no_font_has_is_warned_of_once(tmp_path):
    path = fontmaker.save(with_forms({("国", 0xE0100): "u53E3"}, chars=" " + fontmaker.TEXT, blank=" "), tmp_path)
    fonts = font_set(tmp_path, made(path), NOTO, fallback=False)
    for name, warned in (("国\U000E01E0项", True), ("国\ufe05项\ufe06", True), ("国\U000E0100项", False), ("国\ufe0e项", False), ("国\u200b\ufe0f项 \ufe0f", False)):
        status, found, *_ = run(tmp_path, fonts, name)
        assert (status, found) == (0, ["BP5213"] * warned), name


def test_verify_vouches_for_no_form_of_other_fonts(tmp_path):
    """Two fonts have a form each for one selector: of a file made with the other font there is no saying which form it shows."""
    names = {}
    for which, glyph in (("one", "u53E3"), ("other", "u9879")):
        (tmp_path / which).mkdir()
        path = fontmaker.save(with_forms({("国", 0xE0100): glyph}, chars=" " + fontmaker.TEXT, blank=" "), tmp_path / which)
        names[which] = font_set(tmp_path / which, made(path), NOTO)
    for which in names:
        assert run(tmp_path, names[which], "国\U000E0100项")[:2] == (0, [])
        for judge in names:
            done = subprocess.run([PROGRAM, "verify", "--diagnostics=json", "--font-set", names[judge], "--model", tmp_path / "m.json",
                                   tmp_path / "a.pdf"], capture_output=True, encoding="utf-8")
            verdict = json.loads(done.stdout)["verdict"]
            assert (done.returncode, verdict) == ((0, "bytes") if judge == which else (1, "words")), (which, judge, done.stdout)
