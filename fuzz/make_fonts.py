"""Small fonts for the font target, drawn here: squares as glyf (with composites two deep), CFF and a variable font, and a collection.

usage: make_fonts.py FOLDER
"""
import io
import pathlib
import sys

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

CHARACTERS = {ord("0"): "zero", ord("A"): "A", ord("H"): "H", 0x20: "space", 0x4E00: "one", 0x5E7F: "wide", 0x20BB7: "far"}
NAMES = [".notdef", *CHARACTERS.values()]


def square(pen, size):
    pen.moveTo((50, 0))
    pen.lineTo((50, size))
    pen.qCurveTo((size // 2, size + 60), (size, size)) if isinstance(pen, TTGlyphPen) else pen.curveTo((60, size), (70, size + 9), (size, size))
    pen.lineTo((size, 0))
    pen.closePath()


def begin(is_ttf):
    font = FontBuilder(1000, isTTF=is_ttf)
    font.setupGlyphOrder(NAMES)
    font.setupCharacterMap(CHARACTERS)
    return font


def end(font, variable=False):
    font.setupHorizontalMetrics({name: (500 if name == "zero" else 1000, 50) for name in NAMES})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": "Fuzz", "styleName": "Regular", "psName": "Fuzz-Regular"})
    if variable:
        font.setupFvar([("wght", 100, 400, 900, "Weight")], [])
        font.setupGvar({})
    font.setupOS2()
    font.setupPost()
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def glyf(variable=False):
    font, glyphs = begin(True), {}
    for name in NAMES:
        pen = TTGlyphPen(glyphs)
        if name in ("wide", "far") and not variable:
            pen.addComponent("one" if name == "wide" else "wide", (0.5, 0, 0, 1, 10, 20))
        elif name != "space":
            square(pen, 700)
        glyphs[name] = pen.glyph()
    font.setupGlyf(glyphs)
    return end(font, variable)


def cff():
    font, glyphs = begin(False), {}
    for name in NAMES:
        pen = T2CharStringPen(1000, None)
        if name != "space":
            square(pen, 700)
        glyphs[name] = pen.getCharString()
    font.setupCFF("Fuzz-Regular", {}, glyphs, {})
    return end(font)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    fonts = {"glyf.ttf": glyf(), "cff.otf": cff(), "variable.ttf": glyf(variable=True)}
    for name, data in fonts.items():
        (folder / name).write_bytes(data)
    collection = TTCollection()
    collection.fonts = [TTFont(io.BytesIO(fonts["glyf.ttf"])), TTFont(io.BytesIO(fonts["cff.otf"]))]
    collection.save(folder / "both.ttc")


main()
